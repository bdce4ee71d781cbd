#pragma once

#include "requests/overflow.h"
#include "widgets/text_cells.h"

#include <memory>
#include <mutex>
#include <vector>

namespace claimcheck::ui {

/// One row of a body as a view shows it: bytes [begin, begin + text.size()), without the line's end.
struct BodyRow {
    qint64 begin = 0;
    QByteArray text = {};
    bool endsLine = false; // the next row begins a line
};

/// A tab is four blanks here; all else as text_cells says.
[[nodiscard]] Cell bodyCellAt(QByteArrayView text, qsizetype at);

/// Where the rows of a body begin when it is shown as text of so many columns: cut at line ends (LF, CRLF),
/// and wrapped. The body may still grow. `readOn` is for one worker at a time; the rest for any thread, and
/// looks at a few rows only. Every 64th row's place is kept: 8 bytes for some kilobytes of text.
class BodyRows final {
public:
    BodyRows(std::shared_ptr<const requests::Overflow> body, int columns);

    [[nodiscard]] int columns() const { return m_columns; }
    [[nodiscard]] const requests::Overflow &body() const { return *m_body; }
    /// Reads on by at most `most` bytes. Errors: those of Overflow::read.
    [[nodiscard]] Result<Done> readOn(qint64 most);
    /// Nothing of what has come is left to be read.
    [[nodiscard]] bool isComplete() const;
    /// Bytes that were read.
    [[nodiscard]] qint64 readSoFar() const;
    /// Rows that are known; at least one.
    [[nodiscard]] qint64 rowCount() const;
    /// The row in which a byte stands, or the last one that is known.
    [[nodiscard]] Result<qint64> rowOf(qint64 byte) const;
    /// Rows [first, first + count), fewer at the end. At most a few hundred.
    [[nodiscard]] Result<std::vector<BodyRow>> rows(qint64 first, qint64 count) const;

private:
    static constexpr qint64 rowsApart = 64;
    struct Cut {
        qsizetype shown = 0; // bytes of the row without the line's end
        qsizetype whole = 0;
        bool endsLine = false;
    };
    [[nodiscard]] Cut cut(QByteArrayView text) const;
    [[nodiscard]] qsizetype longestRow() const;
    const std::shared_ptr<const requests::Overflow> m_body;
    const int m_columns;
    mutable std::mutex m_mutex;
    std::vector<qint64> m_marks{0}; // where each 64th row begins
    qint64 m_rows = 0;              // that are known to have ended
    qint64 m_at = 0;                // where the row begins that has not ended yet
    qint64 m_seen = 0;              // how much of the body has been looked at, once it was all of it
};

} // namespace claimcheck::ui
