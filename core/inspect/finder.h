#pragma once

#include "base/json.h"

#include <QByteArray>

#include <vector>

namespace claimcheck::inspect {

/// A token found in a text. `span` is where, in bytes of the text; `token` is the token itself, with quotes,
/// line wraps and percent-encoding undone (so it may differ from the text at `span`).
struct Found {
    QByteArray token;
    json::Span span;
    QByteArray label; // "access_token", "Authorization", … where the text names it; else empty
};

/// More tokens than this in one text are not listed.
inline constexpr size_t maxFound = 1000;

/// Every compact token in a pasted text, in order: bare, `Bearer …`, `Authorization:` or cookie header,
/// quoted, in JSON (a token response), in a URL's query or fragment, in a cURL line, hard-wrapped. Pure;
/// linear in the text's size. A text that looks like one (broken) token and nothing else is found too, so
/// that what is wrong can be told.
[[nodiscard]] std::vector<Found> findTokens(QByteArrayView text);

} // namespace claimcheck::inspect
