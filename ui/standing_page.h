#pragma once

#include "base/clock.h"
#include "login/sign_in_check.h"
#include "open_link.h"

#include <QStackedWidget>

class QTabWidget;

namespace claimcheck::login {
class ProfileStore;
class Sessions;
} // namespace claimcheck::login

namespace claimcheck::ui {

class DevicesPanel;
class DriftPanel;
class SignedOutPage;
class SignInCardPanel;

/// Where a profile's sign-in stands: the card of the sign-in check, what the token claims beside what the
/// server says now, and who else is signed in. Nobody is asked before a click. Without a session it says why,
/// as the Token page does.
class StandingPage final : public QStackedWidget {
    Q_OBJECT
public:
    StandingPage(login::ProfileStore &profiles, login::Sessions &sessions, const Clock &clock,
                 const OpenLink &openLink, QWidget *parent = nullptr);

    void setProfile(const QString &profileId);
    /// Reads the card of a sign-in that has just been; `cardMade` comes.
    void readCard();
    void showCard();

Q_SIGNALS:
    void signInRequested(const QString &profileId);
    /// Look into the keychain again.
    void retryRequested();
    void cardMade(const claimcheck::login::SignInCard &card);

private:
    void showState();
    login::ProfileStore &m_profiles;
    login::Sessions &m_sessions;
    QTabWidget *m_tabs;
    SignedOutPage *m_signedOut;
    SignInCardPanel *m_card;
    DriftPanel *m_drift;
    DevicesPanel *m_devices;
    QString m_profileId;
};

} // namespace claimcheck::ui
