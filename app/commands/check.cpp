#include "app/browser.h"
#include "app/composition.h"
#include "command.h"
#include "invocation.h"
#include "terminal.h"

#include <QCoreApplication>

namespace claimcheck::app {

namespace {

using State = login::SignInFinding::State;

Tint tintOf(State state)
{
    switch (state) {
    case State::Good:
        return Tint::Good;
    case State::Weak:
        return Tint::Warning;
    case State::Bad:
        return Tint::Bad;
    case State::Unknown:
        break;
    }
    return Tint::Dim;
}

void printCard(const Invocation &run, const login::SignInCard &card)
{
    if (run.json())
        return run.print(card.toJson() + '\n');
    if (run.value(QStringLiteral("format")) == QStringLiteral("markdown"))
        return run.print(visibleLines(card.toMarkdown().toUtf8()));
    std::vector<QStringList> rows;
    for (const login::SignInFinding &finding : card.findings)
        rows.push_back(
            {QString::fromLatin1(finding.id),
             tinted(QString::fromLatin1(login::findingStateName(finding.state)), tintOf(finding.state)),
             visible(finding.sentence)});
    run.print(table(rows).toUtf8());
    for (const QString &note : card.notes)
        run.note(visible(note));
}

void check(Invocation &run)
{
    const auto format = run.value(QStringLiteral("format"));
    if (format && (*format != u"markdown" || run.json()))
        return run.fail(
            {ErrorCode::UsageInvalid,
             {},
             QCoreApplication::translate("Cli", "--format takes markdown, and not with --json.")});
    const auto id = run.profileId(run.arguments().at(0));
    if (!id)
        return;
    login::CheckOptions options;
    options.probe = run.isSet(QStringLiteral("probe"));
    if (options.probe && !run.isSet(QStringLiteral("no-browser"))) {
        options.openLink = [&run](const QUrl &link) {
            run.note(QCoreApplication::translate("Cli", "Sign in once more in the browser: %1")
                         .arg(link.toString(QUrl::FullyEncoded)));
            if (const auto opened = openInBrowser(link); !opened)
                run.note(describe(opened.error()).message);
        };
    }
    run.keep(run.services().sessions.check(
        *id, &run,
        [&run](const Result<login::SignInCard> &card) {
            if (!card)
                return run.fail(card.error());
            printCard(run, *card);
            run.finish(card->isSound() ? 0 : static_cast<int>(ExitClass::No));
        },
        std::move(options)));
}

} // namespace

Command checkCommand()
{
    return {
        "check",
        "check NAME [--probe] [--no-browser] [--format markdown]",
        QT_TRANSLATE_NOOP("Cli", "Tells how well the server signs people in: PKCE, rotation, lifetimes, …"),
        QT_TRANSLATE_NOOP(
            "Cli",
            "Reads what the sign-in showed, and asks nobody. With --probe it asks the server again: it "
            "refreshes, sends a token that is none to the revocation endpoint, and signs in in the browser "
            "once more to offer the code without its code_verifier, which the server must refuse. Nothing "
            "that is in use ends by it. Each finding is good, weak, bad or unknown; the exit code is 1 when "
            "one is bad. Neither form of the card names a person or a token."),
        {{"probe", nullptr, QT_TRANSLATE_NOOP("Cli", "ask the server again, to find out more")},
         {"no-browser", nullptr, QT_TRANSLATE_NOOP("Cli", "without the part that needs the browser")},
         {"format", "FORMAT",
          QT_TRANSLATE_NOOP("Cli", "markdown: a table to send to those who run the server")}},
        1,
        1,
        check};
}

} // namespace claimcheck::app
