#include "captcha.h"

#include <QBuffer>
#include <QImage>
#include <QPainter>
#include <QPainterPath>

namespace claimcheck::practice {

namespace {

/// Each letter as strokes on a grid of 2 by 4: pairs of digits are points, a space lifts the pen.
struct Glyph {
    char letter;
    const char *strokes;
};
constexpr Glyph glyphs[] = {
    {'A', "041024 0222"},    {'C', "20000424"},    {'E', "20000424 0222"}, {'F', "200004 0222"},
    {'H', "0004 2024 0222"}, {'K', "0004 200224"}, {'L', "000424"},        {'M', "0400122024"},
    {'N', "04002420"},       {'P', "0400202202"},  {'T', "0020 1014"},     {'U', "00042420"},
    {'V', "001420"},         {'X', "0024 2004"},   {'Y', "001220 1214"},   {'Z', "00200424"},
};

constexpr int cell = 34;
constexpr int height = 70;

/// From 0 to 1, out of the noise.
double part(const QByteArray &noise, int index)
{
    return static_cast<unsigned char>(noise.at(index % noise.size())) / 255.0;
}

QPainterPath letterPath(char letter)
{
    QPainterPath path;
    for (const Glyph &glyph : glyphs) {
        if (glyph.letter != letter)
            continue;
        bool down = false;
        for (const char *at = glyph.strokes; *at != '\0';) {
            if (*at == ' ') {
                down = false;
                ++at;
                continue;
            }
            const QPointF point((at[0] - '0') * 10.0, (at[1] - '0') * 9.0);
            if (down)
                path.lineTo(point);
            else
                path.moveTo(point);
            down = true;
            at += 2;
        }
    }
    return path;
}

} // namespace

QByteArray drawLetters(const QByteArray &letters, const QByteArray &noise)
{
    QImage image(cell * static_cast<int>(letters.size()) + 20, height, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(QColor(30, 30, 60), 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    int next = 0;
    for (int i = 0; i < letters.size(); ++i) {
        painter.save();
        painter.translate(12 + i * cell + 6 * part(noise, next), 12 + 12 * part(noise, next + 1));
        painter.rotate(24 * part(noise, next + 2) - 12);
        painter.drawPath(letterPath(letters.at(i)));
        painter.restore();
        next += 3;
    }
    painter.setPen(QPen(QColor(30, 30, 60), 1.5));
    for (int line = 0; line < 5; ++line, next += 2)
        painter.drawLine(QPointF(0, height * part(noise, next)),
                         QPointF(image.width(), height * part(noise, next + 1)));
    painter.end();
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return png;
}

} // namespace claimcheck::practice
