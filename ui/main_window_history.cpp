#include "error_words.h"
#include "history_panel.h"
#include "main_window.h"
#include "network_log_panel.h"
#include "sidebar.h"

#include <QLocale>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolButton>

/// What was sent: the history of all runs, and the network log of this one.
namespace claimcheck::ui {

void MainWindow::connectHistory()
{
    m_network = new NetworkWatch(m_services.clock, this);
    auto *state = new QToolButton(this);
    state->setObjectName(QStringLiteral("networkState"));
    state->setAutoRaise(true);
    state->setFocusPolicy(Qt::TabFocus);
    state->setToolTip(tr("Opens the network log"));
    statusBar()->addWidget(state);
    const auto say = [this, state] {
        const auto count = static_cast<int>(m_network->count());
        state->setText(count == 0   ? tr("nothing was sent")
                       : count == 1 ? tr("one exchange")
                                    : tr("%n exchanges", nullptr, count));
        state->setAccessibleName(tr("Network log: %1").arg(state->text()));
    };
    say();
    connect(m_network, &NetworkWatch::changed, this, say);
    connect(m_network, &NetworkWatch::added, this, [this] {
        if (m_history)
            m_history->refresh();
    });
    connect(state, &QToolButton::clicked, this, &MainWindow::showNetworkLog);
    connect(m_actions[ActionId::NetworkLog], &QAction::triggered, this, &MainWindow::showNetworkLog);
    connect(m_actions[ActionId::History], &QAction::triggered, this, &MainWindow::showHistory);
}

void MainWindow::showNetworkLog()
{
    if (!m_networkLog) {
        m_networkLog = new NetworkLogPanel(*m_network, this);
        m_stack->addWidget(m_networkLog);
        m_layout.watch(*m_networkLog);
    }
    showPage(m_networkLog);
}

void MainWindow::tellHistory(const Error &error)
{
    if (!m_isArranged) { // what is selected at the start would take the message away
        m_toTell = error;
        return;
    }
    if (m_history)
        m_history->setProblem(error);
    if (m_stack->currentWidget() != m_history || !m_history)
        offer(InlineBar::Kind::Warning, sentences(error), tr("Open the history"), [this, error] {
            showHistory();
            m_history->setProblem(error);
        });
}

void MainWindow::showHistory()
{
    if (!m_history) {
        m_history = new HistoryPanel(m_services.profiles, m_services.sender, m_services.history,
                                     m_services.clock, this);
        m_stack->addWidget(m_history);
        m_layout.watch(*m_history);
        connect(m_history, &HistoryPanel::resendRequested, this, &MainWindow::openRequest);
    }
    showPage(m_history);
}

/// A page that no entry of the sidebar stands for.
void MainWindow::showPage(QWidget *page)
{
    if (m_sidebar->current().kind != Selection::Kind::None)
        m_sidebar->select({});
    m_message->clear();
    m_stack->setCurrentWidget(page);
    page->setFocus();
    updateActions();
}

} // namespace claimcheck::ui
