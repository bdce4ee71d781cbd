#include "app/browser.h"
#include "app/composition.h"
#include "base/json_writer.h"
#include "command.h"
#include "invocation.h"
#include "terminal.h"

#include <QCoreApplication>

namespace claimcheck::app {

namespace {

QString stepText(const QByteArray &step)
{
    static const QHash<QByteArray, const char *> texts = {
        {"everywhere", QT_TRANSLATE_NOOP("Cli", "other sign-ins ended")},
        {"revoke-refresh", QT_TRANSLATE_NOOP("Cli", "refresh token revoked")},
        {"revoke-access", QT_TRANSLATE_NOOP("Cli", "access token revoked")},
        {"prove-revoked", QT_TRANSLATE_NOOP("Cli", "revocation proven")},
        {"end-session", QT_TRANSLATE_NOOP("Cli", "server's session ended")},
        {"delete", QT_TRANSLATE_NOOP("Cli", "deleted from the keychain")},
        {"read-back", QT_TRANSLATE_NOOP("Cli", "read back: nothing is left")},
        {"cookies", QT_TRANSLATE_NOOP("Cli", "cookies cleared")},
    };
    const char *text = texts.value(step);
    return text ? QCoreApplication::translate("Cli", text) : QString::fromUtf8(step);
}

QString outcomeText(login::ReceiptStep::Outcome outcome)
{
    switch (outcome) {
    case login::ReceiptStep::Outcome::Done:
        return tinted(QCoreApplication::translate("Cli", "done"), Tint::Good);
    case login::ReceiptStep::Outcome::Failed:
        return tinted(QCoreApplication::translate("Cli", "failed"), Tint::Bad);
    case login::ReceiptStep::Outcome::NotOffered:
        break;
    }
    return tinted(QCoreApplication::translate("Cli", "not offered"), Tint::Dim);
}

void writeReceipt(json::Writer &writer, const login::Receipt &receipt)
{
    writer.beginObject();
    writer.member("profile", receipt.profile);
    writer.name("steps");
    writer.beginArray();
    for (const login::ReceiptStep &step : receipt.steps) {
        writer.beginObject();
        writer.member("step", step.step);
        writer.member("outcome", login::outcomeName(step.outcome));
        writer.member("detail", step.detail);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
}

void printReceipts(const Invocation &run, const std::vector<login::Receipt> &receipts)
{
    if (run.json()) {
        json::Writer writer;
        // One profile is one object (CLI.md); --all is a list of them, also when there is only one.
        const bool all = run.isSet(QStringLiteral("all"));
        if (all)
            writer.beginArray();
        for (const login::Receipt &receipt : receipts)
            writeReceipt(writer, receipt);
        if (all)
            writer.endArray();
        return run.print(writer.take() + '\n');
    }
    for (const login::Receipt &receipt : receipts) {
        run.printLine(visible(receipt.profile));
        std::vector<QStringList> rows;
        for (const login::ReceiptStep &step : receipt.steps)
            rows.push_back({stepText(step.step), outcomeText(step.outcome), visible(step.detail)});
        run.print(table(rows, QStringLiteral("  ")).toUtf8());
    }
}

// One after the other: each may ask for the keychain.
void signOutNext(Invocation &run, const std::shared_ptr<QStringList> &ids,
                 const std::shared_ptr<std::vector<login::Receipt>> &receipts)
{
    if (ids->isEmpty()) {
        printReceipts(run, *receipts);
        const bool clean = std::all_of(receipts->begin(), receipts->end(),
                                       [](const auto &receipt) { return receipt.nothingLeft(); });
        return run.finish(clean ? 0 : static_cast<int>(ExitClass::CouldNotDo));
    }
    login::SignOutOptions options;
    if (run.isSet(QStringLiteral("everywhere")))
        options.reach = login::SignOutOptions::Reach::Everywhere;
    if (!run.isSet(QStringLiteral("no-browser"))) {
        options.openLink = [&run](const QUrl &link) {
            if (const auto opened = openInBrowser(link); !opened)
                run.note(describe(opened.error()).message);
        };
    }
    run.keep(run.services().sessions.signOut(
        ids->takeFirst(), &run,
        [&run, ids, receipts](login::Receipt receipt) {
            receipts->push_back(std::move(receipt));
            signOutNext(run, ids, receipts);
        },
        std::move(options)));
}

void logout(Invocation &run)
{
    const bool all = run.isSet(QStringLiteral("all"));
    if (all == (run.arguments().size() == 1))
        return run.fail({ErrorCode::UsageInvalid,
                         {},
                         QCoreApplication::translate("Cli", "logout takes a profile's name or --all.")});
    auto ids = std::make_shared<QStringList>();
    if (all) {
        if (const auto loaded = run.services().profiles.load(); !loaded)
            return run.fail(loaded.error());
        for (const login::Profile &profile : run.services().profiles.profiles())
            *ids << profile.id;
    } else if (const auto id = run.profileId(run.arguments().at(0))) {
        *ids << *id;
    } else {
        return;
    }
    signOutNext(run, ids, std::make_shared<std::vector<login::Receipt>>());
}

} // namespace

Command logoutCommand()
{
    return {"logout",
            "logout NAME [--everywhere] [--no-browser]\nlogout --all",
            QT_TRANSLATE_NOOP("Cli", "Signs out, and prints a receipt of each step"),
            QT_TRANSLATE_NOOP("Cli", "Each step is done and proven, or the receipt says why not. The exit "
                                     "code is 0 only when nothing is left in the keychain."),
            {{"all", nullptr, QT_TRANSLATE_NOOP("Cli", "every profile")},
             {"everywhere", nullptr,
              QT_TRANSLATE_NOOP("Cli", "end the person's other sign-ins first, where the profile names "
                                       "logout.everywhere")},
             {"no-browser", nullptr,
              QT_TRANSLATE_NOOP("Cli", "leave the session that the browser has at the server")}},
            0,
            1,
            logout};
}

} // namespace claimcheck::app
