#include "clock_status.h"
#include "desktop_notice.h"
#include "inspect/verdict.h"
#include "login/profile_store.h"
#include "main_window.h"
#include "profile_page.h"
#include "sidebar.h"
#include "theme.h"
#include "wake_watch.h"
#include "widgets/visible_text.h"

#include <QStackedWidget>

/// What happens by itself: a session that ends, a machine that wakes, a server's clock.
namespace claimcheck::ui {

void MainWindow::connectNotices()
{
    m_notice =
        new DesktopNotice(hasSessionBus() ? QDBusConnection::sessionBus() : QDBusConnection(QString()), this);
    connect(m_notice, &DesktopNotice::clicked, this,
            [this](const QString &profileId, const QByteArray &token) {
                m_sidebar->select({Selection::Kind::Profile, profileId});
                bringToFront(token);
            });
    const auto *wake = new WakeWatch(QDBusConnection::systemBus(), this);
    connect(wake, &WakeWatch::woke, &m_services.sessions, &login::Sessions::lookAtTheClock);
    connect(&m_services.sessions, &login::Sessions::endsSoon, this, &MainWindow::warnOfTheEnd);
    // Why they were not kept has been said by then.
    connect(
        &m_services.sessions, &login::Sessions::dropped, this,
        [this](const QString &, const QString &outcome) { offer(InlineBar::Kind::Info, outcome, {}, {}); });
    connect(&m_services.sessions, &login::Sessions::changed, this, &MainWindow::updateClock);
}

void MainWindow::warnOfTheEnd(const QString &profileId)
{
    const auto profile = m_services.profiles.byId(profileId);
    const auto end = m_services.sessions.info(profileId).expiresAt;
    if (!profile || !end)
        return;
    const auto left = std::chrono::ceil<std::chrono::seconds>(*end - m_services.clock.now()).count();
    const QString name = profile->environment.isEmpty()
                             ? profile->name
                             : tr("%1 (%2)").arg(profile->name, profile->environment);
    const QString text = tr("The sign-in of %1 ends in %2, and cannot be refreshed.")
                             .arg(name, inspect::durationText(std::max<qint64>(left, 0)));
    offer(InlineBar::Kind::Warning, text, tr("Sign in…"), [this, profileId] { signInTo(profileId); });
    m_notice->show(profileId, tr("A sign-in ends soon"), text);
}

void MainWindow::updateClock()
{
    const bool isShown = m_profile && m_stack->currentWidget() == m_profile;
    const auto profile = isShown ? m_services.profiles.byId(m_profile->profileId()) : std::nullopt;
    m_clockStatus->setSkew(profile ? m_services.sessions.info(profile->id).skew : std::nullopt,
                           profile ? profile->url.host() : QString());
}

} // namespace claimcheck::ui
