#include "jwk.h"

#include "curves.h"
#include "jwk_certificates.h"
#include "jwk_members.h"
#include "key_factory.h"
#include "key_import.h"
#include "key_lookalike.h"
#include "okp.h"

#include <openssl/core_names.h>

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::jose {

namespace {

constexpr qsizetype maxKeysInSet = 1000;
/// A third of a second, for RSA keys of up to 6,500 bits: whoever makes a token puts into it what he likes.
constexpr double carriedKeyBudget = 32;
/// More base64url characters than any number of a 16,384-bit key has: longer ones are refused unread.
constexpr qsizetype maxNumberText = KeyFactory::maxRsaBits / 6 + 16;

/// The parameters of `EVP_PKEY_fromdata`. The builder only points at what is pushed: it is kept until
/// `import`.
class Params {
public:
    void number(const char *name, QByteArrayView bytes)
    {
        m_numbers.push_back(bigNumber(bytes));
        m_good = m_good && m_numbers.back() &&
                 OSSL_PARAM_BLD_push_BN(m_builder.get(), name, m_numbers.back().get()) == 1;
    }
    void text(const char *name, const char *value)
    {
        m_good = m_good && OSSL_PARAM_BLD_push_utf8_string(m_builder.get(), name, value, 0) == 1;
    }
    void bytes(const char *name, const QByteArray &value)
    {
        m_good = m_good && OSSL_PARAM_BLD_push_octet_string(m_builder.get(), name, value.constData(),
                                                            static_cast<size_t>(value.size())) == 1;
    }

    Result<Key> import(const char *type, bool isPrivate, CheckBudget &budget)
    {
        const ErrorQueueGuard guard;
        const ParamsPtr params(m_good ? OSSL_PARAM_BLD_to_param(m_builder.get()) : nullptr);
        const PkeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
        EVP_PKEY *handle = nullptr;
        if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1)
            return cryptoError("key import");
        if (EVP_PKEY_fromdata(context.get(), &handle, isPrivate ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                              params.get()) != 1)
            return keyInvalid(QCoreApplication::translate("Key", "its numbers are not those of a key"));
        return KeyFactory::asymmetric(PkeyPtr(handle), isPrivate, {}, budget);
    }

private:
    ParamBuilderPtr m_builder{OSSL_PARAM_BLD_new()};
    std::vector<BigNumberPtr> m_numbers;
    bool m_good = m_builder != nullptr;
};

/// RFC 7518 section 6.4.
Result<Key> importOct(const json::Value &jwk, CheckBudget &)
{
    Result<QByteArray> bytes = octetsMember(jwk, "k", KeyFactory::maxSecretSize / 3 * 4 + 4);
    if (!bytes)
        return bytes.error();
    Secret secret{QByteArrayView(*bytes)};
    wipe(*bytes);
    return KeyFactory::secret(std::move(secret), {});
}

/// RFC 7518 section 6.3.
Result<Key> importRsa(const json::Value &jwk, CheckBudget &budget)
{
    struct Row {
        const char *member;
        const char *param;
    };
    static constexpr Row publicRows[] = {{"n", OSSL_PKEY_PARAM_RSA_N}, {"e", OSSL_PKEY_PARAM_RSA_E}};
    static constexpr Row factorRows[] = {{"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
                                         {"q", OSSL_PKEY_PARAM_RSA_FACTOR2},
                                         {"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
                                         {"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2},
                                         {"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1}};
    if (jwk.find("oth").isValid())
        return keyInvalid(QCoreApplication::translate("Key", "it has more than two primes"),
                          QStringLiteral("oth"));
    std::vector<Row> rows(std::begin(publicRows), std::end(publicRows));
    const bool isPrivate = jwk.find("d").isValid();
    const bool hasFactors = std::any_of(std::begin(factorRows), std::end(factorRows),
                                        [&jwk](const Row &row) { return jwk.find(row.member).isValid(); });
    if (isPrivate || hasFactors)
        rows.push_back({"d", OSSL_PKEY_PARAM_RSA_D});
    // Section 6.3.2: all of them or none.
    if (hasFactors)
        rows.insert(rows.end(), std::begin(factorRows), std::end(factorRows));
    Params params;
    for (const Row &row : rows) {
        Result<QByteArray> bytes = octetsMember(jwk, row.member, maxNumberText);
        if (!bytes)
            return bytes.error();
        if (bytes->size() > KeyFactory::maxRsaBits / 8 + 1)
            return Error{ErrorCode::KeyTooLarge, QLatin1String(row.member)};
        params.number(row.param, *bytes);
        wipe(*bytes);
    }
    return params.import("RSA", isPrivate, budget);
}

/// RFC 7518 section 6.2.
Result<Key> importEc(const json::Value &jwk, CheckBudget &budget)
{
    const Result<QByteArray> name = optionalText(jwk, "crv");
    if (!name)
        return name.error();
    const Curve *curve = findCurve(*name);
    if (!curve)
        return name->isEmpty() ? memberMissing("crv")
                               : keyInvalid(QCoreApplication::translate(
                                                "Key", "its curve is not P-256, P-384, P-521 or secp256k1"),
                                            QStringLiteral("crv"));
    // Uncompressed (SEC 1 section 2.3.3), and of exact length: OpenSSL would import infinity and other forms
    // as well.
    QByteArray point(1, '\x04');
    for (const char *member : {"x", "y"}) {
        const Result<QByteArray> coordinate = octetsMember(jwk, member, maxNumberText);
        if (!coordinate)
            return coordinate.error();
        if (coordinate->size() != curve->size)
            return memberLengthWrong(member);
        point += *coordinate;
    }
    Params params;
    params.text(OSSL_PKEY_PARAM_GROUP_NAME, curve->group);
    params.bytes(OSSL_PKEY_PARAM_PUB_KEY, point);
    const bool isPrivate = jwk.find("d").isValid();
    if (isPrivate) {
        Result<QByteArray> scalar = octetsMember(jwk, "d", maxNumberText);
        if (!scalar)
            return scalar.error();
        if (scalar->size() != curve->size)
            return memberLengthWrong("d");
        const bool inRange = isScalar(*curve, *scalar);
        params.number(OSSL_PKEY_PARAM_PRIV_KEY, *scalar);
        wipe(*scalar);
        if (!inRange)
            return keyInvalid(
                QCoreApplication::translate("Key", "the member d is not in the range of its curve"),
                QStringLiteral("d"));
    }
    return params.import("EC", isPrivate, budget);
}

/// RFC 8037 section 2.
Result<Key> importOkp(const json::Value &jwk, CheckBudget &budget)
{
    const Result<QByteArray> name = optionalText(jwk, "crv");
    if (!name)
        return name.error();
    const OkpCurve *curve = findOkpCurve(*name);
    if (!curve)
        return name->isEmpty() ? memberMissing("crv")
                               : keyInvalid(QCoreApplication::translate(
                                                "Key", "its curve is not Ed25519, Ed448, X25519 or X448"),
                                            QStringLiteral("crv"));
    const Result<QByteArray> point = octetsMember(jwk, "x", maxNumberText);
    if (!point)
        return point.error();
    if (point->size() != curve->size)
        return memberLengthWrong("x");
    Params params;
    params.bytes(OSSL_PKEY_PARAM_PUB_KEY, *point);
    const bool isPrivate = jwk.find("d").isValid();
    Result<QByteArray> seed = QByteArray();
    if (isPrivate) {
        seed = octetsMember(jwk, "d", maxNumberText);
        if (!seed)
            return seed.error();
        if (seed->size() != curve->size)
            return memberLengthWrong("d");
        params.bytes(OSSL_PKEY_PARAM_PRIV_KEY, *seed);
    }
    Result<Key> key = params.import(curve->type, isPrivate, budget);
    wipe(*seed);
    return key;
}

struct TypeRow {
    const char *name;
    Result<Key> (*import)(const json::Value &jwk, CheckBudget &budget);
};

constexpr TypeRow types[] = {{"oct", importOct}, {"RSA", importRsa}, {"EC", importEc}, {"OKP", importOkp}};

Result<Key> importChecked(const json::Value &jwk, CheckBudget &budget)
{
    if (!jwk.isObject())
        return Error{ErrorCode::JsonNotObject, QStringLiteral("JWK")};
    // Readers disagree on which of two members counts: one may check the key that another one uses.
    if (const std::optional<json::Member> repeated = json::firstDuplicate(jwk))
        return Error{ErrorCode::JsonDuplicateName, repeated->name.toString()};
    const Result<QByteArray> type = optionalText(jwk, "kty");
    if (!type)
        return type.error();
    if (type->isEmpty())
        return memberMissing("kty");
    Result<KeyMetadata> metadata = readMetadata(jwk);
    if (!metadata)
        return metadata.error();
    const auto *const row = std::find_if(std::begin(types), std::end(types),
                                         [&type](const TypeRow &known) { return *type == known.name; });
    if (row == std::end(types))
        return keyInvalid(QCoreApplication::translate("Key", "keys of this type cannot be used"),
                          QStringLiteral("kty"));
    Result<Key> key = row->import(jwk, budget);
    if (!key)
        return key.error();
    if (const std::optional<Error> error = checkCertificates(jwk, *key))
        return *error;
    return key->withMetadata(std::move(metadata).value());
}

QString nameInSet(const json::Value &jwk, qsizetype index)
{
    const QByteArray kid = jwk.isObject() ? jwk.find("kid").toUtf8() : QByteArray();
    return kid.isEmpty() ? QString::number(index) : QString::fromUtf8(kid);
}

} // namespace

Result<Key> importJwk(const json::Value &jwk)
{
    CheckBudget budget{carriedKeyBudget};
    return importChecked(jwk, budget);
}

Result<KeySet> importJwkOrSet(const json::Value &root, const QString &subject)
{
    KeySet set;
    CheckBudget budget;
    if (root.count("keys") == 0) {
        if (root.count("kty") == 0)
            return Error{ErrorCode::KeyFormatUnknown, subject, describeLookalike(root.raw())};
        Result<Key> key = importChecked(root, budget);
        if (!key)
            return key.error();
        if (key->isPrivate())
            set.exposed.push_back(nameInSet(root, 0));
        set.keys.push_back(std::move(key).value());
        return set;
    }
    const json::Value keys = root.find("keys");
    if (!keys.isValid())
        return Error{ErrorCode::JsonDuplicateName, QStringLiteral("keys")};
    if (!keys.isArray())
        return memberTypeWrong("keys");
    if (keys.size() > maxKeysInSet)
        return Error{ErrorCode::KeyTooLarge, subject};
    qsizetype index = 0;
    for (const json::Value &jwk : keys.elements()) {
        const QString name = nameInSet(jwk, index++);
        if (showsPrivateMember(jwk))
            set.exposed.push_back(name);
        Result<Key> key = importChecked(jwk, budget);
        if (key) {
            set.keys.push_back(std::move(key).value());
        } else {
            Error error = key.error();
            error.subject = name;
            set.rejected.push_back(std::move(error));
        }
    }
    return set;
}

} // namespace claimcheck::jose
