#pragma once

#include <QByteArray>
#include <QByteArrayList>

#include <openssl/encoder.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <memory>

/// Keys and their spellings straight from OpenSSL, so that the importer is tested against what it did not
/// write.
namespace jose_openssl {

using Pkey = std::shared_ptr<EVP_PKEY>;

inline Pkey rsa(unsigned bits)
{
    return {EVP_RSA_gen(bits), EVP_PKEY_free};
}

inline Pkey ec(const char *group)
{
    return {EVP_EC_gen(group), EVP_PKEY_free};
}

inline Pkey named(const char *type)
{
    return {EVP_PKEY_Q_keygen(nullptr, nullptr, type), EVP_PKEY_free};
}

/// An RSA key with this public exponent.
inline Pkey rsaWithExponent(unsigned bits, unsigned long exponent)
{
    const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX *)> context(
        EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr), EVP_PKEY_CTX_free);
    BIGNUM *e = BN_new();
    BN_set_word(e, exponent);
    EVP_PKEY *key = nullptr;
    EVP_PKEY_keygen_init(context.get());
    EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), static_cast<int>(bits));
    EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context.get(), e);
    EVP_PKEY_keygen(context.get(), &key);
    BN_free(e);
    return {key, EVP_PKEY_free};
}

/// `structure`: "SubjectPublicKeyInfo", "PrivateKeyInfo", "type-specific"; a password encrypts.
inline QByteArray encode(const Pkey &key, const char *format, int selection, const char *structure,
                         const char *password = nullptr)
{
    OSSL_ENCODER_CTX *encoder =
        OSSL_ENCODER_CTX_new_for_pkey(key.get(), selection, format, structure, nullptr);
    if (password) {
        OSSL_ENCODER_CTX_set_cipher(encoder, "AES-128-CBC", nullptr);
        OSSL_ENCODER_CTX_set_passphrase(encoder, reinterpret_cast<const unsigned char *>(password), 4);
    }
    unsigned char *bytes = nullptr;
    size_t size = 0;
    OSSL_ENCODER_to_data(encoder, &bytes, &size);
    const QByteArray text(reinterpret_cast<const char *>(bytes), static_cast<qsizetype>(size));
    OPENSSL_free(bytes);
    OSSL_ENCODER_CTX_free(encoder);
    return text;
}

inline QByteArray spki(const Pkey &key)
{
    return encode(key, "PEM", EVP_PKEY_PUBLIC_KEY, "SubjectPublicKeyInfo");
}

inline QByteArray pkcs8(const Pkey &key)
{
    return encode(key, "PEM", EVP_PKEY_KEYPAIR, "PrivateKeyInfo");
}

/// A self-signed certificate.
inline QByteArray certificate(const Pkey &key)
{
    X509 *x509 = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), 0);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, key.get());
    X509_NAME *name = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>("test"), -1,
                               -1, 0);
    X509_set_issuer_name(x509, name);
    const bool hashes = !EVP_PKEY_is_a(key.get(), "ED25519");
    X509_sign(x509, key.get(), hashes ? EVP_sha256() : nullptr);
    BIO *bio = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(bio, x509);
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(bio, &bytes);
    const QByteArray text(bytes, size);
    BIO_free(bio);
    X509_free(x509);
    return text;
}

/// The base64 between the lines of dashes, on one line.
inline QByteArray body(const QByteArray &pem)
{
    QByteArray text;
    for (const QByteArray &line : pem.split('\n')) {
        if (!line.startsWith("-----"))
            text += line;
    }
    return text;
}

} // namespace jose_openssl
