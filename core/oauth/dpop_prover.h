#pragma once

#include "base/clock.h"
#include "http/message.h"
#include "jose/key.h"

#include <map>
#include <memory>

namespace claimcheck::oauth {

/// The key that one sign-in's tokens are bound to (RFC 9449), and the nonces that servers gave for it.
class DpopProver {
public:
    /// A fresh key: ES256, or, where `algorithms` (of the metadata) names others, the best of them that can
    /// be made. CryptoFailed; AlgorithmUnsupported where none is known.
    [[nodiscard]] static Result<std::shared_ptr<DpopProver>> make(const Clock &clock,
                                                                  const QStringList &algorithms = {});
    /// From the private JWK of the keychain, and back. KeychainEntryDamaged.
    [[nodiscard]] static Result<std::shared_ptr<DpopProver>> restore(const Clock &clock, const Secret &jwk);
    [[nodiscard]] Result<Secret> seal() const;
    [[nodiscard]] QByteArray thumbprint() const;

    /// The value of the DPoP header for one request; with the access token that it goes with (ath). Key…
    /// codes.
    [[nodiscard]] Result<QByteArray> proof(const QByteArray &method, const QUrl &url,
                                           const Secret &accessToken = {}) const;
    /// Puts a proof on a request to the token endpoint and its like.
    [[nodiscard]] Result<Done> addTo(http::Request &request) const;
    /// The credential of a request to a resource: `Authorization: DPoP`, with a proof at each hop.
    void bind(http::Credential &credential, std::shared_ptr<const DpopProver> self) const;

    /// Takes the DPoP-Nonce of an answer for its origin (section 8.2): each answer may bring one.
    void noteNonce(const http::Response &response);
    /// True if the server refused for want of a nonce and sent one (400 use_dpop_nonce, or 401 with a DPoP
    /// challenge of error use_dpop_nonce): the request may be sent once more.
    [[nodiscard]] static bool wantsNonce(const http::Response &response);

private:
    DpopProver(const Clock &clock, jose::Key key) : m_clock(clock), m_key(std::move(key)) {}
    const Clock &m_clock;
    jose::Key m_key;
    std::map<QString, QByteArray> m_nonces; // by origin
};

} // namespace claimcheck::oauth
