#include "app/composition.h"
#include "command.h"
#include "input.h"
#include "invocation.h"
#include "session_text.h"
#include "terminal.h"

#include <QCoreApplication>

namespace claimcheck::app {

namespace {

void login(Invocation &run)
{
    if (run.isSet(QStringLiteral("device")))
        return run.fail({ErrorCode::NotYetAvailable, QStringLiteral("--device")});
    const auto id = run.profileId(run.arguments().at(0));
    if (!id)
        return;
    QString user = run.value(QStringLiteral("user")).value_or(run.services().profiles.byId(*id)->user);
    if (user.isEmpty()) {
        const QString question = QCoreApplication::translate("Cli", "User name");
        const auto answer = run.mayPrompt() ? promptLine(question)
                                            : Result<QString>(Error{ErrorCode::InputRequired, question});
        if (!answer)
            return run.fail(answer.error());
        user = *answer;
    }
    const auto password =
        readPassword(run, QCoreApplication::translate("Cli", "Password of %1").arg(visible(user)));
    if (!password)
        return run.fail(password.error());
    run.keep(run.services().sessions.signIn(
        *id, user, *password, login::StoreIn::Keychain, &run,
        [&run, id](const Result<login::SessionInfo> &info) { finishWith(run, *id, info); }));
}

} // namespace

Command loginCommand()
{
    return {"login",
            "login NAME [--user U] [--password-stdin]",
            QT_TRANSLATE_NOOP("Cli", "Signs in to a profile's server and stores the tokens in the keychain"),
            QT_TRANSLATE_NOOP("Cli", "The password is asked for without echo unless it is given by "
                                     "--password-stdin or --password-fd. It is never stored. "
                                     "A sign-in as somebody else than before is refused: log out first."),
            {{"user", "U", QT_TRANSLATE_NOOP("Cli", "the user name, in place of the profile's")},
             {"password-stdin", nullptr, QT_TRANSLATE_NOOP("Cli", "read the password from standard input")},
             {"password-fd", "N", QT_TRANSLATE_NOOP("Cli", "read the password from this file descriptor")},
             {"no-browser", nullptr,
              QT_TRANSLATE_NOOP("Cli", "print links instead of opening them (password recipes open none)")},
             {"device", nullptr, QT_TRANSLATE_NOOP("Cli", "sign in on another device (not available yet)")}},
            1,
            1,
            login};
}

} // namespace claimcheck::app
