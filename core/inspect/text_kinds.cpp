#include "finder_scan.h"
#include "text.h"
#include "token_kinds.h"

#include "base/json.h"

#include <algorithm>
#include <string_view>

namespace claimcheck::inspect {

namespace {

bool areAll(QByteArrayView text, bool (*is)(char))
{
    return std::all_of(text.begin(), text.end(), is);
}

bool isHexDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isBase64Character(char c)
{
    const scan::CharClass kind = scan::classOf(c);
    return kind == scan::Sextet || kind == scan::Standard || kind == scan::Padding;
}

/// 8-4-4-4-12 hexadecimal digits (RFC 9562 section 4).
bool isUuid(QByteArrayView text)
{
    if (text.size() != 36)
        return false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isDash = i == 8 || i == 13 || i == 18 || i == 23;
        if (isDash ? text[i] != '-' : !isHexDigit(text[i]))
            return false;
    }
    return true;
}

bool isUrl(QByteArrayView text)
{
    const qsizetype colon = text.indexOf("://");
    return colon > 0 && colon < 16 &&
           areAll(text, [](char c) { return static_cast<unsigned char>(c) > ' '; });
}

QString pemName(QByteArrayView text)
{
    static constexpr std::pair<const char *, const char *> names[] = {
        {"-----BEGIN CERTIFICATE-----", QT_TRANSLATE_NOOP("Inspect", "The text is a PEM certificate.")},
        {"-----BEGIN CERTIFICATE REQUEST-----",
         QT_TRANSLATE_NOOP("Inspect", "The text is a PEM certificate request.")},
        {"-----BEGIN PUBLIC KEY-----", QT_TRANSLATE_NOOP("Inspect", "The text is a PEM public key.")},
        {"-----BEGIN RSA PUBLIC KEY-----", QT_TRANSLATE_NOOP("Inspect", "The text is a PEM public key.")},
        {"PRIVATE KEY-----",
         QT_TRANSLATE_NOOP("Inspect", "The text is a PEM private key: it should be kept secret.")},
    };
    for (const auto &[mark, sentence] : names) {
        if (text.contains(mark))
            return Text::tr(sentence);
    }
    return Text::tr("The text is PEM.");
}

QString jsonName(const json::Value &root)
{
    if (root.isArray())
        return Text::tr("The text is a JSON array.");
    if (root.find("keys").isArray())
        return Text::tr("The text is a JWK Set: keys that verify tokens.");
    if (root.find("kty").isString())
        return root.count("d") > 0 || root.count("k") > 0
                   ? Text::tr("The text is a JWK with a private or secret key: it should be kept secret.")
                   : Text::tr("The text is a JWK: a public key.");
    if (root.find("issuer").isString() && root.find("jwks_uri").isString())
        return Text::tr("The text is the discovery document of an issuer.");
    if (root.find("error").isString())
        return Text::tr("The text is an error answer in JSON.");
    if (root.count("active") > 0)
        return Text::tr("The text is the answer of token introspection.");
    const bool isTokenResponse = root.count("access_token") > 0 || root.count("id_token") > 0;
    if (isTokenResponse)
        return Text::tr("The text is a token response whose tokens are opaque.");
    if (root.count("alg") > 0 && root.count("iss") == 0)
        return Text::tr("The text is a JOSE Header that is decoded already. The token itself is needed.");
    if (root.count("iss") > 0 || (root.count("sub") > 0 && root.count("exp") > 0))
        return Text::tr("The text is a Claims Set that is decoded already. The token itself is needed.");
    return Text::tr("The text is a JSON document.");
}

/// What a single word with dots, or the base64url of JSON, lacks to be a compact token.
QString halfToken(QByteArrayView word)
{
    if (word.isEmpty() || !areAll(word, [](char c) { return isBase64Character(c) || c == '.'; }))
        return {};
    const auto dots = std::count(word.begin(), word.end(), '.');
    const bool hasHeader = scan::beginsHeader(word, 0);
    if (dots == 0 && hasHeader)
        return Text::tr("The text is base64url of JSON: one part of a token. The other parts are missing.");
    if (dots == 1 && hasHeader)
        return Text::tr("The text is half a token: the signature is missing.");
    const qsizetype second = word.indexOf('.') + 1;
    if (dots > 0 && !hasHeader && second < word.size() && scan::beginsHeader(word, second))
        return Text::tr("The text is a token without its header.");
    return {};
}

QString wordName(QByteArrayView word)
{
    constexpr qsizetype shortestSecret = 16;
    constexpr qsizetype shortestBase64 = 40;
    if (const QString half = halfToken(word); !half.isEmpty())
        return half;
    if (isUuid(word))
        return Text::tr("The text is a UUID.");
    if (isUrl(word))
        return Text::tr("The text is an address without a token in it.");
    const auto size = static_cast<int>(word.size());
    if (size >= shortestSecret && areAll(word, isHexDigit))
        return Text::tr("The text is hexadecimal with %n digits.", nullptr, size);
    if (size >= shortestBase64 && areAll(word, isBase64Character))
        return Text::tr("The text is base64 with %n characters.", nullptr, size);
    if (size >= shortestSecret)
        return Text::tr("The text is one word of %n characters: an opaque token or a secret.", nullptr, size);
    return Text::tr("The text is one word of %n characters.", nullptr, size);
}

QString binaryName(QByteArrayView text)
{
    if (const QString packed = packedName(text); !packed.isEmpty())
        return Text::tr("The content cannot be searched: %1.").arg(packed);
    if (text.first(std::min<qsizetype>(text.size(), 1024)).contains('\0'))
        return Text::tr("The content is binary.");
    return {};
}

QString nameOf(QByteArrayView text)
{
    if (text.isEmpty())
        return Text::tr("There is no text to look into.");
    if (const QString binary = binaryName(text); !binary.isEmpty())
        return binary;
    if (text.contains("-----BEGIN "))
        return pemName(text);
    if (text.startsWith('{') || text.startsWith('[')) {
        const auto document = json::Document::parse(text.toByteArray());
        return document ? jsonName(document->root())
                        : Text::tr("The text begins like JSON, and is not well-formed.");
    }
    if (text.startsWith('<'))
        return Text::tr("The text is HTML or XML.");
    if (areAll(text, [](char c) { return static_cast<unsigned char>(c) > ' '; }))
        return wordName(text);
    if (areAll(text, [](char c) { return isBase64Character(c) || scan::isLineEnd(c); }))
        return Text::tr("The text is base64 over several lines.");
    return Text::tr("The text has %n characters.", nullptr,
                    static_cast<int>(std::min<qsizetype>(text.size(), 2'000'000'000)));
}

} // namespace

QString packedName(QByteArrayView content)
{
    if (content.startsWith("\x1f\x8b"))
        return Text::tr("it is compressed with gzip; decompress it first");
    if (content.startsWith("\x28\xb5\x2f\xfd"))
        return Text::tr("it is compressed with Zstandard; decompress it first");
    if (content.startsWith("\xfd"
                           "7zXZ"))
        return Text::tr("it is compressed with xz; decompress it first");
    if (content.startsWith("BZh") && content.size() > 4 && content.sliced(4).startsWith("1AY&SY"))
        return Text::tr("it is compressed with bzip2; decompress it first");
    if (content.startsWith("PK\x03\x04") || content.startsWith("7z\xbc\xaf\x27\x1c"))
        return Text::tr("it is an archive; unpack it first");
    return {};
}

QString describeText(QByteArrayView text)
{
    return nameOf(text.trimmed());
}

} // namespace claimcheck::inspect
