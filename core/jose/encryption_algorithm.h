#pragma once

#include "algorithm.h"

#include <QByteArray>

#include <vector>

namespace claimcheck::jose {

/// How the content encryption key reaches the recipient (RFC 7518 section 4).
enum class KeyManagement {
    RsaEncryption, // RSA-OAEP*, RSA1_5
    KeyWrap,       // A*KW
    GcmKeyWrap,    // A*GCMKW
    Direct,        // dir
    Agreement,     // ECDH-ES
    AgreementWrap, // ECDH-ES+A*KW
    PasswordWrap,  // PBES2-*
};

/// Everything about one key management algorithm (RFC 7518 section 4.1, RFC 8037 section 3.2): one row each.
struct KeyManagementAlgorithm {
    const char *name; // the "alg" value
    KeyManagement family;
    KeyType keyType;
    const char *digest; // of OAEP, of PBES2's PRF; nullptr where there is none
    int wrapKeySize;    // octets of the AES key that wraps; 0 where nothing is wrapped with AES
    int minimumKeyBits; // below: KeyTooShort
    bool onlyWhenNamed; // RSA1_5: never by the key's own choice
    const char *standard;
};

/// Everything about one content encryption algorithm (RFC 7518 section 5.1).
struct ContentEncryption {
    const char *name;   // the "enc" value
    const char *cipher; // OpenSSL's name
    const char *digest; // of the HMAC; nullptr for GCM
    int keySize;        // octets of the CEK (MAC key and encryption key together)
    int ivSize;
    int tagSize;
    const char *standard;
};

/// The row of this name, exactly as written; nullptr for unknown names.
[[nodiscard]] const KeyManagementAlgorithm *findKeyManagement(QByteArrayView name);
[[nodiscard]] const ContentEncryption *findContentEncryption(QByteArrayView name);
[[nodiscard]] const std::vector<const KeyManagementAlgorithm *> &allKeyManagement();
[[nodiscard]] const std::vector<const ContentEncryption *> &allContentEncryption();

} // namespace claimcheck::jose
