#pragma once

#include "oauth_clients.h"
#include "oauth_outcome.h"
#include "oauth_parameters.h"

namespace claimcheck::practice::provider {

class Provider;

/// The client that a request to the token endpoint (or revocation, introspection, PAR) comes from, proven by
/// the one way that it registered: none, client_secret_basic or client_secret_post (RFC 6749 section 2.3.1),
/// client_secret_jwt or private_key_jwt (OpenID Connect Core 1.0 section 9, RFC 7523). Two ways at once, or
/// another than the registered one, are refused. 401 invalid_client, with a challenge for Basic.
[[nodiscard]] Outcome<Client> authenticateClient(Provider &provider, const Request &request,
                                                 const Parameters &form);

/// The claims of an assertion that this client signed, for this server, now and for the first time; or the
/// reason against it. `issuer` must be its iss.
[[nodiscard]] Outcome<std::variant<Members, QByteArray>>
readAssertion(Provider &provider, const Client &client, const QByteArray &assertion);

} // namespace claimcheck::practice::provider
