#include "verification.h"

#include "claims.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::jose {

namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds maxLeeway{600};

QString sentence(const char *text)
{
    return QCoreApplication::translate("Check", text);
}

Check passed(const char *name, const char *standard, const char *text)
{
    return {name, Check::Outcome::Passed, std::nullopt, sentence(text), standard};
}

Check failed(const char *name, const char *standard, Error error)
{
    const QString text = describe(error).message;
    return {name, Check::Outcome::Failed, std::move(error), text, standard};
}

Check notChecked(const char *name, const char *standard, const QString &text,
                 std::optional<Error> reason = std::nullopt)
{
    return {name, Check::Outcome::NotChecked, std::move(reason), text, standard};
}

constexpr const char *saidToIgnore = QT_TRANSLATE_NOOP("Check", "It was said to ignore this.");
constexpr const char *nothingExpected = QT_TRANSLATE_NOOP("Check", "Nothing was expected of this.");
constexpr const char *notThere = QT_TRANSLATE_NOOP("Check", "The token does not say it.");
constexpr const char *unreadable = QT_TRANSLATE_NOOP("Check", "The claims cannot be read.");

/// One look at one token: every method makes one check.
class Validator {
public:
    Validator(const ParsedToken &token, const Expectations &expected)
        : m_token(token)
        , m_expected(expected)
        , m_claims(token.claims())
        , m_leeway(std::clamp(expected.leeway, std::chrono::seconds(0), maxLeeway))
    {
    }

    Check form() const
    {
        static constexpr const char *standard = "RFC 7519 section 7.2";
        for (const Problem &problem : m_token.problems()) {
            // An empty signature is well-formed; it is the signature's check that fails.
            if (problem.error.code != ErrorCode::SignatureMissing)
                return failed("form", standard, problem.error);
        }
        return passed("form", standard, QT_TRANSLATE_NOOP("Check", "The token is well-formed."));
    }

    static Check signature(const SignatureResult &result)
    {
        static constexpr const char *standard = "RFC 7515 section 5.2";
        switch (result.outcome) {
        case SignatureOutcome::Match:
            if (result.keySource == KeySource::CarriedByToken)
                return failed("signature", standard, {ErrorCode::KeyNotVouched});
            return passed("signature", standard, QT_TRANSLATE_NOOP("Check", "The signature matches."));
        case SignatureOutcome::Mismatch:
            return failed("signature", standard, *result.reason);
        case SignatureOutcome::CouldNotCheck:
            return notChecked("signature", standard, describe(*result.reason).message, result.reason);
        case SignatureOutcome::NotChecked:
            break;
        }
        const Error error{ErrorCode::SignatureNotChecked};
        return notChecked("signature", standard, describe(error).message, error);
    }

    Check keyStrength(const SignatureResult &result) const
    {
        static constexpr const char *standard = "RFC 7518 section 3";
        if (result.outcome != SignatureOutcome::Match)
            return notChecked("key-strength", standard,
                              sentence(QT_TRANSLATE_NOOP("Check", "No key matched.")));
        if (!result.weakKey)
            return passed("key-strength", standard, QT_TRANSLATE_NOOP("Check", "The key is long enough."));
        const Error error{ErrorCode::KeyTooShort, QString::fromUtf8(result.algorithm)};
        if (m_expected.weakKey == Expectations::WeakKey::Allowed)
            return notChecked("key-strength", standard, sentence(saidToIgnore), error);
        return failed("key-strength", standard, error);
    }

    Check expiration() const
    {
        static constexpr const char *standard = "RFC 7519 section 4.1.4";
        if (m_expected.expiration == Expectations::Expiration::Ignored)
            return notChecked("exp", standard, sentence(saidToIgnore));
        if (isAbsent("exp")) {
            if (m_expected.expiration == Expectations::Expiration::Required && m_claims.isValid())
                return failed("exp", standard, {ErrorCode::ExpirationMissing, QStringLiteral("exp")});
            return absent("exp", standard);
        }
        const Result<TimePoint> time = date("exp");
        if (!time)
            return failed("exp", standard, time.error());
        // "on or after which": the second of exp itself is too late.
        if (*time + m_leeway <= m_expected.at)
            return failed("exp", standard, {ErrorCode::TokenExpired, QStringLiteral("exp")});
        return passed("exp", standard, QT_TRANSLATE_NOOP("Check", "The token has not expired."));
    }

    Check notBefore() const
    {
        static constexpr const char *standard = "RFC 7519 section 4.1.5";
        if (m_expected.notBefore == Expectations::NotBefore::Ignored)
            return notChecked("nbf", standard, sentence(saidToIgnore));
        if (isAbsent("nbf"))
            return absent("nbf", standard);
        const Result<TimePoint> time = date("nbf");
        if (!time)
            return failed("nbf", standard, time.error());
        if (*time - m_leeway > m_expected.at)
            return failed("nbf", standard, {ErrorCode::TokenNotYetValid, QStringLiteral("nbf")});
        return passed("nbf", standard, QT_TRANSLATE_NOOP("Check", "The token may be used already."));
    }

    Check issuedAt() const
    {
        static constexpr const char *standard = "RFC 7519 section 4.1.6";
        if (isAbsent("iat"))
            return absent("iat", standard);
        const Result<TimePoint> time = date("iat");
        if (!time)
            return failed("iat", standard, time.error());
        if (*time - m_leeway > m_expected.at)
            return failed("iat", standard, {ErrorCode::TokenFromFuture, QStringLiteral("iat")});
        return passed("iat", standard, QT_TRANSLATE_NOOP("Check", "The token was issued in the past."));
    }

    /// A claim that must equal a text.
    Check text(const char *name, const char *standard, const Expectation<QByteArray> &expectation,
               ErrorCode mismatch) const
    {
        if (const std::optional<Check> open = withoutValue(name, standard, expectation))
            return *open;
        const json::Value value = m_claims.find(name);
        if (!value.isValid())
            return missing(name, standard);
        if (!value.isString())
            return failed(name, standard, {ErrorCode::JsonTypeMismatch, QLatin1String(name)});
        if (!value.equals(std::get<QByteArray>(expectation)))
            return failed(name, standard, {mismatch, QLatin1String(name)});
        return passed(name, standard, QT_TRANSLATE_NOOP("Check", "It is the expected one."));
    }

    Check audience() const
    {
        static constexpr const char *standard = "RFC 7519 section 4.1.3";
        if (std::holds_alternative<Unset>(m_expected.audience) && !isAbsent("aud"))
            return failed("aud", standard, {ErrorCode::AudienceUnset, QStringLiteral("aud")});
        if (const std::optional<Check> open = withoutValue("aud", standard, m_expected.audience))
            return *open;
        const json::Value value = m_claims.find("aud");
        if (!value.isValid())
            return missing("aud", standard);
        const Result<std::vector<QByteArray>> named = audiences(value);
        if (!named)
            return failed("aud", standard, named.error());
        if (std::find(named->begin(), named->end(), std::get<QByteArray>(m_expected.audience)) ==
            named->end())
            return failed("aud", standard, {ErrorCode::AudienceMismatch, QStringLiteral("aud")});
        return passed("aud", standard, QT_TRANSLATE_NOOP("Check", "It names the expected audience."));
    }

    Check type() const
    {
        static constexpr const char *standard = "RFC 7515 section 4.1.9";
        if (const std::optional<Check> open = withoutValue("typ", standard, m_expected.type))
            return *open;
        const json::Value value = m_token.header().find("typ");
        if (!value.isString() ||
            mediaType(value.toUtf8()) != mediaType(std::get<QByteArray>(m_expected.type)))
            return failed("typ", standard, {ErrorCode::TypeMismatch, QStringLiteral("typ")});
        return passed("typ", standard, QT_TRANSLATE_NOOP("Check", "It is the expected one."));
    }

private:
    bool isAbsent(const char *name) const { return m_claims.count(name) == 0; }

    Check absent(const char *name, const char *standard) const
    {
        return notChecked(name, standard, sentence(m_claims.isValid() ? notThere : unreadable));
    }

    Check missing(const char *name, const char *standard) const
    {
        if (!m_claims.isValid())
            return absent(name, standard);
        if (m_claims.count(name) > 1)
            return failed(name, standard, {ErrorCode::JsonDuplicateName, QLatin1String(name)});
        return failed(name, standard, {ErrorCode::ClaimMissing, QLatin1String(name)});
    }

    static std::optional<Check> withoutValue(const char *name, const char *standard,
                                             const Expectation<QByteArray> &expectation)
    {
        if (std::holds_alternative<Ignored>(expectation))
            return notChecked(name, standard, sentence(saidToIgnore));
        if (std::holds_alternative<Unset>(expectation))
            return notChecked(name, standard, sentence(nothingExpected));
        return std::nullopt;
    }

    Result<TimePoint> date(const char *name) const
    {
        if (m_claims.count(name) > 1)
            return Error{ErrorCode::JsonDuplicateName, QLatin1String(name)};
        return numericDate(m_claims.find(name), QLatin1String(name));
    }

    /// Media types compare without regard to case, and "application/" may be left out where no other slash
    /// follows.
    static QByteArray mediaType(const QByteArray &text)
    {
        const QByteArray lower = text.toLower();
        static constexpr QByteArrayView prefix = "application/";
        const bool isShortened = lower.startsWith(prefix) && lower.indexOf('/', prefix.size()) < 0;
        return isShortened ? lower.mid(prefix.size()) : lower;
    }

    const ParsedToken &m_token;
    const Expectations &m_expected;
    json::Value m_claims;
    milliseconds m_leeway;
};

} // namespace

QByteArray checkOutcomeName(Check::Outcome outcome)
{
    switch (outcome) {
    case Check::Outcome::Passed:
        return "passed";
    case Check::Outcome::Failed:
        return "failed";
    case Check::Outcome::NotChecked:
        break;
    }
    return "not-checked";
}

Validation inspect(const ParsedToken &token, const KeySet &keys, const Expectations &expectations)
{
    Validation validation;
    validation.signature = checkSignature(token, keys, expectations.algorithms);
    const Validator check(token, expectations);
    validation.checks = {
        check.form(),
        Validator::signature(validation.signature),
        check.keyStrength(validation.signature),
        check.expiration(),
        check.notBefore(),
        check.issuedAt(),
        check.text("iss", "RFC 7519 section 4.1.1", expectations.issuer, ErrorCode::IssuerMismatch),
        check.audience(),
        check.text("sub", "RFC 7519 section 4.1.2", expectations.subject, ErrorCode::SubjectMismatch),
        check.type(),
        check.text("nonce", "OpenID Connect Core section 3.1.3.7", expectations.nonce,
                   ErrorCode::NonceMismatch),
    };
    return validation;
}

bool Validation::accepted() const
{
    return signature.outcome == SignatureOutcome::Match && !checks.empty() &&
           std::none_of(checks.begin(), checks.end(),
                        [](const Check &check) { return check.outcome == Check::Outcome::Failed; });
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
