#include "token_kinds.h"

#include "base/base64url.h"
#include "token_shapes.h"

#include <algorithm>

namespace claimcheck::inspect {

namespace {

using shapes::Set;
using shapes::Shape;

/// How many characters of a set stand at `at`, counted up to `most`.
qsizetype runLength(QByteArrayView text, qsizetype at, Set set, qsizetype most)
{
    qsizetype length = 0;
    while (length < most && at + length < text.size() && shapes::isIn(set, text[at + length]))
        ++length;
    return length;
}

bool endsAsWord(QByteArrayView text, qsizetype at)
{
    return at >= text.size() || !shapes::isIn(Set::Word, text[at]);
}

/// The whole length of `shape` at `at`, or 0.
qsizetype lengthOf(const Shape &shape, QByteArrayView text, qsizetype at)
{
    const QByteArrayView rest = text.sliced(at);
    if (!rest.startsWith(shape.prefix))
        return 0;
    qsizetype length = QByteArrayView(shape.prefix).size();
    for (const shapes::Run &run : shape.runs) {
        if (run.most == 0)
            break;
        const qsizetype count = runLength(rest, length, run.set, run.most);
        if (count < run.least)
            return 0;
        length += count;
    }
    const bool whole = endsAsWord(rest, length);
    return whole && (!shape.holds || rest.first(length).contains(shape.holds)) ? length : 0;
}

/// PASETO (paseto-standard): v1 to v4, local or public, payload, and a footer that may be absent.
std::optional<NamedShape> pasetoAt(QByteArrayView text, qsizetype at)
{
    constexpr qsizetype longest = 64 * 1024;
    constexpr qsizetype shortestPayload = 54; // v2.local: a nonce of 24 octets and a tag of 16
    const QByteArrayView rest = text.sliced(at);
    if (rest.size() < 3 || rest[0] != 'v' || rest[1] < '1' || rest[1] > '4' || rest[2] != '.')
        return std::nullopt;
    qsizetype length = 3;
    for (const QByteArrayView purpose : {QByteArrayView("local."), QByteArrayView("public.")}) {
        if (rest.sliced(3).startsWith(purpose))
            length += purpose.size();
    }
    if (length == 3)
        return std::nullopt;
    const qsizetype nameLength = length - 1;
    const qsizetype payload = runLength(rest, length, Set::Word, longest);
    if (payload < shortestPayload || payload == longest)
        return std::nullopt;
    length += payload;
    if (length + 1 < rest.size() && rest[length] == '.') {
        if (const qsizetype footer = runLength(rest, length + 1, Set::Word, longest); footer > 1)
            length += 1 + footer;
    }
    if (!endsAsWord(rest, length))
        return std::nullopt;
    return NamedShape{TokenKind::Paseto,
                      QStringLiteral("PASETO ") + QString::fromLatin1(rest.first(nameLength)), length};
}

/// Fernet (its specification): 0x80, a time of eight octets, an IV of 16, ciphertext in blocks of 16, an HMAC
/// of 32.
std::optional<NamedShape> fernetAt(QByteArrayView text, qsizetype at)
{
    constexpr qsizetype longest = 64 * 1024;
    constexpr qsizetype fixed = 1 + 8 + 16 + 32;
    const QByteArrayView rest = text.sliced(at);
    if (!rest.startsWith("gAAAAA"))
        return std::nullopt;
    const qsizetype characters = runLength(rest, 0, Set::Word, longest);
    const qsizetype octets = characters * 3 / 4;
    if (characters == longest || characters % 4 == 1 || octets < fixed + 16 || (octets - fixed) % 16 != 0)
        return std::nullopt;
    qsizetype length = characters;
    while (length < rest.size() && rest[length] == '=' && length % 4 != 0)
        ++length;
    return NamedShape{TokenKind::Fernet, QStringLiteral("Fernet token"), length};
}

/// Base64 of either alphabet, with or without padding, and nothing else.
bool isBase64(QByteArrayView word)
{
    while (word.endsWith('='))
        word.chop(1);
    return !word.isEmpty() && std::all_of(word.begin(), word.end(), [](char c) {
        return shapes::isIn(Set::Word, c) || c == '+' || c == '/';
    });
}

bool isSamlXml(QByteArrayView xml)
{
    constexpr qsizetype looked = 2048;
    const QByteArrayView head = xml.first(std::min(xml.size(), looked)).trimmed();
    if (!head.startsWith('<'))
        return false;
    return head.contains("urn:oasis:names:tc:SAML:2.0:") || head.contains("urn:oasis:names:tc:SAML:1.0:") ||
           head.contains("urn:oasis:names:tc:SAML:1.1:");
}

QString samlName(QByteArrayView xml)
{
    const QByteArrayView head = xml.first(std::min<qsizetype>(xml.size(), 512));
    if (head.contains("Response"))
        return QStringLiteral("SAML response");
    return head.contains("AuthnRequest") ? QStringLiteral("SAML request") : QStringLiteral("SAML assertion");
}

std::optional<NamedShape> samlOf(QByteArrayView word, QByteArrayView label)
{
    if (isSamlXml(word))
        return NamedShape{TokenKind::Saml, samlName(word), word.size()};
    if (!isBase64(word))
        return std::nullopt;
    constexpr qsizetype looked = 4096; // a multiple of four
    const QByteArray xml = base64url::decodeLeniently(word.first(std::min(word.size(), looked))).bytes;
    if (isSamlXml(xml))
        return NamedShape{TokenKind::Saml, samlName(xml), word.size()};
    // The redirect binding compresses it (SAML 2.0 bindings, section 3.4.4.1): its parameter names it.
    constexpr qsizetype shortest = 100;
    if (word.size() >= shortest && label == "SAMLResponse")
        return NamedShape{TokenKind::Saml, QStringLiteral("SAML response"), word.size()};
    if (word.size() >= shortest && label == "SAMLRequest")
        return NamedShape{TokenKind::Saml, QStringLiteral("SAML request"), word.size()};
    return std::nullopt;
}

/// Version 1 is packets of text ("0021location …"), version 2 begins with 2 and a field's type.
bool isMacaroon(QByteArrayView word)
{
    constexpr qsizetype shortest = 60;
    if (word.size() < shortest || !isBase64(word))
        return false;
    const QByteArray bytes = base64url::decodeLeniently(word).bytes;
    const QByteArrayView named = QByteArrayView(bytes).sliced(std::min<qsizetype>(4, bytes.size()));
    if (bytes.startsWith("00"))
        return named.startsWith("location ") || named.startsWith("identifier ");
    // Version, then location (1) or identifier (2); the signature (6) has 32 octets and ends it.
    return bytes.size() > 40 && bytes[0] == 2 && (bytes[1] == 1 || bytes[1] == 2) &&
           bytes[bytes.size() - 34] == 6 && bytes[bytes.size() - 33] == 32;
}

/// Keys without a prefix of their own, so only for whole words.
std::optional<NamedShape> unprefixed(QByteArrayView word, QByteArrayView label)
{
    const auto areAll = [](QByteArrayView part, Set set) {
        return std::all_of(part.begin(), part.end(), [set](char c) { return shapes::isIn(set, c); });
    };
    const auto key = [&word](const char *name) {
        return NamedShape{TokenKind::ApiKey, QString::fromLatin1(name), word.size()};
    };
    if (word.size() == 34 && word.startsWith("SK") && areAll(word.sliced(2), Set::LowerHex))
        return key("Twilio API key");
    if (word.size() >= 37 && word.size() <= 40 && word.sliced(4, 2) == "Q~" &&
        areAll(word.first(3), Set::Word) && areAll(word.sliced(3, 1), Set::Digit))
        return key("Microsoft Entra client secret");
    if (word.size() == 88 && word.endsWith("==") && label.compare("AccountKey", Qt::CaseInsensitive) == 0)
        return key("Azure storage account key");
    return std::nullopt;
}

} // namespace

QByteArray tokenKindName(TokenKind kind)
{
    static constexpr const char *names[] = {"jws-compact", "jws-json", "jwe-compact", "jwe-json",
                                            "sd-jwt",      "paseto",   "fernet",      "saml",
                                            "macaroon",    "api-key",  "opaque"};
    return names[static_cast<size_t>(kind)];
}

std::optional<NamedShape> shapeAt(QByteArrayView text, qsizetype at)
{
    if (at >= text.size())
        return std::nullopt;
    for (const Shape &shape : shapes::all()) {
        if (shape.prefix[0] != text[at])
            continue;
        if (const qsizetype length = lengthOf(shape, text, at))
            return NamedShape{TokenKind::ApiKey, QString::fromLatin1(shape.name), length};
    }
    if (auto paseto = pasetoAt(text, at))
        return paseto;
    return fernetAt(text, at);
}

std::optional<NamedShape> nameOpaque(QByteArrayView word, QByteArrayView label)
{
    if (auto shape = shapeAt(word, 0); shape && shape->length == word.size())
        return shape;
    if (auto saml = samlOf(word, label))
        return saml;
    if (isMacaroon(word))
        return NamedShape{TokenKind::Macaroon, QStringLiteral("Macaroon"), word.size()};
    return unprefixed(word, label);
}

} // namespace claimcheck::inspect
