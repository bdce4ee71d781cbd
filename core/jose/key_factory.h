#pragma once

#include "evp.h"
#include "key.h"

#include <optional>

namespace claimcheck::jose {

struct OkpCurve;

/// What checking the keys of one text may cost, counted in checks of a public RSA key of 2,048 bits (9 ms).
/// Twice the bits take eight times as long, a private part ten times, and a text can name a thousand keys:
/// what goes beyond is KeyTooLarge.
struct CheckBudget {
    double left = 1024;
    enum class Taken { Yes, No };
    [[nodiscard]] Taken take(int bits, bool isPrivate);
};

/// The one door by which a Key comes into being: whatever the format was, what goes through here is checked
/// for all that can be known without an algorithm. Internal to core/jose.
class KeyFactory {
public:
    static constexpr int maxRsaBits = 16384;
    static constexpr int minRsaBits = 512;
    static constexpr qsizetype maxSecretSize = 1024 * 1024;

    /// A secret. KeyInvalid when empty, KeyTooLarge, PublicKeyAsSecret when it is a public key in disguise.
    [[nodiscard]] static Result<Key> secret(Secret bytes, KeyMetadata metadata);
    /// RSA, EC or OKP on a curve of the tables. KeyInvalid, KeyTooLarge. `isPrivate` says that the private
    /// part is there: it is then checked against the public one.
    [[nodiscard]] static Result<Key> asymmetric(PkeyPtr handle, bool isPrivate, KeyMetadata metadata,
                                                CheckBudget &budget);

private:
    [[nodiscard]] static std::optional<Error> checkRsa(EVP_PKEY *handle, bool isPrivate, CheckBudget &budget);
    [[nodiscard]] static std::optional<Error> checkEc(EVP_PKEY *handle, Key &key);
    [[nodiscard]] static std::optional<Error> checkOkp(EVP_PKEY *handle, const OkpCurve &curve, Key &key);
};

/// The metadata as it is written beside the public part alone: key_ops turned round (sign: verify, …).
[[nodiscard]] KeyMetadata publicMetadata(const Key &key);

/// KeyInvalid with this developer's text.
[[nodiscard]] Error keyInvalid(const QString &detail, const QString &subject = {});

/// True when the bytes are a public key or a certificate, or a JWK that shows one, in any spelling: PEM with
/// or without line ends and with white space around it, DER, base64 of DER, JWK, JWK Set, SSH.
[[nodiscard]] bool looksLikePublicKey(QByteArrayView bytes);

} // namespace claimcheck::jose
