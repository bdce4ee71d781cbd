#pragma once

#include "client.h"
#include "flood_watch.h"
#include "intake.h"
#include "network_error.h"
#include "step.h"
#include "transport.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <optional>

class QNetworkReply;

namespace claimcheck::http {

/// One exchange: send a step, take its answer, follow its redirect or finish. `finish` is the only way to a
/// result, and the callback is called from the event loop, never from inside a signal of Qt's network code,
/// so that the caller may delete the exchange, the context or the client in it.
class HttpExchange final : public QObject, public Exchange {
public:
    HttpExchange(const std::shared_ptr<Transport> &transport, Request request,
                 std::vector<Credential> credentials, QObject *context,
                 std::function<void(Result<Response>)> done, std::function<void(Progress)> progress);
    ~HttpExchange() override;

    void start();
    /// Ends without a callback: the context or the client goes.
    void cancel();

private:
    void sendStep(Step step);
    void watchForFloods();
    void onTimeout();
    void onEncrypted();
    void endThoseThatWait(const Error &error);
    void onHead();
    void onFinished();
    void beginBody();
    void takeBody();
    void judge();
    void follow();
    void noteLife();
    void onSent(qint64 sent, qint64 toSend);
    void reportProgress();
    void disposeReply();
    void succeed();
    void finish(Result<Response> result);
    void deliver();
    [[nodiscard]] bool followsRedirect() const;

    std::weak_ptr<Transport> m_transport;
    Request m_request;
    std::vector<Credential> m_credentials;
    QPointer<QObject> m_context;
    std::function<void(Result<Response>)> m_done;
    std::function<void(Progress)> m_progress;

    QTimer m_timer;
    std::optional<FloodWatch> m_floods; // of this step
    QElapsedTimer m_clock;
    std::optional<Step> m_step;
    QPointer<QNetworkReply> m_reply;
    QPointer<QIODevice> m_upload; // the body that this step sends
    QList<QSslError> m_tlsErrors;
    std::optional<Intake> m_intake; // of the answer that is coming
    bool m_hasEnded = false;        // Qt has all of it
    bool m_turnQueued = false;      // takeBody goes on with the next turn
    bool m_isNewConnection = false; // one was made for this step
    bool m_isNamed = false;         // its certificate names the host
    Progress m_lastProgress = {};
    Response m_response; // grows
    bool m_cookiesSent = false;
    bool m_progressQueued = false;
    std::optional<Result<Response>> m_result;
};

} // namespace claimcheck::http
