#pragma once

#include "learn_facts.h"
#include "learn_script.h"
#include "practice_runner.h"
#include "request_panel.h"

#include "http/client.h"

#include <QPointer>
#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTabWidget;

namespace claimcheck::ui {

class InlineBar;
class LearnComparisonPage;
class LearnMeasure;
class LearnRun;
class LearnStepsPage;

/// Learn: the sign-in systems of the practice server, step by step from both ends, and measured side by side.
/// It has a server of its own, so that restarts and a clock that is moved on disturb nobody's sign-in.
class LearnPanel final : public QWidget {
    Q_OBJECT
public:
    LearnPanel(PracticeRunner &server, const Clock &clock, QWidget *parent = nullptr);
    ~LearnPanel() override;

    /// How often each system is called for the comparison (1,000).
    void setRequestsEach(int requests) { m_requestsEach = requests; }
    [[nodiscard]] const QUrl &server() const { return m_server; }

Q_SIGNALS:
    /// A request that a step sent, with what its client held: no profile is needed to send it again.
    void requestOpened(const claimcheck::ui::ComposedRequest &request);
    void tokenOpened(const QByteArray &token);

private:
    [[nodiscard]] QWidget *makeEmpty();
    [[nodiscard]] QWidget *makeContent();
    void start();
    void onServer(const QUrl &address);
    void onFacts(const http::Response &response);
    void onStopped();
    void beginRun();
    void beginMeasuring();
    void setReady(bool ready);
    void showError(const Error &error);
    void startSecond(PracticeRunner::Share share);
    void endSecond();
    PracticeRunner &m_runner;
    QPointer<PracticeRunner> m_second; // while it is measured
    LearnRun *m_run;
    LearnMeasure *m_measure;
    http::Client m_client;
    http::ExchangePtr m_exchange;
    QUrl m_server;
    qint64 m_process = 0; // of the server that listens there
    LearnFacts m_facts;
    QStackedWidget *m_stack;
    InlineBar *m_message;
    QPushButton *m_start = nullptr;
    QComboBox *m_system = nullptr;
    QTabWidget *m_tabs = nullptr;
    LearnStepsPage *m_steps = nullptr;
    LearnComparisonPage *m_comparison = nullptr;
    int m_requestsEach;
};

} // namespace claimcheck::ui
