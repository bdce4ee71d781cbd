#pragma once

#include "login/sessions.h"

#include <QWidget>

class QPushButton;

namespace claimcheck::ui {

/// What can be done with a profile's session, as one row of buttons: what is not possible now is grey, and
/// signing out everywhere is there only where the server offers it.
class SessionButtons final : public QWidget {
    Q_OBJECT
public:
    explicit SessionButtons(QWidget *parent = nullptr);

    void setOffersEverywhere(bool offers);
    /// Nothing can be pressed while something runs.
    void setState(const login::SessionInfo &info, bool isBusy);
    void focusSignIn();

Q_SIGNALS:
    void signIn();
    void refresh();
    void signOut();
    void signOutEverywhere();
    void remove();

private:
    [[nodiscard]] QPushButton *make(const char *objectName, const QString &text, QStringView iconName,
                                    void (SessionButtons::*pressed)());
    QPushButton *m_signIn;
    QPushButton *m_refresh;
    QPushButton *m_signOut;
    QPushButton *m_everywhere;
    QPushButton *m_remove;
};

} // namespace claimcheck::ui
