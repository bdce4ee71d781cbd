#include "key_export.h"

#include "key_factory.h"

#include <openssl/core_names.h>
#include <openssl/pem.h>

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::jose {

namespace {

void freeOctets(unsigned char *octets)
{
    OPENSSL_free(octets);
}

using OctetsPtr = std::unique_ptr<unsigned char, OpensslDeleter<freeOctets>>;

/// RFC 7517 section 4.3: what the holder of the public part may do, for what the holder of the private part
/// does; empty where the public part does nothing (deriveKey, deriveBits).
QByteArray publicOperation(const QByteArray &operation)
{
    static constexpr std::pair<const char *, const char *> rows[] = {
        {"sign", "verify"}, {"decrypt", "encrypt"}, {"unwrapKey", "wrapKey"}};
    for (const auto &[privateName, publicName] : rows) {
        if (operation == privateName || operation == publicName)
            return publicName;
    }
    return operation == "deriveKey" || operation == "deriveBits" ? QByteArray() : operation;
}

} // namespace

KeyMetadata publicMetadata(const Key &key)
{
    KeyMetadata metadata = key.metadata();
    if (!key.isPrivate())
        return metadata;
    std::vector<QByteArray> operations;
    for (const QByteArray &operation : metadata.keyOps) {
        QByteArray turned = publicOperation(operation);
        if (!turned.isEmpty() && std::find(operations.begin(), operations.end(), turned) == operations.end())
            operations.push_back(std::move(turned));
    }
    metadata.keyOps = std::move(operations);
    return metadata;
}

Result<Key> publicKeyOf(const Key &key)
{
    const ErrorQueueGuard guard;
    if (!key.handle())
        return Error{ErrorCode::KeyTypeMismatch};
    if (!key.isPrivate())
        return key;
    unsigned char *bytes = nullptr;
    const int size = i2d_PUBKEY(key.handle(), &bytes);
    const OctetsPtr spki(bytes);
    const unsigned char *at = bytes;
    PkeyPtr handle(size > 0 ? d2i_PUBKEY(nullptr, &at, size) : nullptr);
    if (!handle)
        return cryptoError("public key");
    CheckBudget budget;
    return KeyFactory::asymmetric(std::move(handle), false, publicMetadata(key), budget);
}

Result<QByteArray> publicPem(const Key &key)
{
    const ErrorQueueGuard guard;
    if (!key.handle())
        return Error{ErrorCode::KeyTypeMismatch, QStringLiteral("PEM")};
    const BioPtr bio(BIO_new(BIO_s_mem()));
    if (!bio || PEM_write_bio_PUBKEY(bio.get(), key.handle()) != 1)
        return cryptoError("PEM");
    char *text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return QByteArray(text, size);
}

Result<Secret> privatePem(const Key &key)
{
    const ErrorQueueGuard guard;
    if (!key.handle())
        return Error{ErrorCode::KeyTypeMismatch, QStringLiteral("PEM")};
    if (!key.isPrivate())
        return Error{ErrorCode::KeyNotPrivate};
    if (key.type() == KeyType::Rsa && !keyNumber(key.handle(), OSSL_PKEY_PARAM_RSA_FACTOR1))
        return keyInvalid(QCoreApplication::translate("Key", "it has no prime factors, which PEM needs"));
    // Secure memory: the BIO's own copy is wiped when it goes.
    const BioPtr bio(BIO_new(BIO_s_secmem()));
    if (!bio ||
        PEM_write_bio_PKCS8PrivateKey(bio.get(), key.handle(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return cryptoError("PEM");
    char *text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return Secret(QByteArrayView(text, size));
}

} // namespace claimcheck::jose
