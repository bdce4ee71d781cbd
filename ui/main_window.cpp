#include "main_window.h"

#include "address.h"
#include "clock_status.h"
#include "collection_book.h"
#include "collection_panel.h"
#include "details_panel.h"
#include "environment_chooser.h"
#include "help_dialog.h"
#include "inspect/token_name.h"
#include "keychain_status.h"
#include "login/profile_store.h"
#include "paste_bar.h"
#include "pins.h"
#include "practice_runner.h"
#include "profile_page.h"
#include "request_question.h"
#include "sidebar.h"
#include "text_intake.h"
#include "token_panel.h"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDateTime>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMimeData>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr size_t mostTokens = 50; // of one pasted text
constexpr qsizetype mostOfThisRun = 200;
constexpr qsizetype longestToName = 64 * 1024; // a token that is read for its name in the list

} // namespace

MainWindow::MainWindow(const Services &services, QWidget *parent)
    : QMainWindow(parent)
    , m_services(services)
    , m_settings(services.configFolder)
    , m_layout(m_settings)
    , m_actions(this)
    , m_sidebar(new Sidebar(services.profiles, services.sessions, services.clock, this))
    , m_bar(new PasteBar(this))
    , m_message(new InlineBar(this))
    , m_book(new CollectionBook(this))
    , m_environment(new EnvironmentChooser(services.profiles, this))
    , m_collection(new CollectionPanel(*m_book, this))
    , m_question(new RequestQuestion(this))
    , m_splitter(new QSplitter(this))
    , m_stack(new QStackedWidget(this))
    , m_inspector(new TokenPanel(services.clock, this))
    , m_keychain(new KeychainStatus(services.keychain, this))
    , m_clockStatus(new ClockStatus(this))
    , m_practice(new PracticeRunner(services.practiceProgram, this))
    , m_intake(new TextIntake(this))
    , m_pins(new Pins(services.keychain, services.clock, this))
    , m_left(m_settings.window())
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(QStringLiteral("Claimcheck"));
    setAcceptDrops(true);
    buildLayout();
    connectActions();
    connectProfileActions();
    connectPanels();
    connectTools();
    connectRequests();
    connectPins();
    connectHistory();
    applySettings();
    updateActions();
    if (const auto loaded = m_services.profiles.load(); !loaded)
        showError(loaded.error());
}

MainWindow::~MainWindow() = default;

void MainWindow::buildLayout()
{
    m_inspector->setObjectName(QStringLiteral("inspector"));
    m_message->setObjectName(QStringLiteral("messageBar"));
    m_splitter->setObjectName(QStringLiteral("mainSplitter"));
    m_stack->setObjectName(QStringLiteral("mainPages"));
    m_stack->addWidget(m_inspector);

    auto *right = new QWidget(this);
    auto *above = new QVBoxLayout;
    above->setContentsMargins(3 * grid, 2 * grid, 3 * grid, 2 * grid);
    above->setSpacing(2 * grid);
    auto *line = new QHBoxLayout;
    line->setSpacing(2 * grid);
    line->addWidget(m_bar, 1);
    line->addWidget(m_environment);
    above->addLayout(line);
    above->addWidget(m_question);
    above->addWidget(m_message);
    auto *layout = new QVBoxLayout(right);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(above);
    layout->addWidget(m_stack, 1);

    auto *left = new QWidget(this);
    auto *lists = new QSplitter(Qt::Vertical, left);
    lists->setObjectName(QStringLiteral("sideSplitter"));
    lists->setChildrenCollapsible(false);
    lists->setHandleWidth(1);
    lists->addWidget(m_sidebar);
    lists->addWidget(m_collection);
    lists->setSizes({100 * grid, 60 * grid});
    auto *leftColumn = new QVBoxLayout(left);
    leftColumn->setContentsMargins(0, 0, 0, 0);
    leftColumn->addWidget(lists);
    m_layout.watch(*left);
    m_splitter->addWidget(left);
    m_splitter->addWidget(right);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    left->setMinimumWidth(40 * grid);
    m_splitter->setSizes({60 * grid, 260 * grid});
    setCentralWidget(m_splitter);

    statusBar()->addWidget(m_keychain);
    statusBar()->addWidget(m_clockStatus);
    statusBar()->setSizeGripEnabled(false);

    setMinimumSize(640, 480);
    resize(1280, 800);
    restoreGeometry(m_left.geometry);
    m_splitter->restoreState(m_left.splitter);
    m_bar->setFocus();
}

bool MainWindow::event(QEvent *event)
{
    const bool done = QMainWindow::event(event);
    if (event->type() == QEvent::Paint && !m_isStarted) {
        m_isStarted = true;
        QMetaObject::invokeMethod(this, &MainWindow::start, Qt::QueuedConnection);
    }
    // Another program may have pinned or unpinned something, or unlocked the keychain.
    if (event->type() == QEvent::WindowActivate && m_pins->state() == Pins::State::Known)
        m_pins->look();
    if (event->type() == QEvent::WindowActivate && m_isStarted)
        m_keychain->look();
    return done;
}

void MainWindow::start()
{
    connectNotices();
    m_services.sessions.keepFresh(true);
    m_keychain->look();
    m_pins->look();
    if (const QByteArray folder = m_settings.layout(QStringLiteral("collectionFolder")); !folder.isEmpty())
        openCollection(QString::fromUtf8(folder));
    restoreOpenRequests();
    if (m_sidebar->current().kind == Selection::Kind::None && m_services.profiles.byId(m_left.profileId)) {
        m_sidebar->select({Selection::Kind::Profile, m_left.profileId});
        profilePage().setCurrentIndex(m_left.page);
    }
    m_isArranged = true;
    if (const auto problem = std::exchange(m_toTell, {}))
        tellHistory(*problem);
}

void MainWindow::choose(const Selection &selection)
{
    m_message->clear();
    m_offered = nullptr;
    switch (selection.kind) {
    case Selection::Kind::Profile:
        profilePage().setProfile(selection.id);
        m_stack->setCurrentWidget(m_profile);
        break;
    case Selection::Kind::Request:
        chooseRequest(selection.id);
        break;
    case Selection::Kind::Pin:
        choosePin(selection.id);
        break;
    case Selection::Kind::Tool:
        chooseTool(selection.id);
        break;
    case Selection::Kind::Token:
    case Selection::Kind::None:
        m_inspector->setToken(m_tokens.value(selection.id));
        m_stack->setCurrentWidget(m_inspector);
        if (!(m_sidebar->current() == selection))
            m_sidebar->select(selection);
        break;
    }
    updateActions();
    updateClock();
}

void MainWindow::inspectText(const QString &text)
{
    m_pastedCurl = text;
    m_intake->readText(text);
    if (m_intake->isBusy())
        m_message->show_(InlineBar::Kind::Info, tr("Looking for tokens…"));
}

void MainWindow::inspectFile(const QString &path)
{
    m_intake->readFile(path);
    m_message->show_(InlineBar::Kind::Info, tr("Looking for tokens…"));
}

void MainWindow::onIntake(const Intake &intake)
{
    m_message->clear();
    if (intake.error)
        return showError(*intake.error);
    if (intake.tokens.empty()) {
        m_message->show_(InlineBar::Kind::Info, intake.instead);
        return offerCurl();
    }
    const size_t count = std::min(intake.tokens.size(), mostTokens);
    for (size_t i = count; i-- > 0;)
        addToken(intake.tokens[i].token, QString::fromUtf8(intake.tokens[i].label));
    if (intake.tokens.size() > 1)
        return showFound(intake);
    m_sidebar->select({Selection::Kind::Token, QString::number(m_lastToken)});
    if (const QString ignored = ignoredText(intake); !ignored.isEmpty())
        m_message->show_(InlineBar::Kind::Info, ignored);
    offerCurl();
}

void MainWindow::addToken(const QByteArray &token, const QString &label)
{
    m_lastToken = ++m_lastNumber;
    const QString id = QString::number(m_lastToken);
    m_tokens.insert(id, token);
    const QString name = !label.isEmpty()                ? label
                         : token.size() <= longestToName ? inspect::tokenName(token, tr("Pasted"))
                                                         : tr("Pasted");
    const QString shown = tr("%1 · %2").arg(name, clockText());
    m_tokenLabels.insert(id, shown);
    if (m_tokens.size() > mostOfThisRun) { // as the list at the left does
        const auto older = [](const QString &a, const QString &b) { return a.toInt() < b.toInt(); };
        const QStringList ids = m_tokens.keys();
        const QString oldest = *std::min_element(ids.begin(), ids.end(), older);
        m_tokens.remove(oldest);
        m_tokenLabels.remove(oldest);
    }
    m_sidebar->addToken(id, shown);
}

QString MainWindow::clockText() const
{
    const QDateTime now =
        QDateTime::fromMSecsSinceEpoch(m_services.clock.now().time_since_epoch().count(), Qt::UTC);
    return (m_settings.times() == ZoneChoice::Utc ? now : now.toLocalTime())
        .time()
        .toString(QStringLiteral("HH:mm:ss"));
}

void MainWindow::onEntered(const QString &text)
{
    m_bar->clear();
    // An address may carry a token, and "api.example" may look like a broken one.
    const auto found = inspect::findTokens(text.toUtf8());
    if (looksLikeAddress(text) && (found.empty() || found.front().token == text.toUtf8()))
        signInNew(text);
    else
        inspectText(text);
}

void MainWindow::remove(const Selection &selection)
{
    if (selection.kind == Selection::Kind::Profile) {
        m_sidebar->select(selection);
        m_profile->setCurrentIndex(ProfilePage::Details);
        return m_profile->details().askRemove();
    }
    if (selection.kind == Selection::Kind::Pin)
        return m_pins->remove(selection.id);
    m_tokens.remove(selection.id);
    m_tokenLabels.remove(selection.id);
    m_requests.remove(selection.id);
    m_sidebar->remove(selection);
}

void MainWindow::applySettings()
{
    m_inspector->setTimeZone(m_settings.times());
    m_inspector->setClipboardSeconds(m_settings.clipboardSeconds());
    if (m_profile)
        m_profile->applySettings(m_settings);
}

void MainWindow::updateActions()
{
    const bool profile = m_profile && m_stack->currentWidget() == m_profile;
    for (const ActionId id :
         {ActionId::PageToken, ActionId::PageRequest, ActionId::PageDetails, ActionId::PageStanding,
          ActionId::Refresh, ActionId::SignInAgain, ActionId::SendRequest, ActionId::SignOut})
        m_actions[id]->setEnabled(profile);
    m_actions[ActionId::SendRequest]->setEnabled(profile || showsRequests());
    for (const ActionId id :
         {ActionId::SaveRequest, ActionId::CloseRequest, ActionId::NextRequest, ActionId::PreviousRequest})
        m_actions[id]->setEnabled(showsRequests());
    const TokenPanel *panel = shownTokenPanel();
    m_actions[ActionId::SafeCopy]->setEnabled(panel && panel->report());
    updatePinAction();
}

// Only while nobody has to be asked: the list then says who is signed in. Later, what was locked is read.
void MainWindow::loadProfiles()
{
    const bool isFirst = !std::exchange(m_isLooked, true);
    for (const login::Profile &profile : m_services.profiles.profiles()) {
        const login::SessionInfo info = m_services.sessions.info(profile.id);
        const bool wasLocked = info.state == login::SessionState::Unknown && info.problem &&
                               codeName(info.problem->code).startsWith("Keychain");
        if (isFirst || wasLocked)
            m_loads.push_back(
                m_services.sessions.load(profile.id, this, [](const Result<login::SessionInfo> &) {}));
    }
}

void MainWindow::showError(const Error &error)
{
    const Description description = describe(error);
    m_message->show_(
        InlineBar::Kind::Error, description.message,
        QStringList{description.hint, QString::fromLatin1(codeName(error.code))}.join(u'\n').trimmed());
}

void MainWindow::bringToFront(const QByteArray &activationToken)
{
    // Qt reads the token when the window is asked to activate.
    if (!activationToken.isEmpty())
        qputenv("XDG_ACTIVATION_TOKEN", activationToken);
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!mayClose())
        return event->ignore();
    m_left.geometry = saveGeometry();
    m_left.splitter = m_splitter->saveState();
    const bool profile = m_profile && m_stack->currentWidget() == m_profile;
    m_left.profileId = profile ? m_profile->profileId() : QString();
    if (m_profile) {
        m_left.page = m_profile->currentIndex();
        m_left.requestSplitter = m_profile->requests().splitterState();
    }
    m_settings.saveWindow(m_left);
    m_layout.save();
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasText() || event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    const QList<QUrl> urls = event->mimeData()->urls();
    if (!urls.isEmpty() && urls.first().isLocalFile())
        inspectFile(urls.first().toLocalFile());
    else
        inspectText(event->mimeData()->text());
}

} // namespace claimcheck::ui
