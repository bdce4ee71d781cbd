#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"

#include <QByteArrayList>

#include <optional>
#include <span>

namespace claimcheck::practice {
class Storage;
}

namespace claimcheck::practice::provider {

/// A client, read from its metadata (RFC 7591 section 2, OpenID Connect Registration 1.0 section 2).
struct Client {
    QByteArray id;
    QByteArray name;
    QByteArray secret; // empty: it has none
    /// none, client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt.
    QByteArray authentication;
    QByteArrayList redirectUris;
    QByteArrayList postLogoutRedirectUris;
    QByteArrayList grantTypes;
    QByteArrayList scope; // the most that it may ask for
    QByteArray keys;      // its JWK Set, as JSON; empty: none
    QByteArray idTokenAlgorithm;
    QByteArray userInfoAlgorithm; // empty: UserInfo is plain JSON
    enum class AccessTokens { Jwt, Opaque } accessTokens = AccessTokens::Jwt;
    bool mustProvePossession = false; // dpop_bound_access_tokens (RFC 9449 section 5.2)

    [[nodiscard]] bool isPublic() const { return authentication == "none"; }
    [[nodiscard]] bool mayUse(QByteArrayView grantType) const { return grantTypes.contains(grantType); }
    /// Compared character by character (RFC 9700 section 2.1); only the port of a registered http URI on
    /// this machine may be any (RFC 8252 section 7.3; `localhost` too, for whom has no other way).
    [[nodiscard]] bool hasRedirectUri(const QByteArray &uri) const;
    /// In the same way.
    [[nodiscard]] bool hasPostLogoutRedirectUri(const QByteArray &uri) const;
    [[nodiscard]] static Client fromMetadata(const json::Value &metadata);
};

/// A client that every practice server has; its secret is known to all.
struct SeededClient {
    const char *id;
    const char *secret; // nullptr: none
    const char *what;
    const char *metadata; // JSON
};
[[nodiscard]] std::span<const SeededClient> seededClients();

/// Who may ask this provider for tokens. Table `oauth_client`.
class Clients final {
public:
    /// A registered client goes after this time; so many there may be at once.
    static constexpr std::chrono::hours lifetime{24};
    static constexpr int most = 1000;

    Clients(Storage &storage, const Clock &clock) : m_storage(storage), m_clock(clock) {}

    [[nodiscard]] Result<Done> seed();
    [[nodiscard]] Result<std::optional<Client>> find(const QByteArray &id);
    /// Keeps what was registered: JSON with a client_id that is new. Nothing: there are too many.
    [[nodiscard]] Result<std::optional<Done>> add(const QByteArray &id, const QByteArray &metadata);

private:
    Storage &m_storage;
    const Clock &m_clock;
};

} // namespace claimcheck::practice::provider
