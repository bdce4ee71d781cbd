#pragma once

#include "login/profile.h"

#include <QObject>
#include <QString>

#include <memory>

namespace claimcheck::ui {

/// Asks an address, which a person has entered to sign in there, whether it publishes metadata of OpenID
/// Connect or OAuth 2. Sends no credential; one question at a time.
class SignInLookup final : public QObject {
    Q_OBJECT
public:
    explicit SignInLookup(QObject *parent = nullptr);
    ~SignInLookup() override;

    /// Asks the profile's address through its connection (CA, client certificate, proxy); the certificate is
    /// shown to nobody whom a sign-in would not show it. Its kind of server decides which scopes are usual.
    /// Ends an earlier one, which then says nothing any more.
    void start(const login::Profile &profile);
    void cancel();
    [[nodiscard]] bool isRunning() const;

Q_SIGNALS:
    /// With the scopes that it offers, and those (with spaces) that such a sign-in asks for where nobody
    /// chooses.
    void found(const QString &issuer, const QStringList &scopes, const QString &usual);
    void nothingFound();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::ui
