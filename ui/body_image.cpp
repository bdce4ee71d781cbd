#include "body_image.h"

#include "theme.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImageReader>
#include <QPainter>
#include <QSvgRenderer>
#include <QXmlStreamReader>
#include <QXmlStreamWriter>

#include <algorithm>

namespace claimcheck::ui {

namespace {

constexpr int square = 8;
constexpr int longestSide = 2048; // of a drawing, which has no size of its own
constexpr int deepest = 64;       // elements in one another: Qt draws them by recursion

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

/// What cannot bring anything from elsewhere, nor draw itself without end.
bool isDrawn(QStringView element)
{
    static constexpr QStringView names[] = {u"svg",  u"g",        u"a",       u"defs",           u"title",
                                            u"desc", u"path",     u"rect",    u"circle",         u"ellipse",
                                            u"line", u"polyline", u"polygon", u"linearGradient", u"stop",
                                            u"text", u"tspan",    u"switch",  u"radialGradient"};
    return std::find(std::begin(names), std::end(names), element) != std::end(names);
}

bool staysInside(const QXmlStreamAttribute &attribute)
{
    if (attribute.name() == u"href")
        return attribute.value().startsWith(u'#');
    const QString value = attribute.value().toString().remove(u' ').toLower();
    return value.count(QStringView(u"url(")) == value.count(QStringView(u"url(#")) &&
           !value.contains(QStringView(u"dasharray")) &&
           attribute.name() != u"stroke-dasharray"; // Qt works for minutes on a long line with short dashes
}

/// The drawing without anything from elsewhere: Qt reads pictures, and the style sheets that processing
/// instructions name, from the disk.
QByteArray withoutReferences(const QByteArray &svg)
{
    QByteArray out;
    QXmlStreamReader reader(svg);
    QXmlStreamWriter writer(&out);
    int depth = 0;
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.hasError())
            return {};
        if (reader.isStartElement() && !isDrawn(reader.name())) {
            reader.skipCurrentElement();
        } else if (reader.isStartElement()) {
            if (++depth > deepest)
                return {};
            writer.writeStartElement(reader.qualifiedName().toString());
            for (const QXmlStreamNamespaceDeclaration &one : reader.namespaceDeclarations())
                writer.writeAttribute(one.prefix().isEmpty() ? QStringLiteral("xmlns")
                                                             : QStringLiteral("xmlns:%1").arg(one.prefix()),
                                      one.namespaceUri().toString());
            for (const QXmlStreamAttribute &attribute : reader.attributes()) {
                if (staysInside(attribute))
                    writer.writeAttribute(attribute.qualifiedName().toString(), attribute.value().toString());
            }
        } else if (reader.isEndElement()) {
            --depth;
            writer.writeEndElement();
        } else if (reader.isCharacters()) {
            writer.writeCharacters(reader.text().toString());
        }
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
