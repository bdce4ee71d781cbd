#include "session.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "profile_json.h"
#include "recipe.h"
#include "setting_rules.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::login {

namespace {

constexpr qint64 sessionVersion = 1;
/// No clock is further off: the years of a Date header have four digits.
constexpr std::chrono::milliseconds farthestClock = std::chrono::hours(24) * 366 * 10'000;

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

void writeSecret(json::Writer &writer, const char *name, const Secret &secret)
{
    if (!secret.isEmpty())
        writer.member(name, secret.reveal());
}

void writeList(json::Writer &writer, const char *name, const QStringList &texts)
{
    writer.name(name);
    writer.beginArray();
    for (const QString &text : texts)
        writer.string(QStringView(text));
    writer.endArray();
}

void writeOriginal(json::Writer &writer, const oauth::OriginalIdToken &original)
{
    writer.name("originalIdToken");
    writer.beginObject();
    writeList(writer, "audience", original.audience);
    if (original.party)
        writer.member("party", QStringView(*original.party));
    if (original.nonce)
        writer.member("nonce", QStringView(*original.nonce));
    writeTime(writer, "authTime", original.authTime);
    writeTime(writer, "issuedAt", original.issuedAt);
    writer.endObject();
}

std::optional<QString> readText(const json::Value &value)
{
    return value.isString() ? std::optional(value.toString()) : std::nullopt;
}

oauth::OriginalIdToken readOriginal(const json::Value &value)
{
    oauth::OriginalIdToken original{.party = readText(value.find("party")),
                                    .nonce = readText(value.find("nonce")),
                                    .authTime = readTime(value.find("authTime")),
                                    .issuedAt = readTime(value.find("issuedAt"))};
    for (const json::Value &name : value.find("audience").elements())
        original.audience += name.toString();
    return original;
}

void writeGrant(json::Writer &writer, const OAuthGrant &grant)
{
    writer.beginObject();
    writer.name("server");
    writer.raw(oauth::metadataToJson(grant.server));
    writer.member("clientId", QStringView(grant.clientId));
    writer.member("clientAuthentication", QByteArrayView(grant.clientAuthentication));
    writeSecret(writer, "clientSecret", grant.clientSecret);
    writer.member("tokenType", QByteArrayView(grant.tokenType));
    writeSecret(writer, "dpopKey", grant.dpopKey);
    writer.member("scope", QStringView(grant.scope));
    writer.member("resource", QStringView(grant.resource));
    writer.member("audience", QStringView(grant.audience));
    writer.member("registeredRedirect", QStringView(grant.registeredRedirect.toString(QUrl::FullyEncoded)));
    writeTime(writer, "clientSecretExpiresAt", grant.clientSecretExpiresAt);
    if (grant.originalIdToken)
        writeOriginal(writer, *grant.originalIdToken);
    writer.name("isClientsOwn");
    writer.boolean(grant.isClientsOwn);
    writer.endObject();
}

/// Nothing where it is damaged.
std::optional<OAuthGrant> readGrant(const json::Value &value)
{
    const json::Value server = value.find("server");
    auto metadata = server.isObject() ? oauth::metadataFromJson(server.raw())
                                      : Result<oauth::ServerMetadata>(Error{ErrorCode::KeychainEntryDamaged});
    if (!metadata || !value.find("clientId").isString() || !value.find("tokenType").isString())
        return std::nullopt;
    OAuthGrant grant{.server = *std::move(metadata),
                     .clientId = value.find("clientId").toString(),
                     .clientAuthentication = value.find("clientAuthentication").toUtf8()};
    grant.clientSecret = readSecret(value.find("clientSecret"));
    grant.tokenType = value.find("tokenType").toUtf8();
    grant.dpopKey = readSecret(value.find("dpopKey"));
    grant.scope = value.find("scope").toString();
    grant.resource = value.find("resource").toString();
    grant.audience = value.find("audience").toString();
    grant.registeredRedirect = QUrl(value.find("registeredRedirect").toString(), QUrl::StrictMode);
    grant.clientSecretExpiresAt = readTime(value.find("clientSecretExpiresAt"));
    if (const json::Value original = value.find("originalIdToken"); original.isObject())
        grant.originalIdToken = readOriginal(original);
    const json::Value own = value.find("isClientsOwn");
    grant.isClientsOwn = own.isValid() && own.type() == json::Type::True;
    return grant;
}

void addOrigins(std::vector<http::Origin> &origins, const QString &texts)
{
    for (const QString &text : texts.split(u' ', Qt::SkipEmptyParts)) {
        const auto origin = http::Origin::of(QUrl(text, QUrl::StrictMode));
        if (origin && std::find(origins.begin(), origins.end(), *origin) == origins.end())
            origins.push_back(*origin);
    }
}

} // namespace

Secret seal(const Session &session)
{
    json::Writer writer;
    writer.beginObject();
    writer.name("version");
    writer.integer(sessionVersion);
    writer.member("accessToken", session.accessToken.reveal());
    writeSecret(writer, "refreshToken", session.refreshToken);
    writeSecret(writer, "idToken", session.idToken);
    writeSecret(writer, "cookies", session.cookies);
    if (session.oauth) {
        writer.name("oauth");
        writeGrant(writer, *session.oauth);
    }
    if (!session.notes.isEmpty())
        writeList(writer, "notes", session.notes);
    if (session.facts != SignInFacts()) {
        writer.name("facts");
        writeFacts(writer, session.facts);
    }
    writeTime(writer, "expiresAt", session.expiresAt);
    writeTime(writer, "refreshExpiresAt", session.refreshExpiresAt);
    writeTime(writer, "obtainedAt", session.obtainedAt);
    if (session.clockAhead != std::chrono::milliseconds(0)) {
        writer.name("clockAhead");
        writer.integer(session.clockAhead.count());
    }
    writer.name("person");
    writePerson(writer, session.person);
    writer.name("leash");
    writer.raw(session.leash.toJson());
    writeList(writer, "endpoints", session.endpoints);
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
    session.refreshToken = readSecret(root.find("refreshToken"));
    session.idToken = readSecret(root.find("idToken"));
    session.cookies = readSecret(root.find("cookies"));
    if (root.count("oauth") > 0) {
        session.oauth = readGrant(root.find("oauth"));
        if (!session.oauth)
            return damaged;
    }
    for (const json::Value &note : root.find("notes").elements())
        session.notes += note.toString();
    session.facts = readFacts(root.find("facts"));
    session.expiresAt = readTime(root.find("expiresAt"));
    session.refreshExpiresAt = readTime(root.find("refreshExpiresAt"));
    session.obtainedAt = *obtainedAt;
    const std::chrono::milliseconds ahead(root.find("clockAhead").toInteger().value_or(0));
    if (ahead > -farthestClock && ahead < farthestClock)
        session.clockAhead = ahead;
    session.person = readPerson(root.find("person"));
    session.leash = *std::move(leash);
    for (const json::Value &address : root.find("endpoints").elements())
        session.endpoints += address.toString();
    const json::Value inFlight = root.find("refreshInFlight");
    session.refreshInFlight = inFlight.isValid() && inFlight.type() == json::Type::True;
    if (session.accessToken.isEmpty() && session.cookies.isEmpty())
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
    if (isOAuth(kindOf(profile))) {
        const QString servers = setting(profile, QStringLiteral("authorization.origins"));
        addOrigins(leash.authorizationServer, servers);
        addOrigins(leash.resources, servers);
        addOrigins(leash.resources, setting(profile, QStringLiteral("origins")));
        addOrigins(leash.resources, setting(profile, QStringLiteral("resource")));
    }
    if (kindOf(profile) == Recipe::Kind::Static)
        addOrigins(leash.resources, setting(profile, QStringLiteral("origins")));
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
    const Recipe::Kind kind = kindOf(profile);
    if (isOAuth(kind)) {
        for (const QString &key : settingKeys(kind)) {
            if (key.startsWith(QStringLiteral("endpoint.")))
                addresses += setting(profile, key);
        }
        return addresses;
    }
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
    if (now.authorizationServer.empty() || now.authorizationServer != sealed.authorizationServer)
        return differs(word("the address (it was %1)").arg(originList(sealed.authorizationServer)));
    if (now.resources != sealed.resources)
        return differs(word("where its tokens may go: origins or resource (it was %1)")
                           .arg(originList(sealed.resources)));
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
