#pragma once

#include "grid_text.h"

namespace claimcheck::ui {

/// Kinds of runs that `jsonLines` makes.
enum class JsonRun : quint8 { Plain, Punctuation, Name, String, Number, Literal };

struct TextLines {
    std::vector<GridText::Run> runs;
    std::vector<GridText::Line> lines;
};

/// JSON laid out by white space only: order, duplicates, escapes and numbers stay as they were sent. It also
/// reads what is not quite JSON, without losing a byte that is not white space. A line that opens an object
/// or a list can be folded up to the one that closes it. Linear, iterative.
[[nodiscard]] TextLines jsonLines(QByteArrayView text);
/// Any text, cut at line ends (LF, CRLF).
[[nodiscard]] TextLines plainLines(QByteArrayView text);
/// A hex dump: offset, 16 bytes, and their ASCII.
[[nodiscard]] QByteArray hexDump(QByteArrayView bytes);

} // namespace claimcheck::ui
