#include "raw_http.h"

#include <QDeadlineTimer>
#include <QHostAddress>
#include <QJsonDocument>
#include <QTcpSocket>

#include <algorithm>

namespace claimcheck::test {
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60000; // ms

bool has(const RawHeaders &headers, const QByteArray &name)
{
    return std::any_of(headers.begin(), headers.end(), [&](const auto &header) {
        return header.first.compare(name, Qt::CaseInsensitive) == 0;
    });
}

RawAnswer readHead(const QByteArray &head)
{
    RawAnswer answer;
    const auto lines = head.split('\n');
    answer.status = lines.front().split(' ').value(1).toInt();
    for (const QByteArray &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            answer.headers.emplace_back(line.left(colon), line.mid(colon + 1).trimmed());
    }
    return answer;
}

} // namespace

QByteArray RawAnswer::header(const QByteArray &name) const
{
    QByteArray found = "<none>";
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            found = found == "<none>" ? value : QByteArray("<several>");
    }
    return found;
}

QJsonObject RawAnswer::json() const
{
    return QJsonDocument::fromJson(body).object();
}

QByteArray RawAnswer::text(const char *name) const
{
    return json().value(QLatin1StringView(name)).toString().toUtf8();
}

RawAnswer rawRequest(quint16 port, const QByteArray &method, const QByteArray &target, RawHeaders headers,
                     const QByteArray &body)
{
    if (!has(headers, "Host"))
        headers.emplace_back("Host", "127.0.0.1:" + QByteArray::number(port));
    if (!body.isEmpty() && !has(headers, "Content-Length"))
        headers.emplace_back("Content-Length", QByteArray::number(body.size()));
    if (!has(headers, "Connection"))
        headers.emplace_back("Connection", "close");
    QByteArray bytes = method + ' ' + target + " HTTP/1.1\r\n";
    for (const auto &[name, value] : headers)
        bytes += name + ": " + value + "\r\n";
    return rawExchange(port, bytes + "\r\n" + body);
}

RawAnswer rawExchange(quint16 port, const QByteArray &bytes)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    if (!socket.waitForConnected(patience))
        return {};
    socket.write(bytes);

    QByteArray received;
    const QDeadlineTimer deadline(patience);
    while (socket.waitForReadyRead(static_cast<int>(deadline.remainingTime())))
        received += socket.readAll();
    received += socket.readAll();

    const qsizetype end = received.indexOf("\r\n\r\n");
    if (end < 0)
        return {};
    RawAnswer answer = readHead(received.left(end));
    answer.body = received.mid(end + 4);
    answer.closed = socket.state() == QAbstractSocket::UnconnectedState;
    return answer;
}

} // namespace claimcheck::test
