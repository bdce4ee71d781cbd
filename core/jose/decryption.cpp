#include "decryption.h"

#include "base/random.h"
#include "content_encryption.h"
#include "deflate.h"
#include "encryption_keys.h"
#include "key_parameters.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::jose {

namespace {

/// The greatest number of private key operations for one token, however many recipients and keys there are.
constexpr size_t maxAttempts = 16;

/// One recipient as this policy and this header allow it.
struct Plan {
    const KeyManagementAlgorithm *algorithm = nullptr;
    const ContentEncryption *encryption = nullptr;
    KeyParameters parameters;
    QByteArray keyId;
};

/// One key for one recipient.
struct Attempt {
    size_t recipient;
    const Key *key;
    bool byKeyId;
};

/// A parameter that must be text.
Result<QByteArray> textParameter(const ParsedEncryption &token, size_t recipient, const char *name)
{
    const json::Value value = token.parameter(name, recipient);
    if (!value.isValid())
        return QByteArray();
    if (!value.isString())
        return Error{ErrorCode::JsonTypeMismatch, QLatin1String(name)};
    return value.toUtf8();
}

std::optional<Error> refused(const KeyManagementAlgorithm &algorithm, const DecryptionPolicy &policy)
{
    const auto &allowed = policy.algorithms;
    const bool isNamed =
        std::find(allowed.begin(), allowed.end(), QByteArray(algorithm.name)) != allowed.end();
    if (isNamed || (allowed.empty() && !algorithm.onlyWhenNamed))
        return std::nullopt;
    return Error{ErrorCode::AlgorithmNotAllowed, QLatin1String(algorithm.name)};
}

Result<Plan> planFor(const ParsedEncryption &token, size_t recipient, const DecryptionPolicy &policy)
{
    Plan plan;
    const Result<QByteArray> algorithm = textParameter(token, recipient, "alg");
    if (!algorithm)
        return algorithm.error();
    if (algorithm->isEmpty())
        return Error{ErrorCode::AlgorithmMissing};
    const Result<QByteArray> encryption = textParameter(token, recipient, "enc");
    if (!encryption)
        return encryption.error();
    if (encryption->isEmpty())
        return Error{ErrorCode::TokenFormInvalid, QStringLiteral("enc"),
                     QCoreApplication::translate("Encryption", "its header has no %1").arg(u"enc")};
    plan.algorithm = findKeyManagement(*algorithm);
    if (!plan.algorithm)
        return Error{ErrorCode::AlgorithmUnsupported, QString::fromUtf8(*algorithm)};
    plan.encryption = findContentEncryption(*encryption);
    if (!plan.encryption)
        return Error{ErrorCode::AlgorithmUnsupported, QString::fromUtf8(*encryption)};
    if (std::optional<Error> error = refused(*plan.algorithm, policy))
        return *error;
    Result<QByteArray> keyId = textParameter(token, recipient, "kid");
    if (!keyId)
        return keyId.error();
    plan.keyId = std::move(*keyId);
    Result<KeyParameters> parameters =
        readKeyParameters(*plan.algorithm, token, recipient, policy.maxIterations);
    if (!parameters)
        return parameters.error();
    plan.parameters = std::move(*parameters);
    return plan;
}

/// Whether the plaintext is compressed (RFC 7516 section 4.1.3).
enum class Compression { None, Deflate };

Result<Compression> compressionOf(const ParsedEncryption &token)
{
    const json::Value zip = token.parameter("zip");
    if (!zip.isValid())
        return Compression::None;
    if (!zip.isString())
        return Error{ErrorCode::JsonTypeMismatch, QStringLiteral("zip")};
    if (!zip.equals("DEF"))
        return Error{ErrorCode::CompressionUnsupported, zip.toString()};
    return Compression::Deflate;
}

class Decryption {
public:
    /// `owned` is the token itself where its ciphertext may be used up, else nullptr.
    Decryption(const ParsedEncryption &token, ParsedEncryption *owned, const KeySet &keys,
               const DecryptionPolicy &policy)
        : m_token(token), m_owned(owned), m_keys(keys), m_policy(policy)
    {
    }

    Result<Decrypted> run()
    {
        if (!m_token.problems().empty())
            return m_token.problems().front().error;
        const Result<Compression> compression = compressionOf(m_token);
        if (!compression)
            return compression.error();
        if (std::optional<Error> error = makeAttempts())
            return *error;
        for (const Attempt &attempt : m_attempts) {
            Result<QByteArray> plaintext = tryOne(attempt);
            if (!plaintext && plaintext.error().code == ErrorCode::DecryptionFailed)
                continue;
            if (!plaintext)
                return plaintext.error();
            return finish(attempt, std::move(*plaintext), *compression);
        }
        return Error{ErrorCode::DecryptionFailed};
    }

private:
    /// Every key that fits a recipient; those that the token names by their kid come first. The first
    /// recipient's reason when there is none.
    std::optional<Error> makeAttempts()
    {
        const WeakRsa weak =
            m_policy.weakKey == DecryptionPolicy::WeakKey::Allowed ? WeakRsa::Allowed : WeakRsa::Refused;
        std::optional<Error> firstReason;
        for (size_t i = 0; i < m_token.recipients().size(); ++i) {
            Result<Plan> plan = planFor(m_token, i, m_policy);
            m_plans.push_back(plan ? *plan : Plan());
            std::optional<Error> reason;
            if (plan) {
                const RecipientKeys found = selectRecipientKeys(m_keys, *plan->algorithm, *plan->encryption,
                                                                plan->parameters, plan->keyId, weak);
                for (const Key *key : found.keys)
                    m_attempts.push_back({i, key, found.byKeyId});
                reason = found.reason;
            } else {
                reason = plan.error();
            }
            if (reason && !firstReason)
                firstReason = std::move(reason);
        }
        if (m_attempts.empty())
            return firstReason;
        std::stable_partition(m_attempts.begin(), m_attempts.end(),
                              [](const Attempt &attempt) { return attempt.byKeyId; });
        m_attempts.resize(std::min(m_attempts.size(), maxAttempts), {});
        return std::nullopt;
    }

    Result<QByteArray> tryOne(const Attempt &attempt)
    {
        const Plan &plan = m_plans[attempt.recipient];
        Result<QByteArray> random = randomBytes(plan.encryption->keySize);
        if (!random)
            return random.error();
        Secret cek{QByteArrayView(*random)};
        wipe(*random);
        const QByteArray &encryptedKey = m_token.recipients()[attempt.recipient].encryptedKey.bytes;
        Result<Secret> unwrapped =
            unwrapKey(*plan.algorithm, *plan.encryption, *attempt.key, plan.parameters, encryptedKey);
        if (unwrapped)
            cek = std::move(*unwrapped);
        else if (unwrapped.error().code != ErrorCode::DecryptionFailed)
            return unwrapped.error();
        // Otherwise the random CEK fails at the tag, as a changed ciphertext does (RFC 7516 section 11.5).
        const bool isLast = &attempt == &m_attempts.back();
        return openContent(
            *plan.encryption, cek, m_token.initializationVector().bytes, m_token.additionalData(),
            m_owned && isLast ? m_owned->takeCiphertext() : m_token.ciphertext().bytes, m_token.tag().bytes);
    }

    Result<Decrypted> finish(const Attempt &attempt, QByteArray plaintext, Compression compression)
    {
        if (compression == Compression::Deflate) {
            const qsizetype bound =
                std::max(m_policy.maxInflated, plaintext.size() * m_policy.maxInflatedRatio);
            Result<QByteArray> inflated = inflate(plaintext, bound);
            if (!inflated)
                return inflated.error();
            plaintext = std::move(*inflated);
        }
        const Plan &plan = m_plans[attempt.recipient];
        return Decrypted{std::move(plaintext),  attempt.recipient, plan.algorithm->name,
                         plan.encryption->name, m_keys.source,     attempt.key->metadata().kid};
    }

    const ParsedEncryption &m_token;
    ParsedEncryption *m_owned;
    const KeySet &m_keys;
    const DecryptionPolicy &m_policy;
    std::vector<Plan> m_plans; // one a recipient
    std::vector<Attempt> m_attempts;
};

} // namespace

Result<Decrypted> decrypt(const ParsedEncryption &token, const KeySet &keys, const DecryptionPolicy &policy)
{
    return Decryption(token, nullptr, keys, policy).run();
}

Result<Decrypted> decrypt(ParsedEncryption &&token, const KeySet &keys, const DecryptionPolicy &policy)
{
    return Decryption(token, &token, keys, policy).run();
}

} // namespace claimcheck::jose
