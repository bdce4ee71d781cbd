#include "icons.h"

#include "theme.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

/// Resources of a static library are only there when asked for (and not from inside a namespace).
static void initResources()
{
    Q_INIT_RESOURCE(icons);
}

namespace claimcheck::ui {

namespace {

/// Draws the black shapes of an SVG in a colour that is looked up when painting.
class TintedEngine final : public QIconEngine {
public:
    explicit TintedEngine(const QString &name) : m_name(name) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal scale = painter->device()->devicePixelRatioF();
        painter->drawPixmap(rect, scaledPixmap(rect.size() * scale, mode, state, scale));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1.0);
    }

    /// `size` is in device pixels.
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal) override
    {
        const QColor colour = tint(mode);
        const QString key = QStringLiteral("claimcheck-%1-%2x%3-%4")
                                .arg(m_name)
                                .arg(size.width())
                                .arg(size.height())
                                .arg(colour.rgba(), 0, 16);
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        QImage image(size, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        QSvgRenderer(path()).render(&painter, fitted(size));
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(image.rect(), colour);
        painter.end();
        pixmap = QPixmap::fromImage(image);
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QIconEngine *clone() const override { return new TintedEngine(*this); }
    QString key() const override { return QStringLiteral("claimcheck-tinted"); }
    QString iconName() override { return m_name; }
    bool isNull() override { return false; }

private:
    QString path() const { return QStringLiteral(":/claimcheck/icons/%1.svg").arg(m_name); }

    static QRectF fitted(const QSize &size)
    {
        const int side = qMin(size.width(), size.height());
        return QRectF((size.width() - side) / 2.0, (size.height() - side) / 2.0, side, side);
    }

    QColor tint(QIcon::Mode mode) const
    {
        const QPalette palette = QApplication::palette();
        if (mode == QIcon::Disabled)
            return palette.color(QPalette::Disabled, QPalette::ButtonText);
        if (mode == QIcon::Selected)
            return palette.color(QPalette::HighlightedText);
        const Colours &c = colours();
        if (m_name == QLatin1String("good"))
            return c.good;
        if (m_name == QLatin1String("warning"))
            return c.warning;
        if (m_name == QLatin1String("bad"))
            return c.bad;
        if (m_name == QLatin1String("neutral") || m_name == QLatin1String("info"))
            return c.neutral;
        return palette.color(QPalette::ButtonText);
    }

    QString m_name;
};

} // namespace

QIcon icon(QStringView name)
{
    initResources();
    const QString text = name.toString();
    if (!QFile::exists(QStringLiteral(":/claimcheck/icons/%1.svg").arg(text)))
        return {};
    return QIcon(new TintedEngine(text));
}

} // namespace claimcheck::ui
