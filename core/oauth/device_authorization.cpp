#include "device_authorization.h"

#include "base/visible_text.h"
#include "endpoint_answer.h"
#include "form.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace claimcheck::oauth {

namespace {

using std::chrono::seconds;

constexpr qsizetype longestUserCode = 64;
constexpr std::chrono::hours longestLife{1};
constexpr seconds usualInterval{5};
constexpr seconds longestInterval{300};
constexpr seconds slowDown{5};

/// Section 3.5: what may be over by the next time.
bool mayPass(ErrorCode code)
{
    switch (code) {
    case ErrorCode::TimedOut:
    case ErrorCode::ConnectionClosed:
    case ErrorCode::ConnectionRefused:
    case ErrorCode::HostNotFound:
    case ErrorCode::NetworkFailed:
    case ErrorCode::ProxyFailed:
    case ErrorCode::ServerFailed:
    case ErrorCode::RateLimited:
        return true;
    default:
        return false;
    }
}

Error missing(const http::Response &response, const QString &member)
{
    return {ErrorCode::TokenNotInResponse, response.url.host(), member};
}

Result<QUrl> address(const json::Value &value)
{
    const QUrl url(value.toString(), QUrl::StrictMode);
    if (const auto origin = http::Origin::of(url); !origin)
        return origin.error();
    return url;
}

/// Section 3.2: without one it is five seconds. Less than one second is no interval, and one that outlasts
/// the code would be a wait for nothing.
seconds intervalIn(const json::Value &value)
{
    const auto moment = momentAfter(TimePoint{}, value);
    if (!moment)
        return usualInterval;
    return std::clamp(std::chrono::ceil<seconds>(moment->time_since_epoch()), seconds(1), longestInterval);
}

} // namespace

Result<http::Outgoing> deviceAuthorizationRequest(const Call &call, const QString &scope,
                                                  const QStringList &resources)
{
    static constexpr const char *member = "device_authorization_endpoint";
    if (call.server.deviceAuthorizationEndpoint.isEmpty())
        return Error{ErrorCode::EndpointMissing, QString::fromLatin1(member)};
    Form form;
    addField(form, "scope", scope);
    if (const Result<Done> added = addResources(form, resources); !added)
        return added.error();
    return formRequest(call, endpointFor(call, call.server.deviceAuthorizationEndpoint, member),
                       std::move(form), {});
}

Result<DeviceAuthorization> processDeviceAuthorization(const http::Response &response, TimePoint now)
{
    const auto answer = readAnswer(response, now, ErrorCode::TokenRequestRefused,
                                   {"device_code", "user_code", "verification_uri",
                                    "verification_uri_complete", "expires_in", "interval"});
    if (!answer)
        return answer.error();
    const json::Value root = answer->root();
    DeviceAuthorization device{.deviceCode = tokenIn(root.find("device_code")),
                               .userCode = visibleText(root.find("user_code").toString(), longestUserCode),
                               .verificationUri = {},
                               .verificationUriComplete = {},
                               .expiresAt = now};
    if (device.deviceCode.isEmpty())
        return missing(response, u"device_code"_s);
    if (device.userCode.isEmpty())
        return missing(response, u"user_code"_s);
    // The name of the drafts is still in use.
    json::Value uri = root.find("verification_uri");
    if (!uri.isValid())
        uri = root.find("verification_url");
    if (!uri.isString())
        return missing(response, u"verification_uri"_s);
    const Result<QUrl> plain = address(uri);
    if (!plain)
        return plain.error();
    device.verificationUri = *plain;
    if (const json::Value complete = root.find("verification_uri_complete"); complete.isString()) {
        const Result<QUrl> whole = address(complete);
        if (!whole)
            return whole.error();
        device.verificationUriComplete = *whole;
    }
    const auto end = momentAfter(now, root.find("expires_in"));
    if (!end)
        return missing(response, u"expires_in"_s);
    device.expiresAt = std::min(*end, now + longestLife);
    device.interval = intervalIn(root.find("interval"));
    return device;
}

DevicePacing::DevicePacing(const DeviceAuthorization &authorization)
    : m_interval(authorization.interval), m_expiresAt(authorization.expiresAt)
{
}

Result<std::optional<TokenResponse>> DevicePacing::judge(const Result<http::Response> &answer, TimePoint now,
                                                         const http::SentSecrets &sent)
{
    Result<TokenResponse> tokens =
        answer ? processTokenResponse(*answer, now, sent) : Result<TokenResponse>(answer.error());
    if (tokens)
        return std::optional<TokenResponse>(*std::move(tokens));
    const Error &error = tokens.error();
    const bool isRefusal = error.code == ErrorCode::TokenRequestRefused;
    if (isRefusal && error.subject == u"access_denied")
        return Error{ErrorCode::AuthorizationDenied, {}, error.detail};
    if (isRefusal && error.subject == u"expired_token")
        return Error{ErrorCode::DeviceCodeExpired};
    const bool isSlowDown = isRefusal && error.subject == u"slow_down";
    const bool isPending = isRefusal && error.subject == u"authorization_pending";
    if (!isSlowDown && !isPending && !mayPass(error.code))
        return error;
    if (now >= m_expiresAt)
        return Error{ErrorCode::DeviceCodeExpired};
    if (isSlowDown)
        m_interval += slowDown;
    else if (!isPending)
        m_interval = std::max(m_interval, std::min(m_interval * 2, longestInterval));
    return std::optional<TokenResponse>();
}

} // namespace claimcheck::oauth
