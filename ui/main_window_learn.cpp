#include "learn_panel.h"
#include "login/profile_store.h"
#include "main_window.h"
#include "practice_runner.h"
#include "profile_page.h"
#include "sidebar.h"
#include "sign_in_dialog.h"
#include "widgets/inline_bar.h"

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

void MainWindow::openLearnRequest(const ComposedRequest &request)
{
    const auto origin = http::Origin::of(QUrl(request.url));
    for (const login::Profile &profile : m_services.profiles.profiles()) {
        const auto own = http::Origin::of(profile.url);
        if (!origin || !own || !(*own == *origin))
            continue;
        ComposedRequest opened = request;
        opened.profileId = profile.id;
        m_sidebar->select({Selection::Kind::Profile, profile.id});
        return profilePage().setRequest(opened);
    }
    offer(InlineBar::Kind::Info,
          tr("The Request page sends with a profile, and there is none of this practice server yet."),
          tr("Sign in there…"), [this, request] {
              SignInDialog *dialog = makeSignIn();
              dialog->startPractice(m_learn->server(), m_learn->facts().username, m_learn->facts().password);
              connect(dialog, &QDialog::accepted, this, [this, request] { openLearnRequest(request); });
              dialog->open();
          });
}

} // namespace claimcheck::ui
