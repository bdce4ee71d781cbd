#pragma once

#include "login/sessions.h"
#include "open_link.h"

#include <QDialog>

#include <memory>

namespace claimcheck::credentials {
class CredentialStore;
}

namespace claimcheck::ui {

/// Signs in to a new profile, which goes again if nobody signed in, or to one that is there.
///
///   form -> secret settings into the keychain -> steps of the sign-in, with what they wait for -> done
///     ^------------- an error, in place, with one thing to do about it -----------'
///
/// A running sign-in can be cancelled at any time.
class SignInDialog final : public QDialog {
    Q_OBJECT
public:
    SignInDialog(login::ProfileStore &profiles, login::Sessions &sessions,
                 credentials::CredentialStore &keychain, const Clock &clock, OpenLink openLink,
                 QWidget *parent = nullptr);
    ~SignInDialog() override;

    /// For a new profile, with the address filled in (may be empty).
    void startNew(const QString &address = {});
    /// For the practice server, whose users and passwords everybody knows.
    void startPractice(const QUrl &address, const QString &user, const QString &password);
    /// For a profile that is there: only what its sign-in takes is asked.
    void startFor(const QString &profileId);
    /// The profile that was signed in to, once accepted.
    [[nodiscard]] QString profileId() const;

Q_SIGNALS:
    /// The person has finished in the browser, and is wanted here again.
    void returned();

protected:
    void reject() override;

private:
    void build();
    void connectParts();
    void probeKeychain();
    void updateButtons();
    void start(login::StoreIn where);
    void storeNextSecret();
    void startSignIn();
    void onEvent(const login::SignInEvent &event);
    void openLink();
    void onSignedIn(const Result<login::SessionInfo> &info);
    void setBusy(bool busy);
    void showRunning();
    void fail(const Error &error);
    void onBarAction();
    void signOutFirst();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::ui
