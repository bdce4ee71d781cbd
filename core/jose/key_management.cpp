#include "key_management.h"

#include "aes.h"
#include "base/base64url.h"
#include "base/random.h"
#include "key_agreement.h"
#include "key_import.h"

#include <openssl/rsa.h>

#include <iterator>

namespace claimcheck::jose {

namespace {

using PkeyContext = EVP_PKEY_CTX *;

constexpr int saltSize = 16;

/// Everything that one family's functions work on.
struct Unwrapping {
    const KeyManagementAlgorithm &algorithm;
    const ContentEncryption &encryption;
    const Key &key;
    const KeyParameters &parameters;
    QByteArrayView encryptedKey;
};

struct Wrapping {
    const KeyManagementAlgorithm &algorithm;
    const ContentEncryption &encryption;
    const Key &key;
    const Secret &cek;
    const KeyParameters &parameters;
};

Error failed()
{
    return {ErrorCode::DecryptionFailed};
}

QByteArray member(const char *name, const QByteArray &value)
{
    return '"' + QByteArray(name) + "\":\"" + base64url::encode(value) + '"';
}

const char *gcmCipher(int keySize)
{
    return keySize == 16 ? "AES-128-GCM" : keySize == 24 ? "AES-192-GCM" : "AES-256-GCM";
}

// RSA (RFC 7518 sections 4.2 and 4.3)

bool setPadding(PkeyContext context, const char *digest)
{
    if (!digest)
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
    // MGF1 follows the digest of OAEP.
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_oaep_md_name(context, digest, nullptr) == 1;
}

Result<Secret> unwrapRsa(const Unwrapping &in)
{
    const qsizetype modulusSize = EVP_PKEY_get_size(in.key.handle());
    const PkeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, in.key.handle(), nullptr));
    if (in.encryptedKey.size() != modulusSize || !context || EVP_PKEY_decrypt_init(context.get()) != 1 ||
        !setPadding(context.get(), in.algorithm.digest))
        return failed();
    // Whatever comes out has room: its size is judged afterwards.
    QByteArray buffer(modulusSize, '\0');
    size_t size = static_cast<size_t>(buffer.size());
    const bool isGood = EVP_PKEY_decrypt(context.get(), octets(buffer), &size, octets(in.encryptedKey),
                                         static_cast<size_t>(in.encryptedKey.size())) == 1 &&
                        size == static_cast<size_t>(in.encryption.keySize);
    Secret cek;
    if (isGood)
        cek = Secret(QByteArrayView(buffer).first(in.encryption.keySize));
    wipe(buffer);
    if (!isGood)
        return failed();
    return cek;
}

Result<WrappedKey> wrapRsa(const Wrapping &in)
{
    const PkeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, in.key.handle(), nullptr));
    QByteArray encrypted(EVP_PKEY_get_size(in.key.handle()), '\0');
    size_t size = static_cast<size_t>(encrypted.size());
    const QByteArrayView cek = in.cek.reveal();
    if (!context || EVP_PKEY_encrypt_init(context.get()) != 1 ||
        !setPadding(context.get(), in.algorithm.digest) ||
        EVP_PKEY_encrypt(context.get(), octets(encrypted), &size, octets(cek),
                         static_cast<size_t>(cek.size())) != 1)
        return cryptoError("RSA encryption");
    encrypted.truncate(static_cast<qsizetype>(size));
    return WrappedKey{in.cek, encrypted, {}};
}

// AES key wrap (section 4.4)

Result<Secret> unwrapAes(const Unwrapping &in)
{
    return aes::unwrap(in.key.secret().reveal(), in.encryptedKey, in.encryption.keySize);
}

Result<WrappedKey> wrapWith(QByteArrayView key, const Wrapping &in, QByteArray members)
{
    Result<QByteArray> wrapped = aes::wrap(key, in.cek.reveal());
    if (!wrapped)
        return wrapped.error();
    return WrappedKey{in.cek, std::move(*wrapped), std::move(members)};
}

Result<WrappedKey> wrapAes(const Wrapping &in)
{
    return wrapWith(in.key.secret().reveal(), in, {});
}

// AES-GCM key wrap (section 4.7)

Result<Secret> unwrapGcm(const Unwrapping &in)
{
    if (in.encryptedKey.size() != in.encryption.keySize)
        return failed();
    Result<QByteArray> opened =
        aes::openGcm(gcmCipher(in.algorithm.wrapKeySize), in.key.secret().reveal(), in.parameters.iv, {},
                     in.encryptedKey.toByteArray(), in.parameters.tag);
    if (!opened)
        return opened.error();
    Secret cek{QByteArrayView(*opened)};
    wipe(*opened);
    return cek;
}

Result<WrappedKey> wrapGcm(const Wrapping &in)
{
    const Result<QByteArray> iv = randomBytes(aes::gcmIvSize);
    if (!iv)
        return iv.error();
    Result<aes::Sealed> sealed = aes::sealGcm(gcmCipher(in.algorithm.wrapKeySize), in.key.secret().reveal(),
                                              *iv, {}, in.cek.reveal().toByteArray());
    if (!sealed)
        return sealed.error();
    return WrappedKey{in.cek, std::move(sealed->ciphertext),
                      member("iv", *iv) + ',' + member("tag", sealed->tag)};
}

// Direct (section 4.5)

Result<Secret> unwrapDirect(const Unwrapping &in)
{
    // RFC 7516 section 5.2 step 10.
    if (!in.encryptedKey.isEmpty())
        return failed();
    return in.key.secret();
}

Result<WrappedKey> wrapDirect(const Wrapping &in)
{
    return WrappedKey{in.key.secret(), {}, {}};
}

// Agreement (section 4.6)

Result<Secret> agreedKey(const KeyManagementAlgorithm &algorithm, const ContentEncryption &encryption,
                         const Key &own, const Key &peer, const KeyParameters &parameters)
{
    const Result<Secret> z = agree(own, peer);
    if (!z)
        return z.error();
    const bool isDirect = yieldsContentKey(algorithm);
    return concatKdf(*z, {isDirect ? encryption.name : algorithm.name, parameters.partyU, parameters.partyV,
                          isDirect ? encryption.keySize : algorithm.wrapKeySize});
}

Result<Secret> unwrapAgreed(const Unwrapping &in)
{
    Result<Secret> key =
        agreedKey(in.algorithm, in.encryption, in.key, *in.parameters.ephemeral, in.parameters);
    if (!key)
        return key.error();
    if (yieldsContentKey(in.algorithm))
        return in.encryptedKey.isEmpty() ? std::move(key) : Result<Secret>(failed());
    return aes::unwrap(key->reveal(), in.encryptedKey, in.encryption.keySize);
}

Result<WrappedKey> wrapAgreed(const Wrapping &in)
{
    const Result<Key> ephemeral = generateKey(in.key.type(), in.key.curve());
    if (!ephemeral)
        return ephemeral.error();
    const Result<QByteArray> jwk = publicJwk(*ephemeral);
    if (!jwk)
        return jwk.error();
    Result<Secret> key = agreedKey(in.algorithm, in.encryption, *ephemeral, in.key, in.parameters);
    if (!key)
        return key.error();
    QByteArray members = "\"epk\":" + *jwk;
    if (yieldsContentKey(in.algorithm))
        return WrappedKey{std::move(*key), {}, std::move(members)};
    return wrapWith(key->reveal(), in, std::move(members));
}

// Password (section 4.8)

Result<Secret> passwordKey(const KeyManagementAlgorithm &algorithm, const Key &password,
                           const KeyParameters &parameters)
{
    const QByteArray salt = QByteArray(algorithm.name) + '\0' + parameters.salt;
    const QByteArrayView secret = password.secret().reveal();
    QByteArray buffer(algorithm.wrapKeySize, '\0');
    const bool isGood =
        PKCS5_PBKDF2_HMAC(secret.data(), static_cast<int>(secret.size()), octets(QByteArrayView(salt)),
                          static_cast<int>(salt.size()), parameters.iterations, fetchDigest(algorithm.digest),
                          static_cast<int>(buffer.size()), octets(buffer)) == 1;
    Secret key;
    if (isGood)
        key = Secret(QByteArrayView(buffer));
    wipe(buffer);
    if (!isGood)
        return cryptoError("PBKDF2");
    return key;
}

Result<Secret> unwrapPassword(const Unwrapping &in)
{
    const Result<Secret> key = passwordKey(in.algorithm, in.key, in.parameters);
    if (!key)
        return key.error();
    return aes::unwrap(key->reveal(), in.encryptedKey, in.encryption.keySize);
}

Result<WrappedKey> wrapPassword(const Wrapping &in)
{
    const Result<QByteArray> salt = randomBytes(saltSize);
    if (!salt)
        return salt.error();
    KeyParameters parameters = in.parameters;
    parameters.salt = *salt;
    const Result<Secret> key = passwordKey(in.algorithm, in.key, parameters);
    if (!key)
        return key.error();
    return wrapWith(key->reveal(), in,
                    member("p2s", *salt) + ",\"p2c\":" + QByteArray::number(parameters.iterations));
}

struct Row {
    KeyManagement family;
    Result<Secret> (*unwrap)(const Unwrapping &);
    Result<WrappedKey> (*wrap)(const Wrapping &);
};

/// One row a family, in the order of the enumeration.
constexpr Row rows[] = {
    {KeyManagement::RsaEncryption, unwrapRsa, wrapRsa},
    {KeyManagement::KeyWrap, unwrapAes, wrapAes},
    {KeyManagement::GcmKeyWrap, unwrapGcm, wrapGcm},
    {KeyManagement::Direct, unwrapDirect, wrapDirect},
    {KeyManagement::Agreement, unwrapAgreed, wrapAgreed},
    {KeyManagement::AgreementWrap, unwrapAgreed, wrapAgreed},
    {KeyManagement::PasswordWrap, unwrapPassword, wrapPassword},
};

const Row &rowOf(const KeyManagementAlgorithm &algorithm)
{
    const Row &row = rows[static_cast<int>(algorithm.family)];
    Q_ASSERT(row.family == algorithm.family);
    return row;
}

} // namespace

bool yieldsContentKey(const KeyManagementAlgorithm &algorithm)
{
    return algorithm.family == KeyManagement::Direct || algorithm.family == KeyManagement::Agreement;
}

Result<Secret> unwrapKey(const KeyManagementAlgorithm &algorithm, const ContentEncryption &encryption,
                         const Key &key, const KeyParameters &parameters, QByteArrayView encryptedKey)
{
    const ErrorQueueGuard guard;
    Result<Secret> cek = rowOf(algorithm).unwrap({algorithm, encryption, key, parameters, encryptedKey});
    if (cek && cek->size() != encryption.keySize)
        return failed();
    return cek;
}

Result<WrappedKey> wrapKey(const KeyManagementAlgorithm &algorithm, const ContentEncryption &encryption,
                           const Key &key, const Secret &cek, const KeyParameters &parameters)
{
    const ErrorQueueGuard guard;
    return rowOf(algorithm).wrap({algorithm, encryption, key, cek, parameters});
}

} // namespace claimcheck::jose
