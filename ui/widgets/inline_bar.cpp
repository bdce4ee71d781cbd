#include "inline_bar.h"

#include "../icons.h"
#include "../theme.h"
#include "visible_text.h"

#include <QAccessible>
#include <QEvent>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include <utility>

namespace claimcheck::ui {

namespace {

constexpr int iconSize = 16;

QString iconName(InlineBar::Kind kind)
{
    switch (kind) {
    case InlineBar::Kind::Info:
        return QStringLiteral("info");
    case InlineBar::Kind::Success:
        return QStringLiteral("good");
    case InlineBar::Kind::Warning:
        return QStringLiteral("warning");
    case InlineBar::Kind::Error:
        return QStringLiteral("bad");
    }
    Q_UNREACHABLE();
}

struct Look {
    QColor line, fill;
};

Look look(InlineBar::Kind kind)
{
    const Colours &c = colours();
    switch (kind) {
    case InlineBar::Kind::Info:
        return {c.neutral, c.neutralFill};
    case InlineBar::Kind::Success:
        return {c.good, c.goodFill};
    case InlineBar::Kind::Warning:
        return {c.warning, c.warningFill};
    case InlineBar::Kind::Error:
        return {c.bad, c.badFill};
    }
    Q_UNREACHABLE();
}

QLabel *plainLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

/// Foreign words keep their line breaks here: the label wraps.
QString lines(const QString &text)
{
    QStringList shown;
    for (const QString &line : text.split(QLatin1Char('\n')))
        shown += visibleText(line, 2000);
    return shown.join(QLatin1Char('\n'));
}

} // namespace

InlineBar::InlineBar(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_message(plainLabel(this))
    , m_details(plainLabel(this))
    , m_more(new QToolButton(this))
    , m_action(new QPushButton(this))
    , m_close(new QToolButton(this))
{
    m_message->setObjectName(QStringLiteral("inlineBarMessage"));
    m_details->setObjectName(QStringLiteral("inlineBarDetails"));
    m_action->setObjectName(QStringLiteral("inlineBarAction"));
    m_more->setObjectName(QStringLiteral("inlineBarMore"));
    m_more->setText(tr("Details"));
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    m_close->setObjectName(QStringLiteral("inlineBarClose"));
    m_close->setIcon(icon(u"cancel"));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Close (Esc)"));
    m_close->setAccessibleName(tr("Close this message"));
    m_icon->setFixedSize(iconSize, iconSize);
    m_icon->setTextFormat(Qt::PlainText);

    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(12, 8, 8, 8);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->addWidget(m_icon, 0, 0);
    grid->addWidget(m_message, 0, 1);
    grid->addWidget(m_more, 0, 2);
    grid->addWidget(m_action, 0, 3);
    grid->addWidget(m_close, 0, 4);
    grid->addWidget(m_details, 1, 1, 1, 4);
    grid->setColumnStretch(1, 1);

    connect(m_action, &QPushButton::clicked, this, &InlineBar::onAction);
    connect(m_close, &QToolButton::clicked, this, &InlineBar::close_);
    connect(m_more, &QToolButton::toggled, this, &InlineBar::showDetails);
    m_action->hide();
    m_more->hide();
    hide();
}

void InlineBar::show_(Kind kind, const QString &message, const QString &details, const QString &actionText)
{
    m_kind = kind;
    m_offered = nullptr;
    m_message->setText(lines(message));
    m_details->setText(lines(details));
    m_more->setChecked(false);
    m_more->setVisible(!details.isEmpty());
    m_details->hide();
    m_action->setText(actionText);
    m_action->setVisible(!actionText.isEmpty());
    setAccessibleName(m_message->text());
    updateIcon();
    show();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void InlineBar::offer(Kind kind, const QString &message, const QString &details, const QString &actionText,
                      std::function<void()> action)
{
    show_(kind, message, details, actionText);
    m_offered = std::move(action);
}

void InlineBar::onAction()
{
    if (!m_offered)
        return actionTriggered();
    const auto action = std::exchange(m_offered, nullptr);
    clear();
    action();
}

void InlineBar::clear()
{
    m_offered = nullptr;
    m_message->clear();
    m_details->clear();
    hide();
}

QString InlineBar::message() const
{
    return m_message->text();
}

void InlineBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        return close_();
    QFrame::keyPressEvent(event);
}

void InlineBar::paintEvent(QPaintEvent *)
{
    const auto [line, fill] = look(m_kind);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor edge = line;
    edge.setAlpha(110);
    painter.setPen(edge);
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

void InlineBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateIcon();
}

void InlineBar::close_()
{
    clear();
    Q_EMIT closed();
}

void InlineBar::showDetails(bool on)
{
    m_details->setVisible(on);
}

void InlineBar::updateIcon()
{
    m_icon->setPixmap(icon(iconName(m_kind)).pixmap(QSize(iconSize, iconSize), devicePixelRatioF()));
}

} // namespace claimcheck::ui
