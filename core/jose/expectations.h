#pragma once

#include "base/clock.h"

#include <QByteArray>

#include <chrono>
#include <optional>
#include <variant>
#include <vector>

namespace claimcheck::jose {

/// What is expected of one claim: nothing was said (a required check then fails), it is ignored aloud, or a
/// value.
struct Unset {};
struct Ignored {};
template <class T>
using Expectation = std::variant<Unset, Ignored, T>;

/// What a token must be to be accepted. Every security-relevant field is unset, ignored aloud, or a value.
struct Expectations {
    /// The moment at which the token is judged.
    TimePoint at;
    /// Allowed difference between clocks, for exp, nbf, iat and maxAge. A negative one is none, and one of
    /// more than ten minutes counts as ten minutes unless `leewayLimit` says otherwise.
    std::chrono::seconds leeway{0};
    enum class LeewayLimit { TenMinutes, AsAsked } leewayLimit = LeewayLimit::TenMinutes;
    /// Names of allowed algorithms; empty: those that the key itself allows. Never taken from the header.
    std::vector<QByteArray> algorithms;
    Expectation<QByteArray> issuer = Unset{};   // Unset: not checked
    Expectation<QByteArray> audience = Unset{}; // Unset: a token that carries aud fails with AudienceUnset
    Expectation<QByteArray> subject = Unset{};  // Unset: not checked
    /// typ of the protected header of the signature that counts (RFC 8725 section 3.11): a typ that nobody
    /// signed is none. Unset: not checked.
    Expectation<QByteArray> type = Unset{};
    Expectation<QByteArray> nonce = Unset{};           // Unset: not checked
    Expectation<QByteArray> tokenId = Unset{};         // jti; Unset: not checked
    Expectation<QByteArray> authorizedParty = Unset{}; // azp; Unset: not checked
    /// The longest time since iat, which is then required (ClaimMissing, TokenTooOld). Unset: not checked.
    Expectation<std::chrono::seconds> maxAge = Unset{};
    enum class Expiration { Required, Optional, Ignored } expiration = Expiration::Required;
    enum class NotBefore { Checked, Ignored } notBefore = NotBefore::Checked;
    enum class WeakKey { Refused, Allowed } weakKey = WeakKey::Refused;
};

} // namespace claimcheck::jose
