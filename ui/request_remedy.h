#pragma once

#include "login/sessions.h"
#include "requests/explain_denial.h"
#include "requests/sender.h"

#include <QObject>

class QTimer;

namespace claimcheck::ui {

class RequestQuestion;

/// Carries out what "Why did this fail?" offers: changes the request, waits, refreshes or signs in, and has
/// it sent again. What changes a profile is asked first.
class RequestRemedy final : public QObject {
    Q_OBJECT
public:
    RequestRemedy(login::ProfileStore &profiles, login::Sessions &sessions, RequestQuestion &question,
                  QObject *parent);

    /// `spec` is the request as it is composed now: its templates stay where nothing about them changes.
    void carryOut(const requests::DenialAction &action, const requests::Sent &of, requests::RequestSpec spec);
    /// What was to be sent after a wait is not sent any more.
    void giveUp();

Q_SIGNALS:
    void specChanged(const claimcheck::requests::RequestSpec &spec);
    void sendRequested();
    void signInRequested(const QString &profileId);
    void said(const QString &text);
    void failed(const claimcheck::Error &error);

private:
    void changeSettings(const std::vector<std::pair<QString, QString>> &settings, const QString &profileId,
                        std::function<void()> then);
    void refreshAndSend(const QString &profileId);
    login::ProfileStore &m_profiles;
    login::Sessions &m_sessions;
    RequestQuestion &m_question;
    QTimer *m_wait;
    login::WaiterPtr m_refresh;
};

} // namespace claimcheck::ui
