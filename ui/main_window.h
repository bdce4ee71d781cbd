#pragma once

#include "actions.h"
#include "compare_panel.h"
#include "layout_memory.h"
#include "request_panel.h"
#include "selection.h"
#include "services.h"
#include "token_tool.h"
#include "ui_settings.h"
#include "widgets/inline_bar.h"

#include <QHash>
#include <QMainWindow>
#include <QPointer>

#include <functional>
#include <memory>
#include <optional>

class QSplitter;
class QStackedWidget;

namespace claimcheck::login {
struct SignInCard;
}

namespace claimcheck::ui {

class ClockStatus;
class CollectionBook;
class CollectionPanel;
class DesktopNotice;
class EnvironmentChooser;
class FoundPanel;
class HelpDialog;
class HistoryPanel;
class KeychainStatus;
class LearnPanel;
class NetworkLogPanel;
class NetworkWatch;
class PasteBar;
class Pins;
class PracticeRunner;
class ProfilePage;
class RequestQuestion;
class RequestTabs;
class Sidebar;
class SignInDialog;
class SignPanel;
class TextIntake;
class TokenPanel;
struct Intake;

/// Layout and wiring: panels signal this window and never each other.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(const Services &services, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Finds tokens in a text and shows them; says what was found instead when there is none.
    void inspectText(const QString &text);
    /// Comes to the front; the token is what a Wayland compositor asks for (may be empty).
    void bringToFront(const QByteArray &activationToken);

    /// What is wrong with the history, in place, with a way to it.
    void tellHistory(const Error &error);

public Q_SLOTS:
    /// A request that was composed elsewhere (history, a cURL line), as a new one of the Requests page. With
    /// a profile, its credential goes along.
    void openRequest(const claimcheck::requests::RequestSpec &spec, const QString &profileId);

protected:
    bool event(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildLayout();
    void connectActions();
    void connectProfileActions();
    void connectPanels();
    /// After the first paint: keychain, the last selection. Nothing of this delays the window.
    void start();
    /// The profile's pages are made when one is shown for the first time.
    ProfilePage &profilePage();
    void choose(const Selection &selection);
    void connectTools();
    void connectTokenPanel(TokenPanel &panel);
    [[nodiscard]] TokenPanel *shownTokenPanel() const;
    void useTool(TokenTool tool);
    void chooseTool(const QString &id);
    [[nodiscard]] ComparePanel &comparePanel();
    [[nodiscard]] SignPanel &signPanel();
    [[nodiscard]] LearnPanel &learnPanel();
    /// In the Request page of a profile that is signed in there; without one, it offers to sign in first.
    void openLearnRequest(const ComposedRequest &request);
    [[nodiscard]] std::vector<TokenChoice> tokenChoices() const;
    void compareWith(const QByteArray &token, const QString &profileId);
    void connectHistory();
    void showHistory();
    void showNetworkLog();
    void showPage(QWidget *page);
    void connectPins();
    /// The desktop's notices, sleep and the clocks of servers; after the first paint.
    void connectNotices();
    void warnOfTheEnd(const QString &profileId);
    void updateClock();
    /// Pins the token that is shown, or unpins it where it is a pinned one.
    void togglePin();
    void pinToken(const QByteArray &token);
    void choosePin(const QString &id);
    void onPinOpened(const QString &id, const QByteArray &token);
    void onPinRemoved(const QString &name, const Secret &token);
    void onPinFailed(const QString &id, const Error &error);
    void updatePinAction();
    void takeForComparing(const QString &text, ComparePanel::Side side);
    void compareFound(const Intake &intake, ComparePanel::Side side);
    void rememberTokenOf(const QString &profileId);
    void remember(const TokenChoice &choice);
    void openMade(const QByteArray &token, const QString &label);
    void showFound(const Intake &intake);
    [[nodiscard]] QString clockText() const;
    void onIntake(const Intake &intake);
    void addToken(const QByteArray &token, const QString &label);
    void onEntered(const QString &text);
    void inspectFile(const QString &path);
    void signInNew(const QString &address = {});
    void signInToPractice(const QUrl &address, const QString &user, const QString &password);
    /// The dialog, which selects the profile once somebody signed in.
    [[nodiscard]] SignInDialog *makeSignIn();
    void signInTo(const QString &profileId);
    /// What the check of a sign-in found, with a way to its card.
    void offerCard(const login::SignInCard &card);
    /// The Requests page; made when it is shown for the first time.
    [[nodiscard]] RequestTabs &requestTabs();
    [[nodiscard]] bool showsRequests() const;
    void connectRequests();
    /// What a request's page asks of the window, in a tab or on a profile's page.
    void connectRequestPanel(RequestPanel &panel);
    void showRequests();
    void openCollection(const QString &folder);
    void askForCollection();
    void newRequest(const QString &path);
    void restoreOpenRequests();
    void keepOpenRequests();
    /// Asks in place when something is not saved; true: nothing is.
    [[nodiscard]] bool mayClose();
    /// A pasted cURL line can be opened as a request, too.
    void offerCurl();
    void openCurl(const QString &text);
    void importRequests(const QString &text);
    void onSent(const requests::Sent &sent);
    /// Of those that were sent in this run.
    void chooseRequest(const QString &id);
    void remove(const Selection &selection);
    void applySettings();
    void updateActions();
    void loadProfiles();
    void showSettings();
    void showHelp();
    void showError(const Error &error);
    /// A message with one action.
    void offer(InlineBar::Kind kind, const QString &message, const QString &actionText,
               std::function<void()> action);

    const Services m_services;
    UiSettings m_settings;
    LayoutMemory m_layout;
    Actions m_actions;
    Sidebar *m_sidebar;
    PasteBar *m_bar;
    InlineBar *m_message;
    CollectionBook *m_book;
    EnvironmentChooser *m_environment;
    CollectionPanel *m_collection;
    RequestQuestion *m_question;
    QSplitter *m_splitter;
    QStackedWidget *m_stack;
    TokenPanel *m_inspector;
    ProfilePage *m_profile = nullptr;
    ComparePanel *m_compare = nullptr;
    SignPanel *m_sign = nullptr;
    LearnPanel *m_learn = nullptr;
    HistoryPanel *m_history = nullptr;
    NetworkWatch *m_network = nullptr;
    NetworkLogPanel *m_networkLog = nullptr;
    RequestTabs *m_requestTabs = nullptr;
    FoundPanel *m_found = nullptr;
    KeychainStatus *m_keychain;
    ClockStatus *m_clockStatus;
    DesktopNotice *m_notice = nullptr;
    PracticeRunner *m_practice;
    TextIntake *m_intake;
    Pins *m_pins;
    std::function<void()> m_offered; // what the message's action does
    std::optional<Error> m_toTell;   // of the history, once the window is as it was left
    bool m_isArranged = false;       // it is
    QPointer<HelpDialog> m_help;
    UiSettings::Window m_left; // how the window was left
    std::vector<login::WaiterPtr> m_loads;
    QHash<QString, QByteArray> m_tokens; // of this run, by number
    QHash<QString, QString> m_tokenLabels;
    std::vector<TokenChoice> m_seen; // what profiles had and pins held in this run, in order
    QHash<QString, OpenedRequest> m_requests;
    // Productions that need not be asked about again in this run, wherever the request stands.
    std::shared_ptr<QSet<QString>> m_allowed = std::make_shared<QSet<QString>>();
    QString m_pastedCurl;
    int m_lastNumber = 0;
    int m_lastToken = 0;
    bool m_isStarted = false;
    bool m_mayLose = false;          // the person said so: what is not saved stays a draft
    bool m_keepsOpenRequests = true; // false: what the last run left is in the way
    bool m_saidNotKept = false;      // that what is open cannot be written down
    bool m_isLooked = false;         // every profile's item was looked up
};

} // namespace claimcheck::ui
