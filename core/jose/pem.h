#pragma once

#include "key.h"

#include <optional>

namespace claimcheck::jose {

/// One block of RFC 7468, as loosely written as people paste it. `der` is empty when its base64 cannot be
/// read.
struct PemBlock {
    QByteArray label; // "PUBLIC KEY", …
    QByteArray der;
    bool encrypted = false; // the old header lines "Proc-Type: 4,ENCRYPTED"
};

/// All blocks of a text: with LF, CR LF or no line ends, with \n written out, indented, and with nothing
/// after the last five dashes.
[[nodiscard]] std::vector<PemBlock> readPem(QByteArrayView text);
[[nodiscard]] bool looksLikePem(QByteArrayView text);

/// The keys of the blocks: SPKI, PKCS#1, PKCS#8, SEC1 (RFC 5915) and the first X.509 certificate (a chain's
/// other certificates hold the keys of authorities, which sign no tokens). Errors: KeyFormatUnknown,
/// KeyEncrypted, KeyInvalid, KeyTooLarge. `subject` names the source.
[[nodiscard]] Result<KeySet> importPem(QByteArrayView text, const QString &subject,
                                       const Secret *password);

/// A public key from SPKI, PKCS#1 or a certificate in DER that has nothing after it; null for anything else.
[[nodiscard]] bool isPublicDer(QByteArrayView der);

} // namespace claimcheck::jose
