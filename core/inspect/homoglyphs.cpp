#include "homoglyphs.h"

#include "invisible.h"

#include <algorithm>
#include <iterator>

namespace claimcheck::inspect {

namespace {

struct LookAlike {
    char16_t letter;
    char latin;
};

/// From Unicode's confusables.txt (UTS 39): single letters that look like a lower-case letter, a line or a
/// dash of a registered name. In the order of `letter`.
constexpr LookAlike lookAlikes[] = {
    {0x0131, 'i'}, {0x0251, 'a'}, {0x0261, 'g'}, {0x0269, 'i'}, {0x026A, 'i'}, {0x028B, 'u'}, {0x028F, 'y'},
    {0x02D7, '-'}, {0x03B1, 'a'}, {0x03B3, 'y'}, {0x03B5, 'e'}, {0x03B7, 'n'}, {0x03B9, 'i'}, {0x03BA, 'k'},
    {0x03BD, 'v'}, {0x03BF, 'o'}, {0x03C1, 'p'}, {0x03C3, 'o'}, {0x03C4, 't'}, {0x03C5, 'u'}, {0x03C7, 'x'},
    {0x03C9, 'w'}, {0x03F2, 'c'}, {0x03F3, 'j'}, {0x0430, 'a'}, {0x0432, 'b'}, {0x0433, 'r'}, {0x0435, 'e'},
    {0x043A, 'k'}, {0x043C, 'm'}, {0x043D, 'h'}, {0x043E, 'o'}, {0x043F, 'n'}, {0x0440, 'p'}, {0x0441, 'c'},
    {0x0442, 't'}, {0x0443, 'y'}, {0x0445, 'x'}, {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'}, {0x0461, 'w'},
    {0x0475, 'v'}, {0x04AF, 'y'}, {0x04BB, 'h'}, {0x04CF, 'l'}, {0x0501, 'd'}, {0x051B, 'q'}, {0x051D, 'w'},
    {0x0561, 'w'}, {0x0563, 'q'}, {0x0566, 'q'}, {0x0570, 'h'}, {0x0578, 'n'}, {0x057C, 'n'}, {0x057D, 'u'},
    {0x0581, 'g'}, {0x0585, 'o'}, {0x1D04, 'c'}, {0x1D0F, 'o'}, {0x1D1C, 'u'}, {0x1D20, 'v'}, {0x1D21, 'w'},
    {0x1D22, 'z'}, {0x2010, '-'}, {0x2011, '-'}, {0x2012, '-'}, {0x2013, '-'}, {0x2212, '-'}, {0xA731, 's'},
    {0xAB47, 'r'}, {0xAB48, 'r'}, {0xAB75, 'i'}, {0xABAA, 's'},
};

constexpr bool isSorted()
{
    return std::is_sorted(std::begin(lookAlikes), std::end(lookAlikes),
                          [](const LookAlike &a, const LookAlike &b) { return a.letter < b.letter; });
}
static_assert(isSorted());

} // namespace

QString skeleton(const QString &name)
{
    const QString folded = name.normalized(QString::NormalizationForm_KC);
    QString out;
    out.reserve(folded.size());
    for (const QChar c : folded) {
        if (isInvisible(c.unicode()))
            continue;
        const auto row =
            std::lower_bound(std::begin(lookAlikes), std::end(lookAlikes), c.unicode(),
                             [](const LookAlike &one, char16_t letter) { return one.letter < letter; });
        const bool found = row != std::end(lookAlikes) && row->letter == c.unicode();
        out += found ? QChar(QLatin1Char(row->latin)) : c;
    }
    return out;
}

} // namespace claimcheck::inspect
