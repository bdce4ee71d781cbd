#pragma once

#include "oauth_grants.h"
#include "oauth_outcome.h"

namespace claimcheck::practice::provider {

class Provider;
struct Client;

/// An access token that was just made, and how it is written.
struct IssuedAccess {
    QByteArray text;
    AccessToken token;
};
/// Makes an access token of a grant: a JWT of the type at+jwt (RFC 9068), or a random text, as the client
/// registered; remembers it, so that it can be revoked, and bound to `jkt` where there is one.
[[nodiscard]] Result<IssuedAccess> issueAccess(Provider &provider, const Client &client, const Grant &grant,
                                               const QByteArray &scope, const QByteArray &jkt,
                                               const QByteArray &actor = {});
/// How long it lives from when it was issued: expires_in.
[[nodiscard]] qint64 secondsLeft(const AccessToken &token);
/// Reads an access token's text: what it grants, or nothing.
[[nodiscard]] Result<std::optional<AccessToken>> readAccess(Provider &provider, const QByteArray &text);

/// Whether a text looks like an access token of this provider, and not of the practice server's other
/// systems.
[[nodiscard]] bool looksLikeAccess(const QByteArray &text);

/// Judges the access token of a request to a resource: `Authorization: Bearer` (RFC 6750) or `DPoP` with its
/// proof (RFC 9449 section 7); one that is bound is refused as a bearer token. The refusal has the challenge
/// of its standard.
[[nodiscard]] Outcome<AccessToken> authorizeAccess(Provider &provider, const Request &request,
                                                   QByteArrayView wanted);

} // namespace claimcheck::practice::provider
