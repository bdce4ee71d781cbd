#include "sd_jwt.h"

#include "check.h"
#include "claim_checks.h"
#include "key_import.h"
#include "sd_hash.h"

namespace claimcheck::jose {

namespace {

constexpr const char *disclosureStandard = "RFC 9901 section 7.1";
constexpr const char *bindingStandard = "RFC 9901 section 7.3";
constexpr const char *hashStandard = "RFC 9901 section 4.3.1";

/// The token's claims are judged as they are after disclosures.
struct ProcessedClaims {
    json::Document document;
    JudgedClaims judged;

    explicit ProcessedClaims(const Result<QByteArray> &processed)
    {
        Result<json::Document> parsed =
            processed ? json::Document::parse(*processed) : Result<json::Document>(processed.error());
        if (!parsed) {
            judged.problem = parsed.error();
            return;
        }
        document = std::move(parsed).value();
        judged.value = document.root();
    }
};

Check disclosureCheck(const SdJwt &token)
{
    if (!token.processed())
        return failedCheck("disclosures", disclosureStandard, token.processed().error());
    return passedCheck("disclosures", disclosureStandard,
                       QT_TRANSLATE_NOOP("Check", "The issuer signed the digest of every disclosure."));
}

/// The holder's key (RFC 7800 section 3.2): a public one, which the issuer's signature covers.
Result<KeySet> holderKeys(const json::Value &claims, KeySource source)
{
    const json::Value jwk = claims.find("cnf").find("jwk");
    if (!jwk.isValid())
        return Error{ErrorCode::KeyMissing, QStringLiteral("cnf")};
    Result<Key> key = importJwk(jwk);
    if (!key)
        return key.error();
    if (key->type() == KeyType::Oct || key->isPrivate())
        return Error{ErrorCode::KeyInvalid, QStringLiteral("cnf"), QStringLiteral("it is not a public key")};
    // It was found by cnf: a kid has nothing to choose from.
    KeyMetadata metadata = key->metadata();
    metadata.kid.clear();
    return KeySet{{key->withMetadata(std::move(metadata))}, source, {}};
}

Expectations bindingExpectations(const Expectations &token, const KeyBindingExpectations &binding)
{
    Expectations expected;
    expected.at = token.at;
    expected.leeway = token.leeway;
    expected.leewayLimit = token.leewayLimit;
    expected.weakKey = token.weakKey;
    expected.algorithms = binding.algorithms;
    expected.type = QByteArray("kb+jwt");
    expected.audience = binding.audience;
    expected.nonce = binding.nonce;
    expected.maxAge = binding.maxAge;
    expected.expiration = Expectations::Expiration::Optional;
    return expected;
}

/// The claims that a KB-JWT must have besides iat (section 4.3), each a text.
std::optional<Error> missingClaim(const json::Value &claims)
{
    for (const char *name : {"aud", "nonce", "sd_hash"}) {
        if (claims.count(name) == 0)
            return Error{ErrorCode::ClaimMissing, QLatin1String(name)};
        if (!claims.find(name).isString())
            return Error{ErrorCode::JsonTypeMismatch, QLatin1String(name)};
    }
    return std::nullopt;
}

Validation inspectBinding(const ParsedToken &binding, const Result<KeySet> &keys,
                          const Expectations &expectations)
{
    Validation validation = inspect(binding, keys ? *keys : KeySet(), expectations);
    if (keys)
        return validation;
    // Why there is no key says more than that there is none.
    validation.signature.reason = keys.error();
    for (SignatureResult &signature : validation.signatures)
        signature.reason = keys.error();
    for (Check &check : validation.checks) {
        if (check.name == "signature")
            check = ClaimChecks::signature(validation.signature);
    }
    return validation;
}

Check bindingCheck(const SdJwt &token, const std::optional<Validation> &binding, bool required)
{
    if (!binding && required)
        return failedCheck("key-binding", bindingStandard, {ErrorCode::KeyBindingMissing});
    if (!binding) {
        return openCheck("key-binding", bindingStandard,
                         QT_TRANSLATE_NOOP("Check", "The token has no key binding, and none is required."));
    }
    if (token.keyBinding()->form() != Form::Compact) {
        return failedCheck(
            "key-binding", bindingStandard,
            {ErrorCode::TokenFormInvalid, {}, QStringLiteral("a key binding is a compact token")});
    }
    if (!binding->accepted()) {
        return failedCheck("key-binding", bindingStandard,
                           binding->firstError().value_or(Error{ErrorCode::SignatureNotChecked}));
    }
    if (const std::optional<Error> error = missingClaim(token.keyBinding()->claims()))
        return failedCheck("key-binding", bindingStandard, *error);
    return passedCheck("key-binding", bindingStandard,
                       QT_TRANSLATE_NOOP("Check", "The holder of the key presents the token."));
}

Check hashCheck(const SdJwt &token)
{
    if (!token.keyBinding())
        return openCheck("sd_hash", hashStandard, notThere);
    const SdHash *hash = findSdHash(token.hashAlgorithm());
    if (!hash)
        return openCheck("sd_hash", hashStandard,
                         QT_TRANSLATE_NOOP("Check", "The hash of the disclosures is not known."));
    const json::Value claim = token.keyBinding()->claims().find("sd_hash");
    if (!claim.isValid())
        return failedCheck("sd_hash", hashStandard, {ErrorCode::ClaimMissing, QStringLiteral("sd_hash")});
    const Result<QByteArray> expected = sdDigest(*hash, token.presentation());
    if (!expected)
        return openCheck("sd_hash", hashStandard, expected.error());
    if (!claim.equals(*expected))
        return failedCheck("sd_hash", hashStandard,
                           {ErrorCode::KeyBindingHashMismatch, QStringLiteral("sd_hash")});
    return passedCheck("sd_hash", hashStandard,
                       QT_TRANSLATE_NOOP("Check", "The key binding is for these disclosures."));
}

} // namespace

SdJwtValidation inspectSdJwt(const SdJwt &token, const KeySet &keys, const Expectations &expectations,
                             const KeyBindingExpectations &keyBinding)
{
    SdJwtValidation validation;
    const ProcessedClaims claims(token.processed());
    validation.issuer = inspectClaims(token.issuerToken(), claims.judged, keys, expectations);
    if (token.keyBinding()) {
        // Only a token that was accepted vouches for the key it names.
        const KeySource source =
            validation.issuer.accepted() ? KeySource::Confirmed : KeySource::CarriedByToken;
        validation.keyBinding = inspectBinding(*token.keyBinding(), holderKeys(claims.judged.value, source),
                                               bindingExpectations(expectations, keyBinding));
    }
    validation.checks = {disclosureCheck(token),
                         bindingCheck(token, validation.keyBinding, keyBinding.required), hashCheck(token)};
    if (validation.issuer.signature.outcome == SignatureOutcome::Match && token.processed())
        validation.processed = *token.processed();
    return validation;
}

bool SdJwtValidation::accepted() const
{
    return issuer.accepted() && nothingFailed(checks) && (!keyBinding || keyBinding->accepted());
}

std::optional<Error> SdJwtValidation::firstError() const
{
    if (const std::optional<Error> error = issuer.firstError())
        return error;
    for (const Check &check : checks) {
        if (check.outcome == Check::Outcome::Failed)
            return check.reason;
    }
    return std::nullopt;
}

} // namespace claimcheck::jose
