#include "body_rows.h"

#include <algorithm>
#include <cstring>

namespace claimcheck::ui {

namespace {

constexpr qint64 chunk = 1024 * 1024;
constexpr int tabWidth = 4;

} // namespace

Cell bodyCellAt(QByteArrayView text, qsizetype at)
{
    return text[at] == '\t' ? Cell{1, tabWidth, U' ', false} : cellAt(text, at);
}

BodyRows::BodyRows(std::shared_ptr<const requests::Overflow> body, int columns)
    : m_body(std::move(body)), m_columns(std::max(columns, 8))
{
}

// Marks that take no column could make a row endless.
qsizetype BodyRows::longestRow() const
{
    return 4 * static_cast<qsizetype>(m_columns) + 64;
}

/// The first row of `text`, which reaches beyond it or to the body's end.
BodyRows::Cut BodyRows::cut(QByteArrayView text) const
{
    const qsizetype window = std::min(text.size(), longestRow());
    const void *found = window > 0 ? std::memchr(text.data(), '\n', static_cast<size_t>(window)) : nullptr;
    const qsizetype line = found ? static_cast<const char *>(found) - text.data() : window;
    const qsizetype shown = found && line > 0 && text[line - 1] == '\r' ? line - 1 : line;
    if (shown <= m_columns && isSimple(text.first(shown)))
        return {shown, found ? line + 1 : shown, found != nullptr};
    if (shown > m_columns && isSimple(text.first(m_columns)))
        return {m_columns, m_columns, false};
    int column = 0;
    for (qsizetype at = 0; at < shown;) {
        const Cell cell = bodyCellAt(text, at);
        if (at > 0 && column + cell.width > m_columns)
            return {at, at, false};
        column += cell.width;
        at += cell.bytes;
    }
    return {shown, found ? line + 1 : shown, found != nullptr};
}

Result<Done> BodyRows::readOn(qint64 most)
{
    qint64 at = readSoFar();
    const qint64 size = m_body->size();
    const qint64 end = std::min(size, at + most);
    while (at < end) {
        const auto bytes = m_body->read(at, chunk);
        if (!bytes)
            return bytes.error();
        const bool isLast = at + bytes->size() >= size;
        const QByteArrayView text(*bytes);
        std::vector<qint64> marks;
        qint64 rows = 0;
        qsizetype done = 0;
        const qint64 before = m_rows; // this thread alone changes it
        // A row is cut where enough follows to know its end; the body's last one is left to grow.
        while (done < text.size() && (isLast || text.size() - done > longestRow())) {
            const Cut row = cut(text.sliced(done));
            if (done + row.whole >= text.size() && !row.endsLine)
                break;
            done += row.whole;
            if ((before + ++rows) % rowsApart == 0)
                marks.push_back(at + done);
        }
        const std::lock_guard lock(m_mutex);
        m_marks.insert(m_marks.end(), marks.begin(), marks.end());
        m_rows += rows;
        m_at += done;
        if (isLast)
            m_seen = at + bytes->size();
        at = m_at;
        if (isLast || done == 0)
            break;
    }
    return Done{};
}

bool BodyRows::isComplete() const
{
    const qint64 size = m_body->size();
    const std::lock_guard lock(m_mutex);
    return m_seen == size;
}

qint64 BodyRows::readSoFar() const
{
    const std::lock_guard lock(m_mutex);
    return m_at;
}

qint64 BodyRows::rowCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_rows + 1;
}

Result<std::vector<BodyRow>> BodyRows::rows(qint64 first, qint64 count) const
{
    const qint64 known = rowCount();
    first = std::clamp<qint64>(first, 0, known - 1);
    count = std::min(count, known - first);
    const auto mark = static_cast<size_t>(first / rowsApart);
    qint64 begin = 0;
    {
        const std::lock_guard lock(m_mutex);
        begin = m_marks[mark];
    }
    const qint64 skipped = first % rowsApart;
    const auto bytes = m_body->read(begin, (skipped + count + 1) * longestRow());
    if (!bytes)
        return bytes.error();
    std::vector<BodyRow> out;
    const QByteArrayView text(*bytes);
    qsizetype at = 0;
    for (qint64 row = 0; row < skipped + count; ++row) {
        const Cut next = cut(text.sliced(at));
        if (row >= skipped)
            out.push_back({begin + at, bytes->mid(at, next.shown), next.endsLine});
        at += next.whole;
    }
    return out;
}

Result<qint64> BodyRows::rowOf(qint64 byte) const
{
    qint64 first = 0;
    {
        const std::lock_guard lock(m_mutex);
        const auto after = std::upper_bound(m_marks.begin(), m_marks.end(), byte);
        first = (after - m_marks.begin() - 1) * rowsApart;
    }
    const auto near = rows(std::max<qint64>(first, 0), rowsApart);
    if (!near)
        return near.error();
    qint64 row = std::max<qint64>(first, 0);
    for (size_t i = 1; i < near->size() && (*near)[i].begin <= byte; ++i)
        ++row;
    return row;
}

} // namespace claimcheck::ui
