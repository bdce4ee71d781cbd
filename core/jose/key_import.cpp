#include "key_import.h"

#include "block_import.h"
#include "der.h"
#include "jwk.h"
#include "key_factory.h"
#include "key_lookalike.h"
#include "pem.h"

#include <QCoreApplication>

namespace claimcheck::jose {

namespace {

constexpr qsizetype maxKeyTextSize = 4 * 1024 * 1024;

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/// Strict, where Qt's reader skips what it does not know.
std::optional<QByteArray> decodeHex(QByteArrayView text)
{
    if (text.size() % 2)
        return std::nullopt;
    QByteArray bytes;
    bytes.reserve(text.size() / 2);
    for (qsizetype i = 0; i < text.size(); i += 2) {
        const int high = hexDigit(text[i]);
        const int low = hexDigit(text[i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

/// One alphabet; padding may be there or not, but not wrong; unused bits are zero.
std::optional<QByteArray> decodeBase64(QByteArrayView text, QByteArray::Base64Options alphabet)
{
    const auto decoded = QByteArray::fromBase64Encoding(text.toByteArray(),
                                                        alphabet | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return std::nullopt;
    QByteArray padded = (*decoded).toBase64(alphabet);
    QByteArray bare = (*decoded).toBase64(alphabet | QByteArray::OmitTrailingEquals);
    const bool isExact = text == padded || text == bare;
    wipe(padded);
    wipe(bare);
    return isExact ? std::optional(*decoded) : std::nullopt;
}

struct EncodingRow {
    SecretEncoding encoding;
    const char *name;
};

constexpr EncodingRow encodings[] = {{SecretEncoding::Text, "text"},
                                     {SecretEncoding::Base64, "base64"},
                                     {SecretEncoding::Base64url, "base64url"},
                                     {SecretEncoding::Hex, "hex"}};

std::optional<QByteArray> decodeSecret(QByteArrayView text, SecretEncoding encoding)
{
    switch (encoding) {
    case SecretEncoding::Text:
        return text.toByteArray();
    case SecretEncoding::Base64:
        return decodeBase64(text.trimmed(), QByteArray::Base64Encoding);
    case SecretEncoding::Base64url:
        return decodeBase64(text.trimmed(), QByteArray::Base64UrlEncoding);
    case SecretEncoding::Hex:
        break;
    }
    return decodeHex(text.trimmed());
}

} // namespace

std::optional<SecretEncoding> secretEncodingFromName(QByteArrayView name)
{
    for (const EncodingRow &row : encodings) {
        if (name == row.name)
            return row.encoding;
    }
    return std::nullopt;
}

Result<KeySet> importKeys(const QByteArray &text, const QString &subject, const Secret *password)
{
    if (text.size() > maxKeyTextSize)
        return Error{ErrorCode::KeyTooLarge, subject};
    // Before anything is trimmed: the last octet of DER may be a line end.
    if (isDerSequence(text))
        return importDer(text, subject, password);
    // A JSON string or object may hold the letters of a PEM (x5c does not), a PEM holds no brace at its
    // start.
    const QByteArray trimmed = (text.startsWith("\xEF\xBB\xBF") ? text.mid(3) : text).trimmed();
    if (trimmed.startsWith('{')) {
        const Result<json::Document> document = json::Document::parse(trimmed);
        if (!document) {
            Error error = document.error();
            error.subject = subject;
            return error;
        }
        return importJwkOrSet(document->root(), subject);
    }
    if (looksLikePem(trimmed))
        return importPem(trimmed, subject, password);
    return Error{ErrorCode::KeyFormatUnknown, subject, describeLookalike(text)};
}

Result<KeySet> importSecret(const Secret &text, SecretEncoding encoding)
{
    // A public key stays one, whichever way it was meant to be read.
    if (looksLikePublicKey(text.reveal()))
        return Error{ErrorCode::PublicKeyAsSecret};
    std::optional<QByteArray> bytes = decodeSecret(text.reveal(), encoding);
    if (!bytes)
        return Error{ErrorCode::SecretEncodingInvalid,
                     QLatin1String(encodings[static_cast<int>(encoding)].name)};
    Secret secret{QByteArrayView(*bytes)};
    wipe(*bytes);
    Result<Key> key = KeyFactory::secret(std::move(secret), {});
    if (!key)
        return key.error();
    KeySet set;
    set.keys.push_back(std::move(key).value());
    return set;
}

} // namespace claimcheck::jose
