#include "signed_out_page.h"

#include "icons.h"
#include "session_problem.h"
#include "theme.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace claimcheck::ui {

namespace {
constexpr int iconSize = 48;
constexpr int textWidth = 440;
} // namespace

SignedOutPage::SignedOutPage(QWidget *parent)
    : QWidget(parent)
    , m_icon(plainLabel({}, this))
    , m_title(plainLabel({}, this))
    , m_text(plainLabel({}, this))
    , m_signIn(new QPushButton(icon(u"sign-in"), tr("Sign in…"), this))
    , m_retry(new QPushButton(icon(u"unlock"), tr("Try again"), this))
    , m_iconName(QStringLiteral("lock"))
{
    setObjectName(QStringLiteral("signedOutPage"));
    m_title->setObjectName(QStringLiteral("signedOutTitle"));
    m_title->setFont(headlineFont());
    m_text->setObjectName(QStringLiteral("signedOutText"));
    m_text->setForegroundRole(QPalette::PlaceholderText);
    for (QLabel *label : {m_title, m_text}) {
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
        label->setFixedWidth(textWidth);
    }
    m_signIn->setObjectName(QStringLiteral("signedOutSignIn"));
    m_retry->setObjectName(QStringLiteral("signedOutRetry"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(m_retry);
    buttons->addWidget(m_signIn);
    buttons->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addStretch(2);
    column->addWidget(m_icon, 0, Qt::AlignHCenter);
    column->addWidget(m_title, 0, Qt::AlignHCenter);
    column->addWidget(m_text, 0, Qt::AlignHCenter);
    column->addSpacing(4);
    column->addLayout(buttons);
    column->addStretch(3);
    connect(m_signIn, &QPushButton::clicked, this, &SignedOutPage::signInRequested);
    connect(m_retry, &QPushButton::clicked, this, &SignedOutPage::retryRequested);
}

void SignedOutPage::setState(const login::SessionInfo &info, const QString &server)
{
    const bool looking = info.state == login::SessionState::Unknown && !info.problem;
    const bool failed = info.state == login::SessionState::Unknown && info.problem;
    m_iconName = failed ? QStringLiteral("lock") : QStringLiteral("profile");
    if (looking) {
        m_title->setText(tr("Looking into the keychain…"));
        m_text->clear();
    } else if (failed) {
        const Description description = describe(*info.problem);
        m_title->setText(visibleText(description.message));
        m_text->setText(visibleText(description.hint));
    } else {
        m_title->setText(tr("Signed out"));
        m_text->setText(
            tr("Sign in to %1 to see what its token says and when it expires.").arg(visibleText(server)));
    }
    for (QLabel *label : {m_title, m_text}) // an aligned label is not asked for its height
        label->setMinimumHeight(std::max(0, label->heightForWidth(textWidth)));
    m_signIn->setVisible(!looking);
    if (failed) {
        const bool isUnlock = sessionProblemOf(*info.problem).action == SessionProblem::Action::Unlock;
        m_retry->setText(isUnlock ? tr("Unlock") : tr("Try again"));
        m_retry->setIcon(icon(isUnlock ? u"unlock" : u"refresh"));
    }
    m_retry->setVisible(failed);
    updateIcon();
}

void SignedOutPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateIcon();
}

void SignedOutPage::updateIcon()
{
    m_icon->setPixmap(
        icon(m_iconName).pixmap(QSize(iconSize, iconSize), devicePixelRatioF(), QIcon::Disabled));
}

} // namespace claimcheck::ui
