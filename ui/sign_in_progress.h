#pragma once

#include "base/clock.h"
#include "login/recipe.h"
#include "login/sign_in.h"

#include <QWidget>

class QLabel;
class QFrame;

namespace claimcheck::ui {

class EnvironmentBadge;
class SignInDeviceBox;
class SignInLinkBox;
class SignInSteps;

/// A sign-in under way: what it waits for (the browser, another device, a yes to origins), and its steps.
class SignInProgress final : public QWidget {
    Q_OBJECT
public:
    explicit SignInProgress(const Clock &clock, QWidget *parent = nullptr);

    void begin(const login::Profile &profile, login::StoreIn where);
    void on(const login::SignInEvent &event);
    /// Hides and forgets what was waited for.
    void end();
    /// Somebody has to do something that only this page shows.
    [[nodiscard]] bool isWaiting() const;
    /// The step that runs, in words.
    [[nodiscard]] QString current() const;
    [[nodiscard]] SignInLinkBox &link() { return *m_link; }

Q_SIGNALS:
    void originsAnswered(bool yes);

private:
    [[nodiscard]] QFrame *makeQuestion();
    void showOrigins(const login::SignInEvent &event);
    QLabel *m_headline;
    EnvironmentBadge *m_badge;
    SignInLinkBox *m_link;
    QLabel *m_or;
    SignInDeviceBox *m_device;
    QLabel *m_question = nullptr;
    QLabel *m_origins = nullptr;
    QLabel *m_reason = nullptr;
    QWidget *m_no = nullptr;
    QFrame *m_confirm;
    SignInSteps *m_steps;
    QString m_issuer;
};

} // namespace claimcheck::ui
