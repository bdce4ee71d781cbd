#pragma once

#include "http/message.h"
#include "oauth/client.h"
#include "oauth/form.h"

#include <QTest>

/// What the tests of core/oauth share: a fixed moment, a server and a client as RFC 6749 has them, answers.
namespace oauth_request_tools {

using namespace claimcheck;
using namespace claimcheck::oauth;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

inline const TimePoint now{std::chrono::seconds(1'800'000'000)};

inline ServerMetadata serverOf(const QString &origin = u"https://server.example.com"_s)
{
    const auto at = [&origin](const char *path) { return QUrl(origin + QLatin1String(path)); };
    ServerMetadata server{.issuer = origin};
    server.authorizationEndpoint = at("/authorize");
    server.tokenEndpoint = at("/token");
    server.pushedAuthorizationEndpoint = at("/as/par");
    server.registrationEndpoint = at("/register");
    return server;
}

/// The client of RFC 6749's examples, which authenticates with its secret in Basic.
inline Client clientOf(ClientAuthentication method = ClientAuthentication::SecretBasic)
{
    Client client{.id = u"s6BhdRkqt3"_s, .authentication = method};
    client.secret = Secret("gX1fBat3bV"_qba);
    return client;
}

inline http::Leash leashOf(const QString &origin = u"https://server.example.com"_s)
{
    http::Leash leash;
    leash.authorizationServer = {http::Origin::fromString(origin).value()};
    return leash;
}

inline http::Response answer(int status, const QByteArray &body, http::Headers headers = {})
{
    http::Response response;
    response.status = status;
    response.body = body;
    response.headers = std::move(headers);
    response.url = QUrl(u"https://server.example.com/token"_s);
    return response;
}

template <class T>
QByteArray codeOf(const Result<T> &result)
{
    return result ? QByteArray("none") : codeName(result.error().code);
}

inline QByteArray text(const Secret &secret)
{
    return secret.reveal().toByteArray();
}

/// The fields of a form post, decoded, in order: "grant_type=password", ….
inline QByteArrayList fieldsOf(const http::Request &request)
{
    QByteArrayList list;
    for (const auto &[name, value] : parseForm(request.body))
        list += name + '=' + value;
    return list;
}

/// The value of one field; empty without.
inline QByteArray fieldOf(const http::Request &request, QByteArrayView wanted)
{
    for (const auto &[name, value] : parseForm(request.body)) {
        if (name == wanted)
            return value;
    }
    return {};
}

/// "in request: A", "Authorization: Basic B": the secrets of a request, and how each is carried. All are for
/// the authorization server, with the leash that was given.
inline QByteArrayList carried(const http::Outgoing &out, const http::Leash &leash = leashOf())
{
    QByteArrayList list;
    for (const http::Credential &credential : out.credentials) {
        if (credential.purpose != http::Purpose::AuthorizationServer || credential.leash != leash)
            list += "off the leash";
        else if (credential.placement == http::Credential::Placement::InRequest)
            list += "in request: " + text(credential.secret);
        else
            list +=
                credential.headerName + ": " + (credential.scheme + ' ' + text(credential.secret)).trimmed();
    }
    return list;
}

} // namespace oauth_request_tools
