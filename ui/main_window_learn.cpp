#include "learn_panel.h"
#include "main_window.h"
#include "practice_runner.h"

#include <QStackedWidget>

/// The page Learn, and where its requests and tokens go.
namespace claimcheck::ui {

LearnPanel &MainWindow::learnPanel()
{
    if (m_learn)
        return *m_learn;
    // A server of its own, whose file outlives the restarts that the page makes.
    auto *server = new PracticeRunner(m_services.practiceProgram, this, PracticeRunner::Keep::InFile);
    m_learn = new LearnPanel(*server, m_services.clock, this);
    m_stack->addWidget(m_learn);
    connect(m_learn, &LearnPanel::tokenOpened, this,
            [this](const QByteArray &token) { openMade(token, tr("Learn")); });
    connect(m_learn, &LearnPanel::requestOpened, this, &MainWindow::openLearnRequest);
    return *m_learn;
}

// It is sent as the step sent it, with what the step's own client held. A profile's credential would be
// another sign-in, and is gone each time that the server is emptied for a new beginning.
void MainWindow::openLearnRequest(const ComposedRequest &request)
{
    requests::RequestSpec spec = specOf(request);
    spec.credential = {requests::CredentialChoice::From::None, {}};
    spec.redirects = http::RedirectPolicy::None;
    openRequest(spec, {});
}

} // namespace claimcheck::ui
