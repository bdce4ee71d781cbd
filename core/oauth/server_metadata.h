#pragma once

#include "http/message.h"

#include <QStringList>
#include <QUrl>

#include <vector>

namespace claimcheck::oauth {

/// What an authorization server says of itself (OpenID Connect Discovery 1.0 section 3, RFC 8414 section 2,
/// and the members that later standards register). An endpoint that is not offered is an empty URL.
struct ServerMetadata {
    QString issuer; // exactly as asked for
    QUrl authorizationEndpoint = {};
    QUrl tokenEndpoint = {};
    QUrl jwksUri = {};
    QUrl userinfoEndpoint = {};
    QUrl revocationEndpoint = {};
    QUrl introspectionEndpoint = {};
    QUrl endSessionEndpoint = {};
    QUrl deviceAuthorizationEndpoint = {};
    QUrl pushedAuthorizationEndpoint = {};
    QUrl registrationEndpoint = {};
    QStringList scopes = {};
    QStringList grantTypes = {};           // empty: authorization_code and implicit, as the standard says
    QStringList codeChallengeMethods = {}; // empty: not said (RFC 8414: then PKCE is not promised)
    QStringList tokenAuthentication = {}; // token_endpoint_auth_methods_supported; empty: client_secret_basic
    QStringList tokenSigningAlgorithms = {}; // token_endpoint_auth_signing_alg_values_supported
    QStringList idTokenAlgorithms = {};
    QStringList dpopAlgorithms = {}; // RFC 9449 section 5.1; empty: no DPoP
    QStringList prompts = {};
    QStringList acrValues = {};
    bool isOpenId = false; // it was found at openid-configuration
    bool requirePushedAuthorization = false;
    bool issParameterSupported = false;  // RFC 9207 section 3
    bool certificateBoundTokens = false; // RFC 8705 section 3.3
    bool backchannelLogout = false;
    /// Endpoints for clients with a certificate (RFC 8705 section 5), by member name; used with mutual TLS.
    std::vector<std::pair<QString, QUrl>> mtlsEndpoints = {};

    /// The origins of all endpoints that this client sends secrets to, the issuer's first, each once. The
    /// jwks_uri's is not among them: it is asked without any credential.
    [[nodiscard]] std::vector<http::Origin> origins() const;
    friend bool operator==(const ServerMetadata &, const ServerMetadata &) = default;
};

/// Judges a metadata document. "issuer" must be exactly `issuer` (IssuerMismatch, RFC 8414 section 3.3); each
/// endpoint an address that can be used (MetadataInvalid; plain http only to this machine: UrlInsecure).
/// UnexpectedStatus, ResponseNotJson. Unknown members are passed over.
[[nodiscard]] Result<ServerMetadata> processServerMetadata(const http::Response &response,
                                                           const QString &issuer);

/// For the keychain: a sign-in keeps the endpoints that it was made with. And back: KeychainEntryDamaged.
[[nodiscard]] QByteArray metadataToJson(const ServerMetadata &metadata);
[[nodiscard]] Result<ServerMetadata> metadataFromJson(QByteArrayView json);

} // namespace claimcheck::oauth
