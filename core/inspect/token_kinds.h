#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace claimcheck::inspect {

/// What a token is, by its form. From Paseto on, known by name only: nothing in it is read.
enum class TokenKind {
    JwsCompact, // unsecured, detached and broken ones too
    JwsJson,
    JweCompact,
    JweJson,
    SdJwt,
    Paseto,
    Fernet,
    Saml,
    Macaroon,
    ApiKey,
    Opaque,
};
/// "jws-compact", "jws-json", "jwe-compact", "jwe-json", "sd-jwt", "paseto", "fernet", "saml", "macaroon",
/// "api-key", "opaque".
[[nodiscard]] QByteArray tokenKindName(TokenKind kind);
/// Whether there is a JOSE Header to read.
[[nodiscard]] constexpr bool isJose(TokenKind kind)
{
    return kind <= TokenKind::SdJwt;
}

/// A secret that its shape gives away. `name` says whose it is: "GitHub personal access token".
struct NamedShape {
    TokenKind kind = TokenKind::Opaque;
    QString name = {};
    qsizetype length = 0;
};

/// A secret with a known prefix and exactly its shape that begins at `at` of `text` and ends there as a word
/// does: API keys, PASETO, Fernet. Reads no more than the shape's length.
[[nodiscard]] std::optional<NamedShape> shapeAt(QByteArrayView text, qsizetype at);
/// The same for a whole word, and forms that only a whole word can be taken for: a SAML message (XML, or XML
/// in base64), a macaroon, a key without a prefix of its own. `label` is what the text calls it.
[[nodiscard]] std::optional<NamedShape> nameOpaque(QByteArrayView word, QByteArrayView label = {});

/// Why nothing can be found in compressed content or an archive, in a few words, by its first bytes; empty
/// for all else.
[[nodiscard]] QString packedName(QByteArrayView content);

/// One sentence on what a text without a token is: a URL, a PEM key, a JWK Set, half a token (and which part
/// is missing), …. Plain text, without anything of the text's content.
[[nodiscard]] QString describeText(QByteArrayView text);

} // namespace claimcheck::inspect
