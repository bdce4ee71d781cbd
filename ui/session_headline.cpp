#include "session_headline.h"

#include "icons.h"
#include "session_look.h"
#include "theme.h"
#include "widgets/plain_label.h"

#include <QEvent>
#include <QHBoxLayout>

namespace claimcheck::ui {

namespace {
constexpr int iconSize = 20;
}

SessionHeadline::SessionHeadline(QWidget *parent)
    : QWidget(parent), m_icon(plainLabel({}, this)), m_sentence(plainFact(this))
{
    m_sentence->setObjectName(QStringLiteral("detailsState"));
    m_sentence->setFont(headlineFont());
    m_icon->setFixedSize(iconSize, iconSize);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_icon);
    row->addWidget(m_sentence, 1);
}

void SessionHeadline::setState(const login::SessionInfo &info, TimePoint now)
{
    const SessionLook look = lookOf(info, now);
    if (m_iconName != look.icon) {
        m_iconName = look.icon;
        updateIcon();
    }
    if (m_sentence->text() != look.sentence)
        m_sentence->setText(look.sentence);
}

void SessionHeadline::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateIcon();
}

void SessionHeadline::updateIcon()
{
    m_icon->setPixmap(icon(m_iconName).pixmap(QSize(iconSize, iconSize), devicePixelRatioF()));
}

} // namespace claimcheck::ui
