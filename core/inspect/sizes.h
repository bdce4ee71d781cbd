#pragma once

#include "report.h"

namespace claimcheck::inspect {

/// What one claim costs in the token.
struct ClaimSize {
    QString name;
    qsizetype bytes;      // of name, value and what separates them, decoded
    qsizetype characters; // what they take in the token (base64url: a third more), rounded up
};

/// A limit that servers and browsers set.
struct SizeLimit {
    const char *id; // "cookie", "header"
    QString title;  // "a cookie (4 KB)"
    qsizetype bytes;
    qsizetype left; // how many characters still fit; negative when the token is longer
    /// The claim in which the limit falls, where the token is longer and it falls in the claims; else empty.
    QString claim;
};

struct Sizes {
    qsizetype total = 0, header = 0, payload = 0, signature = 0, disclosures = 0; // characters of the token
    std::vector<ClaimSize> claims;                                                // in the order sent
    std::vector<SizeLimit> limits; // a cookie of 4,096 bytes (RFC 6265 section 6.1), a header of 8,192 with
                                   // "Authorization: Bearer "
};

[[nodiscard]] Sizes sizesOf(const Report &report);

} // namespace claimcheck::inspect
