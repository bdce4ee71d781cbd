#pragma once

#include "result.h"

#include <QByteArray>

#include <vector>

/// base64url without padding (RFC 4648 section 5, RFC 7515 section 2), strict, and exact about what is wrong.
namespace claimcheck::base64url {

/// A way in which a text is not canonical base64url. `code` is one of Base64Padding, Base64Alphabet,
/// Base64TrailingBits, Base64Length, Base64ForeignCharacter; `offset` is where it first happens, in
/// characters of the input; `count` is how often.
struct Deviation {
    ErrorCode code;
    qsizetype offset;
    qsizetype count = 1;
};

/// What can be read of a text, and each kind of deviation once, in order of offset.
struct Decoded {
    QByteArray bytes;
    std::vector<Deviation> deviations;
    [[nodiscard]] bool isCanonical() const { return deviations.empty(); }
};

[[nodiscard]] QByteArray encode(QByteArrayView bytes);
/// Decodes canonical base64url only; the error is the first deviation, with its offset.
[[nodiscard]] Result<QByteArray> decode(QByteArrayView text);
/// Decodes all that can be decoded: foreign characters are skipped, both alphabets are read.
[[nodiscard]] Decoded decodeLeniently(QByteArrayView text);

} // namespace claimcheck::base64url
