#include "support/http_call.h"
#include "support/patience.h"
#include "support/test_server.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::http;
using namespace claimcheck::test;

/// Requests that must not be repeated, one right after the other, as a token endpoint gets them that wants a
/// nonce, and after one that was given up.
class TestHttpPosts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneRightAfterTheOther_data();
    void oneRightAfterTheOther();
    void afterOneThatWasGivenUp();
};

namespace {

/// Sends POSTs, each from within the answer to the last, until one fails.
class Chain : public QObject {
public:
    Chain(Client &client, const QUrl &url, int length) : m_client(client), m_url(url), m_left(length)
    {
        next();
    }
    [[nodiscard]] QByteArray outcome()
    {
        return QTest::qWaitFor([this] { return m_left == 0 || m_failed; }, busyMachineMs) ? m_code
                                                                                          : "no answer";
    }

private:
    void next()
    {
        m_exchange = m_client.send({.method = "POST", .url = m_url, .body = "x=1"}, {}, this,
                                   [this](const Result<Response> &response) {
                                       m_failed = !response;
                                       if (m_failed)
                                           m_code = codeName(response.error().code);
                                       else if (--m_left > 0)
                                           next();
                                   });
    }
    Client &m_client;
    const QUrl m_url;
    int m_left;
    bool m_failed = false;
    QByteArray m_code = "answered";
    ExchangePtr m_exchange;
};

} // namespace

void TestHttpPosts::oneRightAfterTheOther_data()
{
    QTest::addColumn<int>("form");
    QTest::newRow("length-then-open") << int(Answer::Form::Plain);
    QTest::newRow("chunked-then-open") << int(Answer::Form::Chunked);
    QTest::newRow("until-close") << int(Answer::Form::UntilClose);
    QTest::newRow("length-then-close") << int(Answer::Form::Raw);
}

void TestHttpPosts::oneRightAfterTheOther()
{
    QFETCH(const int, form);
    TestServer server;
    server.answerWith([form](const SeenRequest &) {
        if (Answer::Form(form) == Answer::Form::Raw)
            return Answer::raw(
                "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
        Answer answer = Answer::json("{}");
        answer.form = Answer::Form(form);
        return answer;
    });
    Client client;
    Chain chain(client, server.url(), 20);
    QCOMPARE(chain.outcome(), QByteArray("answered"));
    QCOMPARE(server.requests().size(), size_t(20));
}

void TestHttpPosts::afterOneThatWasGivenUp()
{
    TestServer server;
    server.when("/silent", Answer::failing(Answer::Fault::Silent));
    server.when("/", Answer::json("{}"));
    Client client;
    for (int i = 0; i < 10; ++i) {
        HttpCall silent(client, {.method = "POST", .url = server.url("/silent"), .body = "x"});
        QTRY_COMPARE(server.requests().size(), size_t(2 * i + 1));
        silent.drop();
        HttpCall next(client, {.method = "POST", .url = server.url(), .body = "x"});
        QCOMPARE(next.code(), QByteArray());
    }
}

QTEST_GUILESS_MAIN(TestHttpPosts)
#include "tst_http_posts.moc"
