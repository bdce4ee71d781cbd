#include "key_agreement.h"

#include "evp.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>

#include <QCoreApplication>
#include <QtEndian>

namespace claimcheck::jose {

namespace {

using KdfPtr = std::unique_ptr<EVP_KDF, OpensslDeleter<EVP_KDF_free>>;
using KdfContextPtr = std::unique_ptr<EVP_KDF_CTX, OpensslDeleter<EVP_KDF_CTX_free>>;

Error notAgreed()
{
    return {ErrorCode::EphemeralKeyInvalid, QStringLiteral("epk"),
            QCoreApplication::translate("Encryption", "no secret can be agreed with it")};
}

QByteArray number32(qsizetype value)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(static_cast<quint32>(value), bytes.data());
    return bytes;
}

/// Octets with their count before them.
QByteArray counted(const QByteArray &data)
{
    return number32(data.size()) + data;
}

} // namespace

Result<Secret> agree(const Key &own, const Key &peer)
{
    const ErrorQueueGuard guard;
    if (!own.handle() || !own.isPrivate() || !peer.handle() || own.curve() != peer.curve())
        return notAgreed();
    const PkeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, own.handle(), nullptr));
    size_t size = 0;
    // Setting the peer checks its public key; deriving fails for points of small order.
    if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
        EVP_PKEY_derive_set_peer_ex(context.get(), peer.handle(), 1) != 1 ||
        EVP_PKEY_derive(context.get(), nullptr, &size) != 1)
        return notAgreed();
    QByteArray buffer(static_cast<qsizetype>(size), '\0');
    const bool isGood = EVP_PKEY_derive(context.get(), octets(buffer), &size) == 1 && size > 0;
    Secret agreed;
    if (isGood)
        agreed = Secret(QByteArrayView(buffer).first(static_cast<qsizetype>(size)));
    wipe(buffer);
    if (!isGood)
        return notAgreed();
    return agreed;
}

Result<Secret> concatKdf(const Secret &sharedSecret, const DerivationInfo &info)
{
    const ErrorQueueGuard guard;
    // SuppPubInfo is the key's length in bits, SuppPrivInfo is empty.
    QByteArray otherInfo = counted(info.algorithmId) + counted(info.partyU) + counted(info.partyV) +
                           number32(qsizetype(info.keySize) * 8);
    QByteArray z = sharedSecret.reveal().toByteArray();
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, z.data(), static_cast<size_t>(z.size())),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, otherInfo.data(),
                                          static_cast<size_t>(otherInfo.size())),
        OSSL_PARAM_construct_end()};
    // X963KDF hashes in another order: this one is the single-step KDF of SP 800-56C.
    const KdfPtr kdf(EVP_KDF_fetch(nullptr, OSSL_KDF_NAME_SSKDF, nullptr));
    const KdfContextPtr context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
    QByteArray buffer(info.keySize, '\0');
    const bool isGood = context && EVP_KDF_derive(context.get(), octets(buffer),
                                                  static_cast<size_t>(buffer.size()), params) == 1;
    Secret key;
    if (isGood)
        key = Secret(QByteArrayView(buffer));
    wipe(buffer);
    wipe(z);
    if (!isGood)
        return cryptoError("Concat KDF");
    return key;
}

} // namespace claimcheck::jose
