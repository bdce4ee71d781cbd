#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "evp.h"

namespace claimcheck::jose {

/// Opens private keys that are encrypted with a password: PKCS#8's EncryptedPrivateKeyInfo (RFC 5958, RFC
/// 8018) and the old form of PEM (RFC 1421 section 4.6). One opener for one text: the rounds of hashing that
/// a hostile text can ask for are counted over all its keys.
class KeyOpener {
public:
    /// About four seconds of SHA-256; OpenSSL writes 2,048, and careful people a million.
    static constexpr qint64 maxRounds = 5'000'000;

    /// `password` may be null: all that is encrypted is then KeyEncrypted.
    explicit KeyOpener(const Secret *password) : m_password(password) {}

    /// True if the octets are an EncryptedPrivateKeyInfo.
    [[nodiscard]] static bool isEncrypted(QByteArrayView der);
    /// KeyEncrypted, KeyPasswordWrong, KeyInvalid (not this structure, an unknown encryption, too many
    /// rounds).
    [[nodiscard]] Result<PkeyPtr> openPkcs8(QByteArrayView der);
    /// The octets of the key behind `dekInfo` ("AES-256-CBC," and the IV in hex); a wrong password may give
    /// octets that are no key. Errors as above.
    [[nodiscard]] Result<QByteArray> openOldPem(const QByteArray &dekInfo, QByteArrayView body) const;

private:
    const Secret *m_password;
    qint64 m_rounds = maxRounds;
};

} // namespace claimcheck::jose
