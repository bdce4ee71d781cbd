#pragma once

#include "login/sessions.h"

#include <QWidget>

#include <memory>

namespace claimcheck::ui {

/// What was composed, for the list of this run's requests. Holds no credential.
struct ComposedRequest {
    QString profileId;
    QByteArray method;
    QString url;
    QString headers; // "Name: value" lines
    QByteArray body;
};

/// Compose above, answer below. The credential is the profile's, and goes only where its leash allows; what
/// was held back is said in place.
class RequestPanel final : public QWidget {
    Q_OBJECT
public:
    RequestPanel(login::ProfileStore &profiles, login::Sessions &sessions, QWidget *parent = nullptr);
    ~RequestPanel() override;

    void setProfile(const QString &profileId);
    void setRequest(const ComposedRequest &request);
    [[nodiscard]] QByteArray splitterState() const;
    void restoreSplitter(const QByteArray &state);
    void send();
    void cancel();

Q_SIGNALS:
    /// An exchange ended; `status` is 0 when there was no answer.
    void sent(const claimcheck::ui::ComposedRequest &request, int status);
    void signInRequested(const QString &profileId);

private:
    void build();
    [[nodiscard]] ComposedRequest composed() const;
    void onAnswer(const ComposedRequest &request, const Result<login::Answer> &answer);
    void setBusy(bool busy);
    void fail(const Error &error);
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::ui
