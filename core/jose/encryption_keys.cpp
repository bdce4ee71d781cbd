#include "encryption_keys.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace claimcheck::jose {

namespace {

/// What key_ops may say (RFC 7517 section 4.3), per family: any one of the words is enough.
struct Operations {
    KeyManagement family;
    std::array<const char *, 3> encrypting;
    std::array<const char *, 3> decrypting;
};

constexpr Operations operations[] = {
    {KeyManagement::RsaEncryption, {"wrapKey", "encrypt"}, {"unwrapKey", "decrypt"}},
    {KeyManagement::KeyWrap, {"wrapKey", "encrypt"}, {"unwrapKey", "decrypt"}},
    {KeyManagement::GcmKeyWrap, {"wrapKey", "encrypt"}, {"unwrapKey", "decrypt"}},
    {KeyManagement::Direct, {"encrypt"}, {"decrypt"}},
    {KeyManagement::Agreement, {"deriveKey", "deriveBits"}, {"deriveKey", "deriveBits"}},
    {KeyManagement::AgreementWrap, {"deriveKey", "deriveBits"}, {"deriveKey", "deriveBits"}},
    {KeyManagement::PasswordWrap,
     {"deriveKey", "deriveBits", "wrapKey"},
     {"deriveKey", "deriveBits", "unwrapKey"}},
};

constexpr const char *agreementCurves[] = {"P-256", "P-384", "P-521", "X25519", "X448"};

bool isAgreement(const KeyManagementAlgorithm &algorithm)
{
    return algorithm.family == KeyManagement::Agreement || algorithm.family == KeyManagement::AgreementWrap;
}

bool mayDo(const KeyMetadata &metadata, const KeyManagementAlgorithm &algorithm, EncryptionUse use)
{
    if (!metadata.use.isEmpty() && metadata.use != "enc")
        return false;
    if (metadata.keyOps.empty())
        return true;
    const Operations &row = operations[static_cast<int>(algorithm.family)];
    Q_ASSERT(row.family == algorithm.family);
    const auto &words = use == EncryptionUse::Encrypt ? row.encrypting : row.decrypting;
    return std::any_of(metadata.keyOps.begin(), metadata.keyOps.end(), [&words](const QByteArray &operation) {
        return std::any_of(words.begin(), words.end(),
                           [&operation](const char *word) { return word && operation == word; });
    });
}

/// A key for dir may name the content encryption (RFC 7520 section 5.6.1 does).
bool isNamed(const KeyMetadata &metadata, const KeyManagementAlgorithm &algorithm,
             const ContentEncryption &encryption)
{
    return metadata.alg.isEmpty() || metadata.alg == algorithm.name ||
           (algorithm.family == KeyManagement::Direct && metadata.alg == encryption.name);
}

std::optional<Error> wrongKind(const KeyManagementAlgorithm &algorithm, const Key &key)
{
    const QString name = QLatin1String(algorithm.name);
    if (!isAgreement(algorithm))
        return key.type() == algorithm.keyType ? std::nullopt
                                               : std::optional(Error{ErrorCode::KeyTypeMismatch, name});
    if (key.type() != KeyType::Ec && key.type() != KeyType::Okp)
        return Error{ErrorCode::KeyTypeMismatch, name};
    const bool isKnown = std::any_of(std::begin(agreementCurves), std::end(agreementCurves),
                                     [&key](const char *curve) { return key.curve() == curve; });
    return isKnown ? std::nullopt : std::optional(Error{ErrorCode::KeyCurveMismatch, name});
}

/// The exact size of a secret in bits; 0 where any will do.
int exactBits(const KeyManagementAlgorithm &algorithm, const ContentEncryption &encryption)
{
    switch (algorithm.family) {
    case KeyManagement::KeyWrap:
    case KeyManagement::GcmKeyWrap:
        return algorithm.wrapKeySize * 8;
    case KeyManagement::Direct:
        return encryption.keySize * 8;
    default:
        return 0;
    }
}

std::optional<Error> wrongSize(const KeyManagementAlgorithm &algorithm, const ContentEncryption &encryption,
                               const Key &key, WeakRsa weak)
{
    const QString name =
        QLatin1String(algorithm.family == KeyManagement::Direct ? encryption.name : algorithm.name);
    const int exact = exactBits(algorithm, encryption);
    if (exact && key.bits() > exact)
        return Error{ErrorCode::KeyTooLarge, name};
    const bool isTolerated = weak == WeakRsa::Allowed && !exact;
    if (key.bits() < std::max(exact, algorithm.minimumKeyBits) && !isTolerated)
        return Error{ErrorCode::KeyTooShort, name};
    return std::nullopt;
}

/// Why this key of the set cannot be tried; nothing when it can.
std::optional<Error> unfit(const KeySet &set, const Key &key, const KeyManagementAlgorithm &algorithm,
                           const ContentEncryption &encryption, const KeyParameters &parameters, WeakRsa weak)
{
    const bool isPublished = set.source == KeySource::Discovered || set.source == KeySource::CarriedByToken;
    if (isPublished && key.type() == KeyType::Oct)
        return Error{ErrorCode::PublicKeyAsSecret};
    if (std::optional<Error> misfit =
            encryptionKeyMisfit(algorithm, encryption, key, EncryptionUse::Decrypt, weak))
        return misfit;
    if (parameters.ephemeral && parameters.ephemeral->curve() != key.curve())
        return Error{ErrorCode::EphemeralKeyInvalid, QStringLiteral("epk"),
                     QCoreApplication::translate("Encryption", "it is on another curve than the key")};
    return std::nullopt;
}

Error notFound(const QByteArray &kid)
{
    return {ErrorCode::KeyNotFound, kid.isEmpty() ? QStringLiteral("–") : QString::fromUtf8(kid)};
}

} // namespace

std::optional<Error> encryptionKeyMisfit(const KeyManagementAlgorithm &algorithm,
                                         const ContentEncryption &encryption, const Key &key,
                                         EncryptionUse use, WeakRsa weak)
{
    if (!isNamed(key.metadata(), algorithm, encryption))
        return Error{ErrorCode::AlgorithmNotAllowed, QLatin1String(algorithm.name)};
    if (std::optional<Error> error = wrongKind(algorithm, key))
        return error;
    if (std::optional<Error> error = wrongSize(algorithm, encryption, key, weak))
        return error;
    if (!mayDo(key.metadata(), algorithm, use))
        return Error{ErrorCode::KeyUseMismatch};
    if (use == EncryptionUse::Decrypt && !key.isPrivate())
        return Error{ErrorCode::KeyNotPrivate};
    return std::nullopt;
}

RecipientKeys selectRecipientKeys(const KeySet &set, const KeyManagementAlgorithm &algorithm,
                                  const ContentEncryption &encryption, const KeyParameters &parameters,
                                  const QByteArray &kid, WeakRsa weak)
{
    RecipientKeys selection;
    if (set.keys.empty()) {
        if (set.rejected.empty())
            selection.reason = Error{ErrorCode::KeyMissing};
        else
            selection.reason = set.rejected.size() == 1 ? set.rejected.front() : notFound(kid);
        return selection;
    }
    selection.byKeyId =
        !kid.isEmpty() && std::any_of(set.keys.begin(), set.keys.end(),
                                      [&kid](const Key &key) { return key.metadata().kid == kid; });
    const bool singlePinned = set.source == KeySource::Pinned && set.keys.size() == 1 && set.rejected.empty();
    size_t considered = 0;
    std::optional<Error> firstReason;
    for (const Key &key : set.keys) {
        const QByteArray &own = key.metadata().kid;
        // Those of that name; else those without a name, or all when the token names none.
        const bool isCandidate =
            selection.byKeyId ? own == kid : kid.isEmpty() || own.isEmpty() || singlePinned;
        if (!isCandidate)
            continue;
        ++considered;
        if (std::optional<Error> reason = unfit(set, key, algorithm, encryption, parameters, weak)) {
            if (!firstReason)
                firstReason = std::move(reason);
        } else {
            selection.keys.push_back(&key);
        }
    }
    // With one key to talk about, its own reason says more than "none fits".
    if (selection.keys.empty())
        selection.reason = considered == 1 ? *firstReason : notFound(kid);
    return selection;
}

} // namespace claimcheck::jose
