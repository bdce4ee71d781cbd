#pragma once

#include "base/clock.h"
#include "http/message.h"
#include "jose/key.h"
#include "server_metadata.h"

#include <optional>

namespace claimcheck::oauth {

/// How a client shows the token endpoint who it is (RFC 6749 section 2.3, OpenID Connect Core section 9,
/// RFC 8705 section 2). The names are those of the IANA registry: "none", "client_secret_basic", ….
enum class ClientAuthentication { None, SecretBasic, SecretPost, SecretJwt, PrivateKeyJwt, Tls };
[[nodiscard]] QByteArray authenticationName(ClientAuthentication method);
[[nodiscard]] std::optional<ClientAuthentication> authenticationOf(QByteArrayView name);

/// This program, as one authorization server knows it.
struct Client {
    QString id;
    ClientAuthentication authentication = ClientAuthentication::None;
    Secret secret = {};                // of the methods that need one
    std::optional<jose::Key> key = {}; // private; of PrivateKeyJwt, and to open encrypted ID Tokens
};

/// What every request to the authorization server needs.
struct Call {
    const ServerMetadata &server;
    const Client &client;
    const http::Leash &leash;
    TimePoint now;
};

/// A form post to an endpoint, with the client's authentication in it: `form` is sent urlencoded, each of
/// `secrets` (values that stand in the form: a code, a refresh token, a verifier) keeps its leash
/// (Purpose::AuthorizationServer). Never follows a redirect. Secrets in the body or in Basic are percent-
/// encoded first (RFC 6749 section 2.3.1); assertions have the issuer's identifier as their one audience
/// (RFC 7523bis), 60 s and a random jti, and are signed with the key's own algorithm or the first that fits
/// it and the server. Errors: EndpointMissing, ClientIdMissing (of a client that authenticates),
/// ClientSecretMissing, ClientKeyMissing, ClientAuthenticationUnsupported, Key….
[[nodiscard]] Result<http::Outgoing> formRequest(const Call &call, const QUrl &endpoint,
                                                 std::vector<std::pair<QByteArray, QByteArray>> form,
                                                 const std::vector<Secret> &secrets);
/// The same without client authentication other than `client_id` (RFC 8628 for public clients, …) is
/// ClientAuthentication::None.

/// The endpoint to use: its mutual-TLS alias (RFC 8705 section 5), where it has one and the connection brings
/// a certificate.
[[nodiscard]] QUrl endpointFor(const Call &call, const QUrl &endpoint, QByteArrayView memberName);

} // namespace claimcheck::oauth
