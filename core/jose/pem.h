#pragma once

#include <QByteArray>

#include <vector>

namespace claimcheck::jose {

/// One block of RFC 7468, as loosely written as people paste it. Its owner wipes `der`: it may be a private
/// key.
struct PemBlock {
    QByteArray label; // "PUBLIC KEY", …
    QByteArray der;   // what its base64 stands for; empty when it cannot be read
    /// The old encryption (RFC 1421 section 4.6): "AES-256-CBC," and the IV in hex. `isEncrypted` alone where
    /// the header does not say how.
    QByteArray dekInfo;
    bool isEncrypted = false;
};

/// All blocks of a text: with LF, CR LF or no line ends, with \n written out, indented, with other text
/// around them, and with nothing after the last five dashes. A block without its END line is none.
[[nodiscard]] std::vector<PemBlock> readPem(QByteArrayView text);
[[nodiscard]] bool looksLikePem(QByteArrayView text);
/// What stands between the lines of PEM, alone: its octets, read in either alphabet, with or without white
/// space, written-out line ends and padding. Empty when it is anything else. The caller wipes it.
[[nodiscard]] QByteArray decodeBareBase64(QByteArrayView text);

} // namespace claimcheck::jose
