#include "support/patience.h"
#include "ui/learn_panel.h"
#include "ui/request_panel.h"
#include "ui/token_panel.h"
#include "ui/widgets/json_view.h"
#include "window_harness.h"

#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QTabWidget>
#include <QTemporaryDir>

using namespace harness;

namespace {

constexpr int patience = 180'000; // ms; each sign-in costs the server a slow hash

} // namespace

/// Learn as a part of the whole window: how one comes there, and where its requests and tokens go.
class LearnWindowTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desktop> m_desktop;

    ui::MainWindow &window() { return m_desktop->window; }
    QWidget &learn() { return *find<QWidget>(window(), "learnPanel"); }
    QListWidget &steps() { return *find<QListWidget>(window(), "learnList"); }
    /// By the keys, and then the button of the empty page.
    void startLearning()
    {
        QTest::keyClick(&window(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(learn().isVisible());
        click(window(), "learnStart");
        QTRY_VERIFY_WITH_TIMEOUT(find<QWidget>(window(), "learnTabs")->isVisible(), patience);
    }
    void runAll(const QString &system)
    {
        choose(window(), "learnSystem", system);
        click(window(), "learnAll");
        QTRY_VERIFY_WITH_TIMEOUT(label(window(), "learnState").startsWith(u"All "_s), patience);
    }
    /// The row of the first step with this title.
    int stepCalled(const QString &title)
    {
        for (int row = 0; row < steps().count(); ++row) {
            if (steps().item(row)->text().endsWith(u". "_s + title))
                return row;
        }
        return -1;
    }
    int doneSteps()
    {
        const QString said = label(window(), "learnState"); // "3 of 20 steps are done", "20 steps"
        return said.contains(u" of "_s) ? said.section(u' ', 0, 0).toInt() : 0;
    }
    /// The tab that is shown.
    ui::RequestPanel &panel()
    {
        return *qobject_cast<ui::RequestPanel *>(
            find<QTabWidget>(window(), "requestTabWidget")->currentWidget());
    }
    /// Opens the chosen step's request, sends it there, and waits for this status.
    void openAndSend(const QByteArray &status, const QString &pathEnd = {})
    {
        click(window(), "learnOpenRequest");
        QTRY_VERIFY(panel().isVisible());
        const QString url = find<QLineEdit>(panel(), "requestUrl")->text();
        QVERIFY2(url.endsWith(pathEnd), qPrintable(url));
        click(panel(), "requestSend");
        QTRY_VERIFY2_WITH_TIMEOUT(
            label(panel(), "responseStatus").startsWith(QLatin1StringView(status)),
            qPrintable(label(panel(), "responseStatus") + u", "_s + message(panel(), "requestMessage")),
            patience);
    }
    QByteArray view(const char *name) { return find<ui::JsonView>(window(), name)->source(); }
    /// The window's page Learn, again.
    void backToLearn()
    {
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window(), claimcheck::test::busyMachineMs));
        QTest::keyClick(&window(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(learn().isVisible());
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desktop = std::make_unique<Desktop>(m_folder->path());
        QVERIFY(m_desktop->show());
    }
    void cleanup()
    {
        m_desktop.reset();
        m_folder.reset();
    }

    void threeWaysLeadThere_data()
    {
        QTest::addColumn<QString>("way");
        for (const char *way : {"keys", "menu", "list"})
            QTest::newRow(way) << QString::fromLatin1(way);
    }
    void threeWaysLeadThere()
    {
        QFETCH(const QString, way);
        QVERIFY(!window().findChild<QWidget *>(u"learnPanel"_s)); // made when it is wanted
        if (way == u"keys") {
            QTest::keyClick(&window(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        } else if (way == u"menu") {
            for (QAction *menu : window().menuBar()->actions()) {
                for (QAction *action : menu->menu()->actions()) {
                    if (action->text() == u"Learn")
                        action->trigger();
                }
            }
        } else {
            auto *tree = find<QTreeView>(window(), "sidebar");
            const auto found = tree->model()->match(tree->model()->index(0, 0), Qt::DisplayRole, u"Learn"_s,
                                                    1, Qt::MatchExactly | Qt::MatchRecursive);
            QCOMPARE(found.size(), 1);
            tree->scrollTo(found.front());
            QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(found.front()).center());
        }
        QTRY_VERIFY(learn().isVisible());
        QVERIFY(find<QWidget>(window(), "learnEmpty")->isVisible());
    }

    /// Each token goes to the inspector, as it is.
    void tokensAreInspected_data()
    {
        QTest::addColumn<QString>("system");
        QTest::addColumn<QString>("step");
        QTest::newRow("jwt") << u"jwt"_s << u"Call the API"_s;
        QTest::newRow("jwt-refresh") << u"jwt-refresh"_s << u"Refresh"_s;
        QTest::newRow("bound-key") << u"bound-key"_s << u"Sign in"_s;
        QTest::newRow("opaque") << u"opaque"_s << u"Sign in"_s;
        QTest::newRow("oauth") << u"oauth"_s << u"Trade the code"_s;
    }
    void tokensAreInspected()
    {
        QFETCH(const QString, system);
        QFETCH(const QString, step);
        startLearning();
        runAll(system);
        steps().setCurrentRow(stepCalled(step));
        const QByteArray held = view("learnHolds");
        click(window(), "learnOpenToken");
        auto *inspector = find<ui::TokenPanel>(window(), "inspector");
        QTRY_VERIFY(inspector->isVisible());
        QVERIFY(!inspector->token().isEmpty());
        QVERIFY2(held.contains('"' + inspector->token() + '"'), held.constData());
        QVERIFY2(sidebar(window(), 0).value(0).startsWith(u"Learn"_s),
                 qPrintable(sidebar(window(), 0).join(u'|')));
        // What was done is still there.
        backToLearn();
        QVERIFY(label(window(), "learnState").startsWith(u"All "_s));
    }

    /// A request goes to the Requests page and says there what it said here: no sign-in is needed, since it
    /// brings what its step held.
    void requestsAreOpened()
    {
        startLearning();
        const auto doThree = [this] { // no further: the token is to be good still
            for (int done = 1; done <= 3; ++done) {
                click(window(), "learnNext");
                QTRY_VERIFY_WITH_TIMEOUT(steps().currentRow() == done - 1 &&
                                             find<QPushButton>(window(), "learnAgain")->isEnabled(),
                                         patience);
            }
        };
        choose(window(), "learnSystem", u"jwt"_s);
        doThree();
        steps().setCurrentRow(stepCalled(u"Call the API"_s));
        const QByteArray sent = view("learnSends");
        openAndSend("200", u"/systems/jwt/me"_s);

        // A refused attack is refused here as well, since it is sent as it was.
        backToLearn();
        QCOMPARE(view("learnSends"), sent);
        steps().setCurrentRow(stepCalled(u"Tamper with it"_s));
        openAndSend("401");

        // With a body and without a token.
        backToLearn();
        steps().setCurrentRow(stepCalled(u"Sign in"_s));
        openAndSend("200", u"/systems/jwt/login"_s);

        // Starting over empties the server, and asks for nothing here either.
        backToLearn();
        click(window(), "learnAgain");
        doThree();
        steps().setCurrentRow(stepCalled(u"Call the API"_s));
        openAndSend("200", u"/systems/jwt/me"_s);
        QVERIFY(!find<QWidget>(window(), "messageBar")->isVisible());
    }

    /// In every system a step that was sent here is answered there as it was answered here; a step of a bound
    /// key is the exception, and the lesson: its proof was good once.
    void openedStepsAreAnsweredTheSame_data()
    {
        QTest::addColumn<QString>("system");
        for (const char *system :
             {"session", "one-device", "five-rows", "opaque", "jwt", "jwt-refresh", "jwt-deny",
              "five-counter", "bound-address", "bound-key", "oauth", "purpose", "cors"})
            QTest::newRow(system) << QString::fromLatin1(system);
    }
    void openedStepsAreAnsweredTheSame()
    {
        QFETCH(const QString, system);
        startLearning();
        struct Opened {
            const char *system;
            int steps; // to be done first
            const char *title;
            const char *status; // of both; or of the second alone
            const char *body;   // a part of both
        };
        const Opened all[] = {
            {"session", 3, "Call the API", "200", "\"role\":\"member\""},
            {"session", 4, "Post from another site", "403", "\"error\":\"csrf\""},
            {"one-device", 3, "Tamper with it", "401", "\"error\":\"unauthorized\""},
            {"one-device", 3, "Call the API", "200", "\"system\":\"one-device\""},
            {"five-rows", 2, "Call the API", "200", "\"system\":\"five-rows\""},
            {"opaque", 3, "Call the API", "200", "\"system\":\"opaque\""},
            {"opaque", 3, "Tamper with it", "401", "\"error\":\"invalid_token\""},
            {"jwt", 4, "Call the API", "200", "\"system\":\"jwt\""},
            {"jwt", 4, "Take the signature away", "401", "\"error\":\"invalid_token\""},
            {"jwt-refresh", 2, "Call the API", "200", "\"system\":\"jwt-refresh\""},
            {"jwt-deny", 2, "Call the API", "200", "\"system\":\"jwt-deny\""},
            {"five-counter", 2, "Call the API", "200", "\"system\":\"five-counter\""},
            {"bound-address", 4, "Call the API", "200", "\"system\":\"bound-address\""},
            {"bound-address", 4, "Use a copy elsewhere", "401", "\"error\":\"invalid_token\""},
            {"bound-key", 4, "Use a copy elsewhere", "401", "\"error\":\"invalid_dpop_proof\""},
            {"bound-key", 4, "Call the API", "401", "\"error\":\"invalid_dpop_proof\""},
            {"oauth", 8, "Call the API", "200", "\"sub\":\"u-1001\""},
            {"oauth", 8, "Widen its scope", "401", "\"error\":\"invalid_token\""},
            {"purpose", 5, "Read the mail", "200", "\"to\":\"alice@example.org\""},
            {"purpose", 5, "Put another address in", "400", "\"error\":\"link_invalid\""},
            {"cors", 2, "Anybody may read", "200", "\"mode\":\"any\""},
        };
        choose(window(), "learnSystem", system);
        for (const Opened &row : all) {
            if (system != QLatin1String(row.system))
                continue;
            const QByteArray what = row.system + QByteArray(": ") + row.title;
            backToLearn();
            while (find<QPushButton>(window(), "learnNext")->isEnabled() &&
                   (steps().currentRow() < 0 || doneSteps() < row.steps)) {
                const int before = doneSteps();
                click(window(), "learnNext");
                QTRY_VERIFY_WITH_TIMEOUT(doneSteps() == before + 1, patience);
                QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>(window(), "learnAgain")->isEnabled(), patience);
            }
            const int at = stepCalled(QString::fromUtf8(row.title));
            QVERIFY2(at >= 0, what.constData());
            steps().setCurrentRow(at);
            const QByteArray here = view("learnAnswers");
            const bool wasGoodOnce = system == u"bound-key" && row.title == QByteArrayView("Call the API");
            QVERIFY2(wasGoodOnce
                         ? here.startsWith("HTTP/1.1 200")
                         : here.startsWith(QByteArray("HTTP/1.1 ") + row.status) && here.contains(row.body),
                     (what + '\n' + here).constData());
            openAndSend(row.status);
            QTRY_VERIFY2(find<ui::JsonView>(panel(), "responseBody")->source().contains(row.body),
                         (what + '\n' + find<ui::JsonView>(panel(), "responseBody")->source()).constData());
        }
    }

    /// The server that the page started ends with the window.
    void theServerEndsWithTheWindow()
    {
        startLearning();
        const QUrl address = find<ui::LearnPanel>(window(), "learnPanel")->server();
        QVERIFY(isListening(address));
        window().close();
        m_desktop.reset();
        QVERIFY(!isListening(address));
    }

private:
    static bool isListening(const QUrl &address)
    {
        const QByteArray wanted =
            ':' + QByteArray::number(address.port(), 16).toUpper().rightJustified(4, '0');
        QFile file(u"/proc/net/tcp"_s);
        if (!file.open(QIODevice::ReadOnly))
            return false;
        for (const QByteArray &line : file.readAll().split('\n')) {
            const QByteArrayList columns = line.simplified().split(' ');
            if (columns.value(1).endsWith(wanted) && columns.value(3) == "0A")
                return true;
        }
        return false;
    }
};

QTEST_MAIN(LearnWindowTest)
#include "tst_learn_window.moc"
