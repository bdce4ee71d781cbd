#pragma once

#include <QByteArrayView>
#include <QString>

namespace claimcheck::ui {

/// One code point (or one byte that is not UTF-8) of a text, as a fixed-pitch view shows it.
struct Cell {
    int bytes = 1;
    int width = 1; // columns: 0 for combining marks, 2 for wide letters, more for chips
    char32_t codePoint = 0;
    bool isChip = false;
};

/// The cell at `at`, which is before the end. Never reads beyond `text`.
[[nodiscard]] Cell cellAt(QByteArrayView text, qsizetype at);
/// What is drawn for it.
[[nodiscard]] QString textOf(const Cell &cell);
/// Printable ASCII only: one byte, one column.
[[nodiscard]] bool isSimple(QByteArrayView text);

} // namespace claimcheck::ui
