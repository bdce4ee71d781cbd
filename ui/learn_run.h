#pragma once

#include "http/client.h"
#include "learn_device.h"

#include <QObject>

#include <deque>

namespace claimcheck::ui {

/// How a step came out.
enum class LearnOutcome {
    Accepted,
    Refused,
    NotPossible, // 501
    Unexpected,  // not what the script says: a fault is on, or the server is another one
};

/// One step that was done: the request, its answer, and both sides after it.
struct LearnResult {
    LearnOutcome outcome = LearnOutcome::Unexpected;
    std::optional<http::Request> request = {}; // none: nothing was sent, see `event`
    http::Response response = {};
    QString event = {};                           // what happened in place of a request
    QString verdict = {};                         // the browser's, where it decides; else empty
    std::optional<int> lookups = {}, writes = {}; // what the answer cost the database
    QByteArray holds = {};                        // JSON: what the first device holds
    QByteArray stores = {};                       // JSON: the server's tables about this user
    QByteArray token = {};                        // of the first device, or empty
};

/// The server was ended and started again: as another process, at the same address.
struct LearnRestart {
    QUrl before, after;
    qint64 processBefore = 0, processAfter = 0;
};

/// Runs the steps of one system against the practice server, one at a time, over its own HTTP client. A run
/// begins by emptying the server, so that it always finds the same.
///
///     begin -> next -> stepDone -> next -> … (Restart: restartRequested -> restarted)
class LearnRun final : public QObject {
    Q_OBJECT
public:
    explicit LearnRun(const Clock &clock, QObject *parent = nullptr);

    /// Forgets what was done. Nothing is sent before the first `next`.
    void begin(const QUrl &server, const LearnFacts &facts, const LearnSystem &system);
    /// Does the next step, unless one is under way or none is left.
    void next();
    /// The server that was to be restarted listens, perhaps elsewhere.
    void restarted(const LearnRestart &restart);
    /// Gives the step up that is under way; it can be done again.
    void cancel();

    [[nodiscard]] const std::vector<LearnStep> &steps() const { return m_steps; }
    [[nodiscard]] const std::vector<LearnResult> &results() const { return m_results; }
    [[nodiscard]] bool isBusy() const { return m_isBusy; }
    [[nodiscard]] bool isFinished() const { return m_results.size() == m_steps.size(); }

Q_SIGNALS:
    void changed();
    void stepDone(int step);
    void restartRequested();
    /// The server did not answer, or not in a way that can be read: the step was not done.
    void failed(const claimcheck::Error &error);

private:
    void doStep();
    /// Sends, and hands the answer to `then` unless there is none.
    void send(const http::Request &request, const std::function<void(const http::Response &)> &then);
    void sendStep(const Result<http::Request> &request);
    void signInMore(int device, size_t call = 0);
    /// Reads what the server holds now, before anything else can change it, and then the step is done.
    void finishStep(LearnResult result);
    void fail(const Error &error);
    [[nodiscard]] http::Request control(const char *path, const QByteArray &json) const;
    [[nodiscard]] LearnDevice &first() { return m_devices.front(); }
    [[nodiscard]] const LearnStep &step() const { return m_steps[m_results.size()]; }

    LearnClock m_clock;
    http::Client m_client;
    http::ExchangePtr m_exchange;
    QUrl m_server;
    LearnFacts m_facts;
    LearnSystem m_system = {};
    std::deque<LearnDevice> m_devices; // the first one's are the steps
    std::vector<LearnStep> m_steps;
    std::vector<LearnResult> m_results;
    bool m_isBusy = false;
};

/// "GET /me HTTP/1.1" and the headers, an empty line and the body: as on the wire, but for what the transport
/// adds by itself.
[[nodiscard]] QByteArray requestText(const http::Request &request);
[[nodiscard]] QByteArray responseText(const http::Response &response);

} // namespace claimcheck::ui
