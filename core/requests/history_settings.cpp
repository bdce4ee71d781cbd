#include "history_settings.h"

#include "base/json.h"
#include "base/json_writer.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace claimcheck::requests {

namespace {

constexpr qint64 maxSettings = 64 * 1024;
constexpr qint64 mostEntries = 1'000'000;
constexpr qint64 mostDays = 36'500;

QString pathOf(const QString &folder)
{
    return QDir(folder).filePath(u"history.json"_s);
}

} // namespace

QString historyPath(const QString &folder)
{
    return QDir(folder).filePath(u"history.sqlite"_s);
}

Result<HistorySettings> HistorySettings::read(const QString &folder)
{
    QFile file(pathOf(folder));
    if (!file.exists())
        return HistorySettings{};
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::FileUnreadable, file.fileName(), file.errorString()};
    const auto document = json::Document::parse(file.read(maxSettings), {.depth = 4});
    const Error invalid{ErrorCode::FileUnreadable, file.fileName(), u"it is not the settings of a history"_s};
    if (!document || !document->root().isObject())
        return invalid;
    const json::Value root = document->root();
    HistorySettings settings;
    const QByteArrayView on = root.find("on").isValid() ? root.find("on").raw() : QByteArrayView();
    const auto entries = root.find("entries").toInteger();
    const auto days = root.find("days").toInteger();
    if ((on != "true" && on != "false") || !entries || !days || *entries < 1 || *entries > mostEntries ||
        *days < 1 || *days > mostDays)
        return invalid;
    settings.on = on == "true";
    settings.bounds.entries = static_cast<int>(*entries);
    settings.bounds.age = std::chrono::hours(24 * *days);
    return settings;
}

Result<Done> HistorySettings::write(const QString &folder) const
{
    json::Writer writer;
    writer.beginObject();
    writer.name("on");
    writer.boolean(on);
    writer.name("entries");
    writer.integer(bounds.entries);
    writer.name("days");
    writer.integer(bounds.age.count() / 24);
    writer.endObject();
    QDir().mkpath(folder);
    QSaveFile file(pathOf(folder));
    const QByteArray text = writer.take() + '\n';
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return Error{ErrorCode::FileUnwritable, file.fileName(), file.errorString()};
    return Done{};
}

} // namespace claimcheck::requests
