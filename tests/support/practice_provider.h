#pragma once

#include "base/clock.h"

#include <QString>
#include <QThread>
#include <QUrl>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace claimcheck::practice {
class Server;
}

namespace claimcheck::test {

/// The real clock, and as far ahead of it as a test wants.
class MovedClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override
    {
        return SystemClock().now() + std::chrono::milliseconds(m_ahead.load());
    }
    void advance(std::chrono::milliseconds by) { m_ahead += by.count(); }

private:
    std::atomic<qint64> m_ahead = 0;
};

/// A person of the practice server; the passwords are in its accounts.cpp.
struct Person {
    QString username = QStringLiteral("alice");
    QString password = QStringLiteral("wonderland");
};

/// The practice server in a thread of this process: an OpenID Provider whose faults a test switches, and a
/// person who signs in at it without a browser.
///
///     PracticeProvider provider;
///     QVERIFY2(provider.start(), qPrintable(provider.problem()));
///     provider.setFault("nonce-invalid");
///     const QUrl redirect = provider.approve(authorizationUrl);
///
/// Its clients: practice/oauth_clients.cpp. Its faults: practice/oauth_fault_table.cpp.
class PracticeProvider final {
public:
    struct Settings {
        std::chrono::seconds accessLifetime{300};
        std::chrono::seconds deviceInterval{5};
        /// A file keeps everything, the port as well; empty: in memory, on any free port.
        QString database = {};
    };

    PracticeProvider();
    ~PracticeProvider();
    Q_DISABLE_COPY_MOVE(PracticeProvider)

    [[nodiscard]] bool start() { return start(Settings{}); }
    [[nodiscard]] bool start(const Settings &settings);
    /// Why `start` failed.
    [[nodiscard]] const QString &problem() const { return m_problem; }

    /// The issuer, and the server's address: "http://127.0.0.1:PORT".
    [[nodiscard]] const QString &url() const { return m_url; }
    [[nodiscard]] QUrl url(const QString &path) const { return QUrl(m_url + path); }
    [[nodiscard]] quint16 port() const { return static_cast<quint16>(QUrl(m_url).port()); }
    /// The server's clock; it is this machine's until a test moves it.
    [[nodiscard]] MovedClock &clock() { return m_clock; }
    [[nodiscard]] const MovedClock &clock() const { return m_clock; }

    /// From now on this fault, and no other. False: there is no such fault.
    [[nodiscard]] bool setFault(const QByteArray &name);
    /// One more beside those that are on.
    [[nodiscard]] bool addFault(const QByteArray &name);
    void clearFaults();

    /// Opens the address as a browser that nobody used before, signs in and allows, and follows until the
    /// provider sends it away: the redirect URI with its query. Invalid when it does not: `problem` has the
    /// page then. Blocks; nothing of it needs this thread's event loop.
    [[nodiscard]] QUrl approve(const QUrl &authorizationUrl, const Person &person = {});
    /// The same, but the person declines: also what this provider remembers as allowed.
    [[nodiscard]] QUrl decline(const QUrl &authorizationUrl, const Person &person = {});

    /// Opens verification_uri_complete, signs in, and allows or refuses the device (RFC 8628).
    enum class Answer { Allow, Deny };
    [[nodiscard]] bool answerDevice(const QUrl &verificationUri, Answer answer = Answer::Allow,
                                    const Person &person = {});
    /// Forgets all that people allowed, so that they are asked again.
    void forgetConsents();
    /// Runs in the server's thread, where its parts may be touched, and waits for it.
    void inServer(const std::function<void(practice::Server &)> &work);

private:
    [[nodiscard]] QUrl finish(const QUrl &url, const Person &person, const QByteArray &decision);

    MovedClock m_clock;
    QThread m_thread;
    std::unique_ptr<QObject> m_context; // lives in the thread
    std::unique_ptr<practice::Server> m_server;
    QString m_url;
    QString m_problem;
};

} // namespace claimcheck::test
