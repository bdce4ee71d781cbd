#pragma once

#include "client.h"

namespace claimcheck::oauth {

/// Registers this program as a native public client (RFC 7591 section 3.1), with the redirect URIs that it
/// will use. EndpointMissing.
struct Registration {
    std::vector<QUrl> redirectUris;
    QStringList grantTypes;
    QString scope = {};
    Secret initialAccessToken = {}; // of a server that lets nobody else register (section 3)
};
[[nodiscard]] Result<http::Outgoing>
registrationRequest(const ServerMetadata &server, const Registration &registration, const http::Leash &leash);
struct Registered {
    Client client;
    std::optional<TimePoint> secretExpiresAt = {};
};
/// RegistrationRefused (subject: the error code; detail: the server's words), TokenNotInResponse (no
/// client_id), ResponseNotJson, and what replyFailure says. A server may give a secret and another
/// authentication than was asked for: its word counts (section 3.2.1), unless this client could never do it:
/// ClientAuthenticationUnsupported.
[[nodiscard]] Result<Registered> processRegistration(const http::Response &response, TimePoint now);

} // namespace claimcheck::oauth
