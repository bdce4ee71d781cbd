#pragma once

#include "jose/key.h"
#include "jose/parsed_token.h"

#include <QString>

namespace claimcheck::inspect {

/// How anybody can check a signature again without Claimcheck.
struct Reproduction {
    QByteArray signingInput; // the exact octets (RFC 7515 section 5.2 step 8)
    QByteArray digestName; // "SHA256"; of EdDSA, which hashes by itself, a plain SHA256 to compare inputs by
    QByteArray digest;     // of the signing input, hex
    QByteArray thumbprint; // of the key (RFC 7638), base64url; empty for secrets, whose hash would be a hint
    QByteArray publicPem;  // what key.pem must hold; empty for secrets
    /// Lines for a POSIX shell: TOKEN holds the token, key.pem the public key. For secrets a comment that
    /// says why there is none: OpenSSL takes them only as arguments, which other programs can see.
    QString openssl;
    QString claimcheck;
};

/// For a compact JWS whose algorithm is known and whose key fits. TokenKindUnsupported, AlgorithmUnsupported
/// or a Key… code otherwise.
[[nodiscard]] Result<Reproduction> reproduce(const jose::ParsedToken &token, const jose::Key &key);

} // namespace claimcheck::inspect
