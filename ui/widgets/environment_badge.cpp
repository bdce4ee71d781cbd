#include "environment_badge.h"

#include "../environment_look.h"

#include <QPainter>

namespace claimcheck::ui {

EnvironmentBadge::EnvironmentBadge(QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setAlignment(Qt::AlignCenter);
    setContentsMargins(8, 2, 8, 2);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    setFont(bold);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    hide();
}

void EnvironmentBadge::setProfile(const std::optional<login::Profile> &profile)
{
    m_environment = profile ? profile->environment : QString();
    m_colour = profile ? profile->colour : QString();
    const EnvironmentLook look = environmentLookOf(m_environment, m_colour);
    setText(look.word);
    setAccessibleName(look.isProduction ? tr("Production") : look.word);
    setToolTip(look.isProduction ? tr("Production: what happens here is real") : QString());
    setVisible(!look.word.isEmpty());
    update();
}

void EnvironmentBadge::paintEvent(QPaintEvent *)
{
    const EnvironmentLook look = environmentLookOf(m_environment, m_colour);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(look.fill);
    painter.drawRoundedRect(QRectF(rect()), 4, 4);
    painter.setPen(look.text);
    painter.drawText(rect(), Qt::AlignCenter, text());
}

} // namespace claimcheck::ui
