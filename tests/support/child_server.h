#pragma once

#include "free_port.h"

#include <QByteArray>
#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>
#include <QUrl>

#include <memory>
#include <optional>

namespace claimcheck::test {

/// A program of others as a child: ends with its scope, and with a test that crashes.
class ChildServer {
public:
    ChildServer() = default;
    ~ChildServer();
    Q_DISABLE_COPY_MOVE(ChildServer)

    /// Starts it and waits for its first line on standard output; empty when it ends or says nothing in time,
    /// and then `problem` says why.
    [[nodiscard]] QByteArray startAndReadLine(const QString &program, const QStringList &arguments,
                                              const QProcessEnvironment &environment);
    /// Starts it and waits until 127.0.0.1:`port` takes connections.
    [[nodiscard]] bool startAndConnect(const QString &program, const QStringList &arguments, quint16 port);
    [[nodiscard]] QString problem() const { return m_problem; }
    /// What it wrote to standard error until now.
    [[nodiscard]] QByteArray complaints();
    [[nodiscard]] bool isRunning() const { return m_process.state() == QProcess::Running; }

private:
    void launch(const QString &program, const QStringList &arguments, const QProcessEnvironment &environment);
    QProcess m_process;
    QString m_problem;
    QByteArray m_complaints;
};

/// npm's oidc-provider (tests/servers/oidc). `setup` is JSON as provider.mjs describes it.
class OidcProvider {
public:
    /// False: `problem` says why. What cannot start is a failure, never a skip.
    [[nodiscard]] bool start(const QByteArray &setup = "{}");
    [[nodiscard]] QString issuer() const { return m_issuer; }
    [[nodiscard]] QString url(const QString &path) const { return m_issuer + path; }
    [[nodiscard]] QString problem() const { return m_server.problem(); }

private:
    ChildServer m_server;
    QString m_issuer;
};

/// Which browser a person has: Chromium, or a visitor (tests/servers/oidc/visitor.mjs) that knows
/// oidc-provider's pages and takes a tenth of the time. Both sign in as BROWSER_USER; they forget who it was
/// unless BROWSER_PROFILE (a folder) and BROWSER_COOKIES (a file) name where to keep it.
enum class Browser { Chromium, Visitor };
/// A folder with an `xdg-open` that starts that browser: first on PATH, a program opens links as it always
/// does.
[[nodiscard]] QString folderWithBrowser(Browser browser = Browser::Chromium);
/// Takes what the browser of `folderWithBrowser` saw last; nothing while it has not ended, empty when it
/// failed.
[[nodiscard]] std::optional<QJsonObject> lastSeen(Browser browser);
/// The visitor opens the address, and this waits for its end: what it saw; empty when it failed.
[[nodiscard]] QJsonObject
visit(const QUrl &address, const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment());

/// Debian's Django (tests/servers/django) with the system's own Python: that is the one Debian's packages are
/// for.
class Django {
public:
    /// `settings` go into its environment (settings.py reads them).
    [[nodiscard]] bool start(const QProcessEnvironment &settings = QProcessEnvironment::systemEnvironment());
    /// "http://127.0.0.1:PORT" and the path.
    [[nodiscard]] QString url(const QString &path = {}) const { return m_url + path; }
    [[nodiscard]] QString problem() const { return m_server.problem(); }

private:
    ChildServer m_server;
    QString m_url;
};

/// Debian's nginx before another server: TLS with a certificate of its own authority.
class Nginx {
public:
    /// PEM texts; with `clientCa` it insists on a client certificate. `upstream` is http://127.0.0.1:PORT and
    /// may start later.
    [[nodiscard]] bool start(const QString &upstream, const QByteArray &certificate, const QByteArray &key,
                             const QByteArray &clientCa = {});
    /// From then on it asks for a client certificate and takes whichever comes, or none: who it is, the
    /// server behind it decides.
    void takeAnyClient() { m_takesAnyClient = true; }
    [[nodiscard]] QUrl url(const QString &path = {}) const;
    [[nodiscard]] QString problem() const { return m_server.problem(); }

private:
    QTemporaryDir m_folder;
    ChildServer m_server;
    quint16 m_port = 0;
    bool m_takesAnyClient = false;
};

/// Debian's tinyproxy on 127.0.0.1.
class Tinyproxy {
public:
    [[nodiscard]] bool start();
    /// "http://127.0.0.1:PORT", as a profile's proxy.
    [[nodiscard]] QString address() const;
    /// What it wrote down: a line for each request that went through it.
    [[nodiscard]] QByteArray log() const;
    [[nodiscard]] QString problem() const { return m_server.problem(); }

private:
    QTemporaryDir m_folder;
    ChildServer m_server;
    quint16 m_port = 0;
};

/// Debian's microsocks, a SOCKS5 proxy.
class Microsocks {
public:
    [[nodiscard]] bool start();
    /// "socks5://127.0.0.1:PORT", as a profile's proxy.
    [[nodiscard]] QString address() const;
    /// A line for each connection that it made for somebody: "… connected to HOST:PORT".
    [[nodiscard]] QByteArray log() { return m_server.complaints(); }
    [[nodiscard]] QString problem() const { return m_server.problem(); }

private:
    ChildServer m_server;
    quint16 m_port = 0;
};

} // namespace claimcheck::test
