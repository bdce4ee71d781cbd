#include "qr_view.h"

#include <QPainter>

namespace claimcheck::ui {

namespace {
constexpr int quietZone = 4;
constexpr int modulePixels = 5; // at scale 1: a telephone reads it at arm's length
} // namespace

QrView::QrView(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    hide();
}

void QrView::setText(const QByteArray &text)
{
    auto code = login::QrCode::of(text);
    if (!code)
        return clear();
    m_code = *std::move(code);
    setAccessibleName(tr("QR code"));
    setAccessibleDescription(QString::fromUtf8(text));
    setFixedSize(sizeHint());
    update();
    show();
}

void QrView::clear()
{
    m_code.reset();
    hide();
}

int QrView::modules() const
{
    return m_code ? m_code->size() + 2 * quietZone : 0;
}

QSize QrView::sizeHint() const
{
    return QSize(modules(), modules()) * modulePixels;
}

void QrView::paintEvent(QPaintEvent *)
{
    if (!m_code)
        return;
    QPainter painter(this);
    painter.fillRect(rect(), Qt::white);
    for (int row = 0; row < m_code->size(); ++row) {
        for (int column = 0; column < m_code->size(); ++column) {
            if (m_code->isDark(column, row))
                painter.fillRect((column + quietZone) * modulePixels, (row + quietZone) * modulePixels,
                                 modulePixels, modulePixels, Qt::black);
        }
    }
}

} // namespace claimcheck::ui
