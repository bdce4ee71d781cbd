#include "collection_book.h"
#include "collection_panel.h"
#include "environment_chooser.h"
#include "import_dialog.h"
#include "login/profile_store.h"
#include "main_window.h"
#include "open_requests.h"
#include "profile_page.h"
#include "request_address_field.h"
#include "request_question.h"
#include "request_tabs.h"
#include "requests/import.h"
#include "requests/within_folder.h"
#include "sidebar.h"
#include "widgets/visible_text.h"

#include <QFileDialog>
#include <QStackedWidget>
#include <QTimer>
#include <QUrl>

#include <algorithm>

/// The Requests page: what is opened there, and where it comes from.
namespace claimcheck::ui {

namespace {

/// After the last change, until what is open is written down: a crash costs no more than this.
constexpr int keepPauseMs = 1000;

QString folderKey()
{
    return QStringLiteral("collectionFolder");
}

} // namespace

void MainWindow::connectRequests()
{
    m_question->setObjectName(QStringLiteral("windowQuestion"));
    const auto on = [this](ActionId id, auto work) {
        connect(m_actions[id], &QAction::triggered, this, work);
    };
    on(ActionId::NewRequest, [this] { newRequest({}); });
    on(ActionId::SaveRequest, [this] { requestTabs().save(); });
    on(ActionId::CloseRequest, [this] { requestTabs().closeCurrent(); });
    on(ActionId::NextRequest, [this] { requestTabs().step(1); });
    on(ActionId::PreviousRequest, [this] { requestTabs().step(-1); });
    on(ActionId::ReopenRequest, [this] {
        requestTabs().reopen();
        showRequests();
    });
    on(ActionId::ImportRequests, [this] { importRequests({}); });
    on(ActionId::OpenCollection, [this] { askForCollection(); });
    on(ActionId::RequestAddress, [this] {
        if (showsRequests() && requestTabs().current())
            return requestTabs().focusAddress();
        if (m_profile && m_profile->isVisible() && m_profile->currentIndex() == ProfilePage::Request)
            return m_profile->requests().focusAddress();
        m_actions[ActionId::Address]->trigger();
    });
    connect(m_collection, &CollectionPanel::chosen, this, [this](const RequestPlace &place, bool keep) {
        showRequests();
        requestTabs().openPlace(place, keep);
    });
    connect(m_collection, &CollectionPanel::newRequested, this, &MainWindow::newRequest);
    connect(m_collection, &CollectionPanel::importRequested, this, [this] { importRequests({}); });
    connect(m_collection, &CollectionPanel::openFolderRequested, this, &MainWindow::askForCollection);
    connect(m_collection, &CollectionPanel::runRequested, this, [this](const QString &path) {
        showRequests();
        requestTabs().runFiles(path);
    });
    connect(m_book, &CollectionBook::folderChanged, this,
            [this] { m_settings.setLayout(folderKey(), m_book->folder().toUtf8()); });
    connect(m_book, &CollectionBook::environmentsChanged, this, [this] {
        if (m_requestTabs)
            return; // which asks for the file that it shows
        const auto environments = m_book->environmentsFor({});
        m_environment->setEnvironments(environments ? *environments : requests::Environments());
    });
}

RequestTabs &MainWindow::requestTabs()
{
    if (m_requestTabs)
        return *m_requestTabs;
    m_requestTabs = new RequestTabs(
        {m_services.profiles, m_services.sessions, m_services.sender, m_services.clock, m_allowed}, *m_book,
        *m_environment, this);
    m_stack->addWidget(m_requestTabs);
    auto *pause = new QTimer(m_requestTabs);
    pause->setSingleShot(true);
    pause->setInterval(keepPauseMs);
    connect(m_requestTabs, &RequestTabs::touched, pause, qOverload<>(&QTimer::start));
    connect(pause, &QTimer::timeout, this, &MainWindow::keepOpenRequests);
    connect(m_requestTabs, &RequestTabs::newRequested, this, [this] { newRequest({}); });
    connect(m_requestTabs, &RequestTabs::openFolderRequested, this, &MainWindow::askForCollection);
    connect(m_requestTabs, &RequestTabs::placeShown, m_collection, &CollectionPanel::setCurrent);
    connect(m_requestTabs, &RequestTabs::panelMade, this, [this](RequestPanel *panel) {
        m_layout.watch(*panel);
        connectRequestPanel(*panel);
        connect(panel, &RequestPanel::signInRequested, this, &MainWindow::signInTo);
        connect(panel, &RequestPanel::environmentRequested, this, [this](const QString &name) {
            if (!m_environment->chooseByName(name))
                showError({ErrorCode::EnvironmentUnknown, name});
        });
    });
    return *m_requestTabs;
}

void MainWindow::connectRequestPanel(RequestPanel &panel)
{
    connect(&panel, &RequestPanel::sent, this, &MainWindow::onSent);
    connect(&panel, &RequestPanel::curlPasted, this, &MainWindow::openCurl);
    connect(&panel, &RequestPanel::tokenChosen, this,
            [this](const QByteArray &token, const QString &from) { openMade(token, from); });
    connect(&panel, &RequestPanel::linkRequested, this, [this](const QUrl &url) {
        if (const auto opened = m_services.openLink(url); !opened)
            showError(opened.error());
    });
    connect(&panel, &RequestPanel::lookRequested, this, [this](const requests::RequestSpec &spec) {
        showRequests();
        requestTabs().openNew(spec).send();
    });
}

bool MainWindow::showsRequests() const
{
    return m_requestTabs && m_stack->currentWidget() == m_requestTabs;
}

void MainWindow::showRequests()
{
    RequestTabs &tabs = requestTabs();
    if (m_sidebar->current().kind != Selection::Kind::None)
        m_sidebar->select({});
    m_message->clear();
    m_stack->setCurrentWidget(&tabs);
    updateActions();
}

void MainWindow::newRequest(const QString &path)
{
    showRequests();
    requestTabs().openNew({}, path);
}

void MainWindow::askForCollection()
{
    auto *dialog = new QFileDialog(this, tr("Open a folder of .http files"), m_book->folder());
    dialog->setObjectName(QStringLiteral("collectionDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openCollection);
    dialog->open();
}

void MainWindow::openCollection(const QString &folder)
{
    if (const auto opened = m_book->open(folder); !opened)
        showError(opened.error());
}

void MainWindow::onSent(const requests::Sent &sent)
{
    const QString id = QString::number(++m_lastNumber);
    const requests::RequestSpec &spec = sent.outbound.spec;
    m_requests.insert(id, {spec, sent.outbound.profileId});
    const QString path = sent.request.url.path();
    m_sidebar->addRequest(
        id,
        tr("%1 %2").arg(QString::fromUtf8(spec.method), path.isEmpty() ? QString::fromUtf8(spec.url) : path),
        sent.answer ? sent.answer.value().status : 0);
    updateClock();
}

void MainWindow::chooseRequest(const QString &id)
{
    const OpenedRequest request = m_requests.value(id);
    if (m_services.profiles.byId(request.profileId) &&
        request.spec.credential == requests::CredentialChoice()) {
        profilePage().setProfile(request.profileId);
        profilePage().requests().setSpec(request.spec);
        profilePage().setCurrentIndex(ProfilePage::Request);
        return m_stack->setCurrentWidget(m_profile);
    }
    requestTabs().look(request.spec); // the list keeps its choice: the arrow keys go on from it
    m_stack->setCurrentWidget(m_requestTabs);
}

void MainWindow::openRequest(const requests::RequestSpec &spec, const QString &profileId)
{
    requests::RequestSpec opened = spec;
    const auto profile = m_services.profiles.byId(profileId);
    const auto chosen = m_environment->profile();
    // Its own credential, whatever environment is chosen now.
    if (profile && opened.credential == requests::CredentialChoice() && !(chosen && chosen->id == profileId))
        opened.credential = {requests::CredentialChoice::From::Another, profile->name.toUtf8()};
    showRequests();
    requestTabs().openNew(opened);
}

void MainWindow::offerCurl()
{
    const QString text = std::exchange(m_pastedCurl, {});
    if (!looksLikeCurl(text))
        return;
    const QString said = m_message->isVisible() ? m_message->message() : QString();
    offer(InlineBar::Kind::Info,
          said.isEmpty() ? tr("This is a cURL line.") : tr("This is a cURL line. %1").arg(said),
          tr("Open as request"), [this, text] { openCurl(text); });
}

void MainWindow::openCurl(const QString &text)
{
    const auto import = requests::importCurl(text.toUtf8());
    if (!import)
        return showError(import.error());
    // A secret in it goes into the keychain or nowhere: the person says which. And sees which files it sends.
    const bool sendsFiles = std::any_of(import->requests.begin(), import->requests.end(),
                                        [](const auto &spec) { return !requests::filesOf(spec).empty(); });
    if (!import->secrets.empty() || !import->leftOut.empty() || sendsFiles)
        return importRequests(text);
    for (const requests::RequestSpec &spec : import->requests)
        openRequest(spec, {});
}

void MainWindow::importRequests(const QString &text)
{
    auto *dialog = new ImportDialog(*m_book, m_services.keychain, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ImportDialog::opened, this, [this](const std::vector<requests::RequestSpec> &requests) {
        for (const requests::RequestSpec &spec : requests)
            openRequest(spec, {});
    });
    connect(dialog, &ImportDialog::written, this, [this](const QString &path) {
        showRequests();
        requestTabs().openPlace({path, 0}, false);
    });
    dialog->open();
    if (!text.isEmpty())
        dialog->setText(text);
}

/// The tabs of the run before, as they were left.
void MainWindow::restoreOpenRequests()
{
    const auto open = OpenRequests::read(m_services.configFolder);
    if (!open) { // nothing of it is written over
        const auto aside = OpenRequests::setAside(m_services.configFolder);
        m_keepsOpenRequests = bool(aside);
        const QString text =
            aside ? tr("The tabs of the last run cannot be opened. They are kept in %1.")
                  : tr("The tabs of the last run cannot be opened. They stay in %1, and the tabs of this run "
                       "are not kept.");
        return m_message->show_(
            InlineBar::Kind::Error, text.arg(visibleText(aside ? *aside : aside.error().subject, 300)),
            describe(open.error()).message + u'\n' + QString::fromLatin1(codeName(open.error().code)));
    }
    if (open->tabs.empty())
        return;
    requestTabs().restore(*open);
    if (open->isShown && m_sidebar->current().kind == Selection::Kind::None)
        m_stack->setCurrentWidget(m_requestTabs);
    updateActions();
}

void MainWindow::keepOpenRequests()
{
    if (!m_requestTabs || !m_keepsOpenRequests)
        return;
    OpenRequests open = m_requestTabs->openRequests();
    open.isShown = showsRequests();
    const auto written = open.write(m_services.configFolder);
    if (!written && !std::exchange(m_saidNotKept, true))
        showError(written.error());
}

bool MainWindow::mayClose()
{
    const int unsaved = m_requestTabs ? m_requestTabs->unsavedCount() : 0;
    if (unsaved == 0 || m_mayLose) {
        keepOpenRequests();
        return true;
    }
    m_question->ask(tr("Requests with changes that are not saved: %1.").arg(unsaved),
                    {{tr("Save and quit"),
                      [this] {
                          showRequests();
                          if (m_requestTabs->saveAll())
                              close();
                      }},
                     {tr("Quit, and keep them as drafts"),
                      [this] {
                          m_mayLose = true;
                          close();
                      }},
                     {tr("Stay"), {}}});
    return false;
}

} // namespace claimcheck::ui
