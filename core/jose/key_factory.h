#pragma once

#include "evp.h"
#include "key.h"

namespace claimcheck::jose {

/// The one door by which a Key comes into being: whatever the format was, what goes through here is checked
/// for all that can be known without an algorithm. Internal to core/jose.
class KeyFactory {
public:
    static constexpr int maxRsaBits = 16384;
    static constexpr int minRsaBits = 512;
    static constexpr qsizetype maxSecretSize = 1024 * 1024;

    /// A secret. KeyInvalid when empty, KeyTooLarge, PublicKeyAsSecret when it is a public key in disguise.
    [[nodiscard]] static Result<Key> secret(Secret bytes, KeyMetadata metadata);
    /// RSA, EC (P-256, P-384, P-521) or Ed25519. KeyInvalid, KeyTooLarge. `isPrivate` says that the private
    /// part is there: it is then checked against the public one.
    [[nodiscard]] static Result<Key> asymmetric(PkeyPtr handle, bool isPrivate, KeyMetadata metadata);

private:
    [[nodiscard]] static std::optional<Error> checkRsa(EVP_PKEY *handle, bool isPrivate);
};

/// KeyInvalid with this developer's text.
[[nodiscard]] Error keyInvalid(const QString &detail, const QString &subject = {});

/// True for points of order 1, 2, 4 or 8 and for encodings that are not canonical: with such a "public key" a
/// signature can fit many messages (RFC 8032 section 8.4 and 5.1.3).
[[nodiscard]] bool isUnsafeEd25519Point(QByteArrayView encoded);

/// True when the bytes are a public key or a certificate, or a JWK that shows one, in any spelling: PEM with
/// or without line ends and with white space around it, DER, base64 of DER, JWK, JWK Set, SSH.
[[nodiscard]] bool looksLikePublicKey(QByteArrayView bytes);

} // namespace claimcheck::jose
