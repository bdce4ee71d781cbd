#include "session.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "profile_json.h"
#include "recipe.h"

#include <QCoreApplication>

namespace claimcheck::login {

namespace {

constexpr qint64 sessionVersion = 1;

void writeTime(json::Writer &writer, const char *name, const std::optional<TimePoint> &time)
{
    if (!time)
        return;
    writer.name(name);
    writer.integer(time->time_since_epoch().count());
}

std::optional<TimePoint> readTime(const json::Value &value)
{
    const auto milliseconds = value.isValid() ? value.toInteger() : std::nullopt;
    return milliseconds ? std::optional(TimePoint(std::chrono::milliseconds(*milliseconds))) : std::nullopt;
}

Secret readSecret(const json::Value &value)
{
    QByteArray text = value.toUtf8();
    Secret secret{QByteArrayView(text)};
    if (text.isDetached())
        wipe(text);
    return secret;
}

QString originList(const std::vector<http::Origin> &origins)
{
    QStringList names;
    for (const http::Origin &origin : origins)
        names += origin.toString();
    return names.join(QStringLiteral(", "));
}

QString word(const char *text)
{
    return QCoreApplication::translate("Session", text);
}

} // namespace

Secret seal(const Session &session)
{
    json::Writer writer;
    writer.beginObject();
    writer.name("version");
    writer.integer(sessionVersion);
    writer.member("accessToken", session.accessToken.reveal());
    if (!session.refreshToken.isEmpty())
        writer.member("refreshToken", session.refreshToken.reveal());
    writeTime(writer, "expiresAt", session.expiresAt);
    writeTime(writer, "refreshExpiresAt", session.refreshExpiresAt);
    writeTime(writer, "obtainedAt", session.obtainedAt);
    writer.name("person");
    writePerson(writer, session.person);
    writer.name("leash");
    writer.raw(session.leash.toJson());
    writer.name("endpoints");
    writer.beginArray();
    for (const QString &address : session.endpoints)
        writer.string(QStringView(address));
    writer.endArray();
    writer.name("refreshInFlight");
    writer.boolean(session.refreshInFlight);
    writer.endObject();
    QByteArray text = writer.take();
    Secret blob{QByteArrayView(text)};
    wipe(text);
    return blob;
}

Result<Session> unseal(const Secret &blob, const QString &profileName)
{
    const Error damaged{ErrorCode::KeychainEntryDamaged, profileName};
    // Over the secret's own bytes: no copy that nobody wipes.
    const auto document = json::Document::parse(
        QByteArray::fromRawData(blob.reveal().data(), blob.reveal().size()), {.depth = 16});
    if (!document || !document->root().isObject())
        return damaged;
    const json::Value root = document->root();
    const auto obtainedAt = readTime(root.find("obtainedAt"));
    const json::Value leashValue = root.find("leash");
    if (root.find("version").toInteger() != sessionVersion || !root.find("accessToken").isString() ||
        !obtainedAt || !leashValue.isObject() || !root.find("endpoints").isArray())
        return damaged;
    auto leash = http::Leash::fromJson(leashValue.raw().toByteArray());
    if (!leash)
        return damaged;

    Session session;
    session.accessToken = readSecret(root.find("accessToken"));
    if (root.find("refreshToken").isValid())
        session.refreshToken = readSecret(root.find("refreshToken"));
    session.expiresAt = readTime(root.find("expiresAt"));
    session.refreshExpiresAt = readTime(root.find("refreshExpiresAt"));
    session.obtainedAt = *obtainedAt;
    session.person = readPerson(root.find("person"));
    session.leash = *std::move(leash);
    for (const json::Value &address : root.find("endpoints").elements())
        session.endpoints += address.toString();
    const json::Value inFlight = root.find("refreshInFlight");
    session.refreshInFlight = inFlight.isValid() && inFlight.type() == json::Type::True;
    if (session.accessToken.isEmpty())
        return damaged;
    return session;
}

http::Leash leashOf(const Profile &profile)
{
    http::Leash leash;
    if (const auto origin = http::Origin::of(profile.url)) {
        leash.authorizationServer = {*origin};
        leash.resources = {*origin};
    }
    leash.connection = profile.connection;
    return leash;
}

QUrl endpoint(const Profile &profile, const QString &path)
{
    QString pattern = path;
    pattern.replace(QStringLiteral("{user}"), QString::fromLatin1(QUrl::toPercentEncoding(profile.user)));
    QUrl url = profile.url;
    QString base = url.path(QUrl::FullyEncoded);
    while (base.endsWith(u'/'))
        base.chop(1);
    const qsizetype question = pattern.indexOf(u'?');
    url.setPath(base + (question < 0 ? pattern : pattern.first(question)), QUrl::TolerantMode);
    if (question >= 0)
        url.setQuery(pattern.sliced(question + 1), QUrl::TolerantMode);
    return url;
}

QStringList endpointsOf(const Profile &profile)
{
    QStringList addresses = {profile.url.toString(QUrl::FullyEncoded)};
    for (const char *key : {"refresh.path", "logout.path", "whoami.path"}) {
        const QString path = setting(profile, QString::fromLatin1(key));
        addresses += path.isEmpty() ? QString() : endpoint(profile, path).toString(QUrl::FullyEncoded);
    }
    return addresses;
}

Result<Done> checkLeash(const Session &session, const Profile &profile)
{
    const http::Leash now = leashOf(profile);
    const http::Leash &sealed = session.leash;
    const auto differs = [&profile](const QString &what) {
        return Error{ErrorCode::ProfileChanged, profile.name, what};
    };
    if (now.authorizationServer.empty() || now.authorizationServer != sealed.authorizationServer ||
        now.resources != sealed.resources)
        return differs(word("the address (it was %1)").arg(originList(sealed.authorizationServer)));
    if (now.connection.caFile != sealed.connection.caFile)
        return differs(word("the CA file"));
    if (now.connection.clientCertificate != sealed.connection.clientCertificate ||
        now.connection.clientKey != sealed.connection.clientKey)
        return differs(word("the client certificate"));
    if (now.connection.proxy != sealed.connection.proxy)
        return differs(word("the proxy"));
    if (!(now == sealed))
        return differs(word("the connection"));
    if (endpointsOf(profile) != session.endpoints)
        return differs(word("a path on the server"));
    return Done{};
}

} // namespace claimcheck::login
