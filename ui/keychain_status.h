#pragma once

#include "credentials/credential_store.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace claimcheck::ui {

/// The keychain's state in the status bar, with a button that unlocks it. Looks without asking anybody.
class KeychainStatus final : public QWidget {
    Q_OBJECT
public:
    explicit KeychainStatus(credentials::CredentialStore &keychain, QWidget *parent = nullptr);
    void look();

Q_SIGNALS:
    /// Each time that it was found unlocked.
    void unlocked();

protected:
    void changeEvent(QEvent *event) override;

private:
    void show_(const Result<credentials::KeychainState> &state);
    void unlock();
    void updateIcon();
    credentials::CredentialStore &m_keychain;
    QLabel *m_icon;
    QLabel *m_text;
    QToolButton *m_unlock;
    credentials::OperationPtr m_probe;
    credentials::OperationPtr m_unlocking; // while its prompt is open
    bool m_isUnlocked = false;
};

} // namespace claimcheck::ui
