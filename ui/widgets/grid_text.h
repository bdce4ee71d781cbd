#pragma once

#include "base/json.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <vector>

namespace claimcheck::ui {

/// A text laid out in columns: bytes of a source, cut into styled runs, grouped into lines, wrapped into
/// rows. Runs stand in the source's order, so a byte offset is a place. White space between runs is not
/// shown; `gap` columns are. A line may be folded: those after it, up to its `foldEnd`, then have no rows.
/// Pure, no painting. Laying out 1 MB takes a few milliseconds; everything else looks at one row.
class GridText {
public:
    struct Run {
        qsizetype begin = 0, end = 0; // bytes of the source
        quint8 style = 0;
        quint8 gap = 0;     // columns before it
        bool simple = true; // printable ASCII; found out by setContent
    };
    struct Line {
        qsizetype firstRun = 0;
        int indent = 0;
        qsizetype foldEnd = -1; // the last line that folding it hides; -1: it cannot be folded
    };
    /// A piece of one row: what painting and hit testing walk over.
    struct Piece {
        qsizetype begin = 0, end = 0;
        int column = 0, width = 0;
        quint8 style = 0;
        bool simple = true;
    };

    void setContent(QByteArray source, std::vector<Run> runs, std::vector<Line> lines);
    /// Wraps at this many columns (at least 8); continuation rows are indented by `hanging` more.
    void layOut(int columns, int hanging);

    [[nodiscard]] const QByteArray &source() const { return m_source; }
    [[nodiscard]] qsizetype rowCount() const { return static_cast<qsizetype>(m_rows.size()); }
    [[nodiscard]] int columns() const { return m_columns; }
    void forEachPiece(qsizetype row, const std::function<void(const Piece &)> &visit) const;
    /// The row in which this byte stands (or would stand).
    [[nodiscard]] qsizetype rowOf(qsizetype byte) const;
    /// The column of a byte in its row.
    [[nodiscard]] int columnOf(qsizetype byte) const;
    /// The nearest place in a row, between two code points.
    [[nodiscard]] qsizetype byteAt(qsizetype row, int column) const;
    [[nodiscard]] qsizetype rowBegin(qsizetype row) const;
    [[nodiscard]] qsizetype rowEnd(qsizetype row) const;
    /// The whole run that this byte is in.
    [[nodiscard]] json::Span runSpan(qsizetype byte) const;
    /// One code point on or back, over what is not shown.
    [[nodiscard]] qsizetype next(qsizetype byte) const;
    [[nodiscard]] qsizetype previous(qsizetype byte) const;
    /// What a person sees between two bytes: with the line ends and indents of the view (not its wrapping).
    [[nodiscard]] QString textBetween(json::Span span) const;

    [[nodiscard]] bool hasFolds() const { return m_hasFolds; }
    [[nodiscard]] qsizetype lineCount() const { return static_cast<qsizetype>(m_lines.size()); }
    [[nodiscard]] qsizetype lineOf(qsizetype byte) const;
    [[nodiscard]] qsizetype lineOfRow(qsizetype row) const;
    /// The row begins its line: no continuation of a wrapped one.
    [[nodiscard]] bool isFirstRow(qsizetype row) const;
    [[nodiscard]] bool canFold(qsizetype line) const;
    [[nodiscard]] bool isFolded(qsizetype line) const;
    /// The innermost line that can be folded and holds this byte, or hides it; -1 for none.
    [[nodiscard]] qsizetype foldAround(qsizetype byte) const;
    /// Needs a new `layOut`, as do the next two.
    void setFolded(qsizetype line, bool folded);
    /// The same for every line inside, too.
    void setFoldedBelow(qsizetype line, bool folded);
    /// Opens what hides a byte. False when nothing did.
    bool reveal(qsizetype byte);
    /// What stands at this byte has no row. The place right behind the bracket of a folded line is shown all
    /// the same, since the cursor can stand there.
    [[nodiscard]] bool isHidden(qsizetype byte) const;
    /// What closes a folded line: "}", "],".
    [[nodiscard]] QString foldedTail(qsizetype line) const;

private:
    struct Row {
        qsizetype run = 0;
        qsizetype begin = 0; // in the source
        qsizetype line = 0;
        int indent = 0;
    };
    void wrapLine(qsizetype line, int hanging);
    [[nodiscard]] qsizetype lineEndRun(qsizetype line) const;
    [[nodiscard]] qsizetype runAt(qsizetype byte) const;
    QByteArray m_source;
    std::vector<Run> m_runs;
    std::vector<Line> m_lines;
    std::vector<Row> m_rows;
    std::vector<bool> m_folded; // of each line
    int m_columns = 80;
    bool m_hasFolds = false;
};

} // namespace claimcheck::ui
