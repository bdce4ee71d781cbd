#include "way_in.h"

#include "cookie_way.h"
#include "http/challenge.h"
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

/// RFC 6750 section 3.1 and RFC 9449 section 7.1: the token may be as good as before.
bool isOtherReason(const http::Response &response)
{
    const auto header = http::headerValue(response.headers, "WWW-Authenticate").value_or(QByteArray());
    for (const http::Challenge &challenge : http::readChallenges(header)) {
        const QByteArray error = challenge.parameter("error").value_or(QByteArray());
        if (error == "insufficient_scope" || error == "use_dpop_nonce" || error == "invalid_dpop_proof")
            return true;
    }
    return false;
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

ReceiptStep revoked(const char *step, const Result<http::Response> &response, const http::SentSecrets &sent)
{
    if (!response)
        return {step, Outcome::Failed, describe(response.error()).message};
    if (isSuccess(*response))
        return {step, Outcome::Done, sentence("The server was told, and answered %1.").arg(response->status)};
    if (response->status == 404 || response->status == 405 || response->status == 501)
        return {step, Outcome::NotOffered,
                sentence("The server has no such address: it answered %1.").arg(response->status)};
    if (http::serverCodes(*response).contains(QStringLiteral("unsupported_token_type")))
        return {step, Outcome::NotOffered, sentence("The server does not revoke tokens of this kind.")};
    const QString answered = sentence("The server answered %1.").arg(response->status);
    return {step, Outcome::Failed, (answered + u' ' + http::serverWords(*response, sent)).trimmed()};
}

ReceiptStep proved(const Result<http::Response> &response, const Session &session)
{
    const auto step = [](Outcome outcome, const QString &detail) {
        return ReceiptStep{"prove-revoked", outcome, detail};
    };
    if (!response)
        return step(Outcome::Failed, describe(response.error()).message);
    if ((response->status == 401 || response->status == 403) && !isOtherReason(*response))
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
