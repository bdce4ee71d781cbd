#include "profile_json.h"

#include <algorithm>

namespace claimcheck::login {

namespace {

using json::Value;

/// Reads members of an object and remembers the first that has the wrong form.
class Members {
public:
    Members(Value object, QString subject) : m_object(object), m_subject(std::move(subject))
    {
        if (!object.isObject())
            fail(m_subject);
    }
    QString text(const char *name, bool required = false)
    {
        const Value value = m_object.find(name);
        if (!value.isValid() && !required && m_object.count(name) == 0)
            return {};
        if (!value.isString())
            fail(QString::fromLatin1(name));
        return value.toString();
    }
    bool flag(const char *name)
    {
        const Value value = m_object.find(name);
        if (value.isValid() && value.type() != json::Type::True && value.type() != json::Type::False)
            fail(QString::fromLatin1(name));
        return value.isValid() && value.type() == json::Type::True;
    }
    Value object(const char *name)
    {
        const Value value = m_object.find(name);
        if (value.isValid() ? !value.isObject() : m_object.count(name) > 0)
            fail(QString::fromLatin1(name));
        return value;
    }
    Value array(const char *name)
    {
        const Value value = m_object.find(name);
        if (value.isValid() ? !value.isArray() : m_object.count(name) > 0)
            fail(QString::fromLatin1(name));
        return value;
    }
    void fail(const QString &subject)
    {
        if (!m_error)
            m_error = Error{ErrorCode::JsonTypeMismatch, subject};
    }
    const std::optional<Error> &error() const { return m_error; }

private:
    Value m_object;
    QString m_subject;
    std::optional<Error> m_error;
};

void writeText(json::Writer &writer, const char *name, const QString &text)
{
    writer.name(name);
    writer.string(QStringView(text));
}

QByteArray profileToJson(const Profile &profile)
{
    json::Writer writer;
    writer.beginObject();
    writeText(writer, "id", profile.id);
    writeText(writer, "name", profile.name);
    writeText(writer, "recipe", profile.recipe);
    writeText(writer, "url", profile.url.toString(QUrl::FullyEncoded));
    writeText(writer, "user", profile.user);
    // Left out where they are empty, so that a file without them stays as it is.
    for (const auto &[name, text] :
         {std::pair("group", &profile.group), std::pair("environment", &profile.environment),
          std::pair("colour", &profile.colour)}) {
        if (!text->isEmpty())
            writeText(writer, name, *text);
    }
    writer.name("settings");
    writer.beginObject();
    for (auto it = profile.settings.cbegin(); it != profile.settings.cend(); ++it)
        writeText(writer, it.key().toUtf8().constData(), it.value());
    writer.endObject();
    writer.name("secretFields");
    writer.beginArray();
    for (const QString &key : profile.secretFields)
        writer.string(QStringView(key));
    writer.endArray();
    const auto &connection = profile.connection;
    writer.name("connection");
    writer.beginObject();
    writeText(writer, "caFile", connection.caFile);
    writeText(writer, "clientCertificate", connection.clientCertificate);
    writeText(writer, "clientKey", connection.clientKey);
    writeText(writer, "proxy", connection.proxy);
    writer.name("http2");
    writer.boolean(connection.http2);
    writer.endObject();
    if (profile.person) {
        writer.name("person");
        writePerson(writer, *profile.person);
    }
    writer.endObject();
    return writer.take();
}

Result<Profile> profileFromJson(const Value &value)
{
    Members members(value, QStringLiteral("profiles"));
    Profile profile;
    profile.id = members.text("id", true);
    profile.name = members.text("name", true);
    profile.recipe = members.text("recipe", true);
    profile.url = QUrl(members.text("url", true), QUrl::StrictMode);
    profile.user = members.text("user");
    profile.group = members.text("group");
    profile.environment = members.text("environment");
    profile.colour = members.text("colour");
    for (const json::Member &setting : members.object("settings").members()) {
        if (!setting.value.isString())
            members.fail(QStringLiteral("settings"));
        profile.settings.insert(setting.name.toString(), setting.value.toString());
    }
    for (const Value &key : members.array("secretFields").elements()) {
        if (!key.isString())
            members.fail(QStringLiteral("secretFields"));
        profile.secretFields += key.toString();
    }
    if (const Value connection = members.object("connection"); connection.isValid()) {
        Members own(connection, QStringLiteral("connection"));
        profile.connection.caFile = own.text("caFile");
        profile.connection.clientCertificate = own.text("clientCertificate");
        profile.connection.clientKey = own.text("clientKey");
        profile.connection.proxy = own.text("proxy");
        profile.connection.http2 = own.flag("http2");
        if (own.error())
            return *own.error();
    }
    if (const Value person = members.object("person"); person.isValid())
        profile.person = readPerson(person);
    if (profile.id.isEmpty() || profile.name.isEmpty())
        members.fail(profile.id.isEmpty() ? QStringLiteral("id") : QStringLiteral("name"));
    if (members.error())
        return *members.error();
    return profile;
}

} // namespace

QByteArray profilesToJson(const std::vector<Profile> &profiles)
{
    QByteArray text = "{\"version\":" + QByteArray::number(profilesVersion) + ",\"profiles\":[";
    for (const Profile &profile : profiles) {
        if (&profile != &profiles.front())
            text += ',';
        text += '\n' + profileToJson(profile);
    }
    return text + "\n]}\n";
}

Result<std::vector<Profile>> profilesFromJson(const QByteArray &text)
{
    const auto document = json::Document::parse(text, {.depth = 16});
    if (!document)
        return document.error();
    const Value root = document->root();
    if (!root.isObject())
        return Error{ErrorCode::JsonNotObject, QStringLiteral("profiles.json")};
    const auto version = root.find("version").toInteger();
    if (!version || *version < 1)
        return Error{ErrorCode::JsonTypeMismatch, QStringLiteral("version")};
    if (*version > profilesVersion)
        return Error{ErrorCode::ProfilesTooNew};
    const Value list = root.find("profiles");
    if (!list.isArray())
        return Error{ErrorCode::JsonTypeMismatch, QStringLiteral("profiles")};

    std::vector<Profile> profiles;
    for (const Value &value : list.elements()) {
        auto profile = profileFromJson(value);
        if (!profile)
            return profile.error();
        // Two profiles of one id would share one keychain item.
        const bool known = std::any_of(profiles.begin(), profiles.end(), [&profile](const Profile &other) {
            return other.id == profile->id || other.name == profile->name;
        });
        if (known)
            return Error{ErrorCode::JsonDuplicateName, profile->name};
        profiles.push_back(*std::move(profile));
    }
    return profiles;
}

void writePerson(json::Writer &writer, const Person &person)
{
    writer.beginObject();
    writeText(writer, "issuer", person.issuer);
    writeText(writer, "subject", person.subject);
    writeText(writer, "name", person.name);
    writer.endObject();
}

Person readPerson(const json::Value &value)
{
    return {value.find("issuer").toString(), value.find("subject").toString(), value.find("name").toString()};
}

} // namespace claimcheck::login
