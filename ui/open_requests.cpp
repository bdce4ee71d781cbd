#include "open_requests.h"

#include "base/json.h"
#include "base/json_writer.h"

#include <QFile>
#include <QSaveFile>

namespace claimcheck::ui {

namespace {

constexpr qint64 mostBytes = 32 * 1024 * 1024; // read before the first click

QString pathIn(const QString &folder)
{
    return folder + QStringLiteral("/open-requests.json");
}

QByteArray textOf(const json::Value &object, QByteArrayView name)
{
    const json::Value value = object.find(name);
    return value.isString() ? value.toUtf8() : QByteArray();
}

int numberOf(const json::Value &object, QByteArrayView name, int otherwise)
{
    const json::Value value = object.find(name);
    const auto number = value.isNumber() ? value.toInteger() : std::nullopt;
    return number && *number >= -1 && *number < 1'000'000 ? static_cast<int>(*number) : otherwise;
}

bool isTrue(const json::Value &object, QByteArrayView name)
{
    const json::Value value = object.find(name);
    return value.isValid() && value.raw() == "true";
}

} // namespace

Result<OpenRequests> OpenRequests::read(const QString &folder)
{
    OpenRequests open;
    QFile file(pathIn(folder));
    if (!file.exists())
        return open;
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::FileUnreadable, file.fileName(), file.errorString()};
    if (file.size() > mostBytes)
        return Error{ErrorCode::InputTooLarge, file.fileName(), QString::number(mostBytes)};
    const auto document = json::Document::parse(file.readAll());
    if (!document)
        return document.error();
    const json::Value tabs = document->root().find("tabs");
    if (!tabs.isArray())
        return Error{ErrorCode::JsonTypeMismatch, QStringLiteral("tabs")};
    for (const json::Value &tab : tabs.elements()) {
        if (open.tabs.size() == most)
            break;
        open.tabs.push_back({QString::fromUtf8(textOf(tab, "path")), numberOf(tab, "index", -1),
                             QString::fromUtf8(textOf(tab, "title")), textOf(tab, "draft"),
                             isTrue(tab, "lostSecret")});
    }
    open.current = numberOf(document->root(), "current", 0);
    open.isShown = isTrue(document->root(), "shown");
    return open;
}

Result<QString> OpenRequests::setAside(const QString &folder)
{
    constexpr int mostAside = 1000;
    const QString path = pathIn(folder);
    for (int i = 1; i <= mostAside; ++i) {
        const QString aside = QStringLiteral("%1.unread-%2").arg(path).arg(i);
        if (!QFile::exists(aside) && QFile::rename(path, aside))
            return aside;
    }
    return Error{ErrorCode::FileUnwritable, path};
}

Result<Done> OpenRequests::write(const QString &folder) const
{
    const QString path = pathIn(folder);
    if (tabs.empty()) {
        if (QFile::exists(path) && !QFile::remove(path))
            return Error{ErrorCode::FileUnwritable, path};
        return Done{};
    }
    json::Writer writer;
    writer.beginObject();
    writer.name("tabs");
    writer.beginArray();
    for (const Tab &tab : tabs) {
        writer.beginObject();
        writer.member("path", tab.path);
        writer.name("index");
        writer.integer(tab.index);
        writer.member("title", tab.title);
        if (!tab.draft.isEmpty())
            writer.member("draft", tab.draft);
        if (tab.lostSecret)
            writer.name("lostSecret"), writer.boolean(true);
        writer.endObject();
    }
    writer.endArray();
    writer.name("current");
    writer.integer(current);
    writer.name("shown");
    writer.boolean(isShown);
    writer.endObject();
    const QByteArray text = writer.take();
    if (text.size() > mostBytes) // the next start could not read it
        return Error{ErrorCode::InputTooLarge, path, QString::number(mostBytes)};
    QSaveFile file(path);
    const bool isWritten = file.open(QIODevice::WriteOnly) &&
                           file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) &&
                           file.write(text) == text.size() && file.commit();
    if (!isWritten)
        return Error{ErrorCode::FileUnwritable, path, file.errorString()};
    return Done{};
}

} // namespace claimcheck::ui
