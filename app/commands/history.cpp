#include "app/composition.h"
#include "base/json_writer.h"
#include "command.h"
#include "inspect/verdict.h"
#include "invocation.h"
#include "requests/history_settings.h"
#include "requests/http_file.h"
#include "send_request.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSaveFile>

#include <algorithm>

namespace claimcheck::app {

namespace {

using namespace Qt::StringLiterals;
using requests::History;
using requests::HistoryEntry;
using requests::HistorySettings;

constexpr int usualLimit = 50;

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

/// Opened whether or not it is switched on: what was written stays to be read. Ends the run otherwise.
std::optional<History> openHistory(Invocation &run)
{
    if (const auto loaded = run.services().profiles.load(); !loaded) {
        run.fail(loaded.error());
        return {};
    }
    const auto settings = HistorySettings::read(run.configFolder());
    // Bounds are for whoever adds.
    auto history = History::open(requests::historyPath(run.configFolder()), run.services().clock,
                                 settings ? settings->bounds : History::Bounds());
    if (!history) {
        run.fail(history.error());
        return {};
    }
    if (history->damage()) {
        const Description words = describe(*history->damage());
        run.note(visible(words.message + u' ' + words.hint));
    }
    return *std::move(history);
}

QString profileName(Invocation &run, const QString &id)
{
    const auto profile = run.services().profiles.byId(id);
    return profile ? profile->name : QString();
}

void writeFacts(json::Writer &writer, Invocation &run, const HistoryEntry &entry)
{
    writer.name("id");
    writer.integer(entry.id);
    writer.member("at", inspect::utcText(entry.at));
    writer.member("profile", profileName(run, entry.profile));
    writer.member("method", entry.method);
    writer.member("url", entry.url);
    writer.name("status");
    entry.status > 0 ? writer.integer(entry.status) : writer.null();
    writer.name("error");
    entry.error.isEmpty() ? writer.null() : writer.string(entry.error);
    writer.name("timeMs");
    writer.integer(entry.milliseconds);
    writer.name("size");
    writer.integer(entry.responseSize);
}

Result<History::Query> queryOf(Invocation &run)
{
    History::Query query{.text = run.value(u"search"_s).value_or(QString()), .limit = usualLimit};
    const auto limit = run.number(u"limit"_s);
    if (!limit)
        return limit.error();
    if (*limit)
        query.limit = static_cast<int>(**limit);
    if (const auto name = run.value(u"profile"_s)) {
        const auto profile = run.services().profiles.byName(*name);
        if (!profile)
            return Error{ErrorCode::ProfileNotFound, *name};
        query.profile = profile->id;
    }
    return query;
}

void list(Invocation &run, History &history)
{
    const auto query = queryOf(run);
    if (!query)
        return run.fail(query.error());
    const auto entries = history.search(*query);
    if (!entries)
        return run.fail(entries.error());
    if (run.json()) {
        json::Writer writer;
        writer.beginArray();
        for (const HistoryEntry &entry : *entries) {
            writer.beginObject();
            writeFacts(writer, run, entry);
            writer.endObject();
        }
        writer.endArray();
        run.print(writer.take() + '\n');
        return run.finish();
    }
    std::vector<QStringList> rows;
    for (const HistoryEntry &entry : *entries)
        rows.push_back({QString::number(entry.id), inspect::utcText(entry.at),
                        entry.status > 0 ? QString::number(entry.status) : QString::fromLatin1(entry.error),
                        QString::fromLatin1(entry.method), visible(entry.url)});
    if (rows.empty())
        run.note(tr("The history holds no such request."));
    run.print(table(rows).toUtf8());
    run.finish();
}

void show(Invocation &run, const HistoryEntry &entry)
{
    if (run.json()) {
        json::Writer writer;
        writer.beginObject();
        writeFacts(writer, run, entry);
        writer.member("requestHead", entry.requestHead);
        writer.member("requestBody", QStringView(QString::fromUtf8(entry.requestBody)));
        writer.member("responseHead", entry.responseHead);
        writer.member("responseBody", QStringView(QString::fromUtf8(entry.responseBody)));
        writer.member("request", entry.spec);
        writer.endObject();
        run.print(writer.take() + '\n');
        return run.finish();
    }
    QByteArray text = entry.method + ' ' + entry.url.toUtf8() + '\n' + entry.requestHead + '\n';
    if (!entry.requestBody.isEmpty())
        text += entry.requestBody + "\n\n";
    text += (entry.status > 0 ? QByteArray::number(entry.status) : entry.error) + '\n' + entry.responseHead +
            '\n' + entry.responseBody;
    run.print(isTerminal() ? visibleLines(text) : text);
    if (!text.endsWith('\n'))
        run.print("\n");
    run.finish();
}

void send(Invocation &run, const HistoryEntry &entry)
{
    const auto file = requests::HttpFile::parse(entry.spec);
    if (!file || file->entries().size() != 1)
        return run.fail({ErrorCode::RequestNotFound, QString::number(entry.id)});
    // A secret that was typed is not in the history: a request with a mark in its place is another one.
    static const QRegularExpression mark(u"tok#[0-9a-f]{4}"_s);
    if (const auto found = mark.match(QString::fromUtf8(entry.spec)); found.hasMatch())
        return run.fail({ErrorCode::SecretReferenceUnknown, found.captured()});
    requests::Outbound out{.spec = file->entries().front().spec};
    if (run.services().profiles.byId(entry.profile))
        out.profileId = entry.profile;
    else if (!entry.profile.isEmpty())
        return run.fail({ErrorCode::ProfileNotFound, entry.profile});
    out.expander = std::make_shared<requests::Expander>(requests::Expander::literal(run.services().clock));
    sendRequest(run, std::move(out));
}

void exportAll(Invocation &run, History &history)
{
    auto query = queryOf(run);
    if (!query)
        return run.fail(query.error());
    if (!run.isSet(u"limit"_s))
        query->limit = -1; // SQLite: all
    const auto found = history.search(*query);
    if (!found)
        return run.fail(found.error());
    std::vector<HistoryEntry> entries;
    for (const HistoryEntry &one : *found) {
        auto whole = history.entry(one.id);
        if (!whole)
            return run.fail(whole.error());
        entries.push_back(*std::move(whole));
    }
    std::reverse(entries.begin(), entries.end()); // as they happened
    const QByteArray har = requests::exportHar(entries) + '\n';
    const QString name = run.value(u"output"_s).value_or(u"-"_s);
    if (name == u"-") {
        run.print(har);
        return run.finish();
    }
    QSaveFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(har) != har.size() || !file.commit())
        return run.fail({ErrorCode::FileUnwritable, name, file.errorString()});
    run.finish();
}

void settled(Invocation &run, const Result<Done> &done, const char *words)
{
    if (!done)
        return run.fail(done.error());
    if (!run.json())
        run.printLine(tr(words));
    run.finish();
}

void turn(Invocation &run, bool on)
{
    auto settings = HistorySettings::read(run.configFolder());
    // Settings that cannot be read are replaced by what the person says now.
    HistorySettings next = settings ? *settings : HistorySettings();
    next.on = on;
    settled(run, next.write(run.configFolder()),
            on ? QT_TRANSLATE_NOOP("Cli", "From now on, what is sent is written down, without secrets.")
               : QT_TRANSLATE_NOOP("Cli", "From now on, nothing is written down. What was stays until: "
                                          "claimcheck history clear"));
}

/// The commands that name one entry.
void withEntry(Invocation &run, History &history, const QString &action)
{
    bool ok = false;
    const qint64 id = run.arguments().value(1).toLongLong(&ok);
    const auto entry = ok ? history.entry(id)
                          : Result<HistoryEntry>(Error{ErrorCode::RequestNotFound, run.arguments().value(1)});
    if (!entry)
        return run.fail(entry.error());
    if (action == u"show")
        return show(run, *entry);
    if (action == u"send")
        return send(run, *entry);
    settled(run, history.remove(id), QT_TRANSLATE_NOOP("Cli", "The history holds it no more."));
}

void history(Invocation &run)
{
    const QStringList arguments = run.arguments();
    const QString action = arguments.value(0, u"list"_s);
    const bool isOne = action == u"show" || action == u"send" || action == u"remove";
    const bool isKnown =
        isOne || QStringList{u"list"_s, u"clear"_s, u"on"_s, u"off"_s, u"export"_s}.contains(action);
    if (!isKnown || arguments.size() != (isOne ? 2 : std::min<qsizetype>(arguments.size(), 1)))
        return run.fail(
            {ErrorCode::UsageInvalid,
             {},
             tr("history takes list, clear, on, off, export, or show, send or remove and a number.")});
    if (action == u"on" || action == u"off")
        return turn(run, action == u"on");
    auto opened = openHistory(run);
    if (!opened)
        return;
    if (isOne)
        return withEntry(run, *opened, action);
    if (action == u"clear")
        return settled(run, opened->clear(), QT_TRANSLATE_NOOP("Cli", "The history is empty."));
    action == u"export" ? exportAll(run, *opened) : list(run, *opened);
}

std::vector<Option> allOptions()
{
    std::vector<Option> options = {
        {"search", "TEXT", QT_TRANSLATE_NOOP("Cli", "only requests with this in address, headers or bodies")},
        {"profile", "NAME", QT_TRANSLATE_NOOP("Cli", "only requests of this profile")},
        {"limit", "N", QT_TRANSLATE_NOOP("Cli", "at most so many, the newest (50 in a list without this)")},
    };
    const std::vector<Option> others = answerOptions();
    options.insert(options.end(), others.begin(), others.end());
    return options;
}

} // namespace

Command historyCommand()
{
    return {
        "history",
        "history [list] [--search TEXT] [--profile NAME]\nhistory show N\nhistory send N\nhistory remove N\n"
        "history export [--output FILE]\nhistory clear\nhistory on|off",
        QT_TRANSLATE_NOOP("Cli", "Lists what was sent, sends it again, or forgets it"),
        QT_TRANSLATE_NOOP(
            "Cli",
            "Requests of the command line and the window are written into one file beside the profiles, "
            "without secrets: a mark as tok#3f9a stands for each, and references as {{keychain:NAME}} stay. "
            "It keeps 5,000 requests and 90 days, and of each body 64 KiB. A damaged file is kept aside.\n"
            "send sends a request again as it was, with the profile's credential of today. export writes an "
            "HTTP archive (HAR 1.2). off stops the writing; clear takes away what was written."),
        allOptions(),
        0,
        2,
        history};
}

} // namespace claimcheck::app
