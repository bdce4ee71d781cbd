#include "app/composition.h"
#include "base/json_writer.h"
#include "command.h"
#include "invocation.h"
#include "terminal.h"

#include <QCoreApplication>

namespace claimcheck::app {

namespace {

using Change = login::DriftRow::Change;

void writeDrift(json::Writer &writer, const login::Drift &drift)
{
    writer.beginObject();
    writer.name("active");
    drift.active ? writer.boolean(*drift.active) : writer.null();
    writer.name("matters");
    writer.boolean(drift.matters());
    writer.name("claims");
    writer.beginArray();
    for (const login::DriftRow &row : drift.rows) {
        writer.beginObject();
        writer.member("token", QByteArrayView(row.token));
        writer.member("beside", QByteArrayView(row.beside));
        writer.member("claim", QStringView(row.claim));
        writer.member("change", QByteArrayView(login::changeName(row.change)));
        writer.name("then");
        row.change == Change::New ? writer.null() : writer.string(QStringView(row.then));
        writer.name("now");
        row.change == Change::Gone ? writer.null() : writer.string(QStringView(row.now));
        writer.name("matters");
        writer.boolean(row.matters);
        writer.endObject();
    }
    writer.endArray();
    writer.name("notes");
    writer.beginArray();
    for (const QString &note : drift.notes)
        writer.string(QStringView(note));
    writer.endArray();
    writer.endObject();
}

void printDrift(const Invocation &run, const login::Drift &drift)
{
    if (run.json()) {
        json::Writer writer;
        writeDrift(writer, drift);
        return run.print(writer.take() + '\n');
    }
    std::vector<QStringList> rows;
    for (const login::DriftRow &row : drift.rows) {
        const QString change = QString::fromLatin1(login::changeName(row.change));
        const Tint tint = row.matters ? Tint::Bad : row.change == Change::Same ? Tint::Dim : Tint::Warning;
        const QString values = row.change == Change::Changed
                                   ? visible(row.then) + QStringLiteral(" → ") + visible(row.now)
                                   : visible(row.change == Change::New ? row.now : row.then);
        rows.push_back({QString::fromLatin1(row.token), QString::fromLatin1(row.beside), visible(row.claim),
                        tinted(change, tint), values});
    }
    run.print(table(rows).toUtf8());
    if (drift.active)
        run.printLine(
            *drift.active
                ? QCoreApplication::translate("Cli", "The server says that the access token is active.")
                : QCoreApplication::translate(
                      "Cli", "The server says that the access token is not active any more."));
    for (const QString &note : drift.notes)
        run.note(visible(note));
}

void drift(Invocation &run)
{
    const auto id = run.profileId(run.arguments().at(0));
    if (!id)
        return;
    run.keep(run.services().sessions.drift(*id, &run, [&run](const Result<login::Drift> &found) {
        if (!found)
            return run.fail(found.error());
        printDrift(run, *found);
        run.finish(found->matters() ? static_cast<int>(ExitClass::No) : 0);
    }));
}

} // namespace

Command driftCommand()
{
    return {"drift",
            "drift NAME",
            QT_TRANSLATE_NOOP("Cli", "Shows what the tokens still claim beside what the server says now"),
            QT_TRANSLATE_NOOP(
                "Cli",
                "Asks UserInfo (or the recipe's whoami.path) and introspection, and compares: same, changed, "
                "gone, new. The exit code is 1 when something matters: the access token is not active any "
                "more; another value of a claim that says who it is or what they may do (sub, iss, aud, "
                "client_id, scope, roles, groups, permissions, tenant, email, email_verified, acr, amr, cnf, "
                "act and their like); or one of these that the ID Token has and UserInfo has no more."),
            {},
            1,
            1,
            drift};
}

} // namespace claimcheck::app
