#pragma once

#include "message.h"

#include "base/clock.h"
#include "base/result.h"

#include <chrono>
#include <optional>
#include <variant>

namespace claimcheck::practice {
class Storage;
}

namespace claimcheck::practice::provider {

/// DPoP (RFC 9449): reads the proof of a request and checks it, with nonces of the server (section 8) and
/// the memory of proofs that were seen (section 11.1, table `oauth_seen`).
class DpopProofs final {
public:
    static constexpr std::chrono::seconds maxAge{300};
    static constexpr std::chrono::minutes nonceLifetime{5}; // and as long again after its successor came

    DpopProofs(Storage &storage, const Clock &clock) : m_storage(storage), m_clock(clock) {}

    /// The thumbprint of the key that was proven; empty: the request has no proof.
    struct Proven {
        QByteArray jkt;
    };
    struct Refused {
        QByteArray error; // invalid_dpop_proof or use_dpop_nonce
        QByteArray description;
    };
    /// `uri` is what the proof must be for; with an access token it must be for that as well (ath).
    [[nodiscard]] Result<std::variant<Proven, Refused>>
    check(const Request &request, const QByteArray &uri, const std::optional<QByteArray> &accessToken = {});
    /// The nonce that the next proof must have, for the header DPoP-Nonce.
    [[nodiscard]] Result<QByteArray> nonce();

private:
    [[nodiscard]] Result<std::variant<Proven, Refused>> judge(const QByteArray &proof, const Request &request,
                                                              const QByteArray &uri,
                                                              const std::optional<QByteArray> &accessToken);
    Storage &m_storage;
    const Clock &m_clock;
    QByteArray m_nonce;
    QByteArray m_lastNonce;
    TimePoint m_nonceMade;
};

/// Remembers an id until then; whether it was known is the answer.
enum class Seen { Before, Now };
[[nodiscard]] Result<Seen> remember(Storage &storage, const QByteArray &id, TimePoint until);

} // namespace claimcheck::practice::provider
