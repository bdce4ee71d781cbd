#pragma once

#include "base/base64url.h"
#include "login/password_login.h"

#include <QTest>

/// What the tests of core/login share: a fixed moment, answers, tokens and sessions without a server.
namespace login_tools {

using namespace claimcheck;
using namespace claimcheck::login;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

inline const TimePoint now{std::chrono::seconds(1'800'000'000)};
inline const Secret password("correct horse"_qba);

inline Profile profileOf(const QString &recipe)
{
    Profile profile;
    profile.id = u"id"_s;
    profile.name = u"p"_s;
    profile.recipe = recipe;
    profile.url = QUrl(u"https://api.example.test"_s);
    return profile;
}

inline http::Response answer(int status, const QByteArray &body, http::Headers headers = {})
{
    http::Response response;
    response.status = status;
    response.body = body;
    response.headers = std::move(headers);
    response.url = QUrl(u"https://api.example.test/login"_s);
    return response;
}

inline QByteArray jwt(const QByteArray &claims)
{
    return base64url::encode(R"({"alg":"HS256","typ":"JWT"})") + '.' + base64url::encode(claims) + ".c2ln";
}

template <class T>
inline QByteArray codeOf(const Result<T> &result)
{
    return result ? QByteArray("none") : codeName(result.error().code);
}

inline QByteArray text(const Secret &secret)
{
    return secret.reveal().toByteArray();
}

inline Session sessionOf(const Profile &profile)
{
    Session session;
    session.accessToken = Secret("access-1"_qba);
    session.refreshToken = Secret("refresh-1"_qba);
    session.obtainedAt = now - 60s;
    session.person = {u"https://iss.test"_s, u"42"_s, u"alice"_s};
    session.leash = leashOf(profile);
    session.endpoints = endpointsOf(profile);
    return session;
}

/// "body, Authorization=Bearer access-1" and the like: which secrets a request carries, and how.
inline QByteArrayList carried(const Outgoing &out)
{
    QByteArrayList list;
    for (const http::Credential &credential : out.credentials) {
        const QByteArray purpose = credential.purpose == http::Purpose::Resource ? "resource" : "server";
        if (credential.placement == http::Credential::Placement::InRequest)
            list += purpose + " in request: " + text(credential.secret);
        else
            list += purpose + ' ' + credential.headerName + ": " +
                    (credential.scheme + ' ' + text(credential.secret)).trimmed();
    }
    return list;
}

} // namespace login_tools
