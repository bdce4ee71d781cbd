#include "check.h"
#include "claim_checks.h"

namespace claimcheck::jose {

Validation inspectClaims(const ParsedToken &token, JudgedClaims claims, const KeySet &keys,
                         const Expectations &expectations)
{
    Validation validation;
    validation.signatures = checkSignatures(token, keys, expectations.algorithms);
    validation.signature = countingSignature(validation.signatures);
    const ClaimChecks check(token, std::move(claims), expectations);
    validation.checks = {
        check.form(validation.signature.index),
        ClaimChecks::signature(validation.signature),
        check.keyStrength(validation.signature),
        check.expiration(),
        check.notBefore(),
        check.issuedAt(),
        check.text("iss", "RFC 7519 section 4.1.1", expectations.issuer, ErrorCode::IssuerMismatch),
        check.audience(),
        check.text("sub", "RFC 7519 section 4.1.2", expectations.subject, ErrorCode::SubjectMismatch),
        check.type(validation.signature.index),
        check.text("nonce", "OpenID Connect Core section 3.1.3.7", expectations.nonce,
                   ErrorCode::NonceMismatch),
        check.text("jti", "RFC 7519 section 4.1.7", expectations.tokenId, ErrorCode::TokenIdMismatch),
        check.text("azp", "OpenID Connect Core section 3.1.3.7", expectations.authorizedParty,
                   ErrorCode::PartyMismatch),
    };
    return validation;
}

Validation inspect(const ParsedToken &token, const KeySet &keys, const Expectations &expectations)
{
    return inspectClaims(token, {token.claims()}, keys, expectations);
}

bool Validation::accepted() const
{
    return signature.outcome == SignatureOutcome::Match && nothingFailed(checks);
}

std::optional<Error> Validation::firstError() const
{
    for (const Check &check : checks) {
        if (check.outcome == Check::Outcome::Failed)
            return check.reason;
        // A signature that could not be checked is as far from a match as one that is wrong.
        if (check.name == "signature" && check.outcome == Check::Outcome::NotChecked)
            return check.reason;
    }
    return std::nullopt;
}

Result<VerifiedToken> verify(ParsedToken token, const KeySet &keys, const Expectations &expectations)
{
    const Validation validation = inspect(token, keys, expectations);
    if (!validation.accepted())
        return validation.firstError().value_or(Error{ErrorCode::SignatureNotChecked});
    return VerifiedToken(std::move(token), keys.source);
}

} // namespace claimcheck::jose
