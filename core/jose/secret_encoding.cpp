#include "secret_encoding.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::jose {

namespace {

struct EncodingRow {
    SecretEncoding encoding;
    const char *name;
};

constexpr EncodingRow encodings[] = {{SecretEncoding::Text, "text"},
                                     {SecretEncoding::Base64, "base64"},
                                     {SecretEncoding::Base64url, "base64url"},
                                     {SecretEncoding::Hex, "hex"}};

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
        if (high < 0 || low < 0) {
            wipe(bytes);
            return std::nullopt;
        }
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

/// One alphabet; padding may be there or not, but not wrong; unused bits are zero.
std::optional<QByteArray> decodeBase64(QByteArrayView text, QByteArray::Base64Options alphabet)
{
    const auto decoded = QByteArray::fromBase64Encoding(QByteArray::fromRawData(text.data(), text.size()),
                                                        alphabet | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return std::nullopt;
    QByteArray bytes = *decoded;
    QByteArray padded = bytes.toBase64(alphabet);
    QByteArray bare = bytes.toBase64(alphabet | QByteArray::OmitTrailingEquals);
    const bool isExact = text == padded || text == bare;
    wipe(padded);
    wipe(bare);
    return isExact ? std::optional(bytes) : std::nullopt;
}

std::optional<QByteArray> decoded(QByteArrayView text, SecretEncoding encoding)
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

bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isBase64Character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
           c == '/' || c == '-' || c == '_';
}

/// Why the text is not in its encoding; the first row that fits is told.
struct NearMiss {
    SecretEncoding encoding;
    const char *detail;
    bool (*fits)(QByteArrayView text);
};

using Text = QByteArrayView;

QByteArrayView withoutPadding(Text text)
{
    while (text.endsWith('='))
        text.chop(1);
    return text;
}

bool isSpaced(Text text)
{
    return std::any_of(text.begin(), text.end(), isSpace);
}

bool hasStandardSigns(Text text)
{
    return text.contains('+') || text.contains('/');
}

bool hasUrlSigns(Text text)
{
    return text.contains('-') || text.contains('_');
}

bool isForeignToBase64(Text text)
{
    const Text digits = withoutPadding(text);
    return !std::all_of(digits.begin(), digits.end(), isBase64Character);
}

bool isOneTooLong(Text text)
{
    return withoutPadding(text).size() % 4 == 1;
}

bool isBadlyPadded(Text text)
{
    return text.endsWith('=') && text.size() % 4 != 0;
}

bool always(Text)
{
    return true;
}

constexpr char hasWhiteSpace[] = QT_TRANSLATE_NOOP("Key", "it has white space in it");
constexpr char hasForeign[] = QT_TRANSLATE_NOOP("Key", "it has characters that do not belong there");
constexpr char mixes[] = QT_TRANSLATE_NOOP("Key", "it mixes the alphabets of base64 and base64url");
constexpr char cutOff[] = QT_TRANSLATE_NOOP("Key", "a character is missing, or there is one too many");
constexpr char padding[] = QT_TRANSLATE_NOOP("Key", "its padding (=) is wrong");
constexpr char unusedBits[] = QT_TRANSLATE_NOOP(
    "Key", "its last character holds bits that stand for nothing: it was changed or cut off");

constexpr NearMiss nearMisses[] = {
    {SecretEncoding::Base64, hasWhiteSpace, isSpaced},
    {SecretEncoding::Base64, hasForeign, isForeignToBase64},
    {SecretEncoding::Base64, mixes, [](Text text) { return hasUrlSigns(text) && hasStandardSigns(text); }},
    {SecretEncoding::Base64, QT_TRANSLATE_NOOP("Key", "it is base64url, with - or _"), hasUrlSigns},
    {SecretEncoding::Base64, cutOff, isOneTooLong},
    {SecretEncoding::Base64, padding, isBadlyPadded},
    {SecretEncoding::Base64, unusedBits, always},
    {SecretEncoding::Base64url, hasWhiteSpace, isSpaced},
    {SecretEncoding::Base64url, hasForeign, isForeignToBase64},
    {SecretEncoding::Base64url, mixes, [](Text text) { return hasUrlSigns(text) && hasStandardSigns(text); }},
    {SecretEncoding::Base64url, QT_TRANSLATE_NOOP("Key", "it is base64, with + or /"), hasStandardSigns},
    {SecretEncoding::Base64url, cutOff, isOneTooLong},
    {SecretEncoding::Base64url, padding, isBadlyPadded},
    {SecretEncoding::Base64url, unusedBits, always},
    {SecretEncoding::Hex, hasWhiteSpace, isSpaced},
    {SecretEncoding::Hex, QT_TRANSLATE_NOOP("Key", "it starts with 0x, which is not part of it"),
     [](Text text) { return text.startsWith("0x") || text.startsWith("0X"); }},
    {SecretEncoding::Hex, QT_TRANSLATE_NOOP("Key", "its digits are separated"),
     [](Text text) { return text.contains(':') || text.contains('-'); }},
    {SecretEncoding::Hex, QT_TRANSLATE_NOOP("Key", "it has characters that are no hex digits"),
     [](Text text) { return std::any_of(text.begin(), text.end(), [](char c) { return hexDigit(c) < 0; }); }},
    {SecretEncoding::Hex, QT_TRANSLATE_NOOP("Key", "it has an odd number of digits"), always},
};

Error encodingInvalid(QByteArrayView text, SecretEncoding encoding)
{
    const auto *const row =
        std::find_if(std::begin(nearMisses), std::end(nearMisses), [&](const NearMiss &miss) {
            return miss.encoding == encoding && miss.fits(text.trimmed());
        });
    return {ErrorCode::SecretEncodingInvalid, QString::fromLatin1(secretEncodingName(encoding)),
            row == std::end(nearMisses) ? QString() : QCoreApplication::translate("Key", row->detail)};
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

QByteArray secretEncodingName(SecretEncoding encoding)
{
    return encodings[static_cast<int>(encoding)].name;
}

Result<Secret> decodeSecret(const Secret &text, SecretEncoding encoding)
{
    std::optional<QByteArray> bytes = decoded(text.reveal(), encoding);
    if (!bytes)
        return encodingInvalid(text.reveal(), encoding);
    Secret secret{QByteArrayView(*bytes)};
    wipe(*bytes);
    return secret;
}

} // namespace claimcheck::jose
