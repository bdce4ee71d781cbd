#pragma once

#include "login/sessions.h"

#include <QDialog>

#include <memory>

namespace claimcheck::credentials {
class CredentialStore;
}

namespace claimcheck::ui {

/// Signs in to a new profile, which goes again if nobody signed in, or to one that is there. Errors stay in
/// place; a running sign-in can be cancelled.
class SignInDialog final : public QDialog {
    Q_OBJECT
public:
    SignInDialog(login::ProfileStore &profiles, login::Sessions &sessions,
                 credentials::CredentialStore &keychain, QWidget *parent = nullptr);
    ~SignInDialog() override;

    /// For a new profile, with the address filled in (may be empty).
    void startNew(const QString &address = {});
    /// For the practice server, whose users and passwords everybody knows.
    void startPractice(const QUrl &address, const QString &user, const QString &password);
    /// For a profile that is there: only user and password are asked.
    void startFor(const QString &profileId);
    /// The profile that was signed in to, once accepted.
    [[nodiscard]] QString profileId() const;

protected:
    void reject() override;

private:
    void build();
    void probeKeychain();
    void updateButtons();
    void signIn();
    void startSignIn(login::StoreIn where);
    void onSignedIn(const Result<login::SessionInfo> &info);
    void setBusy(bool busy);
    void fail(const Error &error);
    /// Makes or changes the profile to sign in to, from the fields.
    [[nodiscard]] Result<Done> ensureProfile();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::ui
