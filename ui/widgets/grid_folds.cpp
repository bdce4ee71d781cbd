#include "grid_text.h"

#include <algorithm>

/// Folding: which lines have no rows, because one above them is folded.
namespace claimcheck::ui {

qsizetype GridText::lineOf(qsizetype byte) const
{
    const qsizetype run = runAt(byte);
    const auto after = std::upper_bound(m_lines.begin(), m_lines.end(), run,
                                        [](qsizetype r, const Line &line) { return r < line.firstRun; });
    return qMax<qsizetype>(0, after - m_lines.begin() - 1);
}

qsizetype GridText::lineOfRow(qsizetype row) const
{
    return m_rows[static_cast<size_t>(row)].line;
}

bool GridText::isFirstRow(qsizetype row) const
{
    return row == 0 || lineOfRow(row - 1) != lineOfRow(row);
}

bool GridText::canFold(qsizetype line) const
{
    return line >= 0 && line < lineCount() && m_lines[static_cast<size_t>(line)].foldEnd > line;
}

bool GridText::isFolded(qsizetype line) const
{
    return canFold(line) && m_folded[static_cast<size_t>(line)];
}

qsizetype GridText::foldAround(qsizetype byte) const
{
    if (m_lines.empty())
        return -1;
    const qsizetype at = lineOf(byte);
    for (qsizetype line = at; line >= 0; --line) {
        if (canFold(line) && m_lines[static_cast<size_t>(line)].foldEnd >= at)
            return line;
    }
    return -1;
}

void GridText::setFolded(qsizetype line, bool folded)
{
    if (canFold(line))
        m_folded[static_cast<size_t>(line)] = folded;
}

void GridText::setFoldedBelow(qsizetype line, bool folded)
{
    if (!canFold(line))
        return;
    for (qsizetype inner = line; inner <= m_lines[static_cast<size_t>(line)].foldEnd; ++inner)
        setFolded(inner, folded);
}

bool GridText::reveal(qsizetype byte)
{
    if (m_lines.empty())
        return false;
    const qsizetype at = lineOf(byte);
    bool opened = false;
    for (qsizetype line = 0; line < at; ++line) {
        if (isFolded(line) && m_lines[static_cast<size_t>(line)].foldEnd >= at) {
            m_folded[static_cast<size_t>(line)] = false;
            opened = true;
        }
    }
    return opened;
}

bool GridText::isHidden(qsizetype byte) const
{
    if (m_rows.empty())
        return false;
    const qsizetype row = rowOf(byte);
    return byte >= rowEnd(row) && lineOf(byte) != lineOfRow(row);
}

QString GridText::foldedTail(qsizetype line) const
{
    const qsizetype last = m_lines[static_cast<size_t>(line)].foldEnd;
    const qsizetype begin = m_lines[static_cast<size_t>(last)].firstRun;
    // The bracket and its comma, however long a line is that goes on after it.
    const qsizetype end = std::min(lineEndRun(last), begin + 2);
    QByteArray tail;
    for (qsizetype run = begin; run < end; ++run) {
        const Run &one = m_runs[static_cast<size_t>(run)];
        tail += m_source.sliced(one.begin, qMin<qsizetype>(one.end - one.begin, 1));
    }
    return QString::fromUtf8(tail);
}

} // namespace claimcheck::ui
