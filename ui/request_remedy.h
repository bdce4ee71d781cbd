#pragma once

#include "login/sessions.h"
#include "requests/denial_remedy.h"
#include "requests/sender.h"

#include <QObject>

class QTimer;
class QWidget;

namespace claimcheck::ui {

class RequestQuestion;

/// Carries out what "Why did this fail?" offers: changes the request, waits, refreshes or signs in, and has
/// it sent again. What changes a profile is asked first.
class RequestRemedy final : public QObject {
    Q_OBJECT
public:
    /// `parent` is what dialogs stand before.
    RequestRemedy(login::ProfileStore &profiles, login::Sessions &sessions, RequestQuestion &question,
                  QWidget *parent);

    /// `spec` is the request as it is composed now: its templates stay where nothing about them changes.
    void carryOut(const requests::DenialAction &action, const requests::Sent &of, requests::RequestSpec spec);
    /// What was to be sent after a wait is not sent any more.
    void giveUp();

Q_SIGNALS:
    void specChanged(const claimcheck::requests::RequestSpec &spec);
    void sendRequested();
    void signInRequested(const QString &profileId);
    /// A person has to choose whose credential goes along.
    void profileWanted();
    /// Only a person knows another: the address or the method is to be edited.
    void addressWanted();
    void methodWanted();
    /// Another request, beside the one that failed. Without a credential, a client certificate, and what that
    /// one held. The connection is the failed request's own or its profile's (CA file, proxy), and where the
    /// address is one that the chosen profile's cookies are for, those go along as in any request of its
    /// page.
    void lookRequested(const claimcheck::requests::RequestSpec &spec);
    void said(const QString &text);
    void failed(const claimcheck::Error &error);

private:
    using Settings = std::vector<std::pair<QString, QString>>;
    void goOn(const requests::Remedy &remedy, const QString &profileId);
    /// For what only they know.
    void askPerson(const requests::DenialAction &action, const requests::Remedy &remedy,
                   const requests::Sent &of, const QString &profileId, const requests::RequestSpec &spec);
    void askForValues(const QStringList &keys, const QString &profileId, requests::RequestSpec spec);
    [[nodiscard]] Result<login::Profile> changed(const QString &profileId, const Settings &settings) const;
    [[nodiscard]] requests::RequestSpec lookAt(const QUrl &url, const requests::RequestSpec &beside,
                                               const QString &profileId) const;
    [[nodiscard]] QString clockWords(const requests::Sent &of, const QString &profileId) const;
    void changeSettings(const Settings &settings, const QString &profileId, std::function<void()> then);
    void refreshAndSend(const QString &profileId);
    login::ProfileStore &m_profiles;
    login::Sessions &m_sessions;
    RequestQuestion &m_question;
    QWidget *m_window;
    QTimer *m_wait;
    login::WaiterPtr m_refresh;
};

} // namespace claimcheck::ui
