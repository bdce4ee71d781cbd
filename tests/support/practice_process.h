#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace claimcheck::test {

/// The real claimcheck-practice as a child process: started on a free port, and stopped at the end of its
/// scope.
///
///     PracticeProcess server;
///     QVERIFY2(server.start({u"--access-ttl"_s, u"2"_s}), qPrintable(server.problem()));
///     … server.url(u"/login") …
class PracticeProcess final {
public:
    PracticeProcess() = default;
    ~PracticeProcess();
    Q_DISABLE_COPY_MOVE(PracticeProcess)

    /// Starts it and waits until it listens: without `--port` on any free port, or the one that its `--db`
    /// remembers.
    [[nodiscard]] bool start(const QStringList &options = {});
    /// Runs it to its end, for options with which it does not serve: its exit code, or -1 if it goes on.
    [[nodiscard]] int run(const QStringList &options);
    /// Sends SIGTERM and waits: the exit code; -1 if it crashed or did not stop.
    int stop();

    /// "http://127.0.0.1:PORT", and its parts.
    [[nodiscard]] const QString &baseUrl() const { return m_baseUrl; }
    [[nodiscard]] quint16 port() const { return static_cast<quint16>(QUrl(m_baseUrl).port()); }
    [[nodiscard]] QUrl url(const QString &path) const { return QUrl(m_baseUrl + path); }
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }
    /// All of stdout so far, and all of stderr.
    [[nodiscard]] QByteArray output();
    [[nodiscard]] QByteArray errorOutput() { return m_process.readAllStandardError(); }
    /// Why `start` failed.
    [[nodiscard]] const QString &problem() const { return m_problem; }

private:
    void launch(const QStringList &options);
    QProcess m_process;
    QByteArray m_output;
    QString m_baseUrl;
    QString m_problem;
};

/// The bodies that its routes take.
[[nodiscard]] inline QByteArray loginBody(const QByteArray &username, const QByteArray &password)
{
    return "{\"username\":\"" + username + "\",\"password\":\"" + password + "\"}";
}
[[nodiscard]] inline QByteArray refreshBody(const QByteArray &token)
{
    return "{\"refresh_token\":\"" + token + "\"}";
}

} // namespace claimcheck::test
