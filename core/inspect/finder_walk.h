#pragma once

#include "finder.h"

namespace claimcheck::inspect::scan {

/// A token that is longer, and that the window's end cuts, is not waited for.
inline constexpr qsizetype longestToken = 1024 * 1024;

/// A text, or the part of a long one that is in memory.
struct Window {
    QByteArrayView text;
    qsizetype from = 0; // what ends before was told already; the text before it is for labels
    bool isLast = true; // the text ends where the window ends
    size_t most = maxFound;
};

struct Walked {
    std::vector<Found> found; // in order, and all of it begins before `settledTo`
    /// What begins here or later must be read again once more of the text is there. The text's size in the
    /// last window.
    qsizetype settledTo = 0;
    /// Where the token begins that the window's end cuts, and what it seems to be; -1 when there is none.
    qsizetype cutAt = -1;
    TokenKind cutKind = TokenKind::JwsCompact;
};

/// Finds every token in a window; linear in its size. `depth` counts the wrappings around it.
[[nodiscard]] Walked walk(const Window &window, int depth = 0);

/// More wrappings around each other than this are not undone.
inline constexpr int maxDepth = 4;
/// Adds what `inner`, the content of `span` of `text`, holds to `found`.
void addInner(std::vector<Found> &found, QByteArrayView text, json::Span span, Wrapping wrapping,
              QByteArrayView inner, int depth, size_t most);

/// Base64 of either alphabet, over hard line wraps, from `begin` on.
struct EncodedRun {
    QByteArray characters; // without padding
    json::Span span;
    bool touchesEnd = false; // more text could make it longer
};
[[nodiscard]] EncodedRun readEncoded(QByteArrayView text, qsizetype begin);

/// The JSON serializations of JWS and JWE in a window (RFC 7515 section 7.2, RFC 7516 section 7.2), also
/// inside JSON strings. `pendingAt` is where one begins that the window's end may cut, or the text's size.
struct JsonForms {
    std::vector<Found> found;
    qsizetype pendingAt = 0;
};
[[nodiscard]] JsonForms findJsonForms(const Window &window, int depth);

} // namespace claimcheck::inspect::scan
