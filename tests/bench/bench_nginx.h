#pragma once

#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QThread>

#include <unistd.h>

namespace claimcheck::bench {

using namespace Qt::StringLiterals;

/// Debian's nginx on 127.0.0.1 with two files: "page" of 1,000 bytes and "big.json" of 200 MB.
class Nginx final {
public:
    static constexpr qint64 large = 200'000'000;

    bool start()
    {
        QTcpServer free;
        free.listen(QHostAddress::LocalHost);
        m_port = free.serverPort();
        free.close();
        QFile page(m_folder.filePath(u"page"_s)), big(m_folder.filePath(u"big.json"_s)),
            config(m_folder.filePath(u"nginx.conf"_s));
        if (!page.open(QIODevice::WriteOnly) || !big.open(QIODevice::WriteOnly) ||
            !config.open(QIODevice::WriteOnly))
            return false;
        page.write(QByteArray(1000, 'x'));
        const QByteArray row = R"({"id":12345,"name":"somebody of no importance","tags":["a","b"]},)"
                               "\n";
        big.write("[");
        const QByteArray block = row.repeated(10'000);
        while (big.size() < large)
            big.write(block);
        big.write("{}]");
        config.write((geteuid() == 0 ? "user root;\n"_qba : ""_qba) +
                     "daemon off;\nworker_processes 1;\npid nginx.pid;\nerror_log stderr crit;\n"
                     "events { worker_connections 256; }\nhttp { access_log off;\n"
                     "client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;\n"
                     "uwsgi_temp_path uwsgi; scgi_temp_path scgi; keepalive_requests 1000000;\n"
                     "server { listen 127.0.0.1:" +
                     QByteArray::number(m_port) + "; root " + m_folder.path().toUtf8() + "; } }\n");
        for (QFile *file : {&page, &big, &config})
            file->close();
        m_process.start(u"nginx"_s,
                        {u"-p"_s, m_folder.path(), u"-c"_s, config.fileName(), u"-e"_s, u"stderr"_s});
        for (int i = 0; i < 200 && m_process.waitForStarted(); ++i) {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress::LocalHost, m_port);
            if (socket.waitForConnected(50))
                return true;
            QThread::msleep(10);
        }
        return false;
    }
    ~Nginx()
    {
        m_process.terminate();
        m_process.waitForFinished();
    }
    [[nodiscard]] QString url(const QString &path) const
    {
        return u"http://127.0.0.1:%1/%2"_s.arg(m_port).arg(path);
    }
    [[nodiscard]] QString file(const QString &name) const { return m_folder.filePath(name); }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace claimcheck::bench
