#include "body_image.h"

#include "theme.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImageReader>
#include <QPainter>
#include <QSvgRenderer>
#include <QXmlStreamReader>
#include <QXmlStreamWriter>

namespace claimcheck::ui {

namespace {

constexpr int square = 8;
constexpr int longestSide = 2048; // of a drawing, which has no size of its own

struct Magic {
    const char *format;
    QByteArrayView begin;
    qsizetype at = 0;
};
constexpr Magic magics[] = {{"png", "\x89PNG\r\n"}, {"jpeg", "\xFF\xD8\xFF"},
                            {"gif", "GIF8"},        {"webp", "WEBP", 8},
                            {"bmp", "BM"},          {"ico", QByteArrayView("\0\0\1\0", 4)}};

QString tr(const char *text)
{
    return QCoreApplication::translate("Response", text);
}

Error unreadable(const QString &why)
{
    return {ErrorCode::FileUnreadable, tr("the picture"), why};
}

/// The drawing without pictures that it would take from elsewhere: Qt reads those from the disk.
QByteArray withoutReferences(const QByteArray &svg)
{
    QByteArray out;
    QXmlStreamReader reader(svg);
    QXmlStreamWriter writer(&out);
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.hasError())
            return {};
        if (reader.isDTD())
            continue;
        const bool refers =
            reader.isStartElement() && (reader.name() == u"image" || reader.name() == u"foreignObject" ||
                                        reader.name() == u"script" || reader.name() == u"video");
        if (refers)
            reader.skipCurrentElement();
        else
            writer.writeCurrentToken(reader);
    }
    return out;
}

Result<DecodedImage> drawn(const QByteArray &svg)
{
    QSvgRenderer renderer(withoutReferences(svg));
    if (!renderer.isValid())
        return unreadable(tr("it is no drawing in SVG"));
    QSize size = renderer.defaultSize();
    if (size.isEmpty())
        size = QSize(512, 512);
    if (qMax(size.width(), size.height()) > longestSide)
        size.scale(longestSide, longestSide, Qt::KeepAspectRatio);
    DecodedImage decoded;
    decoded.image = QImage(size.expandedTo(QSize(1, 1)), QImage::Format_ARGB32_Premultiplied);
    decoded.image.fill(Qt::transparent);
    QPainter painter(&decoded.image);
    renderer.render(&painter);
    decoded.facts =
        tr("SVG · drawn at %1 × %2, without what it refers to").arg(size.width()).arg(size.height());
    return decoded;
}

} // namespace

QByteArray imageFormat(QByteArrayView head)
{
    for (const Magic &magic : magics) {
        if (head.size() > magic.at && head.sliced(magic.at).startsWith(magic.begin))
            return magic.format;
    }
    const QByteArray text = head.first(qMin<qsizetype>(head.size(), 1024)).toByteArray().trimmed();
    return text.startsWith("<svg") || (text.startsWith("<?xml") && text.contains("<svg")) ? "svg"
                                                                                          : QByteArray();
}

Result<DecodedImage> decodeImage(const requests::Overflow &body)
{
    if (body.size() > mostImageBytes)
        return Error{ErrorCode::InputTooLarge, tr("The picture")};
    auto bytes = body.read(0, body.size());
    if (!bytes)
        return bytes.error();
    const QByteArray format = imageFormat(*bytes);
    if (format == "svg")
        return drawn(*bytes);
    QBuffer buffer(&*bytes);
    if (!buffer.open(QIODevice::ReadOnly))
        return unreadable(buffer.errorString());
    QImageReader reader(&buffer, format);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    if (qint64(size.width()) * size.height() > mostImagePixels)
        return Error{ErrorCode::InputTooLarge, tr("The picture")};
    DecodedImage decoded;
    if (!reader.read(&decoded.image))
        return unreadable(reader.errorString());
    //: %1 is PNG, JPEG, …; %2 and %3 are pixels
    decoded.facts = tr("%1 · %2 × %3")
                        .arg(QString::fromLatin1(reader.format()).toUpper())
                        .arg(decoded.image.width())
                        .arg(decoded.image.height());
    return decoded;
}

BodyImage::BodyImage(QWidget *parent) : QWidget(parent)
{
    setAccessibleName(tr("The answer's body as a picture"));
}

void BodyImage::setImage(const DecodedImage &decoded)
{
    m_image = decoded.image;
    setAccessibleDescription(decoded.facts);
    update();
}

void BodyImage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().base());
    if (m_image.isNull())
        return;
    QSize size = m_image.size() / m_image.devicePixelRatio();
    const QSize room = this->size() - QSize(4 * square, 4 * square);
    if (size.width() > room.width() || size.height() > room.height())
        size.scale(room.expandedTo(QSize(1, 1)), Qt::KeepAspectRatio);
    const QRect area(QPoint((width() - size.width()) / 2, (height() - size.height()) / 2), size);
    if (m_image.hasAlphaChannel()) {
        painter.save();
        painter.setClipRect(area);
        painter.fillRect(area, palette().base());
        for (int y = 0; y * square < area.height(); ++y) {
            for (int x = y % 2; x * square < area.width(); x += 2)
                painter.fillRect(QRect(area.left() + x * square, area.top() + y * square, square, square),
                                 colours().neutralFill);
        }
        painter.restore();
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(area, m_image);
}

} // namespace claimcheck::ui
