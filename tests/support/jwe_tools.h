#pragma once

#include "jose_tools.h"

#include "jose/content_encryption.h"
#include "jose/decryption.h"
#include "jose/encryption.h"
#include "jose/key_export.h"

/// What the tests of JWE share.
namespace jwe_tools {

using namespace jose_tools;

/// "ok Live long and prosper.", or the code.
inline QByteArray summary(const Result<Decrypted> &result)
{
    return result ? "ok " + result->plaintext : codeName(result.error().code);
}

inline QByteArray opened(const QByteArray &token, const KeySet &keys, const DecryptionPolicy &policy = {})
{
    return summary(decrypt(ParsedEncryption::parse(token), keys, policy));
}

/// Whatever the token's algorithms are, they are allowed.
inline DecryptionPolicy anyAlgorithm()
{
    DecryptionPolicy policy;
    for (const KeyManagementAlgorithm *algorithm : allKeyManagement())
        policy.algorithms.push_back(algorithm->name);
    return policy;
}

inline const KeyManagementAlgorithm &management(const char *name)
{
    const KeyManagementAlgorithm *row = findKeyManagement(name);
    if (!row)
        qFatal("no alg %s", name);
    return *row;
}

inline const ContentEncryption &content(const char *name)
{
    const ContentEncryption *row = findContentEncryption(name);
    if (!row)
        qFatal("no enc %s", name);
    return *row;
}

/// The five parts of a compact token, as they are sent.
inline QByteArrayList partsOf(const QByteArray &token)
{
    return token.split('.');
}

inline QByteArray withPart(const QByteArray &token, qsizetype index, const QByteArray &octets)
{
    QByteArrayList parts = partsOf(token);
    parts[index] = encoded(octets);
    return parts.join('.');
}

inline QByteArray partOf(const QByteArray &token, qsizetype index)
{
    return *base64url::decode(partsOf(token)[index]);
}

/// A compact token of these octets, encrypted whatever the header says.
inline QByteArray crafted(const QByteArray &header, const ContentEncryption &encryption, const Secret &cek,
                          const QByteArray &encryptedKey, const QByteArray &plaintext)
{
    const QByteArray iv(encryption.ivSize, '\x5a');
    const Result<aes::Sealed> sealed = sealContent(encryption, cek, iv, encoded(header), plaintext);
    if (!sealed)
        qFatal("test token: %s", codeName(sealed.error().code).constData());
    return QByteArrayList{encoded(header), encoded(encryptedKey), encoded(iv), encoded(sealed->ciphertext),
                          encoded(sealed->tag)}
        .join('.');
}

/// A token for dir with a key of the right size.
inline QByteArray craftedDirect(const QByteArray &moreMembers, const QByteArray &plaintext, const Key &key,
                                const char *encryption = "A128GCM")
{
    return crafted("{\"alg\":\"dir\",\"enc\":\"" + QByteArray(encryption) + '"' + moreMembers + '}',
                   content(encryption), key.secret(), {}, plaintext);
}

inline Key octets(int size, char fill = 'k')
{
    return secretKey(QByteArray(size, fill));
}

/// A key that fits the algorithms; RSA keys are made once.
inline Key keyFor(const KeyManagementAlgorithm &algorithm, const ContentEncryption &encryption,
                  const QByteArray &curve = "P-256")
{
    switch (algorithm.family) {
    case KeyManagement::RsaEncryption: {
        static const Key rsa = *generateKey(KeyType::Rsa, {}, 2048);
        return rsa;
    }
    case KeyManagement::KeyWrap:
    case KeyManagement::GcmKeyWrap:
        return *generateKey(KeyType::Oct, {}, algorithm.wrapKeySize * 8);
    case KeyManagement::Direct:
        return *generateKey(KeyType::Oct, {}, encryption.keySize * 8);
    case KeyManagement::Agreement:
    case KeyManagement::AgreementWrap:
        return *generateKey(curve.startsWith('P') ? KeyType::Ec : KeyType::Okp, curve);
    case KeyManagement::PasswordWrap:
        break;
    }
    return *generateKey(KeyType::Oct, {}, 136);
}

/// The public key of an ephemeral key, as a member of a header.
inline QByteArray epk(const Key &key)
{
    return ",\"epk\":" + *publicJwk(key);
}

/// A compact token with this header that nobody can decrypt: what is said about it is said without a key.
inline QByteArray hollow(const QByteArray &header)
{
    return encoded(header) + ".AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA";
}

/// A compact token that holds "text".
inline QByteArray encryptedFor(const Key &key, const char *algorithm, const QByteArray &header = {},
                               const char *encryption = "A128GCM")
{
    const auto token =
        encryptCompact(header, "text", {key, &management(algorithm), {}}, content(encryption), {1000, {}});
    if (!token)
        qFatal("test token: %s", codeName(token.error().code).constData());
    return *token;
}

} // namespace jwe_tools
