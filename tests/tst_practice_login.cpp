#include "sessions_tools.h"

#include "credentials/keychain_store.h"
#include "support/practice_process.h"
#include "support/practice_provider.h" // MovedClock
#include "support/raw_http.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>

#include <array>
#include <csignal>
#include <cstdio>

using namespace sessions_tools;
using claimcheck::test::PracticeProcess;

namespace {

const QString refreshMode = u"--refresh"_s;
const QByteArray alicesPassword = "wonderland";

/// One process of one profile: the real keychain, the real clock.
struct Process {
    explicit Process(const QString &where) : profiles(where + u"/config"_s), folder(where)
    {
        if (const auto loaded = profiles.load(); !loaded)
            qFatal("profiles: %s", codeName(loaded.error().code).constData());
    }
    [[nodiscard]] QString id() const { return profiles.byName(u"work"_s).value_or(Profile{}).id; }
    [[nodiscard]] InfoWait signIn(const QString &user = u"alice"_s,
                                  const QByteArray &password = alicesPassword)
    {
        return InfoWait([&](QObject *context, auto done) {
            return sessions.signIn(id(), user, Secret(password), StoreIn::Keychain, context, done);
        });
    }
    [[nodiscard]] InfoWait refresh()
    {
        return InfoWait([&](QObject *context, auto done) { return sessions.refresh(id(), context, done); });
    }
    [[nodiscard]] InfoWait load()
    {
        return InfoWait([&](QObject *context, auto done) { return sessions.load(id(), context, done); });
    }
    [[nodiscard]] Wait<Result<Answer>> get(const QUrl &url)
    {
        return Wait<Result<Answer>>([&](QObject *context, auto done) {
            http::Request request;
            request.url = url;
            return sessions.send(id(), request, context, done);
        });
    }
    [[nodiscard]] Wait<Receipt> signOut()
    {
        return Wait<Receipt>(
            [&](QObject *context, auto done) { return sessions.signOut(id(), context, done); });
    }
    [[nodiscard]] Result<Session> item()
    {
        std::optional<Result<Secret>> secret;
        QObject context;
        const auto operation =
            keychain.read(id(), &context, [&secret](Result<Secret> r) { secret = std::move(r); });
        if (!QTest::qWaitFor([&secret] { return secret.has_value(); }, test::busyMachineMs))
            return Error{ErrorCode::KeychainTimedOut};
        return *secret ? unseal(**secret, u"work"_s) : Result<Session>((*secret).error());
    }

    ProfileStore profiles;
    credentials::KeychainStore keychain;
    claimcheck::test::MovedClock clock;
    QString folder;
    Sessions sessions{profiles, keychain, clock, folder + u"/run"_s};
};

/// The other process: refreshes so many times, and says each result on a line of its own.
int refreshAsTold(const QString &folder, int times)
{
    Process process(folder);
    auto loaded = process.load();
    std::printf("%s\n", loaded.code().constData());
    std::fflush(stdout);
    for (int i = 0; i < times; ++i) {
        auto refreshed = process.refresh();
        std::printf("%s\n", refreshed.code().constData());
        std::fflush(stdout);
    }
    return 0;
}

std::unique_ptr<QProcess> startOther(const QString &folder, int times)
{
    auto process = std::make_unique<QProcess>();
    process->start(QCoreApplication::applicationFilePath(), {refreshMode, folder, QString::number(times)});
    return process;
}

QByteArray outcome(const Receipt &receipt, const QByteArray &name)
{
    for (const ReceiptStep &step : receipt.steps) {
        if (step.step == name)
            return outcomeName(step.outcome);
    }
    return "no such step";
}

} // namespace

/// The whole chain with real parts: the practice server as a process, the real keychain, other processes of
/// our own.
class TestPracticeLogin : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void signsInAndUsesTheToken();
    void wrongPasswordAndTooMany();
    void refreshRotates();
    void expiredTokenIsRefreshed();
    void signOutIsProved();
    void otherPersonIsHeldBack();
    void twoProcessesAtOnceAreNotSignedOut();
    void killedRefreshLosesNothingUnsaid();

private:
    [[nodiscard]] bool start(const QStringList &options = {});
    std::unique_ptr<PracticeProcess> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestPracticeLogin::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

bool TestPracticeLogin::start(const QStringList &options)
{
    m_server = std::make_unique<PracticeProcess>();
    if (!m_server->start(options)) {
        qWarning("%s", qPrintable(m_server->problem()));
        return false;
    }
    ProfileStore profiles(m_folder->path() + u"/config"_s);
    Profile profile;
    profile.name = u"work"_s;
    profile.recipe = u"practice"_s;
    profile.url = QUrl(m_server->baseUrl());
    return bool(profiles.add(profile));
}

void TestPracticeLogin::signsInAndUsesTheToken()
{
    QVERIFY(start());
    Process process(m_folder->path());
    const auto before = std::chrono::floor<std::chrono::seconds>(process.clock.now()); // as `iat` is rounded
    auto signedIn = process.signIn();
    const TimePoint after = process.clock.now();
    QCOMPARE(signedIn.code(), "none"_qba);
    const SessionInfo &info = *signedIn.value();
    QVERIFY(info.stored && info.canRefresh && info.accessIsJwt && !info.problem);
    QCOMPARE(info.person.issuer, m_server->baseUrl());
    QVERIFY(!info.person.subject.isEmpty());
    // The server's Date, by which its clock is known, has whole seconds.
    QVERIFY(*info.expiresAt >= before + 299s && *info.expiresAt <= after + 301s);
    auto sent = process.get(m_server->url(u"/notes"_s));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(sent.value()->response.status, 200);

    // Nothing in the clear on the disk.
    const QByteArray token = text(process.item()->accessToken);
    QFile file(m_folder->path() + u"/config/profiles.json"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray profiles = file.readAll();
    QVERIFY(profiles.contains(m_server->baseUrl().toLatin1()));
    QVERIFY(!profiles.contains(token) && !profiles.contains(alicesPassword));
}

void TestPracticeLogin::wrongPasswordAndTooMany()
{
    QVERIFY(start());
    Process process(m_folder->path());
    for (int i = 0; i < 4; ++i) {
        auto refused = process.signIn(u"bob"_s, "not it");
        QCOMPARE(refused.code(), "SignInRefused"_qba);
        QCOMPARE(refused.value().error().detail, u"The user name or the password is wrong."_s);
    }
    auto limited = process.signIn(u"bob"_s, "not it");
    QCOMPARE(limited.code(), "RateLimited"_qba);
    QVERIFY(limited.value().error().detail.startsWith(u"It asks to wait 30 s."_s));
    QCOMPARE(process.item().error().code, ErrorCode::KeychainEntryMissing);
}

void TestPracticeLogin::refreshRotates()
{
    QVERIFY(start());
    Process process(m_folder->path());
    auto signedIn = process.signIn();
    QCOMPARE(signedIn.code(), "none"_qba);
    const Session before = *process.item();
    auto refreshed = process.refresh();
    QCOMPARE(refreshed.code(), "none"_qba);
    const Session after = *process.item();
    QVERIFY(!after.refreshToken.equals(before.refreshToken) && !after.accessToken.equals(before.accessToken));
    QCOMPARE(after.person.subject, before.person.subject);
}

void TestPracticeLogin::expiredTokenIsRefreshed()
{
    QVERIFY(start());
    Process process(m_folder->path());
    auto signedIn = process.signIn();
    QCOMPARE(signedIn.code(), "none"_qba);
    // Both clocks are moved on, past the end of the token.
    using namespace claimcheck::test;
    QCOMPARE(rawRequest(m_server->port(), "POST", "/practice/clock", asJson, R"({"advance":"302"})").status,
             200);
    process.clock.advance(302s);
    QVERIFY(*process.sessions.info(process.id()).expiresAt < process.clock.now());
    QCOMPARE(process.sessions.info(process.id()).state, SessionState::SignedIn); // it can be refreshed
    auto sent = process.get(m_server->url(u"/notes"_s));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(sent.value()->response.status, 200);
    QVERIFY(sent.value()->refreshed);
}

void TestPracticeLogin::signOutIsProved()
{
    QVERIFY(start());
    Process process(m_folder->path());
    auto signedIn = process.signIn();
    QCOMPARE(signedIn.code(), "none"_qba);
    auto out = process.signOut();
    QVERIFY(out.ended());
    for (const char *step :
         {"revoke-refresh", "revoke-access", "prove-revoked", "delete", "read-back", "cookies"})
        QCOMPARE(step + (' ' + outcome(out.value(), step)), step + " done"_qba);
    QCOMPARE(outcome(out.value(), "end-session"), "not-offered"_qba);
    QCOMPARE(process.item().error().code, ErrorCode::KeychainEntryMissing);
    QVERIFY(!process.profiles.byName(u"work"_s)->person);
}

void TestPracticeLogin::otherPersonIsHeldBack()
{
    QVERIFY(start());
    Process process(m_folder->path());
    auto alice = process.signIn();
    QCOMPARE(alice.code(), "none"_qba);
    const Session before = *process.item();
    auto bob = process.signIn(u"bob"_s, "builder");
    QCOMPARE(bob.code(), "WrongPerson"_qba);
    QVERIFY(process.item()->accessToken.equals(before.accessToken));
}

void TestPracticeLogin::twoProcessesAtOnceAreNotSignedOut()
{
    constexpr int rounds = 50;
    QVERIFY(start());
    Process process(m_folder->path());
    auto signedIn = process.signIn();
    QCOMPARE(signedIn.code(), "none"_qba);
    const std::array others{startOther(m_folder->path(), rounds), startOther(m_folder->path(), rounds)};
    for (const auto &other : others) {
        QVERIFY(other->waitForFinished(240'000)); // a hundred refreshes, each with the keychain and the disk
        QCOMPARE(other->exitCode(), 0);
        QCOMPARE(other->readAllStandardOutput(), "none\n"_qba.repeated(rounds + 1));
    }
    auto sent = process.get(m_server->url(u"/notes"_s));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(sent.value()->response.status, 200);
}

/// A process that refreshes is killed at any moment. What is left either goes on working or says that the
/// outcome of a refresh is not known; it is never signed out in silence, and never half.
void TestPracticeLogin::killedRefreshLosesNothingUnsaid()
{
    constexpr int rounds = 30;
    QVERIFY(start());
    Process process(m_folder->path());
    auto signedIn = process.signIn();
    QCOMPARE(signedIn.code(), "none"_qba);
    int unknown = 0;
    int marked = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto victim = startOther(m_folder->path(), 1000);
        // Loaded, and once around: from here on any moment is a moment of a refresh.
        QByteArray said;
        while (said.count('\n') < 2 && victim->waitForReadyRead(test::busyMachineMs))
            said += victim->readAllStandardOutput();
        QCOMPARE(said.left(10), "none\nnone\n"_qba);
        QElapsedTimer timer;
        timer.start();
        const qint64 wait = QRandomGenerator::global()->bounded(60'000); // µs
        while (timer.nsecsElapsed() < wait * 1000) {
        }
        ::kill(static_cast<pid_t>(victim->processId()), SIGKILL);
        QVERIFY(victim->waitForFinished(test::busyMachineMs));
        QVERIFY(!victim->readAllStandardOutput().contains("Re")); // it was never refused itself

        const auto item = process.item();
        QVERIFY2(item, item ? "" : codeName(item.error().code).constData());
        marked += item->refreshInFlight ? 1 : 0;
        Process next(m_folder->path());
        auto refreshed = next.refresh();
        const QByteArray code = refreshed.code();
        if (code == "RefreshOutcomeUnknown") {
            QVERIFY(item->refreshInFlight); // only where a refresh was cut off
            QCOMPARE(next.sessions.info(next.id()).state, SessionState::Expired);
            ++unknown;
            auto again = next.signIn();
            QCOMPARE(again.code(), "none"_qba);
        } else {
            QCOMPARE(code, "none"_qba);
        }
    }
    QVERIFY(marked > 0); // or the kills came at no moment that matters
    qInfo("%d of %d killed refreshes were under way, %d had an outcome that is not known", marked, rounds,
          unknown);
}

int main(int argc, char **argv)
{
    // The keychain of whoever runs this by hand is left alone.
    if (qEnvironmentVariableIsEmpty("CLAIMCHECK_TEST_ROOT")) {
        std::fputs("Run this with support/with_keyring.sh.\n", stderr);
        return 1;
    }
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == refreshMode)
        return refreshAsTold(arguments.value(2), arguments.value(3).toInt());
    TestPracticeLogin test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_practice_login.moc"
