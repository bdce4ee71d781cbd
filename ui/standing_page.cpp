#include "standing_page.h"

#include "devices_panel.h"
#include "drift_panel.h"
#include "login/profile_store.h"
#include "login/sessions.h"
#include "session_look.h"
#include "sign_in_card_panel.h"
#include "signed_out_page.h"

#include <QTabBar>
#include <QTabWidget>

namespace claimcheck::ui {

StandingPage::StandingPage(login::ProfileStore &profiles, login::Sessions &sessions, const Clock &clock,
                           const OpenLink &openLink, QWidget *parent)
    : QStackedWidget(parent)
    , m_profiles(profiles)
    , m_sessions(sessions)
    , m_tabs(new QTabWidget(this))
    , m_signedOut(new SignedOutPage(this))
    , m_card(new SignInCardPanel(profiles, sessions, openLink))
    , m_drift(new DriftPanel(sessions))
    , m_devices(new DevicesPanel(profiles, sessions, clock))
{
    setObjectName(QStringLiteral("standingPage"));
    m_tabs->setObjectName(QStringLiteral("standingTabs"));
    m_tabs->setAccessibleName(tr("Where the sign-in stands"));
    m_tabs->tabBar()->setAccessibleName(tr("Where the sign-in stands"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_card, tr("Sign-in check"));
    m_tabs->addTab(m_drift, tr("Drift"));
    m_tabs->addTab(m_devices, tr("Who else is signed in"));
    m_tabs->setTabToolTip(0, tr("What the sign-in shows of its server"));
    m_tabs->setTabToolTip(1, tr("What the token claims beside what the server says now"));
    m_tabs->setTabToolTip(2, tr("The server's list of this person's sign-ins"));
    m_signedOut->setObjectName(QStringLiteral("standingSignedOut"));
    addWidget(m_signedOut);
    addWidget(m_tabs);
    const auto signIn = [this] { Q_EMIT signInRequested(m_profileId); };
    connect(m_signedOut, &SignedOutPage::signInRequested, this, signIn);
    connect(m_signedOut, &SignedOutPage::retryRequested, this, &StandingPage::retryRequested);
    connect(m_card, &SignInCardPanel::signInRequested, this, signIn);
    connect(m_drift, &DriftPanel::signInRequested, this, signIn);
    connect(m_devices, &DevicesPanel::signInRequested, this, signIn);
    connect(m_card, &SignInCardPanel::made, this, &StandingPage::cardMade);
    connect(&sessions, &login::Sessions::changed, this, [this](const QString &id) {
        if (id == m_profileId)
            showState();
    });
}

void StandingPage::setProfile(const QString &profileId)
{
    m_profileId = profileId;
    m_card->setProfile(profileId);
    m_drift->setProfile(profileId);
    m_devices->setProfile(profileId);
    showState();
}

void StandingPage::showState()
{
    const login::SessionInfo info = m_sessions.info(m_profileId);
    const auto profile = m_profiles.byId(m_profileId);
    m_signedOut->setState(info, profile ? profile->url.host() : QString());
    setCurrentWidget(hasSession(info) ? static_cast<QWidget *>(m_tabs) : m_signedOut);
}

void StandingPage::readCard()
{
    m_card->readAfterSignIn();
}

void StandingPage::showCard()
{
    m_tabs->setCurrentWidget(m_card);
}

} // namespace claimcheck::ui
