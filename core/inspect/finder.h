#pragma once

#include "base/json.h"
#include "token_kinds.h"

#include <QByteArray>

#include <vector>

namespace claimcheck::inspect {

/// What was undone to read a token, besides quotes, line wraps, percent-encoding and escapes of single
/// characters.
enum class Wrapping : quint8 { Base64, JsonString, PercentEncoding };

/// A token found in a text. `span` is where, in bytes of the text; `token` is the token itself, with quotes,
/// line wraps and percent-encoding undone (so it may differ from the text at `span`).
struct Found {
    QByteArray token;
    json::Span span;
    QByteArray label; // "access_token", "Authorization", … where the text names it; else empty
    TokenKind kind = TokenKind::JwsCompact;
    QString name = {}; // of what is known by its shape only: "GitHub personal access token"
    std::vector<Wrapping> wrappings =
        {}; // undone around the token, the outermost first; `span` is of that one
};

/// More tokens than this in one text are not listed.
inline constexpr size_t maxFound = 100'000;

/// Every token in a pasted text, in order: compact, JSON serializations, SD-JWT, and secrets with a known
/// prefix; bare, `Bearer …`, `Authorization:` or cookie header, quoted, in JSON (a token response, a HAR), in
/// a URL's query or fragment, in a cURL line, hard-wrapped, in base64 (a Kubernetes secret). Pure; linear in
/// the text's size. A text that looks like one (broken or opaque) token and nothing else is found too, so
/// that what is wrong can be told. No two spans overlap, except of tokens in one wrapping.
[[nodiscard]] std::vector<Found> findTokens(QByteArrayView text);

/// What of the text is no part of a token, without white space at both ends; in order, none empty.
[[nodiscard]] std::vector<json::Span> ignoredParts(QByteArrayView text, const std::vector<Found> &found);

/// Tokens that speak of the same thing: equal iss, sub and jti, or, where a token has none of these, the same
/// text.
struct IdentityGroup {
    QString issuer, subject, tokenId; // empty where absent
    std::vector<size_t> members;      // indexes into `found`, in order
};
/// In the order of each group's first token.
[[nodiscard]] std::vector<IdentityGroup> groupByIdentity(const std::vector<Found> &found);

} // namespace claimcheck::inspect
