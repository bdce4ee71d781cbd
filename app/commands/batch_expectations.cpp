#include "batch_expectations.h"

#include "claim_expectations.h"
#include "jose/claims.h"

#include <QCoreApplication>

namespace claimcheck::app {

using namespace Qt::StringLiterals;
using jose::Expectations;

namespace {

constexpr Field verifyFields[] = {
    {"id", FieldKind::Any},
    {"token", FieldKind::TextOrObject},
    {"jwk", FieldKind::Object},
    {"jwks", FieldKind::Object},
    {"pem", FieldKind::Text},
    {"secret", FieldKind::Text},
    {"algorithms", FieldKind::Texts},
    {"iss", FieldKind::Text},
    {"aud", FieldKind::Text},
    {"typ", FieldKind::Text},
    {"sub", FieldKind::Text},
    {"nonce", FieldKind::Text},
    {"ignore", FieldKind::Texts},
    {"allowMissingExp", FieldKind::Switch},
    {"allowWeakKey", FieldKind::Switch},
    {"at", FieldKind::Number},
    {"leeway", FieldKind::Number},
    {"maxAge", FieldKind::Number},
    {"signatureOnly", FieldKind::Switch},
    {"detachedPayload", FieldKind::Text},
    {"dpop", FieldKind::Object},
    {"sdJwt", FieldKind::Object},
};

constexpr Field dpopFields[] = {
    {"htm", FieldKind::Text},   {"htu", FieldKind::Text}, {"accessToken", FieldKind::Text},
    {"nonce", FieldKind::Text}, {"jkt", FieldKind::Text},
};

constexpr Field sdJwtFields[] = {
    {"requireKeyBinding", FieldKind::Switch},
    {"aud", FieldKind::Text},
    {"nonce", FieldKind::Text},
};

constexpr qint64 mostSeconds = 1'000'000'000;

std::optional<QByteArray> optionalText(const json::Value &object, const char *name)
{
    const json::Value value = object.find(name);
    return value.isValid() ? std::optional(value.toUtf8()) : std::nullopt;
}

/// A whole number of seconds from 0 to `most`; nothing when the member is absent.
Result<std::optional<std::chrono::seconds>> readSeconds(const json::Value &line, const char *name,
                                                        qint64 most)
{
    const json::Value value = line.find(name);
    if (!value.isValid())
        return std::optional<std::chrono::seconds>();
    const std::optional<qint64> seconds = value.toInteger();
    if (!seconds || *seconds < 0 || *seconds > most)
        return fieldInvalid(QLatin1String(name),
                            QCoreApplication::translate("Batch", "it must be a whole number from 0 to %1")
                                .arg(QString::number(most)));
    return std::optional(std::chrono::seconds(*seconds));
}

Result<Done> readIgnored(Expectations &expectations, const json::Value &line)
{
    for (const QByteArray &name : texts(line, "ignore")) {
        switch (ignoreClaim(expectations, name)) {
        case IgnoreOutcome::Ignored:
            break;
        case IgnoreOutcome::Contradicts:
            return fieldInvalid(u"ignore"_s, QCoreApplication::translate(
                                                 "Batch", "a value is expected of what is to be ignored"));
        case IgnoreOutcome::Unknown:
            return fieldInvalid(u"ignore"_s,
                                QCoreApplication::translate("Batch", "it names no check that is known"));
        }
    }
    return Done{};
}

} // namespace

Result<Done> checkVerifyLine(const json::Value &line)
{
    if (const auto checked = checkFields(line, verifyFields); !checked)
        return checked;
    if (!line.find("token").isValid())
        return fieldInvalid(u"token"_s, QCoreApplication::translate("Batch", "it is missing"));
    const json::Value dpop = line.find("dpop");
    const json::Value sdJwt = line.find("sdJwt");
    if (dpop.isValid() && sdJwt.isValid())
        return fieldInvalid(u"dpop"_s,
                            QCoreApplication::translate("Batch", "a token is either a proof or an SD-JWT"));
    if (line.find("detachedPayload").isValid() && (dpop.isValid() || sdJwt.isValid()))
        return fieldInvalid(u"detachedPayload"_s,
                            QCoreApplication::translate("Batch", "only a JWS can be without its payload"));
    if (const auto checked = checkFields(dpop, dpopFields, u"dpop."_s); !checked)
        return checked;
    return checkFields(sdJwt, sdJwtFields, u"sdJwt."_s);
}

Result<Expectations> readExpectations(const json::Value &line)
{
    Expectations expectations;
    expectations.at = SystemClock().now();
    if (const json::Value at = line.find("at"); at.isValid()) {
        const auto time = jose::numericDate(at, u"at"_s);
        if (!time)
            return fieldInvalid(u"at"_s, QCoreApplication::translate("Batch", "it is no moment"));
        expectations.at = *time;
    }
    const auto leeway = readSeconds(line, "leeway", 600);
    if (!leeway)
        return leeway.error();
    expectations.leeway = leeway->value_or(std::chrono::seconds(0));
    const auto maxAge = readSeconds(line, "maxAge", mostSeconds);
    if (!maxAge)
        return maxAge.error();
    if (*maxAge)
        expectations.maxAge = **maxAge;
    auto algorithms = algorithmNames(line);
    if (!algorithms)
        return algorithms.error();
    expectations.algorithms = std::move(*algorithms);
    for (const ClaimExpectation &row : claimExpectations) {
        if (auto text = optionalText(line, row.name))
            expectations.*(row.field) = std::move(*text);
    }
    if (const auto ignored = readIgnored(expectations, line); !ignored)
        return ignored.error();
    if (isTrue(line, "allowMissingExp") && expectations.expiration == Expectations::Expiration::Required)
        expectations.expiration = Expectations::Expiration::Optional;
    if (isTrue(line, "allowWeakKey"))
        expectations.weakKey = Expectations::WeakKey::Allowed;
    return expectations;
}

jose::KeyBindingExpectations readKeyBinding(const json::Value &line)
{
    const json::Value object = line.find("sdJwt");
    jose::KeyBindingExpectations expectations;
    expectations.required = isTrue(object, "requireKeyBinding");
    if (auto audience = optionalText(object, "aud"))
        expectations.audience = std::move(*audience);
    if (auto nonce = optionalText(object, "nonce"))
        expectations.nonce = std::move(*nonce);
    return expectations;
}

Result<jose::DpopExpectations> readDpop(const json::Value &line, const Expectations &expectations)
{
    const json::Value object = line.find("dpop");
    for (const char *name : {"htm", "htu"}) {
        if (!object.find(name).isValid())
            return fieldInvalid(u"dpop."_s + QLatin1String(name),
                                QCoreApplication::translate("Batch", "it is missing"));
    }
    jose::DpopExpectations wanted;
    wanted.request.method = object.find("htm").toUtf8();
    wanted.request.uri = object.find("htu").toUtf8();
    wanted.request.accessToken = optionalText(object, "accessToken");
    wanted.request.nonce = optionalText(object, "nonce");
    wanted.thumbprint = optionalText(object, "jkt");
    if (!wanted.request.nonce)
        wanted.request.nonce = optionalText(line, "nonce");
    wanted.at = expectations.at;
    const auto maxAge = readSeconds(line, "maxAge", mostSeconds);
    if (!maxAge)
        return maxAge.error();
    wanted.maxAge = maxAge->value_or(wanted.maxAge);
    wanted.algorithms = expectations.algorithms;
    wanted.weakKey = expectations.weakKey;
    return wanted;
}

} // namespace claimcheck::app
