#pragma once

#include "token_endpoint.h"

namespace claimcheck::oauth {

/// RFC 8628 section 3.1. EndpointMissing, ProfileFieldInvalid (resource).
[[nodiscard]] Result<http::Outgoing> deviceAuthorizationRequest(const Call &call, const QString &scope,
                                                                const QStringList &resources = {});
/// Section 3.2.
struct DeviceAuthorization {
    Secret deviceCode;
    QString userCode;             // at most 64 characters, all visible
    QUrl verificationUri;         // https, or http on this machine
    QUrl verificationUriComplete; // may be empty
    TimePoint expiresAt;
    std::chrono::seconds interval{5};
};
/// ResponseNotJson, TokenNotInResponse (subject: the host; detail: the missing member), Url…, ClientRejected,
/// TokenRequestRefused, and what replyFailure says. A life of more than an hour counts as an hour, an
/// interval is one second to five minutes.
[[nodiscard]] Result<DeviceAuthorization> processDeviceAuthorization(const http::Response &response,
                                                                     TimePoint now);

/// When to ask next, and what an answer means (section 3.5). Pure; whoever owns it has the timer.
class DevicePacing {
public:
    explicit DevicePacing(const DeviceAuthorization &authorization);
    [[nodiscard]] std::chrono::seconds interval() const { return m_interval; }
    /// Tokens; or nothing: ask again after `interval()` (authorization_pending; slow_down adds 5 s for good;
    /// a timeout, a lost connection, a 5xx or a 429 doubles it, to 5 minutes at most, section 3.5); or the
    /// end: DeviceCodeExpired (also by the clock, where one would ask again), AuthorizationDenied, or what
    /// processTokenResponse says. `sent`: of the request, for the server's words.
    [[nodiscard]] Result<std::optional<TokenResponse>>
    judge(const Result<http::Response> &answer, TimePoint now, const http::SentSecrets &sent = {});

private:
    std::chrono::seconds m_interval;
    TimePoint m_expiresAt;
};

} // namespace claimcheck::oauth
