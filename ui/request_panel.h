#pragma once

#include "request_scope.h"
#include "requests/cors_case.h"
#include "requests/sender.h"

#include <QSet>
#include <QWidget>

#include <memory>

namespace claimcheck::ui {

class RequestEditor;
class RequestQuestion;
class ResponsePanel;

/// What was composed elsewhere, for opening it here. Holds no credential.
struct ComposedRequest {
    QString profileId;
    QByteArray method;
    QString url;
    QString headers; // "Name: value" lines
    QByteArray body;
};
[[nodiscard]] requests::RequestSpec specOf(const ComposedRequest &request);

/// A request of this run, to be opened again.
struct OpenedRequest {
    requests::RequestSpec spec = {};
    QString profileId = {};
};

/// What a panel sends with. References must outlive it.
struct RequestTools {
    login::ProfileStore &profiles;
    login::Sessions &sessions;
    requests::Sender &sender;
    const Clock &clock;
    /// Productions to which unsafe methods may be sent without asking again in this run: one set for the
    /// window.
    std::shared_ptr<QSet<QString>> allowed = std::make_shared<QSet<QString>>();
};

/// Compose above, answer below. The credential goes only where its leash allows; what was held back is said
/// in place.
class RequestPanel final : public QWidget {
    Q_OBJECT
public:
    explicit RequestPanel(const RequestTools &tools, QWidget *parent = nullptr);
    ~RequestPanel() override;

    /// In place of a set of its own.
    void setAllowed(const std::shared_ptr<QSet<QString>> &allowed);

    /// The page of one profile: its credential, no environment; a path alone is meant on its server.
    void setProfile(const QString &profileId);
    void setRequest(const ComposedRequest &request);

    void setScope(const RequestScope &scope);
    [[nodiscard]] const RequestScope &scope() const;
    void setSpec(const requests::RequestSpec &spec);
    /// Another request: what was sent of the one before is forgotten.
    void showNew(const requests::RequestSpec &spec);
    [[nodiscard]] requests::RequestSpec spec() const;
    [[nodiscard]] RequestEditor &editor();
    [[nodiscard]] ResponsePanel &response();
    void focusAddress();
    [[nodiscard]] bool isBusy() const;
    [[nodiscard]] QByteArray splitterState() const;
    void restoreSplitter(const QByteArray &state);
    /// What is to be decided about this request, below its address.
    [[nodiscard]] RequestQuestion &question();

public Q_SLOTS:
    void send();
    void cancel();

Q_SIGNALS:
    void changed();
    /// An exchange ended.
    void sent(const claimcheck::requests::Sent &sent);
    void signInRequested(const QString &profileId);
    void curlPasted(const QString &text);
    void tokenChosen(const QByteArray &token, const QString &from);
    void linkRequested(const QUrl &url);
    /// Another request is to be sent, in a place of its own.
    void lookRequested(const claimcheck::requests::RequestSpec &spec);
    /// The chosen environment is to be another one.
    void environmentRequested(const QString &name);

private:
    void build();
    void connectResponse();
    void askAsBrowser(const requests::CorsQuestion &question);
    void sendNow();
    [[nodiscard]] requests::Outbound outbound() const;
    void onSent(const requests::Sent &sent);
    void setBusy(bool busy);
    void fail(const Error &error);
    void askForProfile();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::ui
