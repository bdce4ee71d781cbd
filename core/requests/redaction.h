#pragma once

#include "http/message.h"

#include <QString>

namespace claimcheck::requests {

/// "tok#3f9a": the first digits of the SHA-256 of a secret. The same secret gets the same mark everywhere,
/// and nobody can use it.
[[nodiscard]] QByteArray mark(QByteArrayView secret);

/// The text with every token in it, and the value of every JSON member or form field with a secret's name,
/// replaced by its mark. For history, logs and what is exported of them.
[[nodiscard]] QByteArray redactedText(const QByteArray &text);
/// The header's value likewise; one whose name says that it holds a secret keeps only its scheme. Of cookies
/// the names stay.
[[nodiscard]] http::Header redactedHeader(const http::Header &header);
[[nodiscard]] http::Headers redactedHeaders(const http::Headers &headers);
/// The address without user info, its secret parameters and the tokens in it as marks.
[[nodiscard]] QString redactedUrl(const QUrl &url);

} // namespace claimcheck::requests
