#include "details_panel.h"
#include "help_dialog.h"
#include "keychain_status.h"
#include "main_window.h"
#include "paste_bar.h"
#include "practice_runner.h"
#include "profile_page.h"
#include "request_tabs.h"
#include "settings_dialog.h"
#include "sidebar.h"
#include "standing_page.h"
#include "text_intake.h"
#include "token_panel.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QStackedWidget>

/// What every action, and every signal of a panel, does.
namespace claimcheck::ui {

void MainWindow::connectActions()
{
    const auto on = [this](ActionId id, auto work) {
        connect(m_actions[id], &QAction::triggered, this, work);
    };
    on(ActionId::SignIn, [this] { signInNew(); });
    on(ActionId::PasteToken, [this] { inspectText(QGuiApplication::clipboard()->text()); });
    on(ActionId::OpenFile, [this] {
        auto *dialog = new QFileDialog(this, tr("Inspect a file"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::inspectFile);
        dialog->open();
    });
    on(ActionId::Settings, [this] { showSettings(); });
    on(ActionId::Quit, [this] { close(); });
    on(ActionId::Inspector, [this] {
        if (m_sidebar->current().kind != Selection::Kind::Token)
            choose({Selection::Kind::Token, QString::number(m_lastToken)});
        m_inspector->setFocus();
    });
    on(ActionId::Address, [this] {
        m_bar->setFocus();
        m_bar->selectAll();
    });
    on(ActionId::Shortcuts, [this] { showHelp(); });
    on(ActionId::About, [this] { showHelp(); });
}

// Enabled only while a profile's pages are shown.
void MainWindow::connectProfileActions()
{
    const auto on = [this](ActionId id, auto work) {
        connect(m_actions[id], &QAction::triggered, this, work);
    };
    on(ActionId::PageToken, [this] { m_profile->setCurrentIndex(ProfilePage::Token); });
    on(ActionId::PageRequest, [this] { m_profile->setCurrentIndex(ProfilePage::Request); });
    on(ActionId::PageDetails, [this] { m_profile->setCurrentIndex(ProfilePage::Details); });
    on(ActionId::PageStanding, [this] { m_profile->setCurrentIndex(ProfilePage::Standing); });
    on(ActionId::Refresh, [this] { m_profile->details().refreshNow(); });
    on(ActionId::SignInAgain, [this] { signInTo(m_profile->profileId()); });
    on(ActionId::SendRequest, [this] {
        if (showsRequests())
            return requestTabs().send();
        m_profile->setCurrentIndex(ProfilePage::Request);
        m_profile->requests().send();
    });
    on(ActionId::SignOut, [this] {
        m_profile->setCurrentIndex(ProfilePage::Details);
        m_profile->details().signOut();
    });
}

void MainWindow::connectPanels()
{
    connect(m_bar, &PasteBar::pasted, this, &MainWindow::inspectText);
    connect(m_bar, &PasteBar::entered, this, &MainWindow::onEntered);
    connect(m_intake, &TextIntake::done, this, &MainWindow::onIntake);
    connect(m_sidebar, &Sidebar::selected, this, &MainWindow::choose);
    connect(m_sidebar, &Sidebar::activated, this, [this](const Selection &selection) {
        if (selection.kind == Selection::Kind::Profile &&
            m_services.sessions.info(selection.id).state == login::SessionState::SignedOut)
            signInTo(selection.id);
    });
    connect(m_sidebar, &Sidebar::removeRequested, this, &MainWindow::remove);
    connect(m_sidebar, &Sidebar::signInRequested, this, &MainWindow::signInTo);
    connect(m_sidebar, &Sidebar::newProfileRequested, this, [this] { signInNew(); });
    connect(m_inspector, &TokenPanel::pasteRequested, this,
            [this] { inspectText(QGuiApplication::clipboard()->text()); });
    connect(m_inspector, &TokenPanel::practiceRequested, m_practice, &PracticeRunner::start);
    connect(m_practice, &PracticeRunner::ready, this, &MainWindow::signInToPractice);
    connect(m_practice, &PracticeRunner::failed, this, &MainWindow::showError);
    connect(&m_services.sessions, &login::Sessions::changed, m_keychain, &KeychainStatus::look);
    connect(m_keychain, &KeychainStatus::unlocked, this, &MainWindow::loadProfiles);
}

ProfilePage &MainWindow::profilePage()
{
    if (m_profile)
        return *m_profile;
    m_profile = new ProfilePage(m_services, this);
    m_stack->addWidget(m_profile);
    m_profile->applySettings(m_settings);
    connectTokenPanel(m_profile->tokenPanel());
    m_profile->requests().setAllowed(m_allowed);
    m_profile->requests().restoreSplitter(m_left.requestSplitter);
    connect(m_profile, &ProfilePage::signInRequested, this, &MainWindow::signInTo);
    connectRequestPanel(m_profile->requests());
    // The page is this profile's own: another one's credential goes along in a tab.
    connect(&m_profile->requests(), &RequestPanel::environmentRequested, this, [this](const QString &name) {
        if (const auto other = m_services.profiles.byName(name))
            openRequest(m_profile->requests().spec(), other->id);
    });
    connect(&m_profile->details(), &DetailsPanel::inspectRequested, this,
            [this](const QByteArray &token, const QString &label) {
                addToken(token, label);
                m_sidebar->select({Selection::Kind::Token, QString::number(m_lastToken)});
            });
    connect(&m_profile->details(), &DetailsPanel::profileRemoved, this, [this] { choose({}); });
    connect(&m_profile->standing(), &StandingPage::cardMade, this, &MainWindow::offerCard);
    connect(&m_profile->details(), &DetailsPanel::failedUnseen, this, [this](const Error &error) {
        if (m_stack->currentWidget() == m_profile && m_isStarted)
            showError(error);
    });
    return *m_profile;
}

void MainWindow::showSettings()
{
    auto *dialog = new SettingsDialog(m_settings, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SettingsDialog::changed, this, &MainWindow::applySettings);
    dialog->open();
}

void MainWindow::showHelp()
{
    if (!m_help)
        m_help = new HelpDialog(this);
    m_help->show();
    m_help->raise();
    m_help->activateWindow();
}

} // namespace claimcheck::ui
