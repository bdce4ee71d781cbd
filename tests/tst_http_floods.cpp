#include "support/http_call.h"
#include "support/test_certificates.h"
#include "support/test_server.h"

#include "http/connections.h"
#include "http/flood_watch.h"

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
    void take(qint64 bytes) const { transfer(bytes, -1, m_client); }
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
            if ((from >= 0 && ::send(from, piece.constData(), size, 0) != static_cast<ssize_t>(size)) ||
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

/// Bytes without an end that are no body: Qt reads them for ever, into memory without a bound.
class TestHttpFloods : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void endsThemOverTls_data();
    void endsThemOverTls();
    void endsTheConnectionOfOneThatWasGivenUp_data();
    void endsTheConnectionOfOneThatWasGivenUp();
    void countsWhatWasTaken();
    void findsAFlood();
    void looksAgainWhereAnAnswerComesOn_data();
    void looksAgainWhereAnAnswerComesOn();
    void whatComesFromAnotherPortIsNoExcuse();
    void anAnswerThatEndedEndsNoConnection();
    void whatCameBeforeIsNotCounted();
    void anotherPortIsNotCounted();
    void blamesNobodyWhereTwoServersAreAwaited();
    void endsWhatIsReadForNobody();
    void endsOnlyWhatFloodsBesideOthers();

private:
    /// A watch that has seen a connection being made.
    [[nodiscard]] static std::unique_ptr<FloodWatch> watching(int port,
                                                              const QString &server = u"https://a.example"_s)
    {
        auto watch = std::make_unique<FloodWatch>(
            origin(server), [port] { return port; }, [] {});
        watch->connectionMade();
        return watch;
    }
};

Answer flood(const QByteArray &begin, const QByteArray &filler)
{
    return {.body = begin, .form = Answer::Form::Raw, .fault = Answer::Fault::Endless, .filler = filler};
}

constexpr auto chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n5;";

void TestHttpFloods::endsThemOverTls_data()
{
    QTest::addColumn<QByteArray>("begin");
    QTest::addColumn<QByteArray>("filler");
    QTest::newRow("a header") << "HTTP/1.1 200 OK\r\nX: "_qba
                              << "a"_qba;
    QTest::newRow("interim answers") << ""_qba
                                     << "HTTP/1.1 100 Continue\r\n\r\n"_qba;
    QTest::newRow("a chunk's size") << QByteArray(chunked) << "a"_qba;
}

void TestHttpFloods::endsThemOverTls()
{
    QFETCH(QByteArray, begin);
    QFETCH(QByteArray, filler);
    QTemporaryDir folder;
    const TestCertificate authority = makeAuthority("Authority of the tests");
    const TestCertificate own = makeCertificate(authority, {.commonName = "server"});
    QFile file(folder.filePath(u"ca.pem"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(authority.certificate) > 0);
    file.close();
    TestServer server({own.certificate, own.key});
    server.when("/", flood(begin, filler));
    server.when("/fine", Answer::text("ok"));

    Client client({.caFile = file.fileName()});
    HttpCall call(client, {.url = server.url(), .timeout = std::chrono::minutes(10)});
    QCOMPARE(call.code(), "ResponseEndless"_qba);
    QCOMPARE(call.error().subject, Origin::of(server.url())->hostAndPort());
    HttpCall next(client, {.url = server.url("/fine")});
    QCOMPARE(next.code(), ""_qba);
    QTRY_COMPARE(server.openConnections(), 1);
}

void TestHttpFloods::endsTheConnectionOfOneThatWasGivenUp_data()
{
    QTest::addColumn<QByteArray>("begin");
    QTest::newRow("a header") << "HTTP/1.1 200 OK\r\nX: "_qba;
    QTest::newRow("a chunk's size") << QByteArray(chunked);
}

/// Without TLS Qt reads them with a call for each byte, and its thread does nothing else while bytes come: it
/// does not hear that the answer was given up.
void TestHttpFloods::endsTheConnectionOfOneThatWasGivenUp()
{
    QFETCH(QByteArray, begin);
    TestServer server;
    server.when("/", flood(begin, "a"));
    server.when("/fine", Answer::text("ok"));
    Client client;
    HttpCall call(client, {.url = server.url(), .timeout = std::chrono::minutes(10)});
    const auto taken = [&server] {
        qint64 all = 0;
        visitConnections(server.port(), [&all](const Connection &connection) { all += connection.taken; });
        return all;
    };
    QTRY_VERIFY(taken() > mib / 4);
    call.drop();
    QTRY_COMPARE(server.openConnections(), 0);
    HttpCall next(client, {.url = server.url("/fine")});
    QCOMPARE(next.code(), ""_qba);
}

void TestHttpFloods::countsWhatWasTaken()
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

void TestHttpFloods::findsAFlood()
{
    const Line line;
    const auto watch = watching(line.port());
    line.bring(FloodWatch::most);
    QVERIFY(!watch->isFlooded());
    line.bring(1);
    QVERIFY(watch->isFlooded());
}

/// Around small pieces, and around small answers, lies more than they are: an honest stream of a day must not
/// end, nor one that waits beside it.
void TestHttpFloods::looksAgainWhereAnAnswerComesOn_data()
{
    QTest::addColumn<bool>("another");
    QTest::newRow("its own") << false;
    QTest::newRow("another of that port") << true;
}

void TestHttpFloods::looksAgainWhereAnAnswerComesOn()
{
    QFETCH(bool, another);
    const Line line;
    int floods = 0;
    FloodWatch watch(
        origin(u"https://a.example"_s), [&line] { return line.port(); }, [&floods] { ++floods; });
    watch.connectionMade();
    const auto beside = watching(line.port());
    line.bring(FloodWatch::most + mib);
    QVERIFY(watch.isFlooded());
    another ? beside->cameOn() : watch.cameOn();
    QVERIFY(!watch.isFlooded());
    watch.giveUp();
    QVERIFY(!line.hasEnded());
    watch.look(); // it has come on
    watch.giveUp();
    QVERIFY(!line.hasEnded());
    watch.look(); // counts from here
    watch.look();
    QCOMPARE(floods, 0);
    line.bring(FloodWatch::most + mib);
    watch.look();
    QCOMPARE(floods, 1);
}

void TestHttpFloods::whatComesFromAnotherPortIsNoExcuse()
{
    const Line line;
    const Line other;
    const auto watch = watching(line.port());
    const auto beside = watching(other.port());
    line.bring(FloodWatch::most + mib);
    beside->cameOn();
    QVERIFY(watch->isFlooded());
}

/// What lies on a connection when an answer has come to its end is the next one's.
void TestHttpFloods::anAnswerThatEndedEndsNoConnection()
{
    TestServer server;
    server.when("/", Answer::text("ok"));
    Client client;
    for (int i = 0; i < 3; ++i) {
        HttpCall call(client, {.url = server.url()});
        QCOMPARE(call.code(), ""_qba);
    }
    QCOMPARE(server.connections(), 1);
}

void TestHttpFloods::whatCameBeforeIsNotCounted()
{
    const Line line;
    line.bring(FloodWatch::most + mib);
    const auto watch = watching(line.port());
    QVERIFY(!watch->isFlooded());
    line.bring(FloodWatch::most);
    QVERIFY(!watch->isFlooded());
    line.bring(1);
    QVERIFY(watch->isFlooded());
}

void TestHttpFloods::anotherPortIsNotCounted()
{
    const Line line;
    const Line other;
    const auto watch = watching(line.port());
    other.bring(FloodWatch::most + mib);
    QVERIFY(!watch->isFlooded());
    line.bring(FloodWatch::most + mib);
    QVERIFY(watch->isFlooded());
}

void TestHttpFloods::blamesNobodyWhereTwoServersAreAwaited()
{
    const Line line;
    const auto watch = watching(line.port());
    const auto same = watching(line.port());
    line.bring(FloodWatch::most + mib);
    QVERIFY(watch->isFlooded());
    auto other = watching(line.port(), u"https://b.example"_s);
    QVERIFY(!watch->isFlooded());
    QVERIFY(!other->isFlooded());
    other.reset();
    QVERIFY(watch->isFlooded());
}

void TestHttpFloods::endsWhatIsReadForNobody()
{
    const Line idle;
    idle.bring(mib);
    watching(idle.port())->giveUp();
    QVERIFY(!idle.hasEnded());
    const Line read;
    read.send(1);
    watching(read.port())->giveUp();
    read.take(1);
    QVERIFY(read.hasEnded());
}

void TestHttpFloods::endsOnlyWhatFloodsBesideOthers()
{
    const Line line;
    const auto other = watching(line.port());
    const auto watch = watching(line.port());
    line.bring(mib / 2);
    line.send(1);
    watch->giveUp();
    line.take(1);
    QVERIFY(!line.hasEnded());
    line.bring(mib);
    watch->giveUp();
    QVERIFY(line.hasEnded());
}

QTEST_GUILESS_MAIN(TestHttpFloods)
#include "tst_http_floods.moc"
