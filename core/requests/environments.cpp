#include "environments.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "secret_names.h"
#include "within_folder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace claimcheck::requests {

namespace {

constexpr qint64 maxBytes = 8 * 1024 * 1024;

Result<json::Document> readObject(const QByteArray &text, const QString &file)
{
    auto document = json::Document::parse(text);
    if (!document) {
        Error error = document.error();
        error.subject = file;
        return error;
    }
    if (!document->root().isObject())
        return Error{ErrorCode::JsonNotObject, file};
    if (const auto twice = json::firstDuplicate(document->root()))
        return Error{ErrorCode::JsonDuplicateName, twice->name.toString()};
    return *std::move(document);
}

std::optional<QByteArray> textOf(json::Value value)
{
    switch (value.type()) {
    case json::Type::String:
        return value.toUtf8();
    case json::Type::Number:
    case json::Type::True:
    case json::Type::False:
    case json::Type::Object: // JetBrains keeps structures; a request can hold them as they are
    case json::Type::Array:
        return value.raw().toByteArray();
    case json::Type::Null:
        break;
    }
    return std::nullopt;
}

/// Values that stand in the file as they are: a reference is none.
bool holdsSecret(const QByteArray &name, const QByteArray &value)
{
    if (value.isEmpty() || value.contains("{{"))
        return false;
    return isSecretName(name) || !secretsIn(value).empty();
}

Result<QByteArray> readFile(const QString &path, const QString &root)
{
    QFile file(path);
    if (!file.exists())
        return QByteArray();
    if (!isWithin(root, path))
        return outsideError(path);
    if (!QFileInfo(path).isFile()) // opening a pipe or a terminal waits for the other side
        return Error{ErrorCode::FileUnreadable, path, QStringLiteral("it is no file")};
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::FileUnreadable, path, file.errorString()};
    QByteArray text = file.read(maxBytes + 1);
    if (text.size() > maxBytes)
        return Error{ErrorCode::InputTooLarge, path};
    return text;
}

} // namespace

Result<Done> Environments::add(const QByteArray &text, const QString &file)
{
    if (text.trimmed().isEmpty())
        return Done{};
    const auto document = readObject(text, file);
    if (!document)
        return document.error();
    for (const json::Member &environment : document->root().members()) {
        const QByteArray name = environment.name.toUtf8();
        auto *target = &m_shared;
        if (name != "$shared") {
            auto found = std::find_if(m_all.begin(), m_all.end(),
                                      [&name](const Environment &e) { return e.name == name; });
            if (found == m_all.end())
                found = m_all.insert(found, Environment{.name = name});
            target = &found->variables;
            if (const json::Value profile = environment.value.find("$profile"); profile.isString())
                found->profile = profile.toUtf8();
            // Only ever raised: a file that comes later cannot take the question away.
            if (const json::Value production = environment.value.find("$production"); production.isValid())
                found->isProduction |= production.type() == json::Type::True;
        }
        for (const json::Member &variable : environment.value.members()) {
            const QByteArray key = variable.name.toUtf8();
            if (key.startsWith('$'))
                continue;
            const auto value = textOf(variable.value);
            if (!value) {
                m_warnings.push_back({EnvironmentWarning::What::ValueUnreadable, file, name, key});
                continue;
            }
            if (holdsSecret(key, *value))
                m_warnings.push_back({EnvironmentWarning::What::SecretInFile, file, name, key});
            (*target)[key] = *value;
        }
    }
    return Done{};
}

Result<Environments> Environments::parse(const QByteArray &text, const QByteArray &privateText)
{
    Environments environments;
    if (const auto added = environments.add(text, QString::fromLatin1(fileName)); !added)
        return added.error();
    if (const auto added = environments.add(privateText, QString::fromLatin1(privateFileName)); !added)
        return added.error();
    for (Environment &environment : environments.m_all)
        environment.variables.insert(environments.m_shared.begin(), environments.m_shared.end());
    return environments;
}

Result<Environments> Environments::read(const QString &folder, const QString &root)
{
    const QDir dir(folder);
    const QString &within = root.isEmpty() ? folder : root;
    const auto text = readFile(dir.filePath(QString::fromLatin1(fileName)), within);
    if (!text)
        return text.error();
    const auto privateText = readFile(dir.filePath(QString::fromLatin1(privateFileName)), within);
    if (!privateText)
        return privateText.error();
    auto environments = parse(*text, *privateText);
    if (environments)
        environments->m_folder = dir.absolutePath();
    return environments;
}

Result<Environment> Environments::find(const QByteArray &name) const
{
    const auto found =
        std::find_if(m_all.begin(), m_all.end(), [&name](const Environment &e) { return e.name == name; });
    if (found == m_all.end())
        return Error{ErrorCode::EnvironmentUnknown, QString::fromUtf8(name)};
    return *found;
}

namespace {

/// `member` as the last of an object, in the manner of the ones before it.
QByteArray withMember(const QByteArray &text, json::Value object, const QByteArray &member,
                      const QByteArray &indent)
{
    const qsizetype close = object.span().end - 1;
    const auto members = object.members();
    QByteArray out = text;
    if (members.empty())
        return out.replace(object.span().begin, object.span().size(),
                           "{\n" + indent + "  " + member + '\n' + indent + '}');
    const qsizetype last = members.back().value.span().end;
    // What stands between the last two tells how this file is written.
    const qsizetype from =
        members.size() > 1 ? members[members.size() - 2].value.span().end : object.span().begin + 1;
    QByteArray between = text.mid(from, members.back().name.span().begin - from);
    if (members.size() == 1)
        between.prepend(',');
    Q_ASSERT(last <= close);
    return out.insert(last, between + member);
}

} // namespace

Result<QByteArray> Environments::withVariable(const QByteArray &text, const QByteArray &environment,
                                              const QByteArray &name, const QByteArray &value)
{
    const QString file = QString::fromLatin1(fileName);
    const QByteArray member = json::quoted(name) + ": " + json::quoted(value);
    if (text.trimmed().isEmpty())
        return "{\n  " + json::quoted(environment) + ": {\n    " + member + "\n  }\n}\n";
    const auto document = readObject(text, file);
    if (!document)
        return document.error();
    const json::Value object = document->root().find(environment);
    if (!object.isValid())
        return withMember(text, document->root(), json::quoted(environment) + ": {\n    " + member + "\n  }",
                          {});
    if (!object.isObject())
        return Error{ErrorCode::JsonTypeMismatch, QString::fromUtf8(environment)};
    const json::Value old = object.find(name);
    if (!old.isValid())
        return withMember(text, object, member, "  ");
    QByteArray out = text;
    return out.replace(old.span().begin, old.span().size(), json::quoted(value));
}

} // namespace claimcheck::requests
