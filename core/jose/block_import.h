#pragma once

#include "key.h"

namespace claimcheck::jose {

/// The keys of all blocks of a text that PEM knows: SPKI, PKCS#1, PKCS#8, SEC1 (RFC 5915), and the first
/// X.509 certificate (a chain's others hold the keys of authorities, which sign no tokens). A public key that
/// stands beside its own private key is that key, once. Errors as of `importKeys`.
[[nodiscard]] Result<KeySet> importPem(QByteArrayView text, const QString &subject, const Secret *password);
/// One of the same structures as its bare octets.
[[nodiscard]] Result<KeySet> importDer(QByteArrayView der, const QString &subject, const Secret *password);

} // namespace claimcheck::jose
