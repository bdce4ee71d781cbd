#include "app/composition.h"
#include "command.h"
#include "input.h"
#include "invocation.h"
#include "login/recipe.h"
#include "session_text.h"
#include "sign_in_dialogue.h"
#include "terminal.h"

#include <QCoreApplication>

namespace claimcheck::app {

namespace {

using Kind = login::Recipe::Kind;

QString say(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

bool asksForUser(const login::Profile &profile)
{
    const Kind kind = login::kindOf(profile);
    return kind == Kind::Password || kind == Kind::PasswordGrant || kind == Kind::Form ||
           profile.recipe == u"basic";
}

Result<QString> userName(const Invocation &run, const login::Profile &profile)
{
    const QString user = run.value(QStringLiteral("user")).value_or(profile.user);
    if (!user.isEmpty())
        return user;
    const QString question = say("User name");
    return run.mayPrompt() ? promptLine(question)
                           : Result<QString>(Error{ErrorCode::InputRequired, question});
}

/// What this kind of sign-in takes from a person.
Result<login::SignInOptions> optionsOf(const Invocation &run, const login::Profile &profile)
{
    login::SignInOptions options;
    options.user = run.value(QStringLiteral("user")).value_or(profile.user);
    QString question;
    if (asksForUser(profile)) {
        auto user = userName(run, profile);
        if (!user)
            return user.error();
        options.user = *std::move(user);
        question = say("Password of %1").arg(visible(options.user));
    } else if (login::kindOf(profile) == Kind::Static) {
        question = say("Token or key of %1").arg(visible(profile.name));
    }
    if (!question.isEmpty()) {
        auto secret = readPassword(run, question);
        if (!secret)
            return secret.error();
        options.password = *std::move(secret);
    }
    if (run.isSet(QStringLiteral("device")))
        options.device = login::SignInOptions::Device::Only;
    else if (run.isSet(QStringLiteral("also-device")))
        options.device = login::SignInOptions::Device::Race;
    return options;
}

void login(Invocation &run)
{
    const auto id = run.profileId(run.arguments().at(0));
    if (!id)
        return;
    const login::Profile profile = *run.services().profiles.byId(*id);
    const Kind kind = login::kindOf(profile);
    if ((run.isSet(QStringLiteral("device")) || run.isSet(QStringLiteral("also-device"))) &&
        kind != Kind::Browser && kind != Kind::Device)
        return run.fail({ErrorCode::UsageInvalid,
                         {},
                         say("--device and --also-device are for sign-ins in the browser (oidc, device).")});
    auto options = optionsOf(run, profile);
    if (!options)
        return run.fail(options.error());
    const auto browser = run.isSet(QStringLiteral("no-browser")) ? SignInDialogue::Browser::PrintLink
                                                                 : SignInDialogue::Browser::Open;
    const auto dialogue = std::make_shared<SignInDialogue>(run, browser);
    auto signIn = run.services().sessions.signIn(
        *id, *std::move(options), &run,
        [&run, id, dialogue](const Result<login::SessionInfo> &info) {
            dialogue->end();
            if (info) {
                for (const QString &note : info->notes)
                    run.note(visible(note));
            }
            finishWith(run, *id, info);
        },
        [dialogue](const login::SignInEvent &event) { dialogue->on(event); });
    dialogue->follow(*signIn);
    run.keep(std::move(signIn));
}

} // namespace

Command loginCommand()
{
    return {
        "login",
        "login NAME [--user U] [--password-stdin] [--no-browser] [--device|--also-device]",
        QT_TRANSLATE_NOOP("Cli", "Signs in to a profile's server and stores the tokens in the keychain"),
        QT_TRANSLATE_NOOP(
            "Cli",
            "How, the profile's recipe says. A password, token or key is asked for without echo unless it is "
            "given by --password-stdin or --password-fd; a password is never stored. oidc opens the server's "
            "page in the browser; over SSH, use --no-browser and paste the address that the browser ends at, "
            "or "
            "--device and enter the code on another device. A sign-in as somebody else than before is "
            "refused: "
            "log out first."),
        {{"user", "U", QT_TRANSLATE_NOOP("Cli", "the user name, in place of the profile's")},
         {"password-stdin", nullptr, QT_TRANSLATE_NOOP("Cli", "read the password from standard input")},
         {"password-fd", "N", QT_TRANSLATE_NOOP("Cli", "read the password from this file descriptor")},
         {"no-browser", nullptr, QT_TRANSLATE_NOOP("Cli", "print links instead of opening them")},
         {"device", nullptr, QT_TRANSLATE_NOOP("Cli", "sign in on another device, by a code (RFC 8628)")},
         {"also-device", nullptr,
          QT_TRANSLATE_NOOP("Cli", "here or by a code on another device, whichever ends first")}},
        1,
        1,
        login};
}

} // namespace claimcheck::app
