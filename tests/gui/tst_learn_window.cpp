#include "ui/learn_panel.h"
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

constexpr int patience = 60000; // ms; each sign-in costs the server a slow hash

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
    QByteArray view(const char *name) { return find<ui::JsonView>(window(), name)->source(); }
    /// The window's page Learn, again.
    void backToLearn()
    {
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
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

    /// A request goes to the Request page and says there what it said here: the first offers a sign-in, since
    /// that page sends with a profile.
    void requestsAreOpened()
    {
        startLearning();
        choose(window(), "learnSystem", u"jwt"_s);
        for (int done = 1; done <= 3; ++done) { // no further: the token is to be good still
            click(window(), "learnNext");
            QTRY_VERIFY_WITH_TIMEOUT(steps().currentRow() == done - 1 &&
                                         find<QPushButton>(window(), "learnAgain")->isEnabled(),
                                     patience);
        }
        steps().setCurrentRow(stepCalled(u"Call the API"_s));
        const QByteArray sent = view("learnSends");
        click(window(), "learnOpenRequest");
        QVERIFY2(message(window(), "messageBar").startsWith(u"The Request page sends with a profile"_s),
                 qPrintable(message(window(), "messageBar")));
        click(*find<QWidget>(window(), "messageBar"), "inlineBarAction");
        QDialog *shown = dialog(window(), "signInDialog");
        QVERIFY(shown && waitForNoKeychain(*shown));
        QVERIFY(finishSignIn(window()));
        auto *url = find<QLineEdit>(window(), "requestUrl");
        QTRY_VERIFY(url->isVisible());
        QVERIFY2(url->text().endsWith(u"/systems/jwt/me"_s), qPrintable(url->text()));
        click(window(), "requestSend");
        QTRY_VERIFY_WITH_TIMEOUT(label(window(), "responseStatus").startsWith(u"200"_s), patience);

        // From now on without a question: a refused attack is refused here as well, since it is sent as it
        // was.
        backToLearn();
        QCOMPARE(view("learnSends"), sent);
        steps().setCurrentRow(stepCalled(u"Tamper with it"_s));
        click(window(), "learnOpenRequest");
        QTRY_VERIFY(url->isVisible());
        click(window(), "requestSend");
        QTRY_VERIFY_WITH_TIMEOUT(label(window(), "responseStatus").startsWith(u"401"_s), patience);

        // With a body and without a token.
        backToLearn();
        steps().setCurrentRow(stepCalled(u"Sign in"_s));
        click(window(), "learnOpenRequest");
        QTRY_VERIFY(url->isVisible());
        QVERIFY(url->text().endsWith(u"/systems/jwt/login"_s));
        click(window(), "requestSend");
        QTRY_VERIFY_WITH_TIMEOUT(label(window(), "responseStatus").startsWith(u"200"_s), patience);
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
