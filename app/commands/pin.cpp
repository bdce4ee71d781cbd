#include "credentials/pinned_tokens.h"

#include "app/composition.h"
#include "base/json_writer.h"
#include "command.h"
#include "inspect/token_name.h"
#include "invocation.h"
#include "terminal.h"
#include "token_argument.h"

#include <QCoreApplication>
#include <QDateTime>

namespace claimcheck::app {

namespace {

using namespace Qt::StringLiterals;
using credentials::Pin;
using credentials::PinnedToken;
using credentials::PinnedTokens;

QString timeText(TimePoint time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODate);
}

PinnedTokens pins(Invocation &run)
{
    return {run.services().keychain, run.services().clock};
}

void writeFacts(json::Writer &writer, const Pin &pin)
{
    writer.member("id", pin.id);
    writer.member("name", pin.name);
    writer.name("pinnedAt");
    if (pin.isReadable)
        writer.string(QStringView(timeText(pin.pinnedAt)));
    else
        writer.null();
}

/// Calls `use` with all pins. With --no-input nobody is asked to unlock the keychain.
template <class Use>
void withPins(Invocation &run, Use use)
{
    const auto asking = run.mayPrompt() ? PinnedTokens::Asking::IfLocked : PinnedTokens::Asking::Never;
    run.keep(pins(run).list(asking, &run, [&run, use](const Result<std::vector<Pin>> &all) {
        if (!all)
            return run.fail(all.error());
        use(*all);
    }));
}

/// Calls `use` with the pin that a person named.
template <class Use>
void withPin(Invocation &run, const QString &name, Use use)
{
    withPins(run, [&run, name, use](const std::vector<Pin> &all) {
        const Result<Pin> pin = PinnedTokens::find(all, name);
        if (!pin)
            return run.fail(pin.error());
        use(*pin);
    });
}

void printAdded(Invocation &run, const PinnedTokens::Added &added)
{
    if (!run.json()) {
        return run.printLine((added.isNew
                                  ? QCoreApplication::translate("Cli", "Pinned as %1.")
                                  : QCoreApplication::translate("Cli", "It is pinned already, as %1."))
                                 .arg(visible(added.pin.name)));
    }
    json::Writer writer;
    writer.beginObject();
    writeFacts(writer, added.pin);
    writer.name("new");
    writer.boolean(added.isNew);
    writer.endObject();
    run.print(writer.take() + '\n');
}

void add(Invocation &run)
{
    const auto found = readLabelledToken(run, Several::Refused);
    if (!found)
        return run.fail(found.error());
    const QString name =
        run.value(u"name"_s).value_or(inspect::tokenName(found->token, QString::fromUtf8(found->label)));
    withPins(run, [&run, name, token = Secret(found->token)](const std::vector<Pin> &) {
        run.keep(pins(run).pin(name, token, &run, [&run](const Result<PinnedTokens::Added> &added) {
            if (!added)
                return run.fail(added.error());
            printAdded(run, *added);
            run.finish();
        }));
    });
}

void printList(Invocation &run, const std::vector<Pin> &all)
{
    if (run.json()) {
        json::Writer writer;
        writer.beginArray();
        for (const Pin &pin : all) {
            writer.beginObject();
            writeFacts(writer, pin);
            writer.endObject();
        }
        writer.endArray();
        return run.print(writer.take() + '\n');
    }
    std::vector<QStringList> rows;
    for (const Pin &pin : all)
        rows.push_back({visible(pin.name), pin.isReadable
                                               ? timeText(pin.pinnedAt)
                                               : QCoreApplication::translate("Cli", "cannot be read")});
    if (rows.empty())
        run.note(QCoreApplication::translate(
            "Cli", "No token is pinned. Pin one with: claimcheck pin - --name NAME"));
    run.print(table(rows).toUtf8());
}

void list(Invocation &run)
{
    withPins(run, [&run](const std::vector<Pin> &all) {
        printList(run, all);
        run.finish();
    });
}

void printToken(Invocation &run, const PinnedToken &pinned)
{
    const QByteArrayView token = pinned.token.reveal();
    if (!run.json())
        return run.print(token.toByteArray() + '\n');
    json::Writer writer;
    writer.beginObject();
    writeFacts(writer, pinned.pin);
    writer.member("token", token);
    writer.endObject();
    run.print(writer.take() + '\n');
}

void show(Invocation &run, const QString &name)
{
    withPin(run, name, [&run](const Pin &pin) {
        run.keep(pins(run).read(pin.id, &run, [&run](const Result<PinnedToken> &pinned) {
            if (!pinned)
                return run.fail(pinned.error());
            printToken(run, *pinned);
            run.finish();
        }));
    });
}

void remove(Invocation &run, const QString &name)
{
    withPin(run, name, [&run](const Pin &pin) {
        run.keep(pins(run).remove(pin.id, &run, [&run, pin](const Result<Done> &removed) {
            if (!removed)
                return run.fail(removed.error());
            if (!run.json())
                run.printLine(
                    QCoreApplication::translate("Cli", "Unpinned %1: the keychain holds it no more.")
                        .arg(visible(pin.name)));
            run.finish();
        }));
    });
}

void rename(Invocation &run, const QString &name, const QString &other)
{
    withPin(run, name, [&run, other](const Pin &pin) {
        run.keep(pins(run).rename(pin.id, other, &run, [&run](const Result<Pin> &renamed) {
            if (!renamed)
                return run.fail(renamed.error());
            if (!run.json())
                run.printLine(
                    QCoreApplication::translate("Cli", "It is pinned as %1.").arg(visible(renamed->name)));
            run.finish();
        }));
    });
}

void pin(Invocation &run)
{
    const QStringList arguments = run.arguments();
    const QString action = arguments.value(0);
    const auto usage = [&run] {
        run.fail({ErrorCode::UsageInvalid,
                  {},
                  QCoreApplication::translate(
                      "Cli", "pin takes a token, or list, or show, rename or remove and a name.")});
    };
    if (action == u"show" || action == u"remove") {
        if (arguments.size() != 2 || run.isSet(u"name"_s))
            return usage();
        return action == u"show" ? show(run, arguments.at(1)) : remove(run, arguments.at(1));
    }
    if (action == u"rename")
        return arguments.size() == 3 && !run.isSet(u"name"_s) ? rename(run, arguments.at(1), arguments.at(2))
                                                              : usage();
    if (arguments.size() > 1)
        return usage();
    if (action != u"list")
        return add(run);
    return run.isSet(u"name"_s) ? usage() : list(run);
}

} // namespace

Command pinCommand()
{
    return {"pin",
            "pin [-|TOKEN|@FILE] [--name N]\npin list\npin show N\npin rename N NEW\npin remove N",
            QT_TRANSLATE_NOOP("Cli", "Keeps tokens in the keychain, lists them, prints and removes them"),
            QT_TRANSLATE_NOOP(
                "Cli",
                "A pinned token stays in the keychain, and in nothing else, until it is removed; the window "
                "lists the same ones. N is a pin's name, or its id. A name that is taken gets a number, and "
                "the same token is pinned once. show prints the token."),
            {{"name", "N", QT_TRANSLATE_NOOP("Cli", "what to call it; its subject and issuer without this")}},
            0,
            3,
            pin};
}

} // namespace claimcheck::app
