#pragma once

#include "request_panel.h"
#include "services.h"
#include "ui_settings.h"

#include <QTabWidget>

class QStackedWidget;

namespace claimcheck::ui {

class DetailsPanel;
class ElidedLabel;
class EnvironmentBadge;
class SignedOutPage;
class StandingPage;
class TokenPanel;

/// What is shown of a profile: its access token, a request, its details, and where its sign-in stands.
class ProfilePage final : public QTabWidget {
    Q_OBJECT
public:
    enum Page { Token, Request, Details, Standing };

    explicit ProfilePage(const Services &services, QWidget *parent = nullptr);

    void setProfile(const QString &profileId);
    [[nodiscard]] const QString &profileId() const { return m_profileId; }
    void setRequest(const ComposedRequest &request);
    void applySettings(const UiSettings &settings);
    [[nodiscard]] TokenPanel &tokenPanel() { return *m_token; }
    [[nodiscard]] RequestPanel &requests() { return *m_request; }
    [[nodiscard]] DetailsPanel &details() { return *m_details; }
    [[nodiscard]] StandingPage &standing() { return *m_standing; }

Q_SIGNALS:
    void signInRequested(const QString &profileId);

private:
    void showName();
    void showToken();
    const Services &m_services;
    QStackedWidget *m_tokenStack;
    TokenPanel *m_token;
    SignedOutPage *m_signedOut;
    RequestPanel *m_request;
    DetailsPanel *m_details;
    StandingPage *m_standing;
    ElidedLabel *m_name;
    EnvironmentBadge *m_badge;
    QString m_profileId;
    QString m_server;
};

} // namespace claimcheck::ui
