#include "dpop.h"

#include "base/json_writer.h"
#include "check.h"
#include "claim_checks.h"
#include "claims.h"
#include "key_export.h"
#include "key_import.h"
#include "sd_hash.h"
#include "signing.h"
#include "target_uri.h"

#include <algorithm>

namespace claimcheck::jose {

namespace {

constexpr const char *standard = "RFC 9449 section 4.3";
/// Beyond this no sum of a NumericDate and a duration fits its type any more.
constexpr std::chrono::seconds longestAge{farthestNumericDate};

/// ath (section 4.2) is a SHA-256 as the disclosures of an SD-JWT have it.
Result<QByteArray> accessTokenHash(QByteArrayView token)
{
    return sdDigest(*findSdHash("sha-256"), token);
}

/// The key that the proof carries: a public one, and never a secret.
Result<Key> carriedKey(const ParsedToken &proof)
{
    const json::Value jwk = proof.header().find("jwk");
    if (!jwk.isValid())
        return Error{ErrorCode::ClaimMissing, QStringLiteral("jwk")};
    Result<Key> key = importJwk(jwk);
    if (!key)
        return key.error();
    if (key->type() == KeyType::Oct || key->isPrivate())
        return Error{ErrorCode::KeyInvalid, QStringLiteral("jwk"), QStringLiteral("it is not a public key")};
    // It stands in the header itself: a kid has nothing to choose from.
    KeyMetadata metadata = key->metadata();
    metadata.kid.clear();
    return key->withMetadata(std::move(metadata));
}

/// One look at one proof: every method makes one check, whatever the others say.
class ProofChecks {
public:
    ProofChecks(const ParsedToken &proof, const DpopExpectations &expected)
        : m_proof(proof), m_expected(expected), m_claims(proof.claims()), m_key(carriedKey(proof))
    {
    }

    Check algorithm() const
    {
        const QByteArray name = m_proof.algorithm();
        const Algorithm *known = findAlgorithm(name);
        if (name.isEmpty())
            return failedCheck("alg", standard, {ErrorCode::AlgorithmMissing});
        if (name.compare("none", Qt::CaseInsensitive) == 0)
            return failedCheck("alg", standard, {ErrorCode::TokenUnsecured});
        if (!known)
            return failedCheck("alg", standard, {ErrorCode::AlgorithmUnsupported, QString::fromUtf8(name)});
        const auto &allowed = m_expected.algorithms;
        const bool isNamed =
            allowed.empty() || std::find(allowed.begin(), allowed.end(), name) != allowed.end();
        if (!isNamed || known->family == Family::Hmac)
            return failedCheck("alg", standard, {ErrorCode::AlgorithmNotAllowed, QString::fromUtf8(name)});
        return passedCheck("alg", standard, QT_TRANSLATE_NOOP("Check", "The algorithm is allowed."));
    }

    Check jwk() const
    {
        if (!m_key)
            return failedCheck("jwk", standard, m_key.error());
        return passedCheck("jwk", standard, QT_TRANSLATE_NOOP("Check", "The proof carries a public key."));
    }

    SignatureResult signature() const
    {
        if (m_key)
            return checkSignature(m_proof, {{*m_key}, KeySource::CarriedByToken, {}}, m_expected.algorithms);
        SignatureResult result;
        result.algorithm = m_proof.algorithm();
        result.outcome = SignatureOutcome::CouldNotCheck;
        result.reason = m_key.error();
        return result;
    }

    /// A proof's signature is meant to be checked with the key that it carries: `key` judges that key.
    static Check signatureFits(const SignatureResult &result)
    {
        if (result.outcome != SignatureOutcome::Match)
            return ClaimChecks::signature(result);
        return passedCheck("signature", standard,
                           QT_TRANSLATE_NOOP("Check", "The signature matches the key of the proof."));
    }

    Check issuedAt() const
    {
        const json::Value value = m_claims.find("iat");
        if (!value.isValid())
            return missing("iat");
        const Result<TimePoint> time = numericDate(value, QStringLiteral("iat"));
        if (!time)
            return failedCheck("iat", standard, time.error());
        const auto window = std::clamp(m_expected.maxAge, std::chrono::seconds(0), longestAge);
        if (*time + window < m_expected.at)
            return failedCheck("iat", standard, {ErrorCode::DpopProofTooOld, QStringLiteral("iat")});
        if (*time - window > m_expected.at)
            return failedCheck("iat", standard, {ErrorCode::TokenFromFuture, QStringLiteral("iat")});
        return passedCheck("iat", standard, QT_TRANSLATE_NOOP("Check", "The proof is fresh."));
    }

    Check tokenId() const
    {
        const Result<QByteArray> id = text("jti");
        if (!id)
            return failedCheck("jti", standard, id.error());
        if (id->isEmpty())
            return failedCheck("jti", standard, {ErrorCode::ClaimMissing, QStringLiteral("jti")});
        return passedCheck("jti", standard, QT_TRANSLATE_NOOP("Check", "The proof has an id of its own."));
    }

    Check method() const { return equal("htm", m_expected.request.method, ErrorCode::DpopMethodMismatch); }

    Check uri() const
    {
        const Result<QByteArray> sent = text("htu");
        if (!sent)
            return failedCheck("htu", standard, sent.error());
        const std::optional<QByteArray> wanted = normalizedTargetUri(m_expected.request.uri);
        if (!wanted)
            return failedCheck("htu", standard, {ErrorCode::UrlInvalid, QStringLiteral("htu")});
        if (normalizedTargetUri(*sent) != wanted)
            return failedCheck("htu", standard, {ErrorCode::DpopUriMismatch, QStringLiteral("htu")});
        return passedCheck("htu", standard, asExpected);
    }

    Check nonce() const
    {
        if (!m_expected.request.nonce)
            return openCheck("nonce", standard, nothingExpected);
        return equal("nonce", *m_expected.request.nonce, ErrorCode::NonceMismatch);
    }

    Check accessToken() const
    {
        std::vector<QByteArrayView> tokens;
        if (m_expected.request.accessToken)
            tokens.push_back(*m_expected.request.accessToken);
        if (m_expected.accessToken)
            tokens.push_back(m_expected.accessToken->token().text());
        if (tokens.empty())
            return openCheck("ath", standard, nothingExpected);
        Check check;
        for (const QByteArrayView token : tokens) {
            const Result<QByteArray> hash = accessTokenHash(token);
            if (!hash)
                return failedCheck("ath", standard, hash.error());
            check = equal("ath", *hash, ErrorCode::DpopTokenMismatch);
            if (check.outcome == Check::Outcome::Failed)
                break;
        }
        return check;
    }

    /// Sections 4.3 step 12 and 6.1: whoever trusts the key has named it.
    Check key() const
    {
        std::vector<QByteArray> wanted;
        if (m_expected.thumbprint)
            wanted.push_back(*m_expected.thumbprint);
        if (m_expected.accessToken) {
            const json::Value jkt = m_expected.accessToken->claims().find("cnf").find("jkt");
            if (!jkt.isString())
                return failedCheck("key", standard, {ErrorCode::KeyNotVouched, QStringLiteral("cnf")});
            wanted.push_back(jkt.toUtf8());
        }
        if (wanted.empty())
            return failedCheck("key", standard, {ErrorCode::KeyNotVouched});
        if (!m_key)
            return openCheck("key", standard, m_key.error());
        const Result<QByteArray> own = thumbprint(*m_key);
        if (!own)
            return failedCheck("key", standard, own.error());
        for (const QByteArray &one : wanted) {
            if (one != *own)
                return failedCheck("key", standard, {ErrorCode::ThumbprintMismatch, QStringLiteral("jkt")});
        }
        return passedCheck("key", standard, QT_TRANSLATE_NOOP("Check", "The key is the confirmed one."));
    }

private:
    Check missing(const char *name) const { return failedCheck(name, standard, text(name).error()); }

    /// A claim that must be there and a text.
    Result<QByteArray> text(const char *name) const
    {
        if (m_claims.count(name) > 1)
            return Error{ErrorCode::JsonDuplicateName, QLatin1String(name)};
        const json::Value value = m_claims.find(name);
        if (!value.isValid())
            return Error{ErrorCode::ClaimMissing, QLatin1String(name)};
        if (!value.isString())
            return Error{ErrorCode::JsonTypeMismatch, QLatin1String(name)};
        return value.toUtf8();
    }

    Check equal(const char *name, QByteArrayView wanted, ErrorCode mismatch) const
    {
        const Result<QByteArray> sent = text(name);
        if (!sent)
            return failedCheck(name, standard, sent.error());
        if (*sent != wanted)
            return failedCheck(name, standard, {mismatch, QLatin1String(name)});
        return passedCheck(name, standard, asExpected);
    }

    const ParsedToken &m_proof;
    const DpopExpectations &m_expected;
    json::Value m_claims;
    Result<Key> m_key;
};

/// What a proof has in common with other tokens.
Expectations generalExpectations(const DpopExpectations &expected)
{
    Expectations general;
    general.at = expected.at;
    general.type = QByteArray("dpop+jwt");
    general.weakKey = expected.weakKey;
    general.expiration = Expectations::Expiration::Optional;
    return general;
}

Check formCheck(const ParsedToken &proof, const ClaimChecks &general)
{
    if (proof.form() == Form::Compact)
        return general.form(0);
    return failedCheck("form", standard,
                       {ErrorCode::TokenFormInvalid, {}, QStringLiteral("a proof is a compact token")});
}

} // namespace

Validation inspectDpopProof(const ParsedToken &proof, const DpopExpectations &expectations)
{
    const Expectations expected = generalExpectations(expectations);
    const ClaimChecks general(proof, {proof.claims()}, expected);
    const ProofChecks check(proof, expectations);
    Validation validation;
    validation.signature = check.signature();
    Check key = check.key();
    if (validation.signature.outcome == SignatureOutcome::Match && key.outcome == Check::Outcome::Passed)
        validation.signature.keySource = KeySource::Confirmed;
    validation.signatures = {validation.signature};
    validation.checks = {
        formCheck(proof, general),
        general.type(0),
        check.algorithm(),
        check.jwk(),
        ProofChecks::signatureFits(validation.signature),
        general.keyStrength(validation.signature),
        general.expiration(),
        general.notBefore(),
        check.issuedAt(),
        check.tokenId(),
        check.method(),
        check.uri(),
        check.nonce(),
        check.accessToken(),
        std::move(key),
    };
    return validation;
}

Result<QByteArray> makeDpopProof(const Key &key, const Algorithm &algorithm, const DpopRequest &request,
                                 const QByteArray &jti, TimePoint at)
{
    if (algorithm.family == Family::Hmac)
        return Error{ErrorCode::AlgorithmNotAllowed, QLatin1String(algorithm.name)};
    for (const auto &[name, value] : {std::pair{"jti", &jti}, {"htm", &request.method}}) {
        if (value->isEmpty())
            return Error{ErrorCode::ClaimMissing, QLatin1String(name)};
    }
    if (!normalizedTargetUri(request.uri))
        return Error{ErrorCode::UrlInvalid, QStringLiteral("htu")};
    const Result<QByteArray> jwk = publicJwk(key.withMetadata({}));
    if (!jwk)
        return jwk.error();

    json::Writer header;
    header.beginObject();
    header.member("typ", QByteArrayView("dpop+jwt"));
    header.member("alg", QByteArrayView(algorithm.name));
    header.name("jwk");
    header.raw(*jwk);
    header.endObject();
    json::Writer claims;
    claims.beginObject();
    claims.member("jti", QByteArrayView(jti));
    claims.member("htm", QByteArrayView(request.method));
    claims.member("htu", withoutQuery(request.uri));
    claims.name("iat");
    claims.integer(std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
    if (request.accessToken) {
        const Result<QByteArray> hash = accessTokenHash(*request.accessToken);
        if (!hash)
            return hash.error();
        claims.member("ath", QByteArrayView(*hash));
    }
    if (request.nonce)
        claims.member("nonce", QByteArrayView(*request.nonce));
    claims.endObject();
    return signCompact(header.take(), claims.take(), key, algorithm);
}

} // namespace claimcheck::jose
