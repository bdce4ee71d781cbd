#pragma once

#include "../icons.h"
#include "../theme.h"
#include "plain_label.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QPainter>

namespace claimcheck::ui {

/// The band above an editor, in a colour that no verdict has: here something is made, and nothing is judged.
class EditBand final : public QFrame {
    Q_OBJECT
public:
    explicit EditBand(const QString &text, QWidget *parent = nullptr)
        : QFrame(parent), m_row(new QHBoxLayout(this)), m_text(plainLabel(text, this))
    {
        m_text->setWordWrap(true);
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        m_text->setFont(bold);
        m_row->setContentsMargins(16, 8, 12, 8);
        m_row->setSpacing(12);
        m_row->addWidget(m_text, 1);
    }
    void addWidget(QWidget *widget) { m_row->addWidget(widget); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        constexpr int barWidth = 4, stripe = 8;
        QPainter painter(this);
        const QColor tint = colours().payload;
        QColor fill = tint;
        fill.setAlpha(isDark() ? 48 : 28);
        painter.fillRect(rect(), fill);
        painter.fillRect(QRect(0, 0, barWidth, height()), tint);
        // Stripes, so that the mode is not told by its colour alone.
        for (int y = 0; y < height(); y += 2 * stripe)
            painter.fillRect(QRect(barWidth, y, barWidth, stripe), tint);
    }

private:
    QHBoxLayout *m_row;
    QLabel *m_text;
};

} // namespace claimcheck::ui
