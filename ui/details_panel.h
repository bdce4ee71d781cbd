#pragma once

#include "base/clock.h"
#include "login/sessions.h"

#include <QWidget>

#include <memory>

namespace claimcheck::credentials {
class CredentialStore;
}

namespace claimcheck::ui {

/// A profile's details: who is signed in and until when (ticking), where the secret is kept, the keychain's
/// state, the settings, refresh now, sign out with its receipt, remove.
class DetailsPanel final : public QWidget {
    Q_OBJECT
public:
    DetailsPanel(login::ProfileStore &profiles, login::Sessions &sessions,
                 credentials::CredentialStore &keychain, const Clock &clock, QWidget *parent = nullptr);
    ~DetailsPanel() override;

    void setProfile(const QString &profileId);
    /// Looks into the keychain (again).
    void load();
    /// The buttons' work, for menu and keys.
    void refreshNow();
    void signOut();
    /// Asks first, in place.
    void askRemove();

Q_SIGNALS:
    void signInRequested(const QString &profileId);
    /// What this panel says while nobody sees it.
    void failedUnseen(const claimcheck::Error &error);
    /// After the person removed the profile and its secrets are gone.
    void profileRemoved(const QString &profileId);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void build();
    void showSettings();
    void updateState();
    void updateTimes();
    void showError(const Error &error);
    void onDone(const Result<login::SessionInfo> &info);
    void onBarAction();
    void removeProfile();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::ui
