#include "password_login.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "login_reply.h"
#include "http/server_words.h"
#include "recipe.h"
#include "setting_rules.h"
#include "token_facts.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::login {

namespace {

using http::Credential;

const QString loginHeader = QStringLiteral("login.header.");

/// The header names that a profile sends when it signs in, refreshes and signs out.
QStringList loginHeaderNames(const Profile &profile)
{
    QStringList names;
    for (const auto &[key, value] : allFields(profile)) {
        if (key.startsWith(loginHeader))
            names += key.sliced(loginHeader.size());
    }
    return names;
}

/// One of the recipe's headers as a credential, so that it stays on the leash too. Nothing where it has no
/// value.
std::optional<Credential> headerCredential(const Profile &profile, const QString &name, http::Purpose purpose,
                                           const http::Leash &leash, const SecretFields &fields)
{
    const QString key = loginHeader + name;
    const auto field = fields.find(key);
    Credential credential{field != fields.end() ? field->second : Secret::fromText(setting(profile, key)),
                          purpose, leash};
    credential.headerName = name.toLatin1();
    credential.scheme = {};
    return credential.secret.isEmpty() ? std::nullopt : std::optional(std::move(credential));
}

void addHeaders(Outgoing &out, const Profile &profile, const QStringList &names, http::Purpose purpose,
                const http::Leash &leash, const SecretFields &fields)
{
    for (const QString &name : names) {
        if (auto credential = headerCredential(profile, name, purpose, leash, fields))
            out.credentials.push_back(*std::move(credential));
    }
}

Credential inRequest(const Secret &secret, http::Purpose purpose, const http::Leash &leash)
{
    return {
        .secret = secret, .purpose = purpose, .leash = leash, .placement = Credential::Placement::InRequest};
}

using Field = std::pair<QString, Secret>;

QByteArray encodedBody(const Profile &profile, const std::vector<Field> &fields)
{
    if (setting(profile, QStringLiteral("login.body")) == u"form") {
        QByteArray body;
        for (const auto &[name, value] : fields) {
            if (!body.isEmpty())
                body += '&';
            body += QUrl::toPercentEncoding(name) + '=' + value.reveal().toByteArray().toPercentEncoding();
        }
        return body;
    }
    json::Writer writer;
    writer.beginObject();
    for (const auto &[name, value] : fields)
        writer.member(name.toUtf8(), value.reveal());
    writer.endObject();
    return writer.take();
}

/// A request to the authorization server. SameOrigin, and the secrets in its body are judged by the
/// transport.
Result<Outgoing> outgoing(const Profile &profile, const char *pathKey, const QByteArray &method,
                          const std::vector<Field> &body)
{
    const QString key = QString::fromLatin1(pathKey);
    const QString path = setting(profile, key);
    if (path.isEmpty())
        return Error{ErrorCode::ProfileFieldInvalid, key,
                     QCoreApplication::translate("Login", "it is empty")};
    Outgoing out;
    out.request.method = method;
    out.request.url = endpoint(profile, path);
    out.request.redirects = http::RedirectPolicy::SameOrigin;
    out.request.maxBody = 1024 * 1024;
    out.request.headers = {{"Accept", "application/json"}};
    if (!body.empty()) {
        const bool isForm = setting(profile, QStringLiteral("login.body")) == u"form";
        out.request.headers.push_back(
            {"Content-Type", isForm ? "application/x-www-form-urlencoded" : "application/json"});
        out.request.body = encodedBody(profile, body);
    }
    return out;
}

QByteArray method(const Profile &profile, const char *key)
{
    const QByteArray own = setting(profile, QString::fromLatin1(key)).toLatin1();
    return own.isEmpty() ? QByteArray("POST") : own;
}

void setRefreshExpiry(Session &session)
{
    session.refreshExpiresAt.reset();
    if (!session.refreshToken.isEmpty())
        session.refreshExpiresAt = tokenFacts(session.refreshToken, {}).expiresAt;
}

} // namespace

Result<Outgoing> signInRequest(const Profile &profile, const QString &user, const Secret &password,
                               const SecretFields &fields)
{
    Profile own = profile;
    own.user = user; // {user} in the path
    auto out = outgoing(own, "login.path", method(profile, "login.method"),
                        {{setting(profile, QStringLiteral("login.userField")), Secret::fromText(user)},
                         {setting(profile, QStringLiteral("login.passwordField")), password}});
    if (!out)
        return out;
    const http::Leash leash = leashOf(profile);
    out->credentials.push_back(inRequest(password, http::Purpose::AuthorizationServer, leash));
    addHeaders(*out, profile, loginHeaderNames(profile), http::Purpose::AuthorizationServer, leash, fields);
    return out;
}

Result<Session> processSignIn(const Profile &profile, const http::Response &response, TimePoint now,
                              const Secret &password)
{
    if (response.status == 400 || response.status == 401 || response.status == 403) {
        if (wantsMore(response))
            return Error{ErrorCode::SignInNeedsMore, response.url.host(), serverWords(response, password)};
        return Error{ErrorCode::SignInRefused, response.url.host(), serverWords(response, password)};
    }
    if (!isSuccess(response))
        return replyFailure(response, now, password);
    auto session = sessionInReply(profile, response, now, password);
    if (session)
        setRefreshExpiry(*session);
    return session;
}

Result<Outgoing> refreshRequest(const Profile &profile, const Session &session, const SecretFields &fields)
{
    if (session.refreshToken.isEmpty() || setting(profile, QStringLiteral("refresh.path")).isEmpty())
        return Error{ErrorCode::RefreshNotPossible, profile.name};
    auto out = outgoing(profile, "refresh.path", "POST",
                        {{setting(profile, QStringLiteral("refresh.field")), session.refreshToken}});
    if (!out)
        return out;
    out->credentials.push_back(
        inRequest(session.refreshToken, http::Purpose::AuthorizationServer, session.leash));
    addHeaders(*out, profile, loginHeaderNames(profile), http::Purpose::AuthorizationServer, session.leash,
               fields);
    return out;
}

Result<Session> processRefresh(const Profile &profile, const Session &old, const http::Response &response,
                               TimePoint now)
{
    // Codes by which servers say that this very token is no good any more: RFC 6749 section 5.2, simplejwt,
    // Supabase, Directus. Any other 400 can be a mistake of ours, and is no reason to throw a token away.
    static const QStringList refusing = {
        QStringLiteral("invalid_grant"),           QStringLiteral("token_not_valid"),
        QStringLiteral("refresh_token_not_found"), QStringLiteral("session_expired"),
        QStringLiteral("INVALID_TOKEN"),           QStringLiteral("refresh_token_already_used"),
        QStringLiteral("TOKEN_EXPIRED"),           QStringLiteral("user_banned"),
        QStringLiteral("session_not_found"),       QStringLiteral("INVALID_CREDENTIALS")};
    // A 401 is a refusal too, unless it is the client or the way of asking that is refused.
    static const QStringList forgiving = {
        QStringLiteral("invalid_client"), QStringLiteral("unauthorized_client"),
        QStringLiteral("invalid_request"), QStringLiteral("unsupported_grant_type")};
    const auto isIn = [codes = serverCodes(response)](const QStringList &list) {
        return std::any_of(codes.begin(), codes.end(),
                           [&list](const QString &code) { return list.contains(code); });
    };
    const bool refused = (response.status == 401 && !isIn(forgiving)) ||
                         ((response.status == 400 || response.status == 403) && isIn(refusing));
    if (refused)
        return Error{ErrorCode::RefreshRefused, profile.name, serverWords(response, old.refreshToken)};
    if (!isSuccess(response))
        return replyFailure(response, now, old.refreshToken);

    auto session = sessionInReply(profile, response, now, old.refreshToken);
    if (!session)
        return session;
    if (session->refreshToken.isEmpty())
        session->refreshToken = old.refreshToken;
    setRefreshExpiry(*session);
    // The seal is that of the sign-in, and so is the name.
    session->leash = old.leash;
    session->endpoints = old.endpoints;
    if (session->person.subject.isEmpty())
        session->person = old.person;
    session->person.name = old.person.name;
    return session;
}

RefreshFate refreshFate(ErrorCode code)
{
    switch (code) {
    case ErrorCode::RefreshRefused:
        return RefreshFate::Refused;
    case ErrorCode::ConnectionClosed:
    case ErrorCode::TimedOut:
    case ErrorCode::NetworkFailed:
    case ErrorCode::ResponseTooLarge:
    case ErrorCode::ResponseEndless:
    case ErrorCode::ResponseNotJson:
    case ErrorCode::TokenNotInResponse:
    case ErrorCode::TokenTypeUnsupported:
    case ErrorCode::SignInNeedsMore:
    case ErrorCode::ServerFailed:
        return RefreshFate::Unknown;
    default:
        return RefreshFate::NotReached;
    }
}

Result<Outgoing> whoamiRequest(const Profile &profile, const Session &session, const SecretFields &fields)
{
    auto out = outgoing(profile, "whoami.path", "GET", {});
    if (out)
        out->credentials = requestCredentials(profile, session, fields);
    return out;
}

Result<Person> processWhoami(const Profile &profile, const http::Response &response)
{
    const Error unread{ErrorCode::PersonNotRead, response.url.host(),
                       statusWords(response, serverWords(response))};
    const auto document = json::Document::parse(response.body, {.depth = 64});
    if (!isSuccess(response) || !document)
        return unread;
    const json::Value subject =
        document->root().at(setting(profile, QStringLiteral("whoami.subject")).toUtf8());
    if (!subject.isValid() || (!subject.isString() && !subject.isNumber()))
        return unread;
    Person person;
    person.subject = subject.isString() ? subject.toString() : QString::fromLatin1(subject.raw());
    if (person.subject.isEmpty())
        return unread;
    return person;
}

Result<Outgoing> signOutRequest(const Profile &profile, const Session &session, const SecretFields &fields)
{
    const QString field = setting(profile, QStringLiteral("logout.field"));
    std::vector<Field> body;
    if (!field.isEmpty() && !session.refreshToken.isEmpty())
        body.emplace_back(field, session.refreshToken);

    Profile own = profile;
    const QString path = setting(profile, QStringLiteral("logout.path"));
    const bool tokenInPath = path.contains(QStringLiteral("{token}"));
    if (tokenInPath) {
        const QByteArray token = session.accessToken.reveal().toByteArray().toPercentEncoding();
        own.settings[QStringLiteral("logout.path")] =
            QString(path).replace(QStringLiteral("{token}"), QString::fromLatin1(token));
    }
    auto out = outgoing(own, "logout.path", method(profile, "logout.method"), body);
    if (!out)
        return out;
    if (!body.empty())
        out->credentials.push_back(
            inRequest(session.refreshToken, http::Purpose::AuthorizationServer, session.leash));
    // An access token in a URL goes where it may go anyway: to the resource origins.
    if (tokenInPath)
        out->credentials.push_back(inRequest(session.accessToken, http::Purpose::Resource, session.leash));
    if (body.empty() || setting(profile, QStringLiteral("logout.revokes")).contains(QStringLiteral("access")))
        out->credentials.push_back(accessCredential(profile, session));
    addHeaders(*out, profile, loginHeaderNames(profile), http::Purpose::AuthorizationServer, session.leash,
               fields);
    return out;
}

http::Credential accessCredential(const Profile &profile, const Session &session)
{
    Credential credential{session.accessToken, http::Purpose::Resource, session.leash};
    const QByteArray name = setting(profile, QStringLiteral("header.name")).toLatin1();
    if (!name.isEmpty())
        credential.headerName = name;
    const QByteArray scheme = setting(profile, QStringLiteral("header.scheme")).toLatin1();
    credential.scheme = scheme == "none" ? QByteArray() : scheme;
    return credential;
}

std::vector<http::Credential> requestCredentials(const Profile &profile, const Session &session,
                                                 const SecretFields &fields)
{
    Outgoing out;
    out.credentials.push_back(accessCredential(profile, session));
    const QStringList names =
        setting(profile, QStringLiteral("request.headers")).split(u',', Qt::SkipEmptyParts);
    addHeaders(out, profile, names, http::Purpose::Resource, session.leash, fields);
    return std::move(out.credentials);
}

Result<Done> checkPerson(const Profile &profile, const Person &person)
{
    if (!profile.person || profile.person->subject.isEmpty() || person.subject.isEmpty())
        return Done{};
    if (profile.person->issuer == person.issuer && profile.person->subject == person.subject)
        return Done{};
    const auto named = [](const Person &p) {
        return p.name.isEmpty() || p.name == p.subject ? p.subject
                                                       : p.name + QStringLiteral(" (") + p.subject + u')';
    };
    return Error{ErrorCode::WrongPerson, profile.name,
                 QCoreApplication::translate("Login", "the profile belongs to %1, and this is %2")
                     .arg(named(*profile.person), named(person))};
}

} // namespace claimcheck::login
