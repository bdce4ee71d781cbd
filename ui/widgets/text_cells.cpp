#include "text_cells.h"

#include "base/utf8.h"
#include "visible_text.h"

#include <QChar>

#include <algorithm>
#include <array>

namespace claimcheck::ui {

namespace {

struct Range {
    char32_t first, last;
};
/// Blocks that East Asian fixed-pitch fonts draw two columns wide.
constexpr std::array wideRanges{Range{0x1100, 0x115E},   Range{0x2E80, 0xA4CF},   Range{0xA960, 0xA97F},
                                Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},
                                Range{0xFF01, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F},
                                Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};

bool isWide(char32_t c)
{
    return std::any_of(wideRanges.begin(), wideRanges.end(),
                       [c](Range range) { return c >= range.first && c <= range.last; });
}

char32_t decode(QByteArrayView text, qsizetype at, qsizetype length)
{
    const auto byte = [&](qsizetype i) { return static_cast<unsigned char>(text[at + i]); };
    const auto rest = [&](qsizetype i) { return static_cast<char32_t>(byte(i) & 0x3F); };
    switch (length) {
    case 1:
        return byte(0);
    case 2:
        return static_cast<char32_t>(byte(0) & 0x1F) << 6 | rest(1);
    case 3:
        return static_cast<char32_t>(byte(0) & 0x0F) << 12 | rest(1) << 6 | rest(2);
    default:
        return static_cast<char32_t>(byte(0) & 0x07) << 18 | rest(1) << 12 | rest(2) << 6 | rest(3);
    }
}

/// Bytes that are not UTF-8 are kept apart from code points by this bit.
constexpr char32_t notUtf8 = 0x80000000;

} // namespace

Cell cellAt(QByteArrayView text, qsizetype at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead >= 0x20 && lead < 0x7F)
        return {1, 1, lead, false};
    const qsizetype length = utf8::sequenceLength(text.data() + at, text.data() + text.size());
    Cell cell;
    cell.bytes = static_cast<int>(qMax<qsizetype>(length, 1));
    cell.codePoint = length == 0 ? notUtf8 | lead : decode(text, at, length);
    cell.isChip = length == 0 || isInvisible(cell.codePoint);
    if (cell.isChip)
        cell.width = static_cast<int>(textOf(cell).size());
    else if (const auto category = QChar::category(cell.codePoint);
             category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing)
        cell.width = 0;
    else
        cell.width = isWide(cell.codePoint) ? 2 : 1;
    return cell;
}

QString textOf(const Cell &cell)
{
    if (cell.codePoint & notUtf8)
        return QStringLiteral("\u27E8%1\u27E9")
            .arg(QString::number(cell.codePoint & 0xFF, 16).toUpper().rightJustified(2, QLatin1Char('0')));
    return cell.isChip ? chip(cell.codePoint) : QString::fromUcs4(&cell.codePoint, 1);
}

bool isSimple(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

} // namespace claimcheck::ui
