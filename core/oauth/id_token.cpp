#include "id_token.h"

#include "jose/check.h"
#include "jose/claims.h"
#include "jose/key_import.h"
#include "jose/key_selection.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::oauth {

using jose::Check;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *core = "OpenID Connect Core section 3.1.3.7";
/// Beyond this no sum of a NumericDate and a duration fits its type any more.
constexpr std::chrono::seconds longestAge{jose::farthestNumericDate};

/// Types that say outright that the token is something else (RFC 8725 section 3.11). An ID Token needs no
/// type, and many have "JWT".
constexpr QByteArrayView otherTypes[] = {"at+jwt",
                                         "dpop+jwt",
                                         "logout+jwt",
                                         "secevent+jwt",
                                         "kb+jwt",
                                         "token-introspection+jwt",
                                         "oauth-authz-req+jwt"};

bool isMac(const jose::Algorithm *algorithm)
{
    return algorithm && algorithm->family == jose::Family::Hmac;
}

/// Never empty: that would leave the choice to the key.
std::vector<QByteArray> allowedAlgorithms(const IdTokenExpectations &expected)
{
    std::vector<QByteArray> allowed;
    for (const jose::Algorithm *row : jose::allAlgorithms()) {
        const bool isNamed = expected.algorithms.contains(QLatin1StringView(row->name));
        if (isMac(row) ? isNamed && expected.clientSecret : isNamed || expected.algorithms.isEmpty())
            allowed.emplace_back(row->name);
    }
    if (allowed.empty())
        allowed.emplace_back("none"); // which is refused whoever names it
    return allowed;
}

/// Those of the server; for HS* the client's secret, and only that: a published one is none.
jose::KeySet keysFor(const jose::ParsedToken &token, const jose::KeySet &keys,
                     const IdTokenExpectations &expected)
{
    if (!isMac(jose::findAlgorithm(token.algorithm())))
        return keys;
    jose::KeySet own;
    if (!expected.clientSecret)
        return own;
    Result<jose::KeySet> secret = jose::importSecret(*expected.clientSecret, jose::SecretEncoding::Text);
    if (secret)
        return *std::move(secret);
    own.rejected.push_back(secret.error());
    return own;
}

jose::Expectations generalExpectations(const IdTokenExpectations &expected)
{
    jose::Expectations general;
    general.at = expected.at;
    general.leeway = expected.leeway;
    general.algorithms = allowedAlgorithms(expected);
    general.issuer = expected.issuer.toUtf8();
    general.audience = expected.clientId.toUtf8();
    if (expected.nonce)
        general.nonce = *expected.nonce;
    if (expected.subject)
        general.subject = expected.subject->toUtf8();
    return general;
}

/// The curve of an EdDSA key, told by the length of its signatures.
QByteArrayView edwardsCurve(const jose::ParsedToken &token)
{
    return token.part(jose::PartId::Signature).bytes.size() == 114 ? "Ed448" : "Ed25519";
}

/// What an ID Token has beyond other tokens: every method makes one check, whatever the others say.
class IdTokenChecks {
public:
    IdTokenChecks(const jose::ParsedToken &token, const IdTokenExpectations &expected)
        : m_token(token), m_expected(expected), m_claims(token.claims())
    {
    }

    /// Section 2: required, and a text.
    Check required(const Check &general, const char *name) const
    {
        if (general.outcome != Check::Outcome::NotChecked || !m_claims.isValid())
            return general;
        const json::Value value = m_claims.find(name);
        if (!value.isValid())
            return missing(name);
        if (general.name != "sub")
            return general;
        if (!value.isString())
            return jose::failedCheck(name, core, {ErrorCode::JsonTypeMismatch, QLatin1StringView(name)});
        if (value.equals(""))
            return missing(name);
        return jose::passedCheck(name, core, QT_TRANSLATE_NOOP("Check", "It says who signed in."));
    }

    Check type(const Check &general) const
    {
        const json::Value value = m_token.header().find("typ");
        QByteArray name = value.toUtf8().toLower();
        if (name.startsWith("application/"))
            name.remove(0, 12);
        if (std::find(std::begin(otherTypes), std::end(otherTypes), QByteArrayView(name)) !=
            std::end(otherTypes))
            return jose::failedCheck("typ", "RFC 8725 section 3.11",
                                     {ErrorCode::TypeMismatch, QStringLiteral("typ")});
        return general;
    }

    /// Rules 4 and 5.
    Check party() const
    {
        const json::Value party = m_claims.find("azp");
        if (!party.isValid()) {
            const auto audiences = jose::audiences(m_claims.find("aud"));
            const bool isNeeded = m_claims.count("azp") > 1 || (audiences && audiences->size() > 1);
            return isNeeded ? missing("azp") : open("azp");
        }
        if (!party.isString())
            return jose::failedCheck("azp", core, {ErrorCode::JsonTypeMismatch, QStringLiteral("azp")});
        if (!party.equals(m_expected.clientId.toUtf8()))
            return jose::failedCheck("azp", core, {ErrorCode::PartyMismatch, QStringLiteral("azp")});
        return jose::passedCheck("azp", core, jose::asExpected);
    }

    /// Section 3.1.3.6, and 3.3.2.11 for c_hash. `what` stands in a sentence.
    Check hash(const char *name, const QString &what, const Secret *value) const
    {
        static constexpr const char *standard = "OpenID Connect Core section 3.3.2.11";
        if (m_claims.count(name) == 0)
            return open(name);
        if (!value)
            return jose::openCheck(name, standard, jose::nothingExpected);
        const json::Value sent = m_claims.find(name);
        if (!sent.isValid())
            return missing(name);
        if (!sent.isString())
            return jose::failedCheck(name, standard, {ErrorCode::JsonTypeMismatch, QLatin1StringView(name)});
        const QByteArray algorithm = m_token.algorithm();
        const auto wanted = halfHash(algorithm, edwardsCurve(m_token), *value);
        if (!wanted)
            return jose::openCheck(name, standard,
                                   Error{ErrorCode::AlgorithmUnsupported, QString::fromUtf8(algorithm)});
        if (sent.equals(*wanted))
            return jose::passedCheck(name, standard, jose::asExpected);
        const auto usual = halfHash("RS256", {}, *value);
        QString detail = what;
        if (usual && sent.equals(*usual))
            detail = QCoreApplication::translate(
                         "OAuth",
                         "%1, or the server hashed it with SHA-256, which is not the hash that goes with %2")
                         .arg(what, QString::fromUtf8(algorithm));
        return jose::failedCheck(name, standard, {ErrorCode::HashMismatch, QLatin1StringView(name), detail});
    }

    /// Rule 13.
    Check authTime() const
    {
        const json::Value value = m_claims.find("auth_time");
        if (!m_expected.maxAge)
            return value.isValid() ? jose::openCheck("auth_time", core, jose::nothingExpected)
                                   : open("auth_time");
        if (!value.isValid())
            return missing("auth_time");
        const Result<TimePoint> time = jose::numericDate(value, QStringLiteral("auth_time"));
        if (!time)
            return jose::failedCheck("auth_time", core, time.error());
        const auto leeway = std::clamp(m_expected.leeway, std::chrono::seconds(0), std::chrono::seconds(600));
        const auto age = std::clamp(*m_expected.maxAge, std::chrono::seconds(0), longestAge);
        if (*time - leeway > m_expected.at)
            return jose::failedCheck("auth_time", core,
                                     {ErrorCode::TokenFromFuture, QStringLiteral("auth_time")});
        if (*time + age + leeway < m_expected.at)
            return jose::failedCheck("auth_time", core,
                                     {ErrorCode::TokenTooOld, QStringLiteral("auth_time")});
        return jose::passedCheck("auth_time", core,
                                 QT_TRANSLATE_NOOP("Check", "The sign-in is as recent as was asked for."));
    }

    /// Rule 12.
    Check acr() const
    {
        const json::Value value = m_claims.find("acr");
        if (m_expected.acrValues.isEmpty())
            return value.isValid() ? jose::openCheck("acr", core, jose::nothingExpected) : open("acr");
        if (!value.isValid())
            return missing("acr");
        const QStringList wanted = m_expected.acrValues.split(u' ', Qt::SkipEmptyParts);
        if (!value.isString() || !wanted.contains(value.toString()))
            return jose::failedCheck("acr", core,
                                     {ErrorCode::AuthorizationRefused,
                                      QStringLiteral("unmet_authentication_requirements"),
                                      QCoreApplication::translate("OAuth", "The acr is another one.")});
        return jose::passedCheck("acr", core, jose::asExpected);
    }

private:
    Check open(const char *name) const
    {
        return jose::openCheck(name, core, m_claims.isValid() ? jose::notThere : jose::claimsUnreadable);
    }
    Check missing(const char *name) const
    {
        if (!m_claims.isValid())
            return open(name);
        const ErrorCode code =
            m_claims.count(name) > 1 ? ErrorCode::JsonDuplicateName : ErrorCode::ClaimMissing;
        return jose::failedCheck(name, core, {code, QLatin1StringView(name)});
    }

    const jose::ParsedToken &m_token;
    const IdTokenExpectations &m_expected;
    json::Value m_claims;
};

/// Section 10.1: where several keys fit, the token must name one.
bool isAmbiguous(const jose::ParsedToken &token, const jose::KeySet &keys)
{
    const jose::Algorithm *algorithm = jose::findAlgorithm(token.algorithm());
    if (!algorithm || !token.header().find("kid").toUtf8().isEmpty())
        return false;
    return jose::selectKeys(keys, *algorithm, {}, jose::AllowedBy::Caller).keys.size() > 1;
}

void makeAmbiguous(jose::Validation &validation)
{
    const Error error{ErrorCode::KeyAmbiguous};
    validation.signature.outcome = jose::SignatureOutcome::CouldNotCheck;
    validation.signature.reason = error;
    validation.signature.keyId.clear();
    validation.signatures = {validation.signature};
    for (Check &check : validation.checks) {
        if (check.name == "signature")
            check = jose::openCheck("signature", "OpenID Connect Core section 10.1", error);
    }
}

std::optional<TimePoint> authTimeOf(const json::Value &claims)
{
    const Result<TimePoint> time = jose::numericDate(claims.find("auth_time"), QStringLiteral("auth_time"));
    return time ? std::optional(*time) : std::nullopt;
}

QString nameIn(const json::Value &claims)
{
    for (const char *claim : {"preferred_username", "email", "name"}) {
        if (QString name = claims.find(claim).toString(); !name.isEmpty())
            return name;
    }
    return {};
}

} // namespace

jose::Validation inspectIdToken(const jose::ParsedToken &token, const jose::KeySet &keys,
                                const IdTokenExpectations &expectations)
{
    const jose::KeySet fitting = keysFor(token, keys, expectations);
    jose::Validation validation = jose::inspect(token, fitting, generalExpectations(expectations));
    if (validation.signature.outcome != jose::SignatureOutcome::CouldNotCheck && isAmbiguous(token, fitting))
        makeAmbiguous(validation);
    const IdTokenChecks own(token, expectations);
    for (Check &check : validation.checks) {
        if (check.name == "form" && token.form() != jose::Form::Compact)
            check = jose::failedCheck("form", "OpenID Connect Core section 2",
                                      {ErrorCode::TokenFormInvalid, {}, u"an ID Token is a compact token"_s});
        else if (check.name == "iat")
            check = own.required(check, "iat");
        else if (check.name == "sub")
            check = own.required(check, "sub");
        else if (check.name == "typ")
            check = own.type(check);
        else if (check.name == "azp")
            check = own.party();
    }
    const auto what = [](const char *text) { return QCoreApplication::translate("OAuth", text); };
    validation.checks.push_back(
        own.hash("at_hash", what(QT_TRANSLATE_NOOP("OAuth", "access token")), expectations.accessToken));
    validation.checks.push_back(
        own.hash("c_hash", what(QT_TRANSLATE_NOOP("OAuth", "code")), expectations.code));
    validation.checks.push_back(own.authTime());
    validation.checks.push_back(own.acr());
    return validation;
}

Result<IdToken> validateIdToken(const Secret &token, const jose::KeySet &keys,
                                const IdTokenExpectations &expectations)
{
    auto parsed = jose::ParsedToken::parse(token.reveal().toByteArray());
    const jose::Validation validation = inspectIdToken(parsed, keys, expectations);
    if (!validation.accepted())
        return validation.firstError().value_or(Error{ErrorCode::SignatureNotChecked});
    const jose::KeySet fitting = keysFor(parsed, keys, expectations);
    Result<jose::VerifiedToken> verified =
        jose::verify(std::move(parsed), fitting, generalExpectations(expectations));
    if (!verified)
        return verified.error();
    const json::Value claims = verified->claims();
    return IdToken{.token = *verified,
                   .subject = claims.find("sub").toString(),
                   .name = nameIn(claims),
                   .authTime = authTimeOf(claims),
                   .sessionId = claims.find("sid").toString(),
                   .acr = claims.find("acr").toString()};
}

} // namespace claimcheck::oauth
