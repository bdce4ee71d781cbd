#pragma once

#include "secret_service.h"

#include <QPointer>

#include <vector>

class QDBusServiceWatcher;

namespace claimcheck::credentials {

class SecretPrompt;

/// The unlocking of the Secret Service's default collection: one for the whole program, which all share who
/// want it while its prompt is open. gnome-keyring (seen in 42.1) ends with a failed assertion when its
/// prompt is dismissed over D-Bus, and now and then when one is shown beside another. So there a prompt whose
/// callers are gone stays open until the person answers it, and the next caller joins it; elsewhere it is
/// dismissed.
class SecretUnlock final : public QObject {
    Q_OBJECT

public:
    /// `done` comes once from the event loop, with the errors of SecretService::unlock(); never when
    /// `context` is gone by then.
    static void join(QObject *context, Callback<Done> done);
    ~SecretUnlock() override;
    Q_DISABLE_COPY_MOVE(SecretUnlock)

private:
    struct Caller {
        QPointer<QObject> context;
        Callback<Done> done;
    };

    SecretUnlock();
    void begin();
    void request(const SecretServiceView &view);
    void watchForPrompter(const SecretServiceView &view, const QString &promptPath);
    void show(const SecretServiceView &view, const QString &promptPath);
    void onCompleted(const SecretServiceView &view, bool dismissed);
    void onCallerGone();
    void finish(const Result<Done> &result);

    SecretService m_service;
    std::vector<Caller> m_callers;
    std::unique_ptr<SecretPrompt> m_prompt;
    std::unique_ptr<QDBusServiceWatcher> m_watcher;
    SecretServiceView::Kind m_kind = SecretServiceView::Kind::Other;
    bool m_somebodyWasAsked = false;
};

} // namespace claimcheck::credentials
