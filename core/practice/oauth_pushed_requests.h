#pragma once

#include "oauth_parameters.h"

#include "base/result.h"

namespace claimcheck::practice::provider {

class Provider;

/// Whether a request_uri is one that we gave out (RFC 9126 section 2.2).
[[nodiscard]] bool isPushedUri(const QByteArray &uri);
/// What this client pushed under this name, which is used up by this. Nothing: there is no such thing.
[[nodiscard]] Result<std::optional<Parameters>> takePushedRequest(Provider &provider, const QByteArray &uri,
                                                                  const QByteArray &clientId);

} // namespace claimcheck::practice::provider
