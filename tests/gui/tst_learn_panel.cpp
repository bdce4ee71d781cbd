#include "learn_answers.h"
#include "token_samples.h"

#include "ui/learn_measure.h"
#include "ui/learn_panel.h"
#include "ui/learn_steps_page.h"
#include "ui/practice_runner.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/inline_bar.h"
#include "ui/widgets/json_view.h"

#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QProcess>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>

#include <csignal>

using namespace claimcheck;
using namespace claimcheck::ui;
using namespace Qt::StringLiterals;
using samples::find;

namespace {

constexpr int patience = 180'000; // ms; each sign-in costs the server a slow hash

} // namespace

/// The page Learn against the real practice server, which the page itself starts, restarts and ends.
class LearnPanelTest final : public QObject {
    Q_OBJECT

    const SystemClock m_clock;
    std::unique_ptr<PracticeRunner> m_server;
    std::unique_ptr<LearnPanel> m_panel;

    void press(const char *button)
    {
        auto *found = find<QPushButton>(*m_panel, button);
        QVERIFY2(found->isEnabled(), button);
        found->click();
    }
    QString label(const char *name) const { return find<QLabel>(*m_panel, name)->text(); }
    QByteArray view(const char *name) const { return find<JsonView>(*m_panel, name)->source(); }
    QListWidget &list() const { return *find<QListWidget>(*m_panel, "learnList"); }
    /// The row of the step with this title, the n-th of them.
    int step(const QString &title, int nth = 1) const
    {
        for (int row = 0; row < list().count(); ++row) {
            if (list().item(row)->text().endsWith(u". "_s + title) && --nth == 0)
                return row;
        }
        return -1;
    }
    void choose(const QString &system)
    {
        auto *box = find<QComboBox>(*m_panel, "learnSystem");
        QVERIFY(box->isEnabled());
        box->setCurrentIndex(box->findData(system));
        QCOMPARE(box->currentData().toString(), system);
    }
    void show(int row)
    {
        QVERIFY(row >= 0);
        list().setCurrentRow(row);
    }
    bool isIdle() const { return find<QPushButton>(*m_panel, "learnAgain")->isEnabled(); }
    void runAll()
    {
        press("learnAll");
        QTRY_VERIFY_WITH_TIMEOUT(label("learnState").startsWith(u"All "_s), patience);
    }
    QStringList measured(const QString &title) const
    {
        const auto *model = find<QTableView>(*m_panel, "measureTable")->model();
        int row = 0;
        while (row < model->rowCount() - 1 && model->index(row, 0).data().toString() != title)
            ++row;
        return measured(row);
    }
    QStringList measured(int row) const
    {
        const auto *model = find<QTableView>(*m_panel, "measureTable")->model();
        QStringList cells;
        for (int column = 0; column < model->columnCount(); ++column)
            cells << model->index(row, column).data().toString();
        return cells;
    }

private Q_SLOTS:
    void init()
    {
        m_server = std::make_unique<PracticeRunner>(QStringLiteral(CLAIMCHECK_PRACTICE_PROGRAM), nullptr,
                                                    PracticeRunner::Keep::InFile);
        m_panel = std::make_unique<LearnPanel>(*m_server, m_clock);
        m_panel->resize(1100, 700);
        m_panel->show();
        QVERIFY(find<QWidget>(*m_panel, "learnEmpty")->isVisible());
        press("learnStart");
        QTRY_VERIFY_WITH_TIMEOUT(find<QWidget>(*m_panel, "learnTabs")->isVisible(), patience);
    }
    void cleanup()
    {
        m_panel.reset();
        m_server.reset();
    }

    void everyStepOfEverySystem_data()
    {
        QTest::addColumn<std::vector<LearnAnswer>>("answers");
        for (const auto &[system, answers] : learnAnswers())
            QTest::newRow(system) << answers;
    }
    /// What the server answered to each step, held against what is written down by hand, and the looks of it.
    void everyStepOfEverySystem()
    {
        QFETCH(const std::vector<LearnAnswer>, answers);
        choose(QString::fromLatin1(QTest::currentDataTag()));
        runAll();
        QCOMPARE(list().count(), static_cast<int>(answers.size()));
        for (int row = 0; row < list().count(); ++row) {
            show(row);
            const LearnAnswer &wanted = answers[static_cast<size_t>(row)];
            const QByteArray said = view("learnAnswers");
            const QByteArray what = label("learnOutcome").toUtf8() + "\n" + said;
            QVERIFY2(list().item(row)->text() ==
                         u"%1. %2"_s.arg(row + 1).arg(QString::fromUtf8(wanted.title)),
                     list().item(row)->text().toUtf8().constData());
            QVERIFY2(said.contains(wanted.answer), what.constData());
            QVERIFY2(wanted.status == 0
                         ? !said.startsWith("HTTP/")
                         : said.startsWith("HTTP/1.1 " + QByteArray::number(wanted.status) + '\n'),
                     what.constData());
            QVERIFY2(
                label("learnOutcome")
                    .startsWith(QString::fromUtf8(wanted.title) + u": "_s + QString::fromUtf8(wanted.look)),
                what.constData());
            // Only what was not sent cannot be sent again.
            QCOMPARE(find<QPushButton>(*m_panel, "learnOpenRequest")->isEnabled(), wanted.status != 0);
            QCOMPARE(view("learnSends").contains(" HTTP/1.1\n"), wanted.status != 0);
            QVERIFY(!label("learnNotice").isEmpty() && label("learnChecks").startsWith(u"The server: "_s));
            QVERIFY(view("learnHolds").startsWith("{") && view("learnStores").startsWith("{"));
        }
    }

    void theRoleIsFreshOrStale()
    {
        runAll(); // session
        show(step(u"Call again"_s));
        QVERIFY2(view("learnAnswers").contains("\"role\":\"admin\""), view("learnAnswers").constData());
        choose(u"jwt"_s);
        runAll();
        show(step(u"Call again"_s));
        QVERIFY2(view("learnAnswers").contains("\"role\":\"member\""), view("learnAnswers").constData());
    }

    /// The browser holds what the client never sees, and the other way round.
    void theClientNeverSeesThePassword()
    {
        choose(u"oauth"_s);
        runAll();
        const int signIn = step(u"Sign in at the provider"_s);
        show(signIn);
        QVERIFY(view("learnSends").contains("POST /oauth/login HTTP/1.1"));
        QVERIFY(view("learnSends").contains("password=wonderland"));
        const auto held = [this](const char *who) {
            const auto document = json::Document::parse(view("learnHolds"));
            return document ? document->root().find(who).raw().toByteArray() : QByteArray();
        };
        QVERIFY(held("browser").contains("practice_provider_session"));
        QVERIFY(!held("client").contains("practice_provider"));
        for (int row = 0; row < list().count(); ++row) {
            if (row == signIn)
                continue;
            show(row);
            QVERIFY2(!view("learnSends").contains("wonderland"), view("learnSends").constData());
            QVERIFY(!view("learnHolds").contains("wonderland"));
        }
        // The grant and what hangs on it are the server's side.
        show(step(u"Trade the code"_s));
        for (const char *table :
             {"oauth_session", "oauth_consent", "oauth_grant", "oauth_code", "oauth_access"})
            QVERIFY2(view("learnStores").contains(table), table);
        QVERIFY(find<QPushButton>(*m_panel, "learnOpenToken")->isEnabled());
    }

    void bothSidesAreShown()
    {
        press("learnNext");
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), patience);
        QVERIFY(view("learnSends").startsWith("POST /systems/session/login HTTP/1.1\n"));
        QVERIFY(view("learnAnswers").contains("Set-Cookie: sid-session="));
        QVERIFY(view("learnHolds").contains("\"cookie\":\"sid-session="));
        QVERIFY(view("learnStores").contains("\"device\":\"laptop\""));
        // The hash is stored and the number is not.
        const QByteArray cookie = view("learnHolds").split('=').value(1).split('"').value(0);
        QVERIFY(cookie.size() >= 20 && !view("learnStores").contains(cookie));
        QVERIFY(!find<QPushButton>(*m_panel, "learnOpenToken")->isEnabled());
    }

    void aRefusedAttackIsShownAsRefused()
    {
        choose(u"jwt"_s);
        for (int done = 1; done <= 3; ++done) {
            press("learnNext");
            QTRY_COMPARE_WITH_TIMEOUT(list().currentRow(), done - 1, patience);
            QTRY_VERIFY_WITH_TIMEOUT(isIdle(), patience);
        }
        QCOMPARE(label("learnOutcome"), u"Tamper with it: Attack refused · 401 invalid_token"_s);
        QVERIFY(view("learnAnswers").contains("WWW-Authenticate: Bearer"));
        QSignalSpy token(m_panel.get(), &LearnPanel::tokenOpened);
        QSignalSpy request(m_panel.get(), &LearnPanel::requestOpened);
        press("learnOpenToken");
        press("learnOpenRequest");
        QCOMPARE(token.first().first().toByteArray().count('.'), 2);
        const auto opened = request.first().first().value<ComposedRequest>();
        QCOMPARE(opened.method, QByteArray("GET"));
        QVERIFY(opened.url.endsWith(u"/systems/jwt/me"_s));
        // What was sent is the changed token and not the one that the client holds.
        QVERIFY(opened.headers.startsWith(u"Authorization: Bearer ey"_s));
        QVERIFY(!opened.headers.contains(QString::fromUtf8(token.first().first().toByteArray())));
    }

    void anAcceptedAttackIsNotCalledRefused()
    {
        LearnStep step{.call = LearnCall::CallTampered,
                       .expected = LearnExpected::Refused,
                       .isAttack = true,
                       .title = "",
                       .checks = "",
                       .notice = ""};
        LearnResult result; // Unexpected, until somebody says otherwise
        result.response.status = 200;
        QCOMPARE(lookOf(step, result).icon, u"bad"_s);
        QCOMPARE(lookOf(step, result).text, u"Not what this step expects · 200"_s);
    }

    void theServerGoesInTheMiddle()
    {
        press("learnNext");
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), patience);
        press("learnAll");
        QCOMPARE(::kill(static_cast<pid_t>(m_server->processId()), SIGKILL), 0);
        auto *message = find<InlineBar>(*m_panel, "learnMessage");
        QTRY_VERIFY_WITH_TIMEOUT(message->isVisible(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(message->message().startsWith(u"The practice server "_s), patience);
        QVERIFY(!find<QPushButton>(*m_panel, "learnNext")->isEnabled());
        QVERIFY(!find<QPushButton>(*m_panel, "learnAll")->isEnabled());
        Q_EMIT message->actionTriggered();
        QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>(*m_panel, "learnNext")->isEnabled(), patience);
        QVERIFY(!message->isVisible());
        press("learnNext");
        QTRY_VERIFY_WITH_TIMEOUT(isIdle(), patience);
        QVERIFY(label("learnOutcome").startsWith(u"Sign in: Accepted"_s));
    }

    void measuresAllSystems()
    {
        m_panel->setRequestsEach(20);
        find<QTabWidget>(*m_panel, "learnTabs")->setCurrentIndex(1);
        press("measureStart");
        QVERIFY(!find<QPushButton>(*m_panel, "learnNext")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(label("measureState").startsWith(u"Measured with 20 requests"_s), patience);
        QCOMPARE(find<QTableView>(*m_panel, "measureTable")->model()->rowCount(), 11);
        const QStringList session = measured(u"Session and cookie"_s);
        QCOMPARE(session.mid(2, 1), QStringList{u"1 lookup"_s});
        QCOMPARE(session.mid(4), QStringList({u"1 row"_s, u"Ends it"_s, u"Survives"_s, u"Database"_s}));
        const QStringList jwt = measured(u"Stateless JWT"_s);
        QCOMPARE(jwt.first(), u"Stateless JWT"_s);
        QCOMPARE(jwt.mid(2, 1), QStringList{u"none"_s});
        QCOMPARE(jwt.mid(4), QStringList({u"nothing"_s, u"Expires later"_s, u"Survives"_s, u"Keys"_s}));
        QVERIFY(session[3].split(u' ').first().toInt() < jwt[3].split(u' ').first().toInt());
        // The longest bar of a column is whole.
        const auto *model = find<QTableView>(*m_panel, "measureTable")->model();
        double longest = 0;
        for (int row = 0; row < model->rowCount(); ++row)
            longest = qMax(longest, model->index(row, 3).data(BarDelegate::ShareRole).toDouble());
        QCOMPARE(longest, 1.0);
        find<QTableView>(*m_panel, "measureTable")->selectRow(4);
        QVERIFY(label("measureWords").contains(u"What a second server needs: The public key"_s));
    }

    /// In a narrow window the last columns go, and what they say stands below; nothing is scrolled sideways.
    void tableFitsItsRoom()
    {
        find<QTabWidget>(*m_panel, "learnTabs")->setCurrentIndex(1);
        auto *table = find<QTableView>(*m_panel, "measureTable");
        const auto shown = [table] {
            int columns = 0;
            for (int column = 0; column < table->model()->columnCount(); ++column)
                columns += table->isColumnHidden(column) ? 0 : 1;
            return columns;
        };
        const auto size = m_panel->size();
        int before = 0;
        for (const int width : {560, 648, 760, 1040, 1360}) {
            m_panel->resize(width, 560);
            QTRY_COMPARE(table->horizontalScrollBar()->maximum(), 0);
            QVERIFY(shown() >= qMax(before, 5));
            before = shown();
        }
        QCOMPARE(shown(), 8);
        m_panel->resize(648, 560);
        QTRY_VERIFY(shown() < 8);
        m_panel->resize(size);
    }

    /// What a second server needs is what was found out with three of them.
    void secondServersAreMeasured()
    {
        // Session, opaque token, JWT, with refresh, with a deny list, one device, five rows, the counter,
        // bound to an address, bound to a key, the provider.
        const char *const expected[] = {"Database", "Database", "Keys", "Keys", "Keys, to end it database",
                                        "Database", "Database", "Keys", "Keys", "Keys",
                                        "Database"};
        m_panel->setRequestsEach(1);
        find<QTabWidget>(*m_panel, "learnTabs")->setCurrentIndex(1);
        press("measureStart");
        QTRY_VERIFY_WITH_TIMEOUT(label("measureState").startsWith(u"Measured with 1 request"_s), patience);
        for (int row = 0; row < 11; ++row)
            QCOMPARE(measured(row).at(7), QString::fromLatin1(expected[row]));
        auto *table = find<QTableView>(*m_panel, "measureTable");
        table->selectRow(4);
        QVERIFY2(label("measureWords")
                     .startsWith(u"Measured: After the sign-out a copy was refused. After a restart of the "
                                 "server the sign-in was still good. A second server with the same keys "
                                 "accepted this sign-in, and still did after the sign-out. With the same "
                                 "database it knew of it."_s),
                 qPrintable(label("measureWords")));
        table->selectRow(0);
        QVERIFY(label("measureWords").contains(u"with the same keys refused this sign-in"_s));
        // None of them is left, and the first one still serves.
        QTRY_COMPARE_WITH_TIMEOUT(m_panel->findChildren<PracticeRunner *>().size(), 0, patience);
        QVERIFY(m_server->isReady());
        QVERIFY(find<QPushButton>(*m_panel, "learnNext")->isEnabled());
    }

    void measuringIsCancelled()
    {
        find<QTabWidget>(*m_panel, "learnTabs")->setCurrentIndex(1);
        press("measureStart");
        QTRY_VERIFY_WITH_TIMEOUT(measured(0)[1] != u"–"_s, patience);
        press("measureCancel");
        QVERIFY(label("measureState").startsWith(u"Cancelled"_s));
        const QStringList kept = measured(0);
        QCoreApplication::processEvents();
        QCOMPARE(measured(0), kept);
        QCOMPARE(measured(10)[1], u"–"_s);
        QVERIFY(find<QPushButton>(*m_panel, "measureStart")->isVisible());
        QVERIFY(find<QPushButton>(*m_panel, "learnNext")->isEnabled());
    }

    void theServerGoesWhileItMeasures()
    {
        find<QTabWidget>(*m_panel, "learnTabs")->setCurrentIndex(1);
        press("measureStart");
        QTRY_VERIFY_WITH_TIMEOUT(measured(0)[1] != u"–"_s, patience);
        QCOMPARE(::kill(static_cast<pid_t>(m_server->processId()), SIGKILL), 0);
        auto *message = find<InlineBar>(*m_panel, "learnMessage");
        QTRY_VERIFY_WITH_TIMEOUT(
            message->isVisible() && message->message().startsWith(u"The practice server "_s), patience);
        QVERIFY(label("measureState").startsWith(u"Not finished"_s));
        QVERIFY(!find<QPushButton>(*m_panel, "measureStart")->isEnabled());
    }

    void aServersWordsArePlain()
    {
        const auto facts = LearnFacts::parse(
            "{\"users\":[{\"username\":\"a\",\"password\":\"b\"}],\"systems\":[{\"id\":\"jwt\","
            "\"title\":\"<b>x</b>\",\"transport\":\"bearer\",\"prefix\":\"/systems/jwt\"}]}",
            u"server"_s);
        QVERIFY(facts);
        QCOMPARE(facts->systems.front().title, u"<b>x</b>"_s);
        for (const QLabel *label : m_panel->findChildren<QLabel *>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
        QCOMPARE(LearnFacts::parse("<html>", u"server"_s).error().code, ErrorCode::ResponseNotJson);
        QCOMPARE(LearnFacts::parse("{}", u"server"_s).error().code, ErrorCode::UnexpectedStatus);
    }
};

QTEST_MAIN(LearnPanelTest)
#include "tst_learn_panel.moc"
