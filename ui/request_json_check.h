#pragma once

#include "base/result.h"

namespace claimcheck::ui {

/// What is wrong with a JSON text that may hold `{{variables}}` in place of values or within strings. The
/// error's offset is a byte of the text as it was given. A text with an include line ("< PATH") is not
/// judged. Errors: Json….
[[nodiscard]] std::optional<Error> jsonProblem(const QByteArray &text);

/// Line and column of a byte, both from 1; columns are characters.
struct TextPlace {
    int line = 1;
    int column = 1;
};
[[nodiscard]] TextPlace placeOfByte(const QByteArray &text, qint64 byte);

/// The text with two blanks a level, byte for byte the same values; an empty one where it is no JSON.
[[nodiscard]] QByteArray tidyJson(const QByteArray &text);

} // namespace claimcheck::ui
