#pragma once

#include "oauth/authorization.h"
#include "oauth/loopback_receiver.h"
#include "password_login.h"

/// What a profile's settings say of an OAuth sign-in, as values of the room oauth. Pure functions.
namespace claimcheck::login {

/// The server that the endpoint.… settings describe; nothing where its metadata must be read, because they do
/// not name all that the recipe needs.
[[nodiscard]] std::optional<oauth::ServerMetadata> namedServer(const Profile &profile);
/// Puts the endpoint.… settings in place of what the metadata says.
void applyNamedEndpoints(oauth::ServerMetadata &server, const Profile &profile);

/// The origins that a person confirms: those that secrets would go to and that are not on the profile's
/// leash. Where the browser's return does not say which server it is from (iss, RFC 9207), that of the page
/// to sign in at too: a server could name another one's page, and would be given its code (mix-up, RFC 9700
/// section 4.4). What the profile itself names is confirmed.
[[nodiscard]] QStringList unconfirmedOrigins(const Profile &profile, const oauth::ServerMetadata &server);
/// The profile with these in authorization.origins.
[[nodiscard]] Profile withConfirmed(Profile profile, const QStringList &origins);

/// The private key of the client from the profile's secret fields; nothing where none is stored. Key….
[[nodiscard]] Result<std::optional<jose::Key>> clientKey(const SecretFields &fields);
/// The client that the profile names; its id may be empty. `client.authentication` auto is what the server
/// offers first of what the profile has the means for: the key, the secret, the certificate, nothing.
/// ClientAuthenticationUnsupported, Key….
[[nodiscard]] Result<oauth::Client> profileClient(const Profile &profile, const oauth::ServerMetadata &server,
                                                  const SecretFields &fields);

/// What is known of the API that a sign-in is for.
struct Api {
    QUrl resource = {}; // RFC 9728; empty: none was found
    QStringList scopes = {};
};
/// The scopes to ask for: the profile's; without any, openid, profile and offline_access where the metadata
/// names them, and those of the API. Machines (no person) ask for none by themselves.
[[nodiscard]] QString wantedScope(const Profile &profile, const oauth::ServerMetadata &server,
                                  const Api &api);
[[nodiscard]] bool hasScope(const QString &scope, QLatin1StringView wanted);
/// The profile's `resource`, else the API that was found.
[[nodiscard]] QStringList wantedResources(const Profile &profile, const Api &api);

[[nodiscard]] bool wantsDpop(const Profile &profile, const oauth::ServerMetadata &server);
/// Whether the authorization request goes ahead of the browser. EndpointMissing where it must and cannot.
enum class Push { No, Yes };
[[nodiscard]] Result<Push> wantedPush(const Profile &profile, const oauth::ServerMetadata &server);

/// Where the browser comes back to. A client that registers itself has a path of its own for each issuer, so
/// that no other server's answer can come there (RFC 9700 section 4.4.2.2); one that a person registered has
/// the path that they registered.
[[nodiscard]] oauth::LoopbackOptions loopbackOptions(const Profile &profile, const QString &issuer);
/// Everything that the profile says of the authorization request; redirect URI, state, nonce and challenge
/// are the sign-in's own. `prompt` is "consent" with offline_access, where the person said nothing
/// else (OpenID Connect Core section 11 wants it; without, many servers pass over the scope in silence).
[[nodiscard]] oauth::AuthorizationRequest
authorizationRequest(const Profile &profile, const oauth::ServerMetadata &server, const Api &api);

} // namespace claimcheck::login
