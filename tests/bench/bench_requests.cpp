#include "bench_clock.h"
#include "bench_nginx.h"

#include "http/client.h"
#include "requests/body_runs.h"
#include "requests/overflow.h"
#include "support/private_bus.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QTimer>

#include <sys/resource.h>
#include <sys/wait.h>

using namespace claimcheck;
using bench::Nginx;
using namespace Qt::StringLiterals;

/// Requests to Debian's nginx on this machine, beside curl doing the same and beside Qt without anything of
/// ours; and bodies larger than memory should be. Needs nginx and curl, for the keychain gnome-keyring.
namespace {

constexpr int count = 1000;
constexpr int rounds = 5;
constexpr qint64 large = bench::Nginx::large;

double processorTime(int who)
{
    rusage usage = {};
    getrusage(who, &usage);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Of this process, in MB: "VmRSS" now, "VmHWM" at its highest.
double memory(const QByteArray &name)
{
    QFile file(u"/proc/self/status"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = file.readAll();
    return text.mid(text.indexOf(name + ':') + name.size() + 1).simplified().split(' ').value(0).toDouble() /
           1024;
}

void forgetHighest()
{
    QFile file(u"/proc/self/clear_refs"_s);
    if (file.open(QIODevice::WriteOnly))
        file.write("5");
}

/// The longest time that the event loop kept a timer waiting.
class Heartbeat final {
public:
    Heartbeat()
    {
        m_clock.start();
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            longest = std::max(longest, m_clock.nsecsElapsed());
            m_clock.start();
        });
        m_timer.start(1);
    }
    qint64 longest = 0; // ns

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
};

struct Cost {
    double wall = 0;
    double processor = 0;
};

Cost ours(const QString &url, int width)
{
    http::Client client;
    QObject context;
    QEventLoop loop;
    int begun = 0, ended = 0;
    std::vector<http::ExchangePtr> running(static_cast<size_t>(width));
    std::function<void(size_t)> next = [&](size_t lane) {
        if (begun == count)
            return;
        ++begun;
        running[lane] =
            client.send({.url = QUrl(url)}, {}, &context, [&, lane](const Result<http::Response> &answer) {
                if (!answer || answer->body.size() != 1000)
                    qFatal("no answer");
                if (++ended == count)
                    return loop.quit();
                next(lane);
            });
    };
    QElapsedTimer clock;
    clock.start();
    const double before = processorTime(RUSAGE_SELF);
    for (size_t lane = 0; lane < running.size(); ++lane)
        next(lane);
    loop.exec();
    return {static_cast<double>(clock.nsecsElapsed()) / 1e9, processorTime(RUSAGE_SELF) - before};
}

/// The least that Qt Network does for them.
Cost bare(const QString &url, int width)
{
    QNetworkAccessManager network;
    network.setProxy(QNetworkProxy::NoProxy);
    QEventLoop loop;
    int begun = 0, ended = 0;
    std::function<void()> next = [&] {
        if (begun == count)
            return;
        ++begun;
        QNetworkReply *const reply = network.get(QNetworkRequest(QUrl(url)));
        QObject::connect(reply, &QNetworkReply::finished, reply, [&, reply] {
            if (reply->readAll().size() != 1000)
                qFatal("no answer");
            reply->deleteLater();
            if (++ended == count)
                return loop.quit();
            next();
        });
    };
    QElapsedTimer clock;
    clock.start();
    const double before = processorTime(RUSAGE_SELF);
    for (int lane = 0; lane < width; ++lane)
        next();
    loop.exec();
    return {static_cast<double>(clock.nsecsElapsed()) / 1e9, processorTime(RUSAGE_SELF) - before};
}

Cost curls(const QString &url, int width, const QString &list)
{
    QFile file(list);
    if (!file.open(QIODevice::WriteOnly))
        return {};
    for (int i = 0; i < count; ++i)
        file.write("url = \"" + url.toUtf8() + "\"\noutput = /dev/null\n");
    file.close();
    QStringList arguments = {u"-s"_s, u"-K"_s, list};
    if (width > 1)
        arguments += {u"-Z"_s, u"--parallel-max"_s, QString::number(width)};
    QElapsedTimer clock;
    clock.start();
    const double before = processorTime(RUSAGE_CHILDREN);
    QProcess process; // in parallel it draws its progress, silent or not
    process.setStandardErrorFile(QProcess::nullDevice());
    process.start(u"curl"_s, arguments);
    if (!process.waitForFinished() || process.exitCode() != 0)
        qFatal("curl failed");
    return {static_cast<double>(clock.nsecsElapsed()) / 1e9, processorTime(RUSAGE_CHILDREN) - before};
}

/// In turns, the best of each.
void compare(const char *what, const Nginx &nginx, int width)
{
    Cost own{1e9, 1e9}, least{1e9, 1e9}, other{1e9, 1e9};
    const auto better = [](Cost a, Cost b) {
        return Cost{std::min(a.wall, b.wall), std::min(a.processor, b.processor)};
    };
    for (int round = 0; round < rounds; ++round) {
        own = better(own, ours(nginx.url(u"page"_s), width));
        least = better(least, bare(nginx.url(u"page"_s), width));
        other = better(other, curls(nginx.url(u"page"_s), width, nginx.file(u"curl.txt"_s)));
    }
    std::printf(
        "%s: %.0f ms (%.0f ms of processor), curl %.0f ms (%.0f ms); ratio %.2f (%.2f of processor)\n", what,
        own.wall * 1e3, own.processor * 1e3, other.wall * 1e3, other.processor * 1e3, own.wall / other.wall,
        own.processor / other.processor);
    std::printf("    bare Qt Network %.0f ms (%.0f ms); ours is %.2f of it (%.2f of processor)\n",
                least.wall * 1e3, least.processor * 1e3, own.wall / least.wall,
                own.processor / least.processor);
}

class IntoOverflow final : public http::BodySink {
public:
    void begin(const http::Response &) override { m_clock.start(); }
    Result<Done> write(QByteArrayView bytes) override
    {
        if (firstText < 0)
            firstText = m_clock.nsecsElapsed();
        return body.append(bytes);
    }
    requests::Overflow body;
    qint64 firstText = -1;

private:
    QElapsedTimer m_clock;
};

void download(const Nginx &nginx)
{
    http::Client client;
    QObject context;
    QEventLoop loop;
    forgetHighest();
    const double before = memory("VmRSS");
    const auto sink = std::make_shared<IntoOverflow>();
    QElapsedTimer clock;
    Heartbeat heartbeat;
    clock.start();
    const auto exchange =
        client.send({.url = QUrl(nginx.url(u"big.json"_s)), .sink = sink, .maxBody = 2 * large}, {}, &context,
                    [&loop](const Result<http::Response> &answer) {
                        if (!answer)
                            qFatal("no answer");
                        loop.quit();
                    });
    loop.exec();
    std::printf("200 MB of JSON: %.0f ms, the first text after %.2f ms more than its head, "
                "%.1f MB of memory at most, longest stall %.1f ms\n",
                static_cast<double>(clock.nsecsElapsed()) / 1e6, static_cast<double>(sink->firstText) / 1e6,
                memory("VmHWM") - before, static_cast<double>(heartbeat.longest) / 1e6);
}

/// Takes a request with a body of any size and answers it.
class Taker final : public QThread {
public:
    quint16 port = 0;
    std::atomic<qint64> taken = 0;
    QEventLoop ready;

    void run() override
    {
        QTcpServer server;
        server.listen(QHostAddress::LocalHost);
        port = server.serverPort();
        QMetaObject::invokeMethod(&ready, &QEventLoop::quit, Qt::QueuedConnection);
        if (!server.waitForNewConnection(10'000))
            return;
        QTcpSocket *socket = server.nextPendingConnection();
        qint64 expected = -1;
        QByteArray head;
        while (expected < 0 || taken < expected) {
            if (!socket->waitForReadyRead(10'000))
                return;
            QByteArray bytes = socket->readAll();
            if (expected < 0) {
                head += bytes;
                const qsizetype end = head.indexOf("\r\n\r\n");
                if (end < 0)
                    continue;
                const QByteArray lower = head.left(end).toLower();
                const qsizetype at = lower.indexOf("content-length:") + 15;
                expected = lower.mid(at, lower.indexOf('\r', at) < 0 ? -1 : lower.indexOf('\r', at) - at)
                               .trimmed()
                               .toLongLong();
                taken = head.size() - end - 4;
                continue;
            }
            taken += bytes.size();
        }
        socket->write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        socket->waitForBytesWritten();
        socket->disconnectFromHost();
        if (socket->state() != QAbstractSocket::UnconnectedState)
            socket->waitForDisconnected(1000);
    }
};

void upload(const Nginx &nginx)
{
    Taker taker;
    taker.start();
    taker.ready.exec();
    http::Client client;
    QObject context;
    QEventLoop loop;
    auto source = requests::BodyRuns::make({{.text = "--b\r\n\r\n"}, {.file = nginx.file(u"big.json"_s)}});
    if (!source)
        qFatal("no file");
    forgetHighest();
    const double before = memory("VmRSS");
    QElapsedTimer clock;
    Heartbeat heartbeat;
    clock.start();
    const auto exchange =
        client.send({.method = "POST",
                     .url = QUrl(u"http://127.0.0.1:%1/"_s.arg(taker.port)),
                     .headers = {{"Content-Type", "multipart/form-data; boundary=b"}},
                     .source = *source},
                    {}, &context, [&loop](const Result<http::Response> &answer) {
                        if (!answer)
                            qFatal("no answer: %s", codeName(answer.error().code).constData());
                        loop.quit();
                    });
    loop.exec();
    std::printf("200 MB sent from disk: %.0f ms, %.1f MB of memory at most, longest stall %.1f ms\n",
                static_cast<double>(clock.nsecsElapsed()) / 1e6, memory("VmHWM") - before,
                static_cast<double>(heartbeat.longest) / 1e6);
    taker.wait();
}

struct Program {
    QString name;
    QStringList arguments;
    QString input = QProcess::nullDevice();
};

/// One run of a program.
Cost runOf(const Program &program, const QProcessEnvironment &environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setStandardInputFile(program.input);
    QElapsedTimer clock;
    const double before = processorTime(RUSAGE_CHILDREN);
    clock.start();
    process.start(program.name, program.arguments);
    if (!process.waitForFinished() || process.exitCode() != 0)
        qFatal("%s failed: %s", qPrintable(program.name), process.readAllStandardError().constData());
    return {static_cast<double>(clock.nsecsElapsed()) / 1e9, processorTime(RUSAGE_CHILDREN) - before};
}

/// A process for each request: what starting costs.
void cold(const char *what, const Program &own, const Program &other, const QProcessEnvironment &environment)
{
    constexpr size_t starts = 41;
    std::array<std::vector<double>, 2> walls, processors;
    for (size_t i = 0; i < starts; ++i) {
        for (size_t which = 0; which < 2; ++which) {
            const Cost cost = runOf(which == 0 ? own : other, environment);
            walls[which].push_back(cost.wall * 1e3);
            processors[which].push_back(cost.processor * 1e3);
        }
    }
    const auto median = [](std::vector<double> &list) {
        std::sort(list.begin(), list.end());
        return list[list.size() / 2];
    };
    const std::array wall{median(walls[0]), median(walls[1])};
    const std::array processor{median(processors[0]), median(processors[1])};
    std::printf("%s: %.1f ms (%.1f ms of processor), cold curl %.1f ms (%.1f ms), medians of %zu; "
                "ratio %.2f (%.2f of processor)\n",
                what, wall[0], processor[0], wall[1], processor[1], starts, wall[0] / wall[1],
                processor[0] / processor[1]);
}

/// Without the keychain, and with a token of a keyring of its own.
void cold(const Nginx &nginx)
{
    QFile file(nginx.file(u"a.http"_s));
    if (!file.open(QIODevice::WriteOnly))
        return;
    file.write("GET " + nginx.url(u"page"_s).toUtf8() + '\n');
    file.close();
    const QString ours = QStringLiteral(CLAIMCHECK_PROGRAM);
    const QStringList config = {u"--config-dir"_s, nginx.file(u"config"_s)};
    const Program curl{u"curl"_s, {u"-s"_s, u"-o"_s, u"/dev/null"_s, nginx.url(u"page"_s)}};
    cold("cold claimcheck run", {ours, QStringList{u"run"_s, file.fileName()} + config}, curl,
         QProcessEnvironment::systemEnvironment());

    testing::PrivateBus bus;
    if (!bus.start() || !bus.startUnlockedKeyring()) {
        std::puts("gnome-keyring does not start: claimcheck request was not measured.");
        return;
    }
    QFile token(nginx.file(u"token"_s));
    if (!token.open(QIODevice::WriteOnly))
        return;
    token.write("a-token-that-is-opaque");
    token.close();
    const QStringList add = {u"profile"_s,      u"add"_s,   u"p"_s,       u"--recipe"_s,
                             u"static-token"_s, u"--url"_s, nginx.url({})};
    const QStringList login = {u"login"_s, u"p"_s, u"--password-stdin"_s};
    static_cast<void>(runOf({ours, add + config}, bus.environment()));
    static_cast<void>(runOf({ours, login + config, token.fileName()}, bus.environment()));
    cold("cold claimcheck request, its token from the keychain",
         {ours, QStringList{u"request"_s, u"p"_s, u"GET"_s, u"/page"_s, u"-o"_s, u"/dev/null"_s} + config},
         curl, bus.environment());
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    bench::warnIfUnoptimized();
    Nginx nginx;
    if (!nginx.start()) {
        std::puts("nginx does not start: nothing was measured.");
        return 0;
    }
    compare("1,000 requests, one after another", nginx, 1);
    compare("1,000 requests, ten at a time", nginx, 10);
    download(nginx);
    upload(nginx);
    cold(nginx);
}
