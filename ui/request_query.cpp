#include "request_query.h"

#include "requests/variables.h"

#include <QUrl>

namespace claimcheck::ui {

namespace {

/// The parts of an address around its query; `query` has no "?".
struct Parts {
    QByteArray before;
    bool hasQuery = false;
    QByteArray query;
    QByteArray fragment; // with "#"
};

/// The text with what stands inside templates made into letters that mean nothing.
QByteArray masked(const QByteArray &text)
{
    QByteArray out = text;
    for (const requests::Placeholder &place : requests::placeholders(text)) {
        for (qsizetype i = place.span.begin; i < place.span.end; ++i)
            out[i] = 'x';
    }
    return out;
}

Parts partsOf(const QByteArray &url)
{
    const QByteArray mask = masked(url);
    const qsizetype hash = mask.indexOf('#');
    const qsizetype end = hash < 0 ? url.size() : hash;
    const qsizetype mark = mask.first(end).indexOf('?');
    if (mark < 0)
        return {url.first(end), false, {}, url.sliced(end)};
    return {url.first(mark), true, url.sliced(mark + 1, end - mark - 1), url.sliced(end)};
}

std::vector<QByteArray> pieces(const QByteArray &query)
{
    std::vector<QByteArray> list;
    if (query.isEmpty())
        return list;
    const QByteArray mask = masked(query);
    for (qsizetype begin = 0; begin <= query.size();) {
        const qsizetype next = mask.indexOf('&', begin);
        const qsizetype end = next < 0 ? query.size() : next;
        list.push_back(query.sliced(begin, end - begin));
        begin = end + 1;
    }
    return list;
}

QString decoded(QByteArray text)
{
    const QByteArray mask = masked(text);
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (mask[i] == '+')
            text[i] = ' ';
    }
    return QString::fromUtf8(QByteArray::fromPercentEncoding(text));
}

QueryRow rowOf(const QByteArray &piece)
{
    const qsizetype equals = masked(piece).indexOf('=');
    if (equals < 0)
        return {decoded(piece), {}, false};
    return {decoded(piece.first(equals)), decoded(piece.sliced(equals + 1)), true};
}

/// Letters that would end a parameter or mean something else are encoded; templates and readable letters are
/// not.
QByteArray encoded(const QString &text, bool isName)
{
    const QByteArray bytes = text.toUtf8();
    const QByteArray mask = masked(bytes);
    QByteArray out;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const char letter = mask[i];
        const bool isPlain = static_cast<uchar>(letter) >= 0x80 ||
                             (letter > 0x20 && letter != 0x7f && !strchr("&#%+\"<>\\^`", letter) &&
                              !(isName && letter == '='));
        if (isPlain)
            out += bytes[i];
        else
            out += '%' + QByteArray(1, bytes[i]).toHex().toUpper();
    }
    return out;
}

QByteArray pieceOf(const QueryRow &row)
{
    const QByteArray name = encoded(row.name, true);
    return row.hasValue || !row.value.isEmpty() ? name + '=' + encoded(row.value, false) : name;
}

} // namespace

std::vector<QueryRow> queryRows(const QString &url)
{
    std::vector<QueryRow> rows;
    for (const QByteArray &piece : pieces(partsOf(url.toUtf8()).query))
        rows.push_back(rowOf(piece));
    return rows;
}

QString withQueryRows(const QString &url, const std::vector<QueryRow> &rows)
{
    const Parts parts = partsOf(url.toUtf8());
    const std::vector<QByteArray> old = pieces(parts.query);
    std::vector<QueryRow> oldRows;
    for (const QByteArray &piece : old)
        oldRows.push_back(rowOf(piece));
    // Rows before the first change and after the last keep the letters they were written with.
    size_t same = 0;
    while (same < rows.size() && same < oldRows.size() && rows[same] == oldRows[same])
        ++same;
    size_t tail = 0;
    while (tail < rows.size() - same && tail < oldRows.size() - same &&
           rows[rows.size() - 1 - tail] == oldRows[oldRows.size() - 1 - tail])
        ++tail;
    QByteArrayList written;
    for (size_t i = 0; i < rows.size(); ++i) {
        const bool isTail = i >= rows.size() - tail;
        written += i < same ? old[i] : isTail ? old[i + old.size() - rows.size()] : pieceOf(rows[i]);
    }
    QByteArray out = parts.before;
    if (!rows.empty())
        out += '?' + written.join('&');
    return QString::fromUtf8(out + parts.fragment);
}

} // namespace claimcheck::ui
