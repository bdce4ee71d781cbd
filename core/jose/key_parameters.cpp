#include "key_parameters.h"

#include "base/base64url.h"
#include "key_import.h"

#include <QCoreApplication>

namespace claimcheck::jose {

namespace {

QString text(const char *sentence)
{
    return QCoreApplication::translate("Encryption", sentence);
}

Error missing(const char *name)
{
    return {ErrorCode::TokenFormInvalid, QLatin1String(name),
            text(QT_TRANSLATE_NOOP("Encryption", "its header has no %1")).arg(QLatin1String(name))};
}

Error badEphemeral(const QString &detail)
{
    return {ErrorCode::EphemeralKeyInvalid, QStringLiteral("epk"), detail};
}

/// RFC 7518 section 4.6.1.1: a JWK with public members only. Importing it checks that it is on its curve.
Result<Key> readEphemeral(const json::Value &jwk)
{
    if (!jwk.isObject())
        return badEphemeral(text(QT_TRANSLATE_NOOP("Encryption", "it is no JSON object")));
    if (jwk.count("d") > 0 || jwk.count("k") > 0)
        return badEphemeral(text(QT_TRANSLATE_NOOP("Encryption", "it holds private members")));
    // Before it is imported: checking an RSA key takes longer than all the rest, and there are many
    // recipients.
    if (!jwk.find("kty").equals("EC") && !jwk.find("kty").equals("OKP"))
        return badEphemeral(text(QT_TRANSLATE_NOOP("Encryption", "it is not on a curve")));
    Result<Key> key = importJwk(jwk);
    if (!key)
        return badEphemeral(key.error().detail.isEmpty() ? QString::fromUtf8(codeName(key.error().code))
                                                         : key.error().detail);
    return key;
}

Result<int> readIterations(const json::Value &value, int most)
{
    if (!value.isValid())
        return missing("p2c");
    if (!value.isNumber())
        return Error{ErrorCode::JsonTypeMismatch, QStringLiteral("p2c")};
    const std::optional<qint64> count = value.toInteger();
    if (!count || *count < 1 || *count > most)
        return Error{ErrorCode::IterationsOutOfRange, QStringLiteral("p2c"),
                     QString::fromUtf8(value.raw().first(std::min<qsizetype>(value.raw().size(), 20)))};
    return static_cast<int>(*count);
}

/// One parameter that is octets, and where it goes.
struct OctetsRow {
    KeyManagement family;
    const char *name;
    QByteArray KeyParameters::*field;
    enum class Need { Required, Optional } need;
};

constexpr OctetsRow octetsRows[] = {
    {KeyManagement::Agreement, "apu", &KeyParameters::partyU, OctetsRow::Need::Optional},
    {KeyManagement::Agreement, "apv", &KeyParameters::partyV, OctetsRow::Need::Optional},
    {KeyManagement::AgreementWrap, "apu", &KeyParameters::partyU, OctetsRow::Need::Optional},
    {KeyManagement::AgreementWrap, "apv", &KeyParameters::partyV, OctetsRow::Need::Optional},
    {KeyManagement::GcmKeyWrap, "iv", &KeyParameters::iv, OctetsRow::Need::Required},
    {KeyManagement::GcmKeyWrap, "tag", &KeyParameters::tag, OctetsRow::Need::Required},
    {KeyManagement::PasswordWrap, "p2s", &KeyParameters::salt, OctetsRow::Need::Required},
};

} // namespace

Result<QByteArray> octetsParameter(const json::Value &value, const char *name)
{
    if (!value.isValid())
        return QByteArray();
    if (!value.isString())
        return Error{ErrorCode::JsonTypeMismatch, QLatin1String(name)};
    Result<QByteArray> bytes = base64url::decode(value.toUtf8());
    if (bytes)
        return bytes;
    Error error = bytes.error();
    error.subject = QLatin1String(name);
    return error;
}

Result<KeyParameters> readKeyParameters(const KeyManagementAlgorithm &algorithm,
                                        const ParsedEncryption &token, size_t recipient, int maxIterations)
{
    KeyParameters parameters;
    for (const OctetsRow &row : octetsRows) {
        if (row.family != algorithm.family)
            continue;
        const json::Value value = token.parameter(row.name, recipient);
        if (!value.isValid() && row.need == OctetsRow::Need::Required)
            return missing(row.name);
        Result<QByteArray> bytes = octetsParameter(value, row.name);
        if (!bytes)
            return bytes.error();
        parameters.*row.field = std::move(*bytes);
    }
    if (algorithm.family == KeyManagement::Agreement || algorithm.family == KeyManagement::AgreementWrap) {
        const json::Value jwk = token.parameter("epk", recipient);
        if (!jwk.isValid())
            return missing("epk");
        Result<Key> ephemeral = readEphemeral(jwk);
        if (!ephemeral)
            return ephemeral.error();
        parameters.ephemeral = std::move(*ephemeral);
    }
    if (algorithm.family == KeyManagement::PasswordWrap) {
        if (parameters.salt.size() < minSaltSize)
            return Error{ErrorCode::TokenFormInvalid, QStringLiteral("p2s"),
                         text(QT_TRANSLATE_NOOP("Encryption", "its salt (p2s) has fewer than 8 octets"))};
        const Result<int> iterations = readIterations(token.parameter("p2c", recipient), maxIterations);
        if (!iterations)
            return iterations.error();
        parameters.iterations = *iterations;
    }
    return parameters;
}

} // namespace claimcheck::jose
