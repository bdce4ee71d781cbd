#include "jwk_members.h"

#include "base/base64url.h"
#include "key_factory.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace claimcheck::jose {

namespace {

/// What RFC 7517 section 4.3 calls consistent: the operations of each use. Others are taken as they come.
struct Operation {
    const char *name;
    const char *use;
};

constexpr Operation operations[] = {
    {"sign", "sig"},    {"verify", "sig"},    {"encrypt", "enc"},   {"decrypt", "enc"},
    {"wrapKey", "enc"}, {"unwrapKey", "enc"}, {"deriveKey", "enc"}, {"deriveBits", "enc"},
};

bool contradicts(const QByteArray &use, const QByteArray &operation)
{
    const bool isKnownUse = use == "sig" || use == "enc";
    return isKnownUse && std::any_of(std::begin(operations), std::end(operations), [&](const Operation &row) {
               return operation == row.name && use != row.use;
           });
}

Error keyOpsInvalid(const char *why)
{
    return keyInvalid(QCoreApplication::translate("Key", why), QStringLiteral("key_ops"));
}

} // namespace

Error memberMissing(const char *member)
{
    return keyInvalid(
        QCoreApplication::translate("Key", "the member %1 is missing").arg(QLatin1String(member)),
        QLatin1String(member));
}

Error memberLengthWrong(const char *member)
{
    return keyInvalid(
        QCoreApplication::translate("Key", "the member %1 has the wrong length").arg(QLatin1String(member)),
        QLatin1String(member));
}

Error memberTypeWrong(const char *member)
{
    return {ErrorCode::JsonTypeMismatch, QLatin1String(member)};
}

Result<QByteArray> optionalText(const json::Value &jwk, const char *member)
{
    const json::Value value = jwk.find(member);
    if (!value.isValid())
        return QByteArray();
    if (!value.isString())
        return memberTypeWrong(member);
    return value.toUtf8();
}

Result<QByteArray> octetsMember(const json::Value &jwk, const char *member, qsizetype maxText)
{
    const json::Value value = jwk.find(member);
    if (!value.isValid())
        return memberMissing(member);
    if (!value.isString())
        return memberTypeWrong(member);
    // With its quotes.
    if (value.raw().size() > maxText + 2)
        return Error{ErrorCode::KeyTooLarge, QLatin1String(member)};
    QByteArray text = value.toUtf8();
    Result<QByteArray> bytes = base64url::decode(text);
    wipe(text);
    if (!bytes) {
        Error error = bytes.error();
        error.subject = QLatin1String(member);
        return error;
    }
    return bytes;
}

Result<KeyMetadata> readMetadata(const json::Value &jwk)
{
    KeyMetadata metadata;
    for (const auto &[member, field] :
         {std::pair{"kid", &metadata.kid}, {"alg", &metadata.alg}, {"use", &metadata.use}}) {
        Result<QByteArray> text = optionalText(jwk, member);
        if (!text)
            return text.error();
        *field = std::move(text).value();
    }
    const json::Value keyOps = jwk.find("key_ops");
    if (!keyOps.isValid())
        return metadata;
    if (!keyOps.isArray())
        return memberTypeWrong("key_ops");
    for (const json::Value &operation : keyOps.elements()) {
        if (!operation.isString())
            return memberTypeWrong("key_ops");
        metadata.keyOps.push_back(operation.toUtf8());
        if (contradicts(metadata.use, metadata.keyOps.back()))
            return keyOpsInvalid(QT_TRANSLATE_NOOP("Key", "use and key_ops contradict each other"));
    }
    // No value twice, and an empty list allows nothing.
    const std::set<QByteArray> distinct(metadata.keyOps.begin(), metadata.keyOps.end());
    if (distinct.empty() || distinct.size() != metadata.keyOps.size())
        return keyOpsInvalid(QT_TRANSLATE_NOOP("Key", "key_ops is empty or names an operation twice"));
    return metadata;
}

bool showsPrivateMember(const json::Value &jwk)
{
    static constexpr const char *names[] = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
    return std::any_of(std::begin(names), std::end(names),
                       [&jwk](const char *name) { return jwk.count(name) > 0; });
}

} // namespace claimcheck::jose
