#include "bench_clock.h"
#include "jose/dpop.h"
#include "jose/key_export.h"
#include "support/practice_process.h"
#include "support/raw_http.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QHostAddress>
#include <QTcpSocket>

#include <cstdio>
#include <functional>

#include <unistd.h>

/// What a request costs the practice server with each sign-in system: requests a second on one core (by the
/// processor time of the server's process, so that what the client costs does not count), by the clock over
/// one connection, database lookups, and bytes on the wire. Aim: 2,000 a second for the stateless JWT.
using namespace Qt::StringLiterals;
using namespace claimcheck;
using namespace claimcheck::test;

namespace {

constexpr int calls = 5000;

/// The processor time that a process has used, in seconds (proc(5): fields 14 and 15).
double processorSecondsOf(qint64 process)
{
    QFile stat(u"/proc/%1/stat"_s.arg(process));
    if (!stat.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = stat.readAll();
    const auto fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    return (fields.value(11).toDouble() + fields.value(12).toDouble()) /
           static_cast<double>(::sysconf(_SC_CLK_TCK));
}

/// One connection that is kept open.
class Line final {
public:
    explicit Line(quint16 port)
    {
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        (void)m_socket.waitForConnected();
        m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    }
    /// The whole answer; empty when none comes.
    QByteArray ask(const QByteArray &request)
    {
        m_socket.write(request);
        QByteArray answer;
        for (;;) {
            const qsizetype head = answer.indexOf("\r\n\r\n");
            if (head >= 0) {
                const qsizetype at = answer.indexOf("Content-Length: ") + 16;
                if (answer.size() >= head + 4 + answer.mid(at, answer.indexOf('\r', at) - at).toLongLong())
                    return answer;
            }
            if (!m_socket.waitForReadyRead(5000))
                return {};
            answer += m_socket.readAll();
        }
    }

private:
    QTcpSocket m_socket;
};

QByteArray lookupsOf(const QByteArray &answer)
{
    const qsizetype at = answer.indexOf("X-Practice-Lookups: ") + 20;
    return answer.mid(at, answer.indexOf('\r', at) - at);
}

bool measure(PracticeProcess &server, const QByteArray &name, const std::function<QByteArray()> &credential)
{
    const auto request = [&] {
        return "GET /systems/" + name +
               "/me HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(server.port()) + "\r\n" +
               credential() + "\r\n";
    };
    Line line(server.port());
    const QByteArray first = line.ask(request());
    if (!first.startsWith("HTTP/1.1 200 ")) {
        std::printf("%-14s failed: %s\n", name.constData(), first.left(80).constData());
        return false;
    }
    std::vector<QByteArray> requests; // made beforehand: proofs are signed by the client
    for (int i = 0; i < calls; ++i)
        requests.push_back(request());
    const double before = processorSecondsOf(server.processId());
    QElapsedTimer timer;
    timer.start();
    for (const QByteArray &each : requests)
        line.ask(each);
    const double wall = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    const double used = processorSecondsOf(server.processId()) - before;
    std::printf(
        "%-14s %7.0f requests/s on one core (%3.0f us of processor time each)  %7.0f by the clock  %s "
        "lookups  %lld bytes sent\n",
        name.constData(), calls / used, used / calls * 1e6, calls / wall, lookupsOf(first).constData(),
        static_cast<long long>(requests.front().size()));
    return true;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    bench::warnIfUnoptimized();
    PracticeProcess server;
    if (!server.start()) {
        std::puts(qPrintable(server.problem()));
        return 1;
    }
    const auto signIn = [&server](const QByteArray &name, RawHeaders headers = {}) {
        headers.push_back(asJson.front());
        return rawRequest(server.port(), "POST", "/systems/" + name + "/login", headers,
                          loginBody("alice", "wonderland"));
    };
    bool good = true;
    for (const char *name : {"jwt", "jwt-refresh", "jwt-deny", "five-counter", "bound-address", "opaque"}) {
        const QByteArray token = signIn(name).text("access_token");
        good = measure(server, name, [&] { return "Authorization: Bearer " + token + "\r\n"; }) && good;
    }
    for (const char *name : {"session", "one-device", "five-rows"}) {
        const QByteArray set = signIn(name).header("Set-Cookie");
        good =
            measure(server, name, [&] { return "Cookie: " + set.left(set.indexOf(';')) + "\r\n"; }) && good;
    }
    const auto key = jose::generateKey(jose::KeyType::Ec, "P-256");
    int proofs = 0;
    const auto proof = [&](const QByteArray &method, const QByteArray &path,
                           const std::optional<QByteArray> &token) {
        return *jose::makeDpopProof(*key, *jose::findAlgorithm("ES256"),
                                    {.method = method,
                                     .uri = server.baseUrl().toUtf8() + "/systems/bound-key/" + path,
                                     .accessToken = token},
                                    QByteArray::number(++proofs), SystemClock().now());
    };
    const QByteArray token = signIn("bound-key", {{"DPoP", proof("POST", "login", {})}}).text("access_token");
    good =
        measure(server, "bound-key",
                [&] {
                    return "Authorization: DPoP " + token + "\r\nDPoP: " + proof("GET", "me", token) + "\r\n";
                }) &&
        good;
    return good ? 0 : 1;
}
