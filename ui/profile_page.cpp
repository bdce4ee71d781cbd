#include "profile_page.h"

#include "details_panel.h"
#include "icons.h"
#include "login/profile_store.h"
#include "profile_keys.h"
#include "signed_out_page.h"
#include "standing_page.h"
#include "token_panel.h"
#include "widgets/elided_label.h"
#include "widgets/environment_badge.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>

namespace claimcheck::ui {

namespace {
constexpr int widestName = 200;
}

ProfilePage::ProfilePage(const Services &services, QWidget *parent)
    : QTabWidget(parent)
    , m_services(services)
    , m_tokenStack(new QStackedWidget(this))
    , m_token(new TokenPanel(services.clock, this))
    , m_signedOut(new SignedOutPage(this))
    , m_request(
          new RequestPanel({services.profiles, services.sessions, services.sender, services.clock}, this))
    , m_details(new DetailsPanel(services.profiles, services.sessions, services.clock, this))
    , m_standing(
          new StandingPage(services.profiles, services.sessions, services.clock, services.openLink, this))
    , m_name(new ElidedLabel(this))
    , m_badge(new EnvironmentBadge(this))
{
    setObjectName(QStringLiteral("profilePages"));
    setAccessibleName(tr("Pages of the profile"));
    tabBar()->setAccessibleName(tr("Pages of the profile"));
    setDocumentMode(true);
    m_token->setObjectName(QStringLiteral("profileToken"));
    m_tokenStack->addWidget(m_signedOut);
    m_tokenStack->addWidget(m_token);
    addTab(m_tokenStack, icon(u"token"), tr("Token"));
    addTab(m_request, icon(u"request"), tr("Request"));
    addTab(m_details, icon(u"profile"), tr("Details"));
    addTab(m_standing, icon(u"standing"), tr("Standing"));
    for (int page = Token; page <= Standing; ++page)
        setTabToolTip(page, tr("Alt+%1").arg(page + 1));

    m_details->setOpenLink(services.openLink);
    m_name->setObjectName(QStringLiteral("profileName"));
    m_name->setMaximumWidth(widestName);
    m_badge->setObjectName(QStringLiteral("profileBadge"));
    auto *corner = new QWidget(this);
    auto *row = new QHBoxLayout(corner);
    row->setContentsMargins(0, 0, 0, 4);
    row->setSpacing(8);
    row->addWidget(m_name);
    row->addWidget(m_badge);
    row->addSpacing(12); // a margin would stay at the right
    setCornerWidget(corner, Qt::TopRightCorner);
    connect(&services.profiles, &login::ProfileStore::changed, this, &ProfilePage::showName);
    connect(m_request, &RequestPanel::signInRequested, this, &ProfilePage::signInRequested);
    connect(m_details, &DetailsPanel::signInRequested, this, &ProfilePage::signInRequested);
    connect(m_signedOut, &SignedOutPage::signInRequested, this,
            [this] { Q_EMIT signInRequested(m_profileId); });
    connect(m_signedOut, &SignedOutPage::retryRequested, m_details, &DetailsPanel::load);
    connect(m_standing, &StandingPage::signInRequested, this, &ProfilePage::signInRequested);
    connect(m_standing, &StandingPage::retryRequested, m_details, &DetailsPanel::load);
    connect(&services.sessions, &login::Sessions::changed, this, [this](const QString &id) {
        if (id == m_profileId)
            showToken();
    });
}

void ProfilePage::setProfile(const QString &profileId)
{
    if (profileId == m_profileId)
        return;
    m_profileId = profileId;
    m_request->setProfile(profileId);
    m_details->setProfile(profileId);
    m_standing->setProfile(profileId);
    showName();
    if (const auto profile = m_services.profiles.byId(profileId)) {
        m_server = profile->url.host();
        m_token->setProfileName(profile->name);
        m_token->setKeyFetcher(
            keysAddress(*profile).toDisplayString(),
            [profile = *profile](QObject *context, const std::function<void(Result<jose::KeySet>)> &done) {
                fetchKeys(profile, context, done);
            });
    }
    showToken();
    // Reading the keychain may take a moment or a prompt: `changed` brings what it finds.
    m_details->load();
}

// Whose pages these are, and whether what is done here is real.
void ProfilePage::showName()
{
    const auto profile = m_services.profiles.byId(m_profileId);
    m_name->setText(profile ? profile->name : QString());
    m_badge->setProfile(profile);
    cornerWidget(Qt::TopRightCorner)->updateGeometry();
}

void ProfilePage::showToken()
{
    const Secret token = m_services.sessions.accessTokenToLookAt(m_profileId);
    m_token->setToken(token.reveal().toByteArray());
    m_signedOut->setState(m_services.sessions.info(m_profileId), m_server);
    m_tokenStack->setCurrentWidget(token.isEmpty() ? static_cast<QWidget *>(m_signedOut) : m_token);
}

void ProfilePage::setRequest(const ComposedRequest &request)
{
    setProfile(request.profileId);
    m_request->setRequest(request);
    setCurrentIndex(Request);
}

void ProfilePage::applySettings(const UiSettings &settings)
{
    m_token->setTimeZone(settings.times());
    m_token->setClipboardSeconds(settings.clipboardSeconds());
}

} // namespace claimcheck::ui
