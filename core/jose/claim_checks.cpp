#include "claim_checks.h"

#include "check.h"
#include "claims.h"

#include <algorithm>

namespace claimcheck::jose {

namespace {

using std::chrono::seconds;

constexpr seconds usualLeeway{600};

/// Beyond this no sum of a NumericDate and a duration fits its type any more.
constexpr seconds longestDuration{farthestNumericDate};

std::chrono::milliseconds effectiveLeeway(const Expectations &expected)
{
    const bool asAsked = expected.leewayLimit == Expectations::LeewayLimit::AsAsked;
    return std::clamp(expected.leeway, seconds(0), asAsked ? longestDuration : usualLeeway);
}

/// Why there is no value to compare with; nothing when there is one.
template <class T>
std::optional<Check> withoutValue(const char *name, const char *standard, const Expectation<T> &expectation)
{
    if (std::holds_alternative<Ignored>(expectation))
        return openCheck(name, standard, saidToIgnore);
    if (std::holds_alternative<Unset>(expectation))
        return openCheck(name, standard, nothingExpected);
    return std::nullopt;
}

QByteArray mediaType(const QByteArray &text)
{
    const QByteArray lower = text.toLower();
    static constexpr QByteArrayView prefix = "application/";
    const bool isShortened = lower.startsWith(prefix) && lower.indexOf('/', prefix.size()) < 0;
    return isShortened ? lower.mid(prefix.size()) : lower;
}

} // namespace

bool isSameMediaType(const QByteArray &a, const QByteArray &b)
{
    return mediaType(a) == mediaType(b);
}

ClaimChecks::ClaimChecks(const ParsedToken &token, JudgedClaims claims, const Expectations &expected)
    : m_token(token), m_claims(std::move(claims)), m_expected(expected), m_leeway(effectiveLeeway(expected))
{
}

Check ClaimChecks::form(size_t signature) const
{
    static constexpr const char *standard = "RFC 7519 section 7.2";
    for (const Problem &problem : m_token.problems()) {
        // An empty signature is well-formed; it is the signature's check that fails. What is wrong with
        // another signature is that one's affair (RFC 7515 section 5.2).
        if (problem.error.code != ErrorCode::SignatureMissing &&
            problem.signature.value_or(signature) == signature)
            return failedCheck("form", standard, problem.error);
    }
    if (m_claims.problem)
        return failedCheck("form", standard, *m_claims.problem);
    // Whatever the reason: without claims nothing else would fail.
    if (!m_claims.value.isObject())
        return failedCheck("form", standard, {ErrorCode::JsonNotObject, partName(PartId::Payload)});
    return passedCheck("form", standard, QT_TRANSLATE_NOOP("Check", "The token is well-formed."));
}

Check ClaimChecks::signature(const SignatureResult &result)
{
    static constexpr const char *standard = "RFC 7515 section 5.2";
    switch (result.outcome) {
    case SignatureOutcome::Match:
        if (result.keySource == KeySource::CarriedByToken)
            return failedCheck("signature", standard, {ErrorCode::KeyNotVouched});
        return passedCheck("signature", standard, QT_TRANSLATE_NOOP("Check", "The signature matches."));
    case SignatureOutcome::Mismatch:
        return failedCheck("signature", standard, *result.reason);
    case SignatureOutcome::CouldNotCheck:
        return openCheck("signature", standard, *result.reason);
    case SignatureOutcome::NotChecked:
        break;
    }
    return openCheck("signature", standard, Error{ErrorCode::SignatureNotChecked});
}

Check ClaimChecks::keyStrength(const SignatureResult &result) const
{
    static constexpr const char *standard = "RFC 7518 section 3";
    if (result.outcome != SignatureOutcome::Match)
        return openCheck("key-strength", standard, QT_TRANSLATE_NOOP("Check", "No key matched."));
    if (!result.weakKey)
        return passedCheck("key-strength", standard, QT_TRANSLATE_NOOP("Check", "The key is long enough."));
    const Error error{ErrorCode::KeyTooShort, QString::fromUtf8(result.algorithm)};
    if (m_expected.weakKey == Expectations::WeakKey::Allowed) {
        Check open = openCheck("key-strength", standard, saidToIgnore);
        open.reason = error;
        return open;
    }
    return failedCheck("key-strength", standard, error);
}

Check ClaimChecks::expiration() const
{
    static constexpr const char *standard = "RFC 7519 section 4.1.4";
    if (m_expected.expiration == Expectations::Expiration::Ignored)
        return openCheck("exp", standard, saidToIgnore);
    if (isAbsent("exp")) {
        if (m_expected.expiration == Expectations::Expiration::Required && m_claims.value.isValid())
            return failedCheck("exp", standard, {ErrorCode::ExpirationMissing, QStringLiteral("exp")});
        return absent("exp", standard);
    }
    const Result<TimePoint> time = date("exp");
    if (!time)
        return failedCheck("exp", standard, time.error());
    // "on or after which": the second of exp itself is too late.
    if (*time + m_leeway <= m_expected.at)
        return failedCheck("exp", standard, {ErrorCode::TokenExpired, QStringLiteral("exp")});
    return passedCheck("exp", standard, QT_TRANSLATE_NOOP("Check", "The token has not expired."));
}

Check ClaimChecks::notBefore() const
{
    static constexpr const char *standard = "RFC 7519 section 4.1.5";
    if (m_expected.notBefore == Expectations::NotBefore::Ignored)
        return openCheck("nbf", standard, saidToIgnore);
    if (isAbsent("nbf"))
        return absent("nbf", standard);
    const Result<TimePoint> time = date("nbf");
    if (!time)
        return failedCheck("nbf", standard, time.error());
    if (*time - m_leeway > m_expected.at)
        return failedCheck("nbf", standard, {ErrorCode::TokenNotYetValid, QStringLiteral("nbf")});
    return passedCheck("nbf", standard, QT_TRANSLATE_NOOP("Check", "The token may be used already."));
}

Check ClaimChecks::issuedAt() const
{
    static constexpr const char *standard = "RFC 7519 section 4.1.6";
    const auto *maxAge = std::get_if<seconds>(&m_expected.maxAge);
    if (isAbsent("iat"))
        return maxAge ? missing("iat", standard) : absent("iat", standard);
    const Result<TimePoint> time = date("iat");
    if (!time)
        return failedCheck("iat", standard, time.error());
    if (*time - m_leeway > m_expected.at)
        return failedCheck("iat", standard, {ErrorCode::TokenFromFuture, QStringLiteral("iat")});
    if (maxAge && *time + std::clamp(*maxAge, seconds(0), longestDuration) + m_leeway < m_expected.at)
        return failedCheck("iat", standard, {ErrorCode::TokenTooOld, QStringLiteral("iat")});
    return passedCheck("iat", standard,
                       maxAge ? QT_TRANSLATE_NOOP("Check", "The token was issued recently enough.")
                              : QT_TRANSLATE_NOOP("Check", "The token was issued in the past."));
}

Check ClaimChecks::text(const char *name, const char *standard, const Expectation<QByteArray> &expectation,
                        ErrorCode mismatch) const
{
    if (const std::optional<Check> open = withoutValue(name, standard, expectation))
        return *open;
    const json::Value value = m_claims.value.find(name);
    if (!value.isValid())
        return missing(name, standard);
    if (!value.isString())
        return failedCheck(name, standard, {ErrorCode::JsonTypeMismatch, QLatin1String(name)});
    if (!value.equals(std::get<QByteArray>(expectation)))
        return failedCheck(name, standard, {mismatch, QLatin1String(name)});
    return passedCheck(name, standard, asExpected);
}

Check ClaimChecks::audience() const
{
    static constexpr const char *standard = "RFC 7519 section 4.1.3";
    if (std::holds_alternative<Unset>(m_expected.audience) && !isAbsent("aud"))
        return failedCheck("aud", standard, {ErrorCode::AudienceUnset, QStringLiteral("aud")});
    if (const std::optional<Check> open = withoutValue("aud", standard, m_expected.audience))
        return *open;
    const json::Value value = m_claims.value.find("aud");
    if (!value.isValid())
        return missing("aud", standard);
    const Result<std::vector<QByteArray>> named = audiences(value);
    if (!named)
        return failedCheck("aud", standard, named.error());
    if (std::find(named->begin(), named->end(), std::get<QByteArray>(m_expected.audience)) == named->end())
        return failedCheck("aud", standard, {ErrorCode::AudienceMismatch, QStringLiteral("aud")});
    return passedCheck("aud", standard, QT_TRANSLATE_NOOP("Check", "It names the expected audience."));
}

Check ClaimChecks::type(size_t signature) const
{
    static constexpr const char *standard = "RFC 7515 section 4.1.9";
    if (const std::optional<Check> open = withoutValue("typ", standard, m_expected.type))
        return *open;
    // Only what the signature covers: the unprotected header is anybody's.
    const json::Value value = m_token.protectedHeader(signature).find("typ");
    if (!value.isString() || !isSameMediaType(value.toUtf8(), std::get<QByteArray>(m_expected.type)))
        return failedCheck("typ", standard, {ErrorCode::TypeMismatch, QStringLiteral("typ")});
    return passedCheck("typ", standard, asExpected);
}

Check ClaimChecks::absent(const char *name, const char *standard) const
{
    return openCheck(name, standard, m_claims.value.isValid() ? notThere : claimsUnreadable);
}

Check ClaimChecks::missing(const char *name, const char *standard) const
{
    if (!m_claims.value.isValid())
        return absent(name, standard);
    if (m_claims.value.count(name) > 1)
        return failedCheck(name, standard, {ErrorCode::JsonDuplicateName, QLatin1String(name)});
    return failedCheck(name, standard, {ErrorCode::ClaimMissing, QLatin1String(name)});
}

Result<TimePoint> ClaimChecks::date(const char *name) const
{
    if (m_claims.value.count(name) > 1)
        return Error{ErrorCode::JsonDuplicateName, QLatin1String(name)};
    return numericDate(m_claims.value.find(name), QLatin1String(name));
}

} // namespace claimcheck::jose
