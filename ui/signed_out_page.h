#pragma once

#include "login/sessions.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace claimcheck::ui {

/// Stands where a profile has no token to show: says why, and offers what helps.
class SignedOutPage final : public QWidget {
    Q_OBJECT
public:
    explicit SignedOutPage(QWidget *parent = nullptr);
    void setState(const login::SessionInfo &info, const QString &server);

Q_SIGNALS:
    void signInRequested();
    /// Look into the keychain again.
    void retryRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateIcon();
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_text;
    QPushButton *m_signIn;
    QPushButton *m_retry;
    QString m_iconName;
};

} // namespace claimcheck::ui
