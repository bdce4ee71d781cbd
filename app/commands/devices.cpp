#include "app/composition.h"
#include "base/json_writer.h"
#include "command.h"
#include "inspect/verdict.h"
#include "invocation.h"
#include "session_text.h"
#include "terminal.h"

#include <QCoreApplication>

namespace claimcheck::app {

namespace {

using login::SignedInDevice;

void printDevices(Invocation &run, const std::vector<SignedInDevice> &devices)
{
    const TimePoint now = run.services().clock.now();
    if (run.json()) {
        json::Writer writer;
        writer.beginObject();
        writer.name("devices");
        writer.beginArray();
        for (const SignedInDevice &device : devices) {
            writer.beginObject();
            writer.member("id", QStringView(device.id));
            writer.member("name", QStringView(device.name));
            writer.name("lastSeen");
            writeTime(writer, device.lastSeen);
            writer.name("isThis");
            writer.boolean(device.isThis);
            writer.endObject();
        }
        writer.endArray();
        writer.endObject();
        return run.print(writer.take() + '\n');
    }
    std::vector<QStringList> rows;
    for (const SignedInDevice &device : devices)
        rows.push_back({visible(device.id), visible(device.name),
                        device.lastSeen ? inspect::relativeText(*device.lastSeen, now) : QString(),
                        device.isThis ? QCoreApplication::translate("Cli", "this sign-in") : QString()});
    run.print(table(rows).toUtf8());
}

void devices(Invocation &run)
{
    const auto device = run.value(QStringLiteral("sign-out"));
    const bool others = run.isSet(QStringLiteral("all-others"));
    if (device && others)
        return run.fail(
            {ErrorCode::UsageInvalid,
             {},
             QCoreApplication::translate("Cli", "devices takes either --sign-out ID or --all-others.")});
    const auto id = run.profileId(run.arguments().at(0));
    if (!id)
        return;
    login::Sessions &sessions = run.services().sessions;
    if (!device && !others) {
        return run.keep(sessions.devices(*id, &run, [&run](const Result<std::vector<SignedInDevice>> &list) {
            if (!list)
                return run.fail(list.error());
            printDevices(run, *list);
            run.finish();
        }));
    }
    const auto ended = [&run](const Result<Done> &done) {
        if (!done)
            return run.fail(done.error());
        if (run.json())
            run.print("{\"done\":true}\n");
        else
            run.printLine(QCoreApplication::translate("Cli", "The server was told, and agreed."));
        run.finish();
    };
    run.keep(others ? sessions.endOtherDevices(*id, &run, ended)
                    : sessions.endDevice(*id, *device, &run, ended));
}

} // namespace

Command devicesCommand()
{
    return {
        "devices",
        "devices NAME [--sign-out ID | --all-others]",
        QT_TRANSLATE_NOOP("Cli", "Lists where the person is signed in, and signs out there"),
        QT_TRANSLATE_NOOP(
            "Cli",
            "For servers that offer such a list: the profile's devices.… settings say where it is and how "
            "it is read. logout --everywhere ends the others and this one."),
        {{"sign-out", "ID", QT_TRANSLATE_NOOP("Cli", "sign this one out")},
         {"all-others", nullptr, QT_TRANSLATE_NOOP("Cli", "sign out all but this one")}},
        1,
        1,
        devices};
}

} // namespace claimcheck::app
