#include "app/composition.h"
#include "requests/history_settings.h"
#include "support/patience.h"
#include "support/practice_process.h"
#include "ui/history_panel.h"
#include "ui/main_window.h"
#include "ui/network_log_panel.h"
#include "ui/widgets/json_view.h"
#include "window_input.h"

#include <QCheckBox>
#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonArray>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>

using namespace harness;

/// The history and the network log, in the whole window, with a server that answers.
class TestResponseHistory final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void countsWhatWasSent();
    void countsThoseTogetherThatComeTogether();
    void logHoldsNoSecret();
    void logIsCleared();
    void listsSearchesAndShows();
    void removesWithUndo();
    void clearsOnceAsked();
    void opensAgain();
    void exportsHar();
    void canBeOff();
    void saysWhatWasDamaged();

private:
    struct Desk {
        explicit Desk(const QString &folder)
            : services(folder)
            , history((services.openHistory([this](const Error &error) { problem = error.code; }),
                       services.history()))
            , window({services.clock, services.profiles, services.sessions, services.keychain,
                      services.sender, history, folder, QStringLiteral(CLAIMCHECK_PRACTICE_PROGRAM)})
        {
        }
        std::optional<ErrorCode> problem;
        app::Composition services;
        requests::History *history;
        ui::MainWindow window;
    };
    void send(const QByteArray &method, const QString &path, const http::Headers &headers = {});
    void openHistory();
    [[nodiscard]] QTableView &table(const char *name)
    {
        return *harness::find<QTableView>(m_desk->window, name);
    }
    [[nodiscard]] QStringList cells(const char *name, int column);
    void pick(const char *name, int row);
    [[nodiscard]] QString state()
    {
        return harness::find<QAbstractButton>(m_desk->window, "networkState")->text();
    }

    test::PracticeProcess m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
};

void TestResponseHistory::initTestCase()
{
    QVERIFY2(m_server.start(), qPrintable(m_server.problem()));
}

void TestResponseHistory::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_desk = std::make_unique<Desk>(m_folder->path());
    m_desk->window.show();
    m_desk->window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&m_desk->window, claimcheck::test::busyMachineMs));
}

void TestResponseHistory::cleanup()
{
    m_desk = nullptr;
}

void TestResponseHistory::send(const QByteArray &method, const QString &path, const http::Headers &headers)
{
    requests::Outbound outbound;
    outbound.spec.method = method;
    outbound.spec.url = m_server.url(path).toEncoded();
    outbound.spec.headers = headers;
    outbound.expander =
        std::make_shared<const requests::Expander>(requests::Expander::literal(m_desk->services.clock));
    bool done = false;
    const auto sending =
        m_desk->services.sender.send(outbound, this, [&done](const requests::Sent &) { done = true; });
    QTRY_VERIFY(done);
}

void TestResponseHistory::openHistory()
{
    QTest::keyClick(&m_desk->window, Qt::Key_H, Qt::ControlModifier);
    QVERIFY(find<QWidget>(m_desk->window, "historyPanel")->isVisible());
}

QStringList TestResponseHistory::cells(const char *name, int column)
{
    QStringList texts;
    const auto *model = table(name).model();
    for (int row = 0; row < model->rowCount(); ++row)
        texts << model->index(row, column).data().toString();
    return texts;
}

void TestResponseHistory::pick(const char *name, int row)
{
    QTableView &view = table(name);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                      view.visualRect(view.model()->index(row, 2)).center());
}

void TestResponseHistory::countsWhatWasSent()
{
    QCOMPARE(state(), u"nothing was sent"_s);
    click(m_desk->window, "networkState");
    QVERIFY(label(m_desk->window, "networkLogNone").startsWith(u"Nothing was sent in this run."_s));
    send("GET", u"/"_s);
    send("DELETE", u"/nowhere"_s);
    QTRY_COMPARE(state(), u"2 exchanges"_s);
    QCOMPARE(cells("networkLogTable", 1), (QStringList{u"DELETE"_s, u"GET"_s})); // the newest first
    QVERIFY(cells("networkLogTable", 2).last().startsWith(m_server.baseUrl()));
    pick("networkLogTable", 1);
    const auto *details = find<ui::JsonView>(m_desk->window, "networkLogDetails");
    QVERIFY(details->isVisible());
    QVERIFY(details->source().startsWith("GET " + m_server.baseUrl().toUtf8()));
    QVERIFY(details->source().contains("\n200 OK\n"));
}

/// A run of requests lays out the status bar once, not for each; none is lost, and clearing is seen at once.
void TestResponseHistory::countsThoseTogetherThatComeTogether()
{
    ui::NetworkWatch watch(m_desk->services.clock);
    QSignalSpy added(&watch, &ui::NetworkWatch::added);
    QSignalSpy changed(&watch, &ui::NetworkWatch::changed);
    for (int i = 0; i < 50; ++i)
        watch.add({.url = QUrl(u"https://api.example/"_s)}, Error{ErrorCode::TimedOut});
    QCOMPARE(added.count(), 50);
    QCOMPARE(changed.count(), 0);
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(watch.count(), 50);
    watch.add({.url = QUrl(u"https://api.example/"_s)}, Error{ErrorCode::TimedOut});
    QTRY_COMPARE(changed.count(), 2); // and again for the next
    watch.add({.url = QUrl(u"https://api.example/"_s)}, Error{ErrorCode::TimedOut});
    watch.clear();
    QCOMPARE(changed.count(), 3);
    QCOMPARE(watch.count(), 0);
}

void TestResponseHistory::logHoldsNoSecret()
{
    const QByteArray secret = samples::token("{\"sub\":\"alice\"}");
    send("GET", u"/me?access_token="_s + QString::fromLatin1(secret),
         {{"Authorization", "Bearer " + secret}});
    click(m_desk->window, "networkState");
    pick("networkLogTable", 0);
    const QByteArray shown = find<ui::JsonView>(m_desk->window, "networkLogDetails")->source();
    QVERIFY(shown.contains("tok#"));
    QVERIFY(!shown.contains(secret));
    QVERIFY(!cells("networkLogTable", 2).first().contains(QString::fromLatin1(secret)));
}

void TestResponseHistory::logIsCleared()
{
    send("GET", u"/"_s);
    QTest::keyClick(&m_desk->window, Qt::Key_H, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(table("networkLogTable").model()->rowCount(), 1);
    click(m_desk->window, "networkLogClear");
    QCOMPARE(table("networkLogTable").model()->rowCount(), 0);
    QVERIFY(!find<QPushButton>(m_desk->window, "networkLogClear")->isEnabled());
}

void TestResponseHistory::listsSearchesAndShows()
{
    openHistory();
    QVERIFY(label(m_desk->window, "historyNone").startsWith(u"Requests that you send appear here"_s));
    send("GET", u"/"_s);
    send("POST", u"/elsewhere"_s);
    QTRY_COMPARE(cells("historyTable", 2), (QStringList{u"POST"_s, u"GET"_s}));
    type(m_desk->window, "historySearch", u"ELSEwhere"_s);
    QTRY_COMPARE(cells("historyTable", 2), QStringList{u"POST"_s});
    pick("historyTable", 0);
    const auto *details = find<ui::JsonView>(m_desk->window, "historyDetails");
    QVERIFY(details->source().startsWith("POST " + m_server.url(u"/elsewhere"_s).toEncoded()));
    type(m_desk->window, "historySearch", u"not anywhere at all"_s);
    QTRY_COMPARE(table("historyTable").model()->rowCount(), 0);
    QCOMPARE(label(m_desk->window, "historyNone"), u"Nothing in the history has this."_s);
}

void TestResponseHistory::removesWithUndo()
{
    send("GET", u"/one"_s);
    send("GET", u"/two"_s);
    openHistory();
    pick("historyTable", 0);
    QTest::keyClick(&table("historyTable"), Qt::Key_Delete);
    QCOMPARE(cells("historyTable", 3), QStringList{m_server.url(u"/one"_s).toString()});
    QVERIFY(message(m_desk->window, "historyMessage").startsWith(u"Removed from the history"_s));
    const auto undo = find<QWidget>(m_desk->window, "historyMessage")->findChildren<QPushButton *>();
    QVERIFY(!undo.isEmpty());
    QTest::mouseClick(undo.first(), Qt::LeftButton);
    QCOMPARE(cells("historyTable", 3).size(), 2);
    QVERIFY(cells("historyTable", 3).contains(m_server.url(u"/two"_s).toString()));
}

void TestResponseHistory::clearsOnceAsked()
{
    send("GET", u"/one"_s);
    openHistory();
    click(m_desk->window, "historyClear");
    QCOMPARE(cells("historyTable", 3).size(), 1); // nothing before the answer
    const auto yes = find<QWidget>(m_desk->window, "historyMessage")->findChildren<QPushButton *>();
    QTest::mouseClick(yes.first(), Qt::LeftButton);
    QCOMPARE(cells("historyTable", 3).size(), 0);
    QVERIFY(m_desk->history->search({})->empty());
}

void TestResponseHistory::opensAgain()
{
    send("PUT", u"/again?a=1"_s);
    openHistory();
    pick("historyTable", 0);
    QSignalSpy asked(find<ui::HistoryPanel>(m_desk->window, "historyPanel"),
                     &ui::HistoryPanel::resendRequested);
    click(m_desk->window, "historyResend");
    QCOMPARE(asked.count(), 1);
    const auto spec = asked.first().first().value<requests::RequestSpec>();
    QCOMPARE(spec.method, "PUT");
    QCOMPARE(spec.url, m_server.url(u"/again?a=1"_s).toEncoded());
    QVERIFY(!find<QWidget>(m_desk->window, "historyPanel")->isVisible()); // the request is shown instead
}

void TestResponseHistory::exportsHar()
{
    send("GET", u"/one"_s);
    openHistory();
    const QString path = m_folder->filePath(u"out.har"_s);
    find<ui::HistoryPanel>(m_desk->window, "historyPanel")->exportHar(path);
    QVERIFY(message(m_desk->window, "historyMessage").contains(u"out.har"_s));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto log = QJsonDocument::fromJson(file.readAll()).object().value(u"log"_s).toObject();
    QCOMPARE(log.value(u"version"_s).toString(), u"1.2"_s);
    QCOMPARE(log.value(u"entries"_s).toArray().size(), 1);
}

void TestResponseHistory::canBeOff()
{
    send("GET", u"/one"_s);
    openHistory();
    auto *on = find<QCheckBox>(m_desk->window, "historyOn");
    QVERIFY(on->isChecked());
    QTest::mouseClick(on, Qt::LeftButton, {}, QPoint(8, on->height() / 2));
    QVERIFY(!requests::HistorySettings::read(m_folder->path())->on);
    QVERIFY(label(m_desk->window, "historyNone").startsWith(u"The history is off"_s));
    send("GET", u"/unseen"_s);
    QTest::mouseClick(on, Qt::LeftButton, {}, QPoint(8, on->height() / 2));
    QCOMPARE(cells("historyTable", 3), QStringList{m_server.url(u"/one"_s).toString()});
    send("GET", u"/seen"_s);
    QTRY_COMPARE(cells("historyTable", 3).size(), 2);
}

void TestResponseHistory::saysWhatWasDamaged()
{
    m_desk = nullptr;
    QFile file(requests::historyPath(m_folder->path()));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(QByteArray(10'000, 'x'));
    file.close();
    m_desk = std::make_unique<Desk>(m_folder->path());
    m_desk->window.show();
    m_desk->window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&m_desk->window, claimcheck::test::busyMachineMs));
    QCOMPARE(m_desk->problem, std::optional(ErrorCode::HistoryDamaged));
    openHistory();
    QCOMPARE(find<ui::InlineBar>(m_desk->window, "historyMessage")->kind(), ui::InlineBar::Kind::Error);
    QVERIFY(message(m_desk->window, "historyMessage").contains(u"history"_s));
}

QTEST_MAIN(TestResponseHistory)
#include "tst_response_history.moc"
