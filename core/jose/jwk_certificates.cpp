#include "jwk_certificates.h"

#include "base/base64url.h"
#include "der.h"
#include "jwk_members.h"
#include "key_factory.h"

#include <QCoreApplication>

namespace claimcheck::jose {

namespace {

/// Longer chains are not looked at.
constexpr qsizetype maxChain = 32;

Error chainInvalid(const char *member, const char *detail)
{
    return keyInvalid(QCoreApplication::translate("Key", detail), QString::fromLatin1(member));
}

/// RFC 7517 section 4.7: base64 with its padding, in its one spelling.
QByteArray decodeExactly(const QByteArray &text)
{
    const auto decoded = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
    const QByteArray bytes = decoded ? *decoded : QByteArray();
    return bytes.toBase64() == text ? bytes : QByteArray();
}

Result<QByteArray> readCertificate(const json::Value &value)
{
    if (!value.isString())
        return memberTypeWrong("x5c");
    // Base64 is a third longer than what it stands for.
    if (value.raw().size() > maxDerSize / 3 * 4)
        return Error{ErrorCode::KeyTooLarge, QStringLiteral("x5c")};
    QByteArray der = decodeExactly(value.toUtf8());
    if (der.isEmpty())
        return chainInvalid("x5c", QT_TRANSLATE_NOOP("Key", "a certificate of its x5c is not base64"));
    if (!findDerKind("CERTIFICATE")->read(der))
        return chainInvalid("x5c",
                            QT_TRANSLATE_NOOP("Key", "its x5c holds something that is not a certificate"));
    return der;
}

struct Digest {
    const char *member;
    const char *name; // OpenSSL's
    int size;
};
constexpr Digest digests[] = {{"x5t", "SHA1", 20}, {"x5t#S256", "SHA256", 32}};

std::optional<Error> checkDigest(const json::Value &jwk, const Digest &digest, const QByteArray &der)
{
    const Result<QByteArray> text = optionalText(jwk, digest.member);
    if (!text)
        return text.error();
    if (!jwk.find(digest.member).isValid())
        return std::nullopt;
    QByteArray computed(digest.size, '\0');
    size_t size = 0;
    if (EVP_Q_digest(nullptr, digest.name, nullptr, der.constData(), static_cast<size_t>(der.size()),
                     octets(computed), &size) != 1)
        return cryptoError(digest.name);
    computed.truncate(static_cast<qsizetype>(size));
    if (*text != base64url::encode(computed))
        return chainInvalid(digest.member,
                            QT_TRANSLATE_NOOP("Key", "its x5t is not the digest of its certificate"));
    return std::nullopt;
}

} // namespace

std::optional<Error> checkCertificates(const json::Value &jwk, const Key &key)
{
    const json::Value chain = jwk.find("x5c");
    if (!chain.isValid())
        return std::nullopt;
    if (!chain.isArray())
        return memberTypeWrong("x5c");
    if (chain.size() == 0)
        return chainInvalid("x5c", QT_TRANSLATE_NOOP("Key", "its x5c is empty"));
    if (chain.size() > maxChain)
        return Error{ErrorCode::KeyTooLarge, QStringLiteral("x5c")};
    QByteArray first;
    for (const json::Value &value : chain.elements()) {
        const Result<QByteArray> der = readCertificate(value);
        if (!der)
            return der.error();
        if (first.isEmpty())
            first = *der;
    }
    const ErrorQueueGuard guard;
    const PkeyPtr certified = findDerKind("CERTIFICATE")->read(first);
    if (!certified || EVP_PKEY_eq(certified.get(), key.handle()) != 1)
        return chainInvalid("x5c",
                            QT_TRANSLATE_NOOP("Key", "the first certificate of its x5c is for another key"));
    for (const Digest &digest : digests) {
        if (const std::optional<Error> error = checkDigest(jwk, digest, first))
            return error;
    }
    return std::nullopt;
}

} // namespace claimcheck::jose
