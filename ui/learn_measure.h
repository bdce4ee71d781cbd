#pragma once

#include "learn_run.h"
#include "practice_runner.h"

#include <QElapsedTimer>

namespace claimcheck::ui {

/// What was measured of one system.
struct LearnMeasures {
    QString system;                   // its id
    int requests = 0;                 // so many GET /me
    double microseconds = 0;          // for each, as seen from here
    double lookups = 0;               // for each
    double writes = 0;                // for each
    qsizetype bytes = 0;              // of each, with which it shows who is asking
    int rows = 0;                     // that the server stores after one sign-in
    std::optional<bool> restart = {}; // still signed in after a restart
    std::optional<bool> revoked = {}; // refused after a sign-out
    /// The least that a second server shares with the first when it accepts this sign-in; and when, after the
    /// sign-out, it answers as the first does.
    std::optional<PracticeRunner::Share> second = {}, secondSignOut = {};
};

/// Signs in to every system and calls each so many times, one after another over one connection; restarts the
/// server once, and calls each again; signs out of each, and calls once more. Before and after the sign-outs
/// second servers are called too, which share nothing, the keys, or the database. The server is emptied
/// first.
class LearnMeasure final : public QObject {
    Q_OBJECT
public:
    static constexpr int requestsEach = 1000;

    explicit LearnMeasure(const Clock &clock, QObject *parent = nullptr);

    void start(const QUrl &server, const LearnFacts &facts, int requests = requestsEach);
    void restarted(const QUrl &server);
    void secondStarted(const QUrl &server);
    /// What was measured so far stays.
    void cancel();
    [[nodiscard]] bool isBusy() const { return m_phase != Phase::Idle; }
    [[nodiscard]] const std::vector<LearnMeasures> &measures() const { return m_measures; }

Q_SIGNALS:
    /// Of all requests, `done` were answered. At most about 100 times in a run.
    void progress(int done, int total);
    /// A row has come or has changed.
    void measured();
    void restartRequested();
    void secondRequested(claimcheck::ui::PracticeRunner::Share share);
    void secondDone();
    void finished();
    void failed(const claimcheck::Error &error);

private:
    enum class Phase { Idle, Calls, Second, Restart, AfterRestart, SignOut, AfterSignOut, SecondAfter };
    void signIn();
    void look();
    void call();
    void onCall(const http::Response &response);
    void enter(Phase phase);
    void nextSystem();
    void nextPhase();
    void onSecond(const http::Response &response);
    void send(const Result<http::Request> &request, const std::function<void(const http::Response &)> &then);
    void fail(const Error &error);
    [[nodiscard]] LearnMeasures &row() { return m_measures[m_at]; }

    LearnClock m_clock;
    http::Client m_client;
    http::ExchangePtr m_exchange;
    QUrl m_server;
    QUrl m_second; // empty: not called now
    PracticeRunner::Share m_share = PracticeRunner::Share::Nothing;
    LearnFacts m_facts;
    std::deque<LearnDevice> m_devices;
    std::vector<LearnMeasures> m_measures;
    Phase m_phase = Phase::Idle;
    size_t m_at = 0;
    int m_requests = 0;
    qint64 m_lookups = 0, m_writes = 0, m_nanoseconds = 0;
    QElapsedTimer m_timer;
};

} // namespace claimcheck::ui
