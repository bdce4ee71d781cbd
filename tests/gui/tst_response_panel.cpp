#include "support/patience.h"
#include "response_samples.h"
#include "window_input.h"

#include <QClipboard>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>

using namespace harness;
using namespace samples_of_answers;

/// The answer side of a request, with answers made here: what it says, where, and how it is reached.
class TestResponsePanel final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isEmptyAtFirst();
    void saysStatusTimeAndSizes();
    void saysWhatHasComeWhileItComes();
    void showsAStreamAsItComes();
    void keepsWhatCameBeforeACancel();
    void saysWhyThereIsNoAnswer();
    void saysWhatWasHeldBack();
    void saysWhenAllHeadersAreLost();
    void listsHeaders();
    void listsCookies();
    void showsEachHop();
    void saysWhatIsUnknownOfTiming();
    void readsTheChain();
    void offersTokens();
    void opensTheReasonByItself();
    void hidesTheReasonOfASuccess();
    void comparesWithTheAnswerBefore();

private:
    void show_(const requests::Sent &sent);
    [[nodiscard]] QTabWidget &tabs() const { return *harness::find<QTabWidget>(*m_panel, "responseTabs"); }
    [[nodiscard]] bool hasTab(const QString &title) const;
    void openTab(const QString &title);
    [[nodiscard]] QStringList cells(const char *table, int column) const;
    std::unique_ptr<ui::ResponsePanel> m_panel;
};

void TestResponsePanel::init()
{
    m_panel = std::make_unique<ui::ResponsePanel>();
    m_panel->resize(1000, 700);
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get(), claimcheck::test::busyMachineMs));
}

void TestResponsePanel::show_(const requests::Sent &sent)
{
    m_panel->begin(QString::fromLatin1(sent.request.method), sent.request.url.toString());
    m_panel->setSent(sent);
}

bool TestResponsePanel::hasTab(const QString &title) const
{
    for (int i = 0; i < tabs().count(); ++i) {
        if (tabs().tabText(i).startsWith(title))
            return tabs().isTabVisible(i);
    }
    return false;
}

void TestResponsePanel::openTab(const QString &title)
{
    for (int i = 0; i < tabs().count(); ++i) {
        if (tabs().isTabVisible(i) && tabs().tabText(i).startsWith(title))
            QTest::mouseClick(tabs().tabBar(), Qt::LeftButton, {}, tabs().tabBar()->tabRect(i).center());
    }
    QVERIFY2(tabs().tabText(tabs().currentIndex()).startsWith(title), qPrintable(title));
}

QStringList TestResponsePanel::cells(const char *table, int column) const
{
    QStringList texts;
    const auto *model = find<QTableView>(*m_panel, table)->model();
    for (int row = 0; row < model->rowCount(); ++row)
        texts << model->index(row, column).data().toString();
    return texts;
}

void TestResponsePanel::isEmptyAtFirst()
{
    QVERIFY(find<QLabel>(*m_panel, "responseHint")->isVisible());
    show_(answered(200, "{}"));
    QVERIFY(!find<QLabel>(*m_panel, "responseHint")->isVisible());
    m_panel->clear();
    QVERIFY(find<QLabel>(*m_panel, "responseHint")->isVisible());
}

void TestResponsePanel::saysStatusTimeAndSizes()
{
    requests::Sent sent = answered(201, QByteArray(14200, ' '));
    http::Response answer = sent.answer.value();
    answer.timing.totalMs = 1240;
    answer.wireSize = 512;
    sent.answer = answer;
    sent.refreshed = true;
    show_(sent);
    QCOMPARE(label(*m_panel, "responseStatus"), u"201 Created"_s);
    const QString facts = find<ui::ElidedLabel>(*m_panel, "responseFacts")->text();
    QCOMPARE(facts, u"1.24 s · 512 B on the wire, 14.2 kB decoded · HTTP/1.1 · credential sent · the token "
                    u"was refreshed on the way"_s);
    QVERIFY(!find<QWidget>(*m_panel, "responseProgress")->isVisible());
}

void TestResponsePanel::saysWhatHasComeWhileItComes()
{
    m_panel->begin(u"POST"_s, u"https://api.example/upload"_s);
    QCOMPARE(label(*m_panel, "responseStatus"), u"Waiting"_s);
    QVERIFY(find<QWidget>(*m_panel, "responseProgress")->isVisible());
    const auto facts = [this] { return find<ui::ElidedLabel>(*m_panel, "responseFacts")->text(); };
    QVERIFY(facts().startsWith(u"POST https://api.example/upload · "_s));
    m_panel->setProgress({0, -1, 2'000'000, 8'000'000});
    QTRY_VERIFY(facts().endsWith(u" · sent 2.0 MB of 8.0 MB"_s) ||
                facts().endsWith(u"sent 2.00 MB of 8.00 MB"_s));
    m_panel->setHead(answered(200, {}).answer.value(), std::make_shared<requests::Overflow>());
    QCOMPARE(label(*m_panel, "responseStatus"), u"200 OK"_s);
    m_panel->setProgress({500, 1000, 0, 0});
    QTRY_VERIFY(facts().endsWith(u" · 500 B of 1.00 kB"_s));
}

void TestResponsePanel::showsAStreamAsItComes()
{
    const auto body = std::make_shared<requests::Overflow>();
    http::Response head = answered(200, {}).answer.value();
    head.headers = {{"Content-Type", "text/event-stream"}};
    m_panel->begin(u"GET"_s, u"https://api.example/events"_s);
    m_panel->setHead(head, body);
    const auto *view = find<ui::BodyView>(*m_panel, "responseText");
    QTRY_VERIFY(view->isVisible());
    QByteArray all;
    for (int i = 1; i <= 200; ++i) {
        const QByteArray event = "data: " + QByteArray::number(i) + "\n\n";
        QVERIFY(body->append(event));
        all += event;
        m_panel->setProgress({all.size(), -1, 0, 0});
        QTRY_VERIFY(view->visibleRows().contains(u"data: %1\n"_s.arg(i))); // it follows the end
    }
    requests::Sent sent = answered(200, {});
    sent.answer = head;
    sent.body = body;
    m_panel->setSent(sent);
    QVERIFY(view->isVisible());
    QVERIFY(view->visibleRows().contains(u"data: 200\n"_s));
}

void TestResponsePanel::keepsWhatCameBeforeACancel()
{
    const auto body = bodyOf("half of it");
    http::Response head = answered(200, {}).answer.value();
    head.headers = {{"Content-Type", "text/plain"}};
    m_panel->begin(u"GET"_s, u"https://api.example/slow"_s);
    m_panel->setHead(head, body);
    m_panel->setCancelled();
    QCOMPARE(label(*m_panel, "responseStatus"), u"Cancelled"_s);
    QCOMPARE(find<ui::ElidedLabel>(*m_panel, "responseFacts")->text(), u"10 B came until then"_s);
    QCOMPARE(find<ui::BodyView>(*m_panel, "responseText")->visibleRows().trimmed(), u"half of it"_s);
}

void TestResponsePanel::saysWhyThereIsNoAnswer()
{
    requests::Sent sent = answered(200, {});
    sent.answer = Error{ErrorCode::HostNotFound, u"api.example"_s};
    show_(sent);
    QCOMPARE(label(*m_panel, "responseStatus"), u"No answer"_s);
    QVERIFY(message(*m_panel, "responseError").contains(u"api.example"_s));
    QVERIFY(hasTab(u"Why did this fail?"_s));
    QSignalSpy resend(m_panel.get(), &ui::ResponsePanel::resendRequested);
    auto *button = find<QWidget>(*m_panel, "responseError")->findChild<QPushButton *>();
    QVERIFY(button);
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(resend.count(), 1);
}

void TestResponsePanel::saysWhatWasHeldBack()
{
    requests::Sent sent = answered(200, "{}");
    http::Response answer = sent.answer.value();
    answer.withheld = {
        {http::Withheld::What::Credential, {}, *http::Origin::fromString(u"https://other.example"_s)}};
    sent.answer = answer;
    show_(sent);
    QCOMPARE(message(*m_panel, "responseNotes"),
             u"The credential was not sent to https://other.example: it is "
             u"not one of the profile's origins."_s);
    show_(answered(200, "{}"));
    QCOMPARE(message(*m_panel, "responseNotes"), QString());
}

void TestResponsePanel::saysWhenAllHeadersAreLost()
{
    requests::Sent sent = answered(200, "{}");
    http::Response answer = sent.answer.value();
    answer.headers.clear();
    sent.answer = answer;
    show_(sent);
    QVERIFY(message(*m_panel, "responseNotes").startsWith(u"Not one header of this answer can be shown."_s));
    show_(answered(200, "{}"));
    QCOMPARE(message(*m_panel, "responseNotes"), QString());
}

void TestResponsePanel::listsHeaders()
{
    show_(answered(200, "{}"));
    QVERIFY(hasTab(u"Headers (2)"_s));
    openTab(u"Headers"_s);
    QCOMPARE(cells("responseHeaders", 0), (QStringList{u"Content-Type"_s, u"X-Trace"_s}));
    QCOMPARE(cells("responseHeaders", 1).last(), u"abc"_s);
    QVERIFY(label(*m_panel, "responseHeadersNote").startsWith(u"As Qt reports them"_s));
    auto *table = find<QTableView>(*m_panel, "responseHeaders");
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(1, 0)).center());
    QCOMPARE(label(*m_panel, "responseHeadersDetail"), u"abc"_s);
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"X-Trace: abc"_s);
}

void TestResponsePanel::listsCookies()
{
    requests::Sent sent = answered(200, "{}");
    http::Response answer = sent.answer.value();
    answer.headers = {{"Set-Cookie", "a=b; Path=/; HttpOnly\nc=secret"}};
    sent.answer = answer;
    show_(sent);
    openTab(u"Cookies (2)"_s);
    QCOMPARE(cells("responseCookies", 0), (QStringList{u"a"_s, u"c"_s}));
    QCOMPARE(cells("responseCookies", 1).last(), u"6 characters"_s); // the value is under Headers
    QCOMPARE(cells("responseCookies", 4), (QStringList{u"HttpOnly"_s, u"none"_s}));
}

void TestResponsePanel::showsEachHop()
{
    requests::Sent sent = answered(200, "{}");
    http::Response answer = sent.answer.value();
    answer.redirects = {{QUrl(u"https://api.example/old"_s), 302, true}};
    answer.url = QUrl(u"https://other.example/new"_s);
    answer.credentialSent = false;
    answer.withheld = {
        {http::Withheld::What::Credential, {}, *http::Origin::fromString(u"https://other.example"_s)}};
    sent.answer = answer;
    show_(sent);
    openTab(u"Redirects (1)"_s);
    QCOMPARE(cells("responseRedirects", 1), (QStringList{u"302 Found"_s, u"200 OK"_s}));
    QCOMPARE(cells("responseRedirects", 2),
             (QStringList{u"https://api.example/old"_s, u"https://other.example/new"_s}));
    QCOMPARE(cells("responseRedirects", 3).first(), u"credential sent"_s);
    QVERIFY(cells("responseRedirects", 3)
                .last()
                .startsWith(u"no credential sent · The credential was not sent to"_s));
}

void TestResponsePanel::saysWhatIsUnknownOfTiming()
{
    requests::Sent sent = answered(200, "{}");
    http::Response answer = sent.answer.value();
    answer.timing = {{}, {}, 30, 50, 80};
    sent.answer = answer;
    show_(sent);
    openTab(u"Timing"_s);
    QCOMPARE(
        find<ui::ResponseTiming>(*m_panel, "responseTiming")->words(),
        u"Name resolved: unknown: Qt does not tell\nConnected: unknown: Qt does not tell\nTLS agreed: 30 ms\n"
        u"Head of the answer: 20 ms\nBody: 30 ms\nWhole exchange: 80 ms"_s);
}

void TestResponsePanel::readsTheChain()
{
    requests::Sent sent = answered(200, "{}");
    http::Response answer = sent.answer.value();
    answer.tls = http::TlsFacts{"TLSv1.3", "TLS_AES_256_GCM_SHA384", {certificate(), "not one"}};
    sent.answer = answer;
    show_(sent);
    openTab(u"TLS"_s);
    const QStringList what = cells("responseTls", 0);
    QStringList value = cells("responseTls", 1);
    QCOMPARE(value.first(), u"TLSv1.3"_s);
    const auto server = what.indexOf(u"The server's certificate"_s);
    QVERIFY(server > 0);
    QCOMPARE(value[server], certificateSubject());
    QCOMPARE(
        value[what.indexOf(u"SHA-256 fingerprint"_s)].remove(u':').toLower(),
        QString::fromLatin1(QCryptographicHash::hash(certificate(), QCryptographicHash::Sha256).toHex()));
    QVERIFY(value[what.indexOf(u"Authority 1"_s)].contains(u"cannot be read"_s));
}

void TestResponsePanel::offersTokens()
{
    show_(answered(200, "{\"access_token\":\"" + samples::token("{\"sub\":\"alice\"}") + "\"}"));
    QSignalSpy chosen(m_panel.get(), &ui::ResponsePanel::tokenChosen);
    auto *tokens = find<ui::BodyTokens>(*m_panel, "responseTokens");
    QTRY_VERIFY(tokens->isVisible());
    click(*m_panel, "responseToken1");
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().at(0).toByteArray(), samples::token("{\"sub\":\"alice\"}"));
    QCOMPARE(chosen.first().at(1).toString(), u"access_token · Answer of GET /me"_s);
    QSignalSpy looked(tokens, &ui::BodyTokens::looked);
    show_(answered(200, "{\"nothing\":1}"));
    QTRY_VERIFY(!looked.isEmpty());
    QVERIFY(!tokens->isVisible());
}

void TestResponsePanel::opensTheReasonByItself()
{
    requests::Sent sent = answered(401, "{}");
    http::Response answer = sent.answer.value();
    answer.headers.push_back({"WWW-Authenticate", "Bearer error=\"invalid_token\""});
    sent.answer = answer;
    show_(sent);
    QVERIFY(tabs().tabText(tabs().currentIndex()).startsWith(u"Why did this fail?"_s));
    QSignalSpy asked(m_panel.get(), &ui::ResponsePanel::actionRequested);
    for (QPushButton *button : tabs().currentWidget()->findChildren<QPushButton *>()) {
        if (button->isVisible() && asked.isEmpty())
            QTest::mouseClick(button, Qt::LeftButton);
    }
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first().at(1).value<requests::Sent>().request.url, sent.request.url);
}

void TestResponsePanel::hidesTheReasonOfASuccess()
{
    opensTheReasonByItself();
    show_(answered(200, "{}"));
    QVERIFY(!hasTab(u"Why did this fail?"_s));
    QCOMPARE(tabs().tabText(tabs().currentIndex()), u"Body"_s);
}

void TestResponsePanel::comparesWithTheAnswerBefore()
{
    show_(answered(200, "{\"a\":1,\"b\":2}"));
    QVERIFY(!hasTab(u"Compare"_s));
    show_(answered(201, "{\"a\":1,\"b\":3}"));
    QSignalSpy compared(m_panel->findChild<ui::ResponseCompare *>(), &ui::ResponseCompare::compared);
    openTab(u"Compare"_s);
    QTRY_VERIFY(!compared.isEmpty());
    QCOMPARE(label(*m_panel, "responseCompareSummary"), u"Lines that went: 1. Lines that came: 1."_s);
    QVERIFY(label(*m_panel, "responseCompareFacts").startsWith(u"200 → 201"_s));
    const QString shown = find<ui::DifferenceView>(*m_panel, "responseDifference")->shownText();
    QVERIFY(shown.contains(u"-   \"b\": 2"_s));
    QVERIFY(shown.contains(u"+   \"b\": 3"_s));
}

QTEST_MAIN(TestResponsePanel)
#include "tst_response_panel.moc"
