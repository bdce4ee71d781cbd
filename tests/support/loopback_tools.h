#pragma once

#include "oauth/loopback_receiver.h"
#include "raw_http.h"
#include "visitor.h"

#include <QFile>
#include <QThread>

/// A loopback receiver that waits for one query, and ways to look at it from outside.
namespace loopback_tools {

using namespace claimcheck;
using namespace claimcheck::oauth;
using namespace Qt::StringLiterals;
using test::RawAnswer;
using test::Visitor;

/// A receiver with a judge that knows one query, and what it was asked.
struct Waiting {
    explicit Waiting(const LoopbackOptions &options = {})
        : receiver(std::move(*LoopbackReceiver::listen(options)))
    {
        port = quint16(receiver->redirectUri().port());
        receiver->setJudge([this](const QByteArray &query) -> LoopbackReceiver::Verdict {
            asked += query;
            if (query == "code=a&state=right")
                return {true, u"Signed in"_s, u"This page can be closed."_s};
            return {false, u"Not this <one>"_s, u"\"State\" & more"_s};
        });
        QObject::connect(receiver.get(), &LoopbackReceiver::answered, receiver.get(), [this] { ++answered; });
    }
    [[nodiscard]] QByteArray host() const { return "127.0.0.1:" + QByteArray::number(port); }
    [[nodiscard]] QByteArray get(const QByteArray &target) const
    {
        return "GET " + target + " HTTP/1.1\r\nHost: " + host() + "\r\n\r\n";
    }
    std::unique_ptr<LoopbackReceiver> receiver;
    quint16 port = 0;
    QList<QByteArray> asked;
    int answered = 0;
};

inline const QByteArray rightTarget = "/callback?code=a&state=right";

/// One exchange from another thread, while this one runs the receiver.
inline RawAnswer ask(quint16 port, const QByteArray &bytes)
{
    RawAnswer answer;
    const std::unique_ptr<QThread> thread(QThread::create([&] { answer = test::rawExchange(port, bytes); }));
    thread->start();
    (void)QTest::qWaitFor([&] { return thread->isFinished(); }, test::busyMachineMs);
    thread->wait();
    return answer;
}

/// What listens on the port, as the system sees it: local addresses in the kernel's hexadecimal.
inline QStringList listeners(quint16 port)
{
    QStringList found;
    for (const QString &table : {u"/proc/net/tcp"_s, u"/proc/net/tcp6"_s}) {
        QFile file(table);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QList<QByteArray> lines = file.readAll().split('\n');
        for (const QByteArray &line : lines) {
            const QList<QByteArray> fields = line.simplified().split(' ');
            const QByteArray suffix = ':' + QByteArray::number(port, 16).toUpper().rightJustified(4, '0');
            if (fields.size() > 3 && fields[1].endsWith(suffix) && fields[3] == "0A")
                found += QString::fromLatin1(fields[1].chopped(suffix.size()));
        }
    }
    return found;
}

inline const QString v4 = u"0100007F"_s;
inline const QString v6 = u"00000000000000000000000001000000"_s;

} // namespace loopback_tools
