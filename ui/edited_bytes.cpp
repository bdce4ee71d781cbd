#include "edited_bytes.h"

#include "widgets/text_cells.h"

#include <algorithm>
#include <vector>

namespace claimcheck::ui {

namespace {

struct Shown {
    QString text;
    std::vector<qsizetype> offsets; // of each character's bytes; one more for the end
};

/// What QTextDocument::toPlainText makes of a code point.
char32_t asShown(char32_t codePoint)
{
    switch (codePoint) {
    case U'\r':
    case 0x2028:
    case 0x2029:
    case 0xFDD0:
    case 0xFDD1:
        return U'\n';
    case 0xA0:
        return U' ';
    default:
        return codePoint;
    }
}

Shown show(const QByteArray &bytes)
{
    Shown shown;
    for (qsizetype at = 0; at < bytes.size();) {
        const Cell cell = cellAt(bytes, at);
        qsizetype size = cell.bytes;
        if (bytes[at] == '\r' && at + 1 < bytes.size() && bytes[at + 1] == '\n')
            size = 2;
        // A byte that is not UTF-8 has no code point of Unicode.
        const char32_t codePoint = cell.codePoint <= 0x10FFFF ? asShown(cell.codePoint) : char32_t(0xFFFD);
        const QString text = QString::fromUcs4(&codePoint, 1);
        for (qsizetype i = 0; i < text.size(); ++i)
            shown.offsets.push_back(at);
        shown.text += text;
        at += size;
    }
    shown.offsets.push_back(bytes.size());
    return shown;
}

bool splitsPair(const QString &text, qsizetype at)
{
    return at > 0 && at < text.size() && text[at - 1].isHighSurrogate() && text[at].isLowSurrogate();
}

} // namespace

QString EditedBytes::shown() const
{
    return show(m_bytes).text;
}

void EditedBytes::edit(const QString &now)
{
    const Shown before = show(m_bytes);
    if (before.text == now)
        return;
    const qsizetype most = std::min(before.text.size(), now.size());
    qsizetype same = 0;
    while (same < most && before.text[same] == now[same])
        ++same;
    if (splitsPair(before.text, same) || splitsPair(now, same))
        --same;
    qsizetype tail = 0;
    while (tail < most - same && before.text[before.text.size() - 1 - tail] == now[now.size() - 1 - tail])
        ++tail;
    if (splitsPair(before.text, before.text.size() - tail) || splitsPair(now, now.size() - tail))
        --tail;
    const qsizetype begin = before.offsets[static_cast<size_t>(same)];
    const qsizetype end = before.offsets[static_cast<size_t>(before.text.size() - tail)];
    m_bytes.replace(begin, end - begin, now.mid(same, now.size() - same - tail).toUtf8());
}

} // namespace claimcheck::ui
