#include "vouching_view.h"

#include "icons.h"
#include "theme.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QUrl>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int iconSize = 16;
constexpr qsizetype longestStory = 600;

} // namespace

VouchingView::VouchingView(QWidget *parent)
    : QWidget(parent)
    , m_icon(plainLabel({}, this))
    , m_badge(plainFact(this))
    , m_story(plainFact(this))
    , m_asked(plainFact(this))
{
    m_badge->setObjectName(QStringLiteral("vouching"));
    m_story->setObjectName(QStringLiteral("keyStory"));
    m_asked->setObjectName(QStringLiteral("addressesAsked"));
    m_asked->setAccessibleName(tr("Addresses that were asked"));
    for (QLabel *label : {m_story, m_asked})
        label->setForegroundRole(QPalette::PlaceholderText);
    auto *badge = new QHBoxLayout;
    badge->setSpacing(8);
    badge->addWidget(m_icon, 0, Qt::AlignTop);
    badge->addWidget(m_badge, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(badge);
    column->addWidget(m_story);
    column->addWidget(m_asked);
    clearOutcome();
    clearAsked();
}

void VouchingView::show_(const jose::SignatureResult &signature, const QString &story)
{
    const bool matches = signature.outcome == jose::SignatureOutcome::Match;
    const Tone good = matches ? Tone::Good : Tone::Neutral;
    using jose::KeySource;
    if (!signature.keySource)
        setBadge(Tone::Neutral, tr("Vouched for by nobody: no key was tried."));
    else if (*signature.keySource == KeySource::Pinned)
        setBadge(good, tr("Vouched for by you: the key is one that you gave (pinned)."));
    else if (*signature.keySource == KeySource::Discovered)
        setBadge(good, tr("Vouched for by the server that you named (discovered)."));
    else if (*signature.keySource == KeySource::Confirmed)
        setBadge(good, tr("Vouched for by a token that was itself verified (confirmed)."));
    else
        setBadge(Tone::Warning,
                 tr("Vouched for by nobody: the token carried the key itself, which proves nothing."));
    m_story->setText(visibleText(story, longestStory));
    m_story->setVisible(!story.isEmpty());
}

void VouchingView::clearOutcome()
{
    m_icon->hide();
    m_badge->hide();
    m_story->hide();
}

void VouchingView::addAsked(const QUrl &url)
{
    m_addresses << visibleText(url.toDisplayString(), 300);
    m_asked->setText(tr("Asked: %1").arg(m_addresses.join(QStringLiteral(", "))));
    m_asked->show();
}

void VouchingView::clearAsked()
{
    m_addresses.clear();
    m_asked->clear();
    m_asked->hide();
}

void VouchingView::setBadge(Tone tone, const QString &text)
{
    m_tone = tone;
    m_badge->setText(text);
    m_badge->show();
    m_icon->show();
    updateColours();
}

void VouchingView::updateColours()
{
    const QStringView name = m_tone == Tone::Good      ? u"good"
                             : m_tone == Tone::Warning ? u"warning"
                                                       : u"neutral";
    m_icon->setPixmap(icon(name).pixmap(iconSize));
}

void VouchingView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateColours();
}

} // namespace claimcheck::ui
