#pragma once

#include "http/message.h"

#include <QString>

namespace claimcheck::requests {

/// "tok#3f9a": the first digits of the SHA-256 of a secret. The same secret gets the same mark everywhere,
/// and nobody can use it.
[[nodiscard]] QByteArray mark(QByteArrayView secret);

/// The text with every token in it, and the value of every JSON member or form field with a secret's name,
/// replaced by its mark; in a text of no known form (JSON with a fault, a log) what stands behind such a
/// name. A secret that neither looks like one nor has a name stays. For history, logs and what is exported of
/// them. References to secrets ("{{keychain:k}}") stay, here and below; what stands beside one is judged as
/// if it were text.
[[nodiscard]] QByteArray redactedText(const QByteArray &text);
/// The header's value likewise; one whose name says that it holds a secret keeps only its scheme, if that is
/// a registered one. Of cookies the names stay.
[[nodiscard]] http::Header redactedHeader(const http::Header &header);
[[nodiscard]] http::Headers redactedHeaders(const http::Headers &headers);
/// The address without user info, its secret parameters and the tokens in it as marks.
[[nodiscard]] QString redactedUrl(const QUrl &url);
/// Likewise of one as it was typed, which may be none; user info is a mark.
[[nodiscard]] QByteArray redactedAddress(const QByteArray &typed);

} // namespace claimcheck::requests
