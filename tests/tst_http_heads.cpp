#include "support/http_call.h"
#include "support/test_certificates.h"
#include "support/test_server.h"

#include "http/connections.h"
#include "http/head_watch.h"

#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace claimcheck;
using namespace claimcheck::http;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mib = qint64(1024) * 1024;

/// Both ends of a connection, with nobody who reads but the test.
class Line final {
public:
    Line()
    {
        const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *const generic = reinterpret_cast<sockaddr *>(&address);
        m_client = ::socket(AF_INET, SOCK_STREAM, 0);
        if (::bind(listener, generic, size) != 0 || ::listen(listener, 1) != 0 ||
            ::getsockname(listener, generic, &size) != 0 || ::connect(m_client, generic, size) != 0)
            qFatal("no connection on this machine");
        m_server = ::accept(listener, nullptr, nullptr);
        m_port = ntohs(address.sin_port);
        ::close(listener);
    }
    ~Line()
    {
        ::close(m_client);
        ::close(m_server);
    }
    Q_DISABLE_COPY_MOVE(Line)

    [[nodiscard]] int port() const { return m_port; }
    /// Sent, and not yet read.
    void send(qint64 bytes) const { transfer(bytes, m_server, -1); }
    /// Sent and read.
    void bring(qint64 bytes) const { transfer(bytes, m_server, m_client); }
    [[nodiscard]] bool hasEnded() const
    {
        char byte = 0;
        return ::recv(m_client, &byte, 1, MSG_DONTWAIT) == 0;
    }

private:
    static void transfer(qint64 bytes, int from, int to)
    {
        QByteArray piece(64 * 1024, 'a');
        for (qint64 left = bytes; left > 0;) {
            const auto size = static_cast<size_t>(std::min<qint64>(left, piece.size()));
            if (::send(from, piece.constData(), size, 0) != static_cast<ssize_t>(size) ||
                (to >= 0 && ::recv(to, piece.data(), size, MSG_WAITALL) != static_cast<ssize_t>(size)))
                qFatal("a connection of this machine broke");
            left -= static_cast<qint64>(size);
        }
    }

    int m_client = -1;
    int m_server = -1;
    int m_port = 0;
};

Origin origin(const QString &text)
{
    return Origin::fromString(text).value();
}

} // namespace

/// A head without an end: Qt reads one for ever, in memory without a bound.
class TestHttpHeads : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void endsAnEndlessHeadOverTls();
    void endsTheConnectionOfOneThatWasGivenUp();
    void countsWhatWasTaken();
    void findsAFlood();
    void bodiesAreNoHead();
    void whatCameBeforeIsNotCounted();
    void anotherPortIsNotCounted();
    void blamesNobodyWhereTwoServersAreAwaited();
    void endsOnlyWhatFloods();

private:
    /// A watch that has seen a connection being made.
    [[nodiscard]] static std::unique_ptr<HeadWatch> watching(int port,
                                                             const QString &server = u"https://a.example"_s)
    {
        auto watch = std::make_unique<HeadWatch>(
            origin(server), [port] { return port; }, [] {});
        watch->connectionMade();
        return watch;
    }
};

void TestHttpHeads::endsAnEndlessHeadOverTls()
{
    QTemporaryDir folder;
    const TestCertificate authority = makeAuthority("Authority of the tests");
    const TestCertificate own = makeCertificate(authority, {.commonName = "server"});
    QFile file(folder.filePath(u"ca.pem"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(authority.certificate) > 0);
    file.close();
    TestServer server({own.certificate, own.key});
    server.when("/", Answer::failing(Answer::Fault::EndlessHead));
    server.when("/fine", Answer::text("ok"));

    Client client({.caFile = file.fileName()});
    HttpCall call(client, {.url = server.url(), .timeout = std::chrono::minutes(10)});
    QCOMPARE(call.code(), "ResponseTooLarge"_qba);
    QCOMPARE(call.error().subject, Origin::of(server.url())->hostAndPort());
    QCOMPARE(call.error().detail, u"head"_s);
    HttpCall next(client, {.url = server.url("/fine")});
    QCOMPARE(next.code(), ""_qba);
    QTRY_COMPARE(server.openConnections(), 1);
}

/// Without TLS Qt reads a head with a call for each byte, and its thread does nothing else while bytes come:
/// it does not hear that the answer was given up.
void TestHttpHeads::endsTheConnectionOfOneThatWasGivenUp()
{
    TestServer server;
    server.when("/", Answer::failing(Answer::Fault::EndlessHead));
    Client client;
    HttpCall call(client, {.url = server.url(), .timeout = std::chrono::minutes(10)});
    const auto taken = [&server] {
        qint64 all = 0;
        visitConnections(server.port(), [&all](const Connection &connection) { all += connection.taken; });
        return all;
    };
    QTRY_VERIFY(taken() > mib);
    call.drop();
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestHttpHeads::countsWhatWasTaken()
{
    const Line line;
    line.bring(100'000);
    line.send(5'000);
    int seen = 0;
    visitConnections(line.port(), [&seen](const Connection &connection) {
        ++seen;
        QCOMPARE(connection.taken, 100'000);
    });
    QCOMPARE(seen, 1);
}

void TestHttpHeads::findsAFlood()
{
    const Line line;
    const auto watch = watching(line.port());
    line.bring(HeadWatch::most);
    QVERIFY(!watch->isFlooded());
    line.bring(1);
    QVERIFY(watch->isFlooded());
}

void TestHttpHeads::bodiesAreNoHead()
{
    const Line line;
    const auto watch = watching(line.port());
    line.bring(HeadWatch::most + mib);
    QVERIFY(watch->isFlooded());
    HeadWatch::addBody(mib); // of whatever connection
    QVERIFY(!watch->isFlooded());
    line.bring(2 * mib);
    QVERIFY(watch->isFlooded());
}

void TestHttpHeads::whatCameBeforeIsNotCounted()
{
    const Line line;
    line.bring(HeadWatch::most + mib);
    const auto watch = watching(line.port());
    QVERIFY(!watch->isFlooded());
    line.bring(HeadWatch::most);
    QVERIFY(!watch->isFlooded());
    line.bring(1);
    QVERIFY(watch->isFlooded());
}

void TestHttpHeads::anotherPortIsNotCounted()
{
    const Line line;
    const Line other;
    const auto watch = watching(line.port());
    other.bring(HeadWatch::most + mib);
    QVERIFY(!watch->isFlooded());
    line.bring(HeadWatch::most + mib);
    QVERIFY(watch->isFlooded());
}

void TestHttpHeads::blamesNobodyWhereTwoServersAreAwaited()
{
    const Line line;
    const auto watch = watching(line.port());
    const auto same = watching(line.port());
    line.bring(HeadWatch::most + mib);
    QVERIFY(watch->isFlooded());
    auto other = watching(line.port(), u"https://b.example"_s);
    QVERIFY(!watch->isFlooded());
    QVERIFY(!other->isFlooded());
    other.reset();
    QVERIFY(watch->isFlooded());
}

void TestHttpHeads::endsOnlyWhatFloods()
{
    const Line flooding;
    const auto watch = watching(flooding.port());
    flooding.bring(mib / 2);
    watch->giveUp();
    QVERIFY(!flooding.hasEnded());
    flooding.bring(mib);
    HeadWatch::addBody(2 * mib);
    watch->giveUp();
    QVERIFY(!flooding.hasEnded());
    flooding.bring(2 * mib);
    watch->giveUp();
    QVERIFY(flooding.hasEnded());
}

QTEST_GUILESS_MAIN(TestHttpHeads)
#include "tst_http_heads.moc"
