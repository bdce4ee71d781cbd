#include "block_import.h"

#include "der.h"
#include "key_factory.h"
#include "key_lookalike.h"
#include "key_opening.h"
#include "pem.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::jose {

namespace {

constexpr size_t maxBlocks = 1000;
constexpr QByteArrayView encryptedLabel = "ENCRYPTED PRIVATE KEY";

/// What the blocks of one text share.
struct Reading {
    KeyOpener opener;
    CheckBudget budget = {};
};

Result<Key> checked(PkeyPtr handle, const DerKind &kind, Reading &reading)
{
    if (!handle)
        return keyInvalid(QCoreApplication::translate("Key", "it does not hold what its label says: %1")
                              .arg(QLatin1String(kind.label)));
    return KeyFactory::asymmetric(std::move(handle), kind.isPrivate(), {}, reading.budget);
}

Result<Key> importPkcs8(QByteArrayView der, Reading &reading)
{
    Result<PkeyPtr> handle = reading.opener.openPkcs8(der);
    if (!handle)
        return handle.error();
    return KeyFactory::asymmetric(std::move(handle).value(), true, {}, reading.budget);
}

Result<Key> importOldPem(const PemBlock &block, const DerKind &kind, Reading &reading)
{
    Result<QByteArray> der = reading.opener.openOldPem(block.dekInfo, block.der);
    if (!der)
        return der.error();
    PkeyPtr handle = kind.read(*der);
    wipe(*der);
    // One wrong password of 256 gives octets that end like a key.
    if (!handle)
        return Error{ErrorCode::KeyPasswordWrong};
    return checked(std::move(handle), kind, reading);
}

Result<Key> importBlock(const PemBlock &block, const DerKind *kind, Reading &reading)
{
    const ErrorQueueGuard guard;
    if (block.der.size() > maxDerSize)
        return Error{ErrorCode::KeyTooLarge};
    if (block.der.isEmpty())
        return keyInvalid(QCoreApplication::translate("Key", "its PEM block is not base64"));
    if (!kind)
        return importPkcs8(block.der, reading);
    return block.isEncrypted ? importOldPem(block, *kind, reading)
                             : checked(kind->read(block.der), *kind, reading);
}

/// The certificate of a private key, or its public part, in the same file.
void dropPublicTwins(std::vector<Key> &keys)
{
    const auto hasPrivateTwin = [&keys](const Key &key) {
        return !key.isPrivate() && std::any_of(keys.begin(), keys.end(), [&key](const Key &other) {
            return other.isPrivate() && EVP_PKEY_eq(key.handle(), other.handle()) == 1;
        });
    };
    const ErrorQueueGuard guard;
    std::vector<Key> left;
    std::copy_if(keys.begin(), keys.end(), std::back_inserter(left),
                 [&hasPrivateTwin](const Key &key) { return !hasPrivateTwin(key); });
    keys = std::move(left);
}

Error named(Error error, const QString &subject)
{
    error.subject = subject;
    return error;
}

} // namespace

Result<KeySet> importPem(QByteArrayView text, const QString &subject, const Secret *password)
{
    KeySet set;
    Reading reading{KeyOpener(password)};
    bool hasCertificate = false;
    std::vector<PemBlock> blocks = readPem(text);
    const bool tooMany = blocks.size() > maxBlocks;
    for (const PemBlock &block : blocks) {
        const DerKind *kind = findDerKind(block.label);
        if (tooMany || (!kind && block.label != encryptedLabel))
            continue;
        if (kind && kind->holds == DerKind::Holds::Certificate && std::exchange(hasCertificate, true))
            continue;
        Result<Key> key = importBlock(block, kind, reading);
        if (key)
            set.keys.push_back(std::move(key).value());
        else
            set.rejected.push_back(named(key.error(), subject));
    }
    for (PemBlock &block : blocks)
        wipe(block.der);
    if (tooMany)
        return Error{ErrorCode::KeyTooLarge, subject};
    dropPublicTwins(set.keys);
    if (!set.keys.empty())
        return set;
    return set.rejected.empty() ? Error{ErrorCode::KeyFormatUnknown, subject, describeLookalike(text)}
                                : set.rejected.front();
}

Result<KeySet> importDer(QByteArrayView der, const QString &subject, const Secret *password)
{
    const ErrorQueueGuard guard;
    if (der.size() > maxDerSize)
        return Error{ErrorCode::KeyTooLarge, subject};
    Reading reading{KeyOpener(password)};
    const DerKind *kind = recogniseDer(der);
    if (!kind && !KeyOpener::isEncrypted(der))
        return Error{ErrorCode::KeyFormatUnknown, subject, describeLookalike(der)};
    Result<Key> key = kind ? checked(kind->read(der), *kind, reading) : importPkcs8(der, reading);
    if (!key)
        return named(key.error(), subject);
    KeySet set;
    set.keys.push_back(std::move(key).value());
    return set;
}

} // namespace claimcheck::jose
