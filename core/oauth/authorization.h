#pragma once

#include "client.h"
#include "pkce.h"

#include <chrono>

namespace claimcheck::oauth {

/// An authorization request (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2.1): always code,
/// always PKCE.
struct AuthorizationRequest {
    QUrl redirectUri;
    QByteArray state;     // 128 random bits or more
    QByteArray nonce;     // of OpenID Connect; empty: none
    QByteArray challenge; // S256
    QString scope = {};
    QStringList resources = {}; // RFC 8707
    QString prompt = {};
    QString loginHint = {};
    QString acrValues = {};
    std::optional<std::chrono::seconds> maxAge = {};
    QByteArray dpopThumbprint = {}; // dpop_jkt (RFC 9449 section 10); empty: none
    /// Anything else that a server wants; a name that stands above is refused (ProfileFieldInvalid).
    std::vector<std::pair<QString, QString>> extra = {};
};
/// All parameters, client_id and response_type included, in a stable order.
[[nodiscard]] Result<std::vector<std::pair<QByteArray, QByteArray>>>
authorizationParameters(const Client &client, const AuthorizationRequest &request);
/// The link to open. Parameters that the endpoint has already are kept (RFC 6749 section 3.1).
/// EndpointMissing.
[[nodiscard]] Result<QUrl> authorizationUrl(const ServerMetadata &server, const Client &client,
                                            const AuthorizationRequest &request);

/// The same by way of the server (PAR, RFC 9126).
[[nodiscard]] Result<http::Outgoing> pushedRequest(const Call &call, const AuthorizationRequest &request);
struct Pushed {
    QString requestUri;
    TimePoint expiresAt;
};
/// PushedRequestRefused, ClientRejected, and what replyFailure says.
[[nodiscard]] Result<Pushed> processPushed(const http::Response &response, TimePoint now);
[[nodiscard]] Result<QUrl> pushedUrl(const ServerMetadata &server, const Client &client,
                                     const Pushed &pushed);

/// What is expected of the redirect back.
struct AuthorizationExpectations {
    QByteArray state;
    QString issuer;
    bool issRequired = false; // the metadata promises `iss` (RFC 9207)
};

/// A code that came back in the answer to our own request: only validateAuthorizationResponse makes one.
class AuthorizationCode {
public:
    [[nodiscard]] const Secret &value() const { return m_value; }
    /// `iss` was in the answer, and right.
    [[nodiscard]] bool issuerWasSent() const { return m_issuerWasSent; }

private:
    friend Result<AuthorizationCode> validateAuthorizationResponse(QByteArrayView,
                                                                   const AuthorizationExpectations &);
    AuthorizationCode() = default;
    Secret m_value;
    bool m_issuerWasSent = false;
};

/// Judges the query of the redirect (without "?"), in this order: ParameterRepeated, StateMismatch (also:
/// missing), ResponseIssuerMissing, IssuerMismatch, AuthorizationDenied (access_denied) or
/// AuthorizationRefused (subject: the error code, at most 64 visible characters; detail: its description, as
/// serverWords cleans it), CodeMissing. Until `state` is right the answer is a stranger's: the listener says
/// so and waits on.
[[nodiscard]] Result<AuthorizationCode>
validateAuthorizationResponse(QByteArrayView query, const AuthorizationExpectations &expectations);

} // namespace claimcheck::oauth
