#pragma once

#include "credentials/flow.h"
#include "credentials/memory_store.h"
#include "login/sessions.h"
#include "support/patience.h"
#include "support/test_server.h"

#include <QEventLoop>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

/// What the tests of Sessions share: a store that fails on command, a server that plays the practice server's
/// part, and waiting for answers.
namespace sessions_tools {

using namespace claimcheck;
using namespace claimcheck::login;
using claimcheck::test::SeenRequest;
using claimcheck::test::TestServer;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using ServerAnswer = claimcheck::test::Answer;

/// A keychain in memory that fails with the codes that are set.
class FaultStore final : public credentials::CredentialStore {
public:
    using OperationPtr = credentials::OperationPtr;
    template <class T>
    using Callback = credentials::Callback<T>;

    OperationPtr probe(QObject *context, Callback<credentials::KeychainState> done) override
    {
        return m_items.probe(context, std::move(done));
    }
    OperationPtr unlock(QObject *context, Callback<Done> done) override
    {
        auto failed = fail<Done>(failWrites, context, done);
        return failed ? std::move(failed) : m_items.unlock(context, std::move(done));
    }
    OperationPtr read(const QString &id, QObject *context, Callback<Secret> done) override
    {
        auto failed = fail<Secret>(failReads, context, done);
        return failed ? std::move(failed) : m_items.read(id, context, std::move(done));
    }
    OperationPtr write(const QString &id, const Secret &secret, QObject *context,
                       Callback<Done> done) override
    {
        ++writes;
        auto failed = fail<Done>(failWrites, context, done);
        return failed ? std::move(failed) : m_items.write(id, secret, context, std::move(done));
    }
    OperationPtr remove(const QString &id, QObject *context, Callback<Done> done) override
    {
        auto failed = fail<Done>(failRemoves, context, done);
        return failed ? std::move(failed) : m_items.remove(id, context, std::move(done));
    }
    OperationPtr checkWritable(QObject *context, Callback<Done> done) override
    {
        auto failed = fail<Done>(failWrites, context, done);
        return failed ? std::move(failed) : m_items.checkWritable(context, std::move(done));
    }
    OperationPtr list(QObject *context, Callback<QStringList> done) override
    {
        return m_items.list(context, std::move(done));
    }

    std::optional<ErrorCode> failReads, failWrites, failRemoves;
    int writes = 0;

private:
    template <class T>
    OperationPtr fail(std::optional<ErrorCode> code, QObject *context, Callback<T> done)
    {
        if (!code)
            return nullptr;
        auto flow = std::make_unique<credentials::Flow<T>>(context, std::move(done));
        flow->finishLater(Error{*code});
        return flow;
    }
    credentials::MemoryStore m_items;
};

/// The answer of an asynchronous call.
template <class T>
class Wait {
public:
    /// `start` makes the call with the context and the callback that it is given.
    template <class Start>
    explicit Wait(Start start)
    {
        waiter = start(&m_context, [this](T value) {
            ++calls;
            m_value.emplace(std::move(value));
            m_loop.quit();
        });
        calledInside = calls > 0;
    }
    [[nodiscard]] bool ended()
    {
        if (!m_value) {
            // An event loop of its own: QTest::qWaitFor looks only every 10 ms, and there are dozens of
            // steps.
            QTimer::singleShot(test::busyMachineMs, &m_loop, &QEventLoop::quit);
            m_loop.exec();
        }
        return m_value.has_value();
    }
    T &value() { return *m_value; }
    /// The error's code, "none" without an error, "no answer".
    [[nodiscard]] QByteArray code()
    {
        if (!ended())
            return "no answer";
        return *m_value ? QByteArray("none") : codeName(m_value->error().code);
    }
    WaiterPtr waiter;
    int calls = 0;
    bool calledInside = false;

private:
    QEventLoop m_loop;
    QObject m_context;
    std::optional<T> m_value;
};

using InfoWait = Wait<Result<SessionInfo>>;

inline QByteArray codeOf(const std::optional<Error> &problem)
{
    return problem ? codeName(problem->code) : QByteArray("none");
}

/// Plays a server with rotating refresh tokens: access-1/refresh-1 at sign-in, then access-2/refresh-2, and
/// so on.
class TokenServer {
public:
    TokenServer()
    {
        m_server.answerWith([this](const SeenRequest &request) { return answerTo(request); });
    }
    [[nodiscard]] QUrl url(const QByteArray &target = "/") const { return m_server.url(target); }
    [[nodiscard]] QByteArray origin() const { return m_server.origin(); }
    [[nodiscard]] const std::vector<SeenRequest> &requests() const { return m_server.requests(); }
    [[nodiscard]] QByteArray everythingSeen() const { return m_server.everythingSeen(); }
    [[nodiscard]] int openConnections() const { return m_server.openConnections(); }
    void forget() { m_server.forget(); }
    void close() { m_server.close(); }

    int issued = 0;
    int refreshes = 0;
    int expiresIn = 300;
    bool reuseDetection = true;
    QByteArray subject = "42";
    /// Answers of a path in place of the usual ones.
    std::map<QByteArray, ServerAnswer> instead;
    std::function<void(const SeenRequest &)> onRequest;

    [[nodiscard]] int count(const QByteArray &path) const
    {
        return int(std::count_if(requests().begin(), requests().end(),
                                 [&path](const SeenRequest &request) { return request.path() == path; }));
    }

private:
    ServerAnswer answerTo(const SeenRequest &request)
    {
        if (onRequest)
            onRequest(request);
        const QByteArray path = request.path();
        if (const auto other = instead.find(path); other != instead.end())
            return other->second;
        const QByteArray valid = "access-" + QByteArray::number(issued);
        if (path == "/login")
            return tokens();
        if (path == "/refresh") {
            ++refreshes;
            if (!m_live || !request.body.contains("refresh-" + QByteArray::number(issued) + '"')) {
                m_live = !reuseDetection;
                return ServerAnswer::json(R"({"error":"invalid_grant","error_description":"Used before"})",
                                          400);
            }
            return tokens();
        }
        if (path == "/logout") {
            m_live = false;
            return ServerAnswer::json("{}", 200);
        }
        if (!m_live || request.header("Authorization") != "Bearer " + valid)
            return ServerAnswer::json(R"({"error":"invalid_token"})", 401);
        return ServerAnswer::json(R"({"sub":")" + subject + "\"}");
    }
    ServerAnswer tokens()
    {
        ++issued;
        m_live = true;
        const QByteArray number = QByteArray::number(issued);
        return ServerAnswer::json(R"({"access_token":"access-)" + number + R"(","refresh_token":"refresh-)" +
                                  number + R"(","expires_in":)" + QByteArray::number(expiresIn) + '}');
    }
    bool m_live = false;
    TestServer m_server;
};

/// One "computer": a folder of profiles with one profile for a server, a keychain, a clock. Several Sessions
/// on it stand for several processes.
class Computer {
public:
    explicit Computer(const QUrl &url, const QString &recipe = u"practice"_s)
    {
        Profile profile;
        profile.name = u"work"_s;
        profile.recipe = recipe;
        profile.url = url;
        const auto added = profiles.add(profile);
        id = added ? added->id : QString();
    }
    [[nodiscard]] std::unique_ptr<Sessions> process()
    {
        return std::make_unique<Sessions>(profiles, keychain, clock, dir.filePath(u"run"_s));
    }
    /// What the keychain holds for the profile.
    [[nodiscard]] Result<Session> item()
    {
        std::optional<Result<Secret>> secret;
        QObject context;
        const auto operation =
            keychain.read(id, &context, [&secret](Result<Secret> result) { secret = std::move(result); });
        if (!QTest::qWaitFor([&secret] { return secret.has_value(); }, test::busyMachineMs))
            return Error{ErrorCode::KeychainTimedOut};
        return *secret ? unseal(**secret, u"work"_s) : Result<Session>((*secret).error());
    }
    void put(const Session &session)
    {
        std::optional<Result<Done>> written;
        QObject context;
        const auto operation = keychain.write(
            id, seal(session), &context, [&written](Result<Done> result) { written = std::move(result); });
        QVERIFY(QTest::qWaitFor([&written] { return written.has_value(); }, test::busyMachineMs));
    }
    /// Changes the profile as an editor of the file would.
    void edit(const QString &key, const QString &value)
    {
        Profile profile = *profiles.byId(id);
        QVERIFY(setField(profile, key, value));
        QVERIFY(profiles.update(profile));
    }

    QTemporaryDir dir;
    ProfileStore profiles{dir.path()};
    FaultStore keychain;
    FixedClock clock{TimePoint(1'800'000'000s)};
    QString id;
};

inline InfoWait signIn(Sessions &sessions, const Computer &computer, StoreIn where = StoreIn::Keychain)
{
    return InfoWait([&](QObject *context, auto done) {
        return sessions.signIn(computer.id, u"alice"_s, Secret("pass phrase"_qba), where, context, done);
    });
}
inline InfoWait load(Sessions &sessions, const Computer &computer)
{
    return InfoWait([&](QObject *context, auto done) { return sessions.load(computer.id, context, done); });
}
inline InfoWait refresh(Sessions &sessions, const Computer &computer)
{
    return InfoWait(
        [&](QObject *context, auto done) { return sessions.refresh(computer.id, context, done); });
}
inline Wait<Result<http::Credential>> credential(Sessions &sessions, const Computer &computer,
                                                 std::chrono::seconds minTtl = 30s)
{
    return Wait<Result<http::Credential>>(
        [&](QObject *context, auto done) { return sessions.credential(computer.id, minTtl, context, done); });
}
inline Wait<Result<Answer>> send(Sessions &sessions, const Computer &computer, const QUrl &url)
{
    return Wait<Result<Answer>>([&](QObject *context, auto done) {
        http::Request request;
        request.url = url;
        return sessions.send(computer.id, request, context, done);
    });
}
inline Wait<Receipt> signOut(Sessions &sessions, const Computer &computer)
{
    return Wait<Receipt>(
        [&](QObject *context, auto done) { return sessions.signOut(computer.id, context, done); });
}
inline QByteArray text(const Secret &secret)
{
    return secret.reveal().toByteArray();
}

} // namespace sessions_tools
