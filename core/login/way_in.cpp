#include "way_in.h"

#include "cookie_way.h"
#include "http/server_words.h"
#include "oauth_way.h"
#include "password_way.h"
#include "recipe.h"
#include "static_way.h"

#include <QCoreApplication>
#include <QDateTime>

namespace claimcheck::login {

namespace {

using Outcome = ReceiptStep::Outcome;

QString sentence(const char *text)
{
    return QCoreApplication::translate("SignOut", text);
}

QString utc(TimePoint time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODate);
}

} // namespace

const WayIn &wayInOf(const Profile &profile, const Session &session)
{
    static const PasswordWay password;
    static const OAuthWay oauth;
    static const StaticWay given;
    static const CookieWay cookies;
    if (session.oauth)
        return oauth;
    if (kindOf(profile) == Recipe::Kind::Static)
        return given;
    if (!session.cookies.isEmpty())
        return cookies;
    return password;
}

ReceiptStep revoked(const char *step, const Result<http::Response> &response)
{
    if (!response)
        return {step, Outcome::Failed, describe(response.error()).message};
    if (isSuccess(*response))
        return {step, Outcome::Done, sentence("The server was told, and answered %1.").arg(response->status)};
    if (response->status == 404 || response->status == 405 || response->status == 501)
        return {step, Outcome::NotOffered,
                sentence("The server has no such address: it answered %1.").arg(response->status)};
    const QString answered = sentence("The server answered %1.").arg(response->status);
    return {step, Outcome::Failed, (answered + u' ' + serverWords(*response)).trimmed()};
}

ReceiptStep proved(const Result<http::Response> &response, const Session &session)
{
    const auto step = [](Outcome outcome, const QString &detail) {
        return ReceiptStep{"prove-revoked", outcome, detail};
    };
    if (!response)
        return step(Outcome::Failed, describe(response.error()).message);
    if (response->status == 401 || response->status == 403)
        return step(Outcome::Done,
                    sentence("The server refuses the access token: it answered %1.").arg(response->status));
    if (!isSuccess(*response))
        return step(Outcome::Failed, sentence("The server answered %1.").arg(response->status));
    if (session.expiresAt)
        return step(
            Outcome::Failed,
            sentence("The server still takes the access token until %1.").arg(utc(*session.expiresAt)));
    return step(Outcome::Failed, sentence("The server still takes the access token."));
}

ReceiptStep unproved(const Session &session)
{
    return {"prove-revoked", Outcome::NotOffered,
            session.expiresAt
                ? sentence("There is no address to ask. The server may take the access token until %1.")
                      .arg(utc(*session.expiresAt))
                : sentence("There is no address to ask. The server may take the access token for ever.")};
}

} // namespace claimcheck::login
