#pragma once

#include "oauth_grants.h"

#include <QString>

#include <optional>

namespace claimcheck::practice::provider {

class Provider;
struct Client;

/// What an ID Token comes with.
struct IdTokenOccasion {
    QByteArray accessToken; // for at_hash
    QByteArray code = {};   // for c_hash; empty: none
    bool isRefresh = false; // then without nonce (OpenID Connect Core 1.0 section 12.2)
};

/// Signs the ID Token of a grant (OpenID Connect Core 1.0 section 2), as the client registered and as the
/// faults want it.
[[nodiscard]] Result<QByteArray> makeIdToken(Provider &provider, const Client &client, const Grant &grant,
                                             const IdTokenOccasion &occasion);
/// An ID Token that we once gave out, expired or not: sub, sid and the client.
struct TokenHint {
    QString subject;
    QByteArray sid;
    QByteArray clientId;
};
/// Nothing: it is not ours.
[[nodiscard]] std::optional<TokenHint> readHint(Provider &provider, const QByteArray &idToken);
/// The `sub` of an id_token_hint; the empty text, which is nobody's, for one that is not ours.
[[nodiscard]] QString subjectOfHint(Provider &provider, const QByteArray &idToken);

} // namespace claimcheck::practice::provider
