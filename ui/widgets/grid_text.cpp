#include "grid_text.h"

#include "text_cells.h"

#include <algorithm>

namespace claimcheck::ui {

void GridText::setContent(QByteArray source, std::vector<Run> runs, std::vector<Line> lines)
{
    m_source = std::move(source);
    m_runs = std::move(runs);
    m_lines = std::move(lines);
    m_rows.clear();
    m_folded.assign(m_lines.size(), false);
    m_hasFolds =
        std::any_of(m_lines.begin(), m_lines.end(), [](const Line &line) { return line.foldEnd >= 0; });
    for (Run &run : m_runs)
        run.simple = isSimple(QByteArrayView(m_source).sliced(run.begin, run.end - run.begin));
}

qsizetype GridText::lineEndRun(qsizetype line) const
{
    const auto next = static_cast<size_t>(line) + 1;
    return next < m_lines.size() ? m_lines[next].firstRun : static_cast<qsizetype>(m_runs.size());
}

void GridText::layOut(int columns, int hanging)
{
    m_columns = qMax(columns, 8);
    m_rows.clear();
    m_rows.reserve(m_lines.size());
    for (qsizetype line = 0; line < lineCount(); ++line) {
        wrapLine(line, hanging);
        if (isFolded(line))
            line = m_lines[static_cast<size_t>(line)].foldEnd;
    }
}

void GridText::wrapLine(qsizetype line, int hanging)
{
    const Line &l = m_lines[static_cast<size_t>(line)];
    const int indent = qMin(l.indent, m_columns / 2);
    const int wrapped = qMin(indent + hanging, m_columns / 2);
    const qsizetype endRun = lineEndRun(line);
    const bool blank = l.firstRun >= endRun;
    const qsizetype begin =
        blank ? (m_rows.empty() ? 0 : rowEnd(rowCount() - 1)) : m_runs[static_cast<size_t>(l.firstRun)].begin;
    m_rows.push_back({l.firstRun, begin, line, indent});
    int column = indent;
    for (qsizetype r = l.firstRun; r < endRun; ++r) {
        const Run &run = m_runs[static_cast<size_t>(r)];
        column += run.gap;
        for (qsizetype at = run.begin; at < run.end;) {
            const int room = m_columns - column;
            if (run.simple && room > 0) {
                const auto step = qMin<qsizetype>(run.end - at, room);
                at += step;
                column += static_cast<int>(step);
                continue;
            }
            const Cell cell = cellAt(m_source, at);
            const int firstColumn = m_rows.back().indent;
            if (column + cell.width > m_columns && column > firstColumn) {
                m_rows.push_back({r, at, line, wrapped});
                column = wrapped;
                continue;
            }
            at += cell.bytes;
            column += cell.width;
        }
    }
}

void GridText::forEachPiece(qsizetype row, const std::function<void(const Piece &)> &visit) const
{
    const Row &first = m_rows[static_cast<size_t>(row)];
    const qsizetype endRun = lineEndRun(first.line);
    const qsizetype end = rowEnd(row);
    int column = first.indent;
    for (qsizetype r = first.run; r < endRun; ++r) {
        const Run &run = m_runs[static_cast<size_t>(r)];
        if (run.begin >= end)
            break;
        Piece piece{qMax(run.begin, first.begin), qMin(run.end, end), column, 0, run.style, run.simple};
        if (run.begin >= first.begin)
            piece.column = column + run.gap;
        if (run.simple)
            piece.width = static_cast<int>(piece.end - piece.begin);
        else
            for (qsizetype at = piece.begin; at < piece.end;) {
                const Cell cell = cellAt(m_source, at);
                piece.width += cell.width;
                at += cell.bytes;
            }
        column = piece.column + piece.width;
        visit(piece);
    }
}

qsizetype GridText::rowBegin(qsizetype row) const
{
    return m_rows[static_cast<size_t>(row)].begin;
}

qsizetype GridText::rowEnd(qsizetype row) const
{
    const Row &r = m_rows[static_cast<size_t>(row)];
    const auto next = static_cast<size_t>(row) + 1;
    if (next < m_rows.size() && m_rows[next].line == r.line)
        return m_rows[next].begin;
    const qsizetype endRun = lineEndRun(r.line);
    return endRun > r.run ? m_runs[static_cast<size_t>(endRun - 1)].end : r.begin;
}

qsizetype GridText::rowOf(qsizetype byte) const
{
    const auto after = std::upper_bound(m_rows.begin(), m_rows.end(), byte,
                                        [](qsizetype b, const Row &row) { return b < row.begin; });
    return qMax<qsizetype>(0, after - m_rows.begin() - 1);
}

int GridText::columnOf(qsizetype byte) const
{
    if (m_rows.empty())
        return 0;
    const qsizetype row = rowOf(byte);
    int column = m_rows[static_cast<size_t>(row)].indent;
    forEachPiece(row, [&](const Piece &piece) {
        if (byte < piece.begin)
            return;
        column = piece.column;
        if (piece.simple) {
            column += static_cast<int>(qMin(byte, piece.end) - piece.begin);
            return;
        }
        for (qsizetype at = piece.begin; at < qMin(byte, piece.end);) {
            const Cell cell = cellAt(m_source, at);
            column += cell.width;
            at += cell.bytes;
        }
    });
    return column;
}

qsizetype GridText::byteAt(qsizetype row, int column) const
{
    if (m_rows.empty())
        return 0;
    qsizetype found = rowBegin(row);
    forEachPiece(row, [&](const Piece &piece) {
        if (column < piece.column)
            return;
        if (piece.simple) {
            found = qMin<qsizetype>(piece.begin + column - piece.column, piece.end);
            return;
        }
        int at = piece.column;
        for (found = piece.begin; found < piece.end;) {
            const Cell cell = cellAt(m_source, found);
            if (column < at + (cell.width + 1) / 2 && cell.width > 0)
                break;
            at += cell.width;
            found += cell.bytes;
        }
    });
    return found;
}

qsizetype GridText::runAt(qsizetype byte) const
{
    const auto after = std::upper_bound(m_runs.begin(), m_runs.end(), byte,
                                        [](qsizetype b, const Run &run) { return b < run.begin; });
    return qMax<qsizetype>(0, after - m_runs.begin() - 1);
}

json::Span GridText::runSpan(qsizetype byte) const
{
    if (m_runs.empty())
        return {};
    const Run &run = m_runs[static_cast<size_t>(runAt(byte))];
    return {run.begin, run.end};
}

qsizetype GridText::next(qsizetype byte) const
{
    if (m_runs.empty())
        return 0;
    const qsizetype r = runAt(byte);
    const Run &run = m_runs[static_cast<size_t>(r)];
    if (byte < run.begin)
        return run.begin;
    if (byte < run.end)
        return byte + cellAt(m_source, byte).bytes;
    return static_cast<size_t>(r) + 1 < m_runs.size() ? m_runs[static_cast<size_t>(r) + 1].begin : run.end;
}

qsizetype GridText::previous(qsizetype byte) const
{
    if (m_runs.empty() || byte <= m_runs.front().begin)
        return m_runs.empty() ? 0 : m_runs.front().begin;
    const qsizetype r = runAt(byte - 1);
    const Run &run = m_runs[static_cast<size_t>(r)];
    if (byte > run.end)
        return run.end;
    qsizetype at = byte - 1;
    for (int i = 0; i < 3 && at > run.begin && (static_cast<unsigned char>(m_source[at]) & 0xC0) == 0x80; ++i)
        --at;
    return at + cellAt(m_source, at).bytes == byte ? at : byte - 1;
}

QString GridText::textBetween(json::Span span) const
{
    QByteArray text;
    for (size_t line = 0; line < m_lines.size(); ++line) {
        const qsizetype endRun = lineEndRun(static_cast<qsizetype>(line));
        bool started = false;
        for (qsizetype r = m_lines[line].firstRun; r < endRun; ++r) {
            const Run &run = m_runs[static_cast<size_t>(r)];
            const qsizetype begin = qMax(run.begin, span.begin);
            const qsizetype end = qMin(run.end, span.end);
            if (begin >= end)
                continue;
            if (!started && !text.isEmpty()) {
                text += '\n';
                text += QByteArray(m_lines[line].indent, ' ');
            } else if (started) {
                text += QByteArray(run.gap, ' ');
            }
            started = true;
            text += QByteArrayView(m_source).sliced(begin, end - begin);
        }
    }
    return QString::fromUtf8(text);
}

} // namespace claimcheck::ui
