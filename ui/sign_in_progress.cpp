#include "sign_in_progress.h"

#include "sign_in_device_box.h"
#include "sign_in_link_box.h"
#include "sign_in_steps.h"
#include "theme.h"
#include "widgets/environment_badge.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

using State = login::SignInEvent::State;
using Step = login::SignInStep;

constexpr int grid = 4;

} // namespace

SignInProgress::SignInProgress(const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_headline(plainLabel({}, this))
    , m_badge(new EnvironmentBadge(this))
    , m_link(new SignInLinkBox(this))
    , m_or(plainLabel(tr("Or, whichever ends first:"), this))
    , m_device(new SignInDeviceBox(clock, this))
    , m_confirm(makeQuestion())
    , m_steps(new SignInSteps(this))
{
    setObjectName(QStringLiteral("signInRunning"));
    m_headline->setObjectName(QStringLiteral("signInHeadline"));
    m_headline->setFont(headlineFont());
    m_headline->setWordWrap(true);
    m_or->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4 * grid);
    auto *headline = new QHBoxLayout;
    headline->setSpacing(2 * grid);
    headline->addWidget(m_headline, 1);
    headline->addWidget(m_badge);
    column->addLayout(headline);
    for (QWidget *part :
         {static_cast<QWidget *>(m_confirm), static_cast<QWidget *>(m_link), static_cast<QWidget *>(m_or),
          static_cast<QWidget *>(m_device), static_cast<QWidget *>(m_steps)})
        column->addWidget(part);
}

QFrame *SignInProgress::makeQuestion()
{
    auto *frame = new QFrame(this);
    frame->setObjectName(QStringLiteral("signInOrigins"));
    frame->setFrameShape(QFrame::StyledPanel);
    m_question = plainLabel({}, frame);
    m_question->setObjectName(QStringLiteral("signInOriginsQuestion"));
    m_question->setWordWrap(true);
    m_origins = plainFact(frame);
    m_origins->setObjectName(QStringLiteral("signInOriginList"));
    m_origins->setFont(monoFont());
    m_reason = plainLabel({}, frame);
    m_reason->setObjectName(QStringLiteral("signInOriginsReason"));
    m_reason->setWordWrap(true);
    auto *yes = new QPushButton(tr("Yes, they belong to it"), frame);
    yes->setObjectName(QStringLiteral("signInOriginsYes"));
    auto *no = new QPushButton(tr("No, stop here"), frame);
    no->setObjectName(QStringLiteral("signInOriginsNo"));
    m_no = no;
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(2 * grid);
    buttons->addStretch();
    buttons->addWidget(no);
    buttons->addWidget(yes);
    auto *column = new QVBoxLayout(frame);
    column->setContentsMargins(3 * grid, 3 * grid, 3 * grid, 3 * grid);
    column->setSpacing(2 * grid);
    column->addWidget(m_question);
    column->addWidget(m_origins);
    column->addWidget(m_reason);
    column->addLayout(buttons);
    frame->hide();
    for (QPushButton *button : {yes, no})
        button->setAutoDefault(false);
    connect(yes, &QPushButton::clicked, this, [this, frame] {
        frame->hide();
        Q_EMIT originsAnswered(true);
    });
    connect(no, &QPushButton::clicked, this, [this, frame] {
        frame->hide();
        Q_EMIT originsAnswered(false);
    });
    return frame;
}

void SignInProgress::begin(const login::Profile &profile, login::StoreIn where)
{
    end();
    m_headline->setText(tr("Signing in to %1").arg(visibleText(profile.name)));
    m_badge->setProfile(profile);
    m_issuer.clear();
    m_steps->begin(login::kindOf(profile), where);
}

void SignInProgress::on(const login::SignInEvent &event)
{
    m_steps->on(event);
    if (event.step == Step::Discover && event.state == State::Done)
        m_issuer = event.detail;
    if (event.state == State::NeedsAnswer)
        return showOrigins(event);
    if (event.step == Step::Browser && !event.link.isEmpty())
        m_link->setLink(event.link, event.redirectUri);
    if (event.device)
        m_device->setCode(*event.device);
    // Whichever ends first wins: nobody has to do anything any more.
    const bool isAnswered =
        event.state == State::Done && (event.step == Step::Browser || event.step == Step::Device);
    if (isAnswered || event.step == Step::Ask)
        m_link->clear();
    if (isAnswered || event.step == Step::Ask ||
        (event.step == Step::Device && event.state == State::Skipped))
        m_device->clear();
    m_or->setVisible(!m_link->isHidden() && !m_device->isHidden());
}

void SignInProgress::end()
{
    m_confirm->hide();
    m_link->clear();
    m_device->clear();
    m_or->hide();
}

bool SignInProgress::isWaiting() const
{
    return !m_confirm->isHidden() || !m_link->isHidden() || !m_device->isHidden();
}

QString SignInProgress::current() const
{
    return m_steps->current();
}

// A yes is a decision: Enter, pressed a moment too long, must not make it.
void SignInProgress::showOrigins(const login::SignInEvent &event)
{
    QStringList shown;
    for (const QString &origin : event.origins)
        shown << visibleText(origin);
    m_question->setText(
        tr("%1 says that secrets of this sign-in go to other servers too. Do these belong to it?")
            .arg(m_issuer.isEmpty() ? tr("The server") : visibleText(m_issuer)));
    m_origins->setText(shown.join(u'\n'));
    m_reason->setText(event.detail);
    m_reason->setVisible(!event.detail.isEmpty());
    m_confirm->show();
    m_no->setFocus();
}

} // namespace claimcheck::ui
