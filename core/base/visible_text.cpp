#include "visible_text.h"

#include <QChar>

namespace claimcheck {

namespace {

char32_t nextCodePoint(const QString &text, qsizetype &at)
{
    const QChar unit = text.at(at++);
    if (unit.isHighSurrogate() && at < text.size() && text.at(at).isLowSurrogate())
        return QChar::surrogateToUcs4(unit, text.at(at++));
    return unit.unicode();
}

bool isBlankLetter(char32_t c)
{
    return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x2800 || c == 0x034F ||
           (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

} // namespace

bool isInvisible(char32_t codePoint)
{
    if (codePoint >= 0x20 && codePoint < 0x7F)
        return false;
    switch (QChar::category(codePoint)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return isBlankLetter(codePoint);
    }
}

QString chip(char32_t codePoint)
{
    return QStringLiteral("\u27E8U+%1\u27E9")
        .arg(QString::number(static_cast<uint>(codePoint), 16).toUpper().rightJustified(4, QLatin1Char('0')));
}

QString visibleText(const QString &text, qsizetype maxLength)
{
    QString shown;
    for (qsizetype at = 0; at < text.size();) {
        const char32_t codePoint = nextCodePoint(text, at);
        const QString piece = isInvisible(codePoint) ? chip(codePoint) : QString::fromUcs4(&codePoint, 1);
        if (maxLength > 0 && shown.size() + piece.size() >= maxLength && at < text.size())
            return shown + QChar(0x2026);
        shown += piece;
    }
    return shown;
}

} // namespace claimcheck
