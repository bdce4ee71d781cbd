#pragma once

#include "verification.h"

namespace claimcheck::jose {

/// The claims that a token is judged by: its own payload, or what stands in its place (the processed payload
/// of an SD-JWT, RFC 9901 section 7.1). `problem` says why they cannot be read where nothing else does.
struct JudgedClaims {
    json::Value value;
    std::optional<Error> problem = {};
};

/// One look at one token: every method makes one check, whatever the others say. The policy is one for all
/// serializations. Token, claims and expectations must outlive it.
class ClaimChecks {
public:
    ClaimChecks(const ParsedToken &token, JudgedClaims claims, const Expectations &expected);

    [[nodiscard]] Check form(size_t signature) const;
    [[nodiscard]] static Check signature(const SignatureResult &result);
    [[nodiscard]] Check keyStrength(const SignatureResult &result) const;
    [[nodiscard]] Check expiration() const;
    [[nodiscard]] Check notBefore() const;
    /// iat: not in the future, and not longer ago than maxAge.
    [[nodiscard]] Check issuedAt() const;
    [[nodiscard]] Check audience() const;
    /// A claim that must equal a text.
    [[nodiscard]] Check text(const char *name, const char *standard,
                             const Expectation<QByteArray> &expectation, ErrorCode mismatch) const;
    /// typ of the protected header of the signature at this place.
    [[nodiscard]] Check type(size_t signature) const;

private:
    [[nodiscard]] bool isAbsent(const char *name) const { return m_claims.value.count(name) == 0; }
    [[nodiscard]] Check absent(const char *name, const char *standard) const;
    [[nodiscard]] Check missing(const char *name, const char *standard) const;
    [[nodiscard]] Result<TimePoint> date(const char *name) const;

    const ParsedToken &m_token;
    JudgedClaims m_claims;
    const Expectations &m_expected;
    std::chrono::milliseconds m_leeway;
};

/// `inspect`, with other claims than the token's own payload.
[[nodiscard]] Validation inspectClaims(const ParsedToken &token, JudgedClaims claims, const KeySet &keys,
                                       const Expectations &expectations);

/// Media types compare without regard to case, and "application/" may be left out where no other slash
/// follows (RFC 7515 section 4.1.9).
[[nodiscard]] bool isSameMediaType(const QByteArray &a, const QByteArray &b);

} // namespace claimcheck::jose
