#include "support/http_call.h"
#include "support/test_server.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::http;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What happens when somebody in an exchange goes away.
class TestHttpLifetime : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void droppedExchangeIsSilent_data();
    void droppedExchangeIsSilent();
    void deletedContextIsSilent();
    void deletedClientIsSilent();
    void everythingMayGoInTheCallback_data();
    void everythingMayGoInTheCallback();
    void exchangeMayGoInProgress();
    void manyAtOnce();
};

void TestHttpLifetime::droppedExchangeIsSilent_data()
{
    QTest::addColumn<int>("when");
    QTest::newRow("at once") << 0;
    QTest::newRow("when the server has the request") << 1;
    QTest::newRow("while the body comes") << 2;
}

void TestHttpLifetime::droppedExchangeIsSilent()
{
    QFETCH(int, when);
    TestServer server;
    server.when("/", Answer::failing(when == 1 ? Answer::Fault::Silent : Answer::Fault::Endless));
    server.when("/after", Answer::text("after"));
    Client client;
    HttpCall call(client, {.url = server.url(), .maxBody = qint64(1) << 40});
    if (when == 1)
        QTRY_COMPARE(server.requests().size(), 1u);
    if (when == 2)
        QTRY_VERIFY(call.lastProgress && call.lastProgress->received > 1'000'000);
    call.drop();
    QTRY_COMPARE(server.openConnections(), 0);
    HttpCall after(client, {.url = server.url("/after")});
    QVERIFY(after.succeeded());
    QCOMPARE(call.calls, 0);
}

void TestHttpLifetime::deletedContextIsSilent()
{
    TestServer server;
    server.when("/", Answer::text("late"));
    Client client;
    int calls = 0;
    auto context = std::make_unique<QObject>();
    const ExchangePtr exchange = client.send({.url = server.url()}, {}, context.get(),
                                             [&calls](const Result<Response> &) { ++calls; });
    context.reset();
    HttpCall after(client, {.url = server.url()});
    QVERIFY(after.succeeded());
    QCOMPARE(calls, 0);
}

void TestHttpLifetime::deletedClientIsSilent()
{
    TestServer server;
    server.when("/", Answer::failing(Answer::Fault::Silent));
    auto client = std::make_unique<Client>();
    HttpCall running(*client, {.url = server.url(), .timeout = 6s});
    HttpCall decided(*client, {.url = QUrl()}); // its error waits in the event queue
    QTRY_COMPARE(server.requests().size(), 1u);
    HttpCall refused(*client, {.url = QUrl()});
    client.reset();
    Client other;
    HttpCall after(other, {.url = server.url(), .timeout = 6100ms});
    QCOMPARE(after.code(), "TimedOut"_qba);
    QCOMPARE(running.calls, 0);
    QCOMPARE(refused.calls, 0);
    QCOMPARE(decided.calls, 1);
}

void TestHttpLifetime::everythingMayGoInTheCallback_data()
{
    QTest::addColumn<bool>("good");
    QTest::newRow("answer") << true;
    QTest::newRow("failure") << false;
}

void TestHttpLifetime::everythingMayGoInTheCallback()
{
    QFETCH(bool, good);
    TestServer server;
    server.when("/", good ? Answer::text("fine") : Answer::failing(Answer::Fault::Close));
    auto client = std::make_unique<Client>();
    auto context = std::make_unique<QObject>();
    auto marker = std::make_shared<int>(0);
    int calls = 0;
    ExchangePtr exchange;
    exchange =
        client->send({.url = server.url()}, {}, context.get(), [&, marker](const Result<Response> &result) {
            exchange.reset();
            context.reset();
            client.reset();
            // What the callback captured must have outlived them.
            *marker += bool(result) ? 1 : 2;
            ++calls;
        });
    QTRY_COMPARE(calls, 1);
    QCOMPARE(*marker, good ? 1 : 2);
}

void TestHttpLifetime::exchangeMayGoInProgress()
{
    TestServer server;
    server.when("/", Answer::failing(Answer::Fault::Endless));
    auto client = std::make_unique<Client>();
    QObject context;
    int calls = 0;
    int steps = 0;
    ExchangePtr exchange;
    exchange = client->send(
        {.url = server.url(), .maxBody = qint64(1) << 40}, {}, &context,
        [&calls](const Result<Response> &) { ++calls; },
        [&](Progress) {
            exchange.reset();
            client.reset();
            ++steps;
        });
    QTRY_COMPARE(steps, 1);
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(calls, 0);
}

void TestHttpLifetime::manyAtOnce()
{
    TestServer server;
    server.answerWith([](const SeenRequest &request) { return Answer::text(request.target); });
    Client client;
    std::vector<std::unique_ptr<HttpCall>> calls;
    for (int i = 0; i < 50; ++i)
        calls.push_back(
            std::make_unique<HttpCall>(client, Request{.method = i % 2 ? "POST" : "GET",
                                                       .url = server.url("/" + QByteArray::number(i))}));
    for (int i = 0; i < 50; ++i) {
        QVERIFY(calls[size_t(i)]->succeeded());
        QCOMPARE(calls[size_t(i)]->response().body, "/" + QByteArray::number(i));
    }
}

QTEST_GUILESS_MAIN(TestHttpLifetime)
#include "tst_http_lifetime.moc"
