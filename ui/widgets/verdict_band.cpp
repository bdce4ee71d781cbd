#include "verdict_band.h"

#include "../icons.h"
#include "../theme.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace claimcheck::ui {

namespace {

constexpr int iconSize = 24;
constexpr int barWidth = 4;

struct Look {
    const char16_t *icon;
    QColor text, fill;
    QString word; // the level said aloud, so that colour is never alone
};

Look lookOf(inspect::Level level)
{
    const Colours &c = colours();
    switch (level) {
    case inspect::Level::Good:
        return {u"good", c.good, c.goodFill, VerdictBand::tr("Good")};
    case inspect::Level::Warning:
        return {u"warning", c.warning, c.warningFill, VerdictBand::tr("Warning")};
    case inspect::Level::Bad:
        return {u"bad", c.bad, c.badFill, VerdictBand::tr("Bad")};
    case inspect::Level::Neutral:
        return {u"neutral", c.neutral, c.neutralFill, VerdictBand::tr("Open")};
    }
    Q_UNREACHABLE();
}

} // namespace

VerdictBand::VerdictBand(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_asOf(new QLabel(this))
    , m_now(new QPushButton(tr("Back to now"), this))
{
    m_asOf->setObjectName(QStringLiteral("verdictAsOf"));
    m_asOf->setTextFormat(Qt::PlainText);
    m_asOf->hide();
    m_now->setObjectName(QStringLiteral("verdictNow"));
    m_now->hide();
    connect(m_now, &QPushButton::clicked, this, &VerdictBand::nowRequested);
    m_icon->setFixedSize(iconSize, iconSize);
    m_icon->setTextFormat(Qt::PlainText);
    m_text->setObjectName(QStringLiteral("verdictText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setFont(headlineFont());
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(barWidth + 12, 12, 16, 12);
    row->setSpacing(12);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    row->addWidget(m_asOf);
    row->addWidget(m_now);
    updateLook();
}

void VerdictBand::setVerdict(const inspect::Verdict &verdict)
{
    const bool changed = verdict.level != m_level;
    m_level = verdict.level;
    m_text->setText(verdict.text);
    if (!changed)
        return setAccessibleName(tr("%1: %2").arg(lookOf(m_level).word, verdict.text));
    updateLook();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
    Q_EMIT levelChanged();
}

void VerdictBand::setAsOf(const QString &moment)
{
    m_asOf->setText(moment);
    m_asOf->setVisible(!moment.isEmpty());
    m_now->setVisible(!moment.isEmpty());
}

QString VerdictBand::text() const
{
    return m_text->text();
}

void VerdictBand::updateLook()
{
    const Look look = lookOf(m_level);
    m_icon->setPixmap(icon(look.icon).pixmap(QSize(iconSize, iconSize), devicePixelRatioF()));
    m_icon->setToolTip(look.word);
    setAccessibleName(tr("%1: %2").arg(look.word, m_text->text()));
    QPalette colour = palette();
    colour.setColor(QPalette::WindowText, look.text);
    m_text->setPalette(colour);
    m_asOf->setPalette(colour);
    update();
}

void VerdictBand::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateLook();
}

void VerdictBand::paintEvent(QPaintEvent *)
{
    const Look look = lookOf(m_level);
    QPainter painter(this);
    painter.fillRect(rect(), look.fill);
    painter.fillRect(QRect(0, 0, barWidth, height()), look.text);
}

} // namespace claimcheck::ui
