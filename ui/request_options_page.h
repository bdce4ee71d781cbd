#pragma once

#include "request_scope.h"
#include "requests/request_spec.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace claimcheck::login {
class ProfileStore;
}

namespace claimcheck::ui {

/// Whose credential goes along, how long to wait, which redirects to follow, and TLS and proxy of this
/// request alone.
class RequestOptionsPage final : public QWidget {
    Q_OBJECT
public:
    explicit RequestOptionsPage(login::ProfileStore &profiles, QWidget *parent = nullptr);

    void setSpec(const requests::RequestSpec &spec);
    /// Writes what the page has into the spec, and touches nothing else of it.
    void apply(requests::RequestSpec &spec) const;
    void setScope(const RequestScope &scope);
    /// The profile is given by where the page stands; only its own credential or none can be chosen.
    void setFixedProfile(bool on);
    void focusCredential();

Q_SIGNALS:
    /// By a person.
    void changed();

private:
    void loadProfiles(const requests::CredentialChoice &choice);
    void updateWords();
    [[nodiscard]] requests::CredentialChoice credential() const;
    QWidget *pathField(QLineEdit *&field, const char *name, const QString &accessibleName);
    login::ProfileStore &m_profiles;
    RequestScope m_scope;
    requests::RequestSpec m_loaded;
    QComboBox *m_credential;
    QLabel *m_credentialWords;
    QSpinBox *m_timeout;
    QComboBox *m_redirects;
    QComboBox *m_connection;
    QWidget *m_own;
    QLineEdit *m_ca = nullptr;
    QLineEdit *m_certificate = nullptr;
    QLineEdit *m_key = nullptr;
    QLineEdit *m_proxy = nullptr;
    bool m_isFixed = false;
};

} // namespace claimcheck::ui
