#include "credentials/keychain_store.h"
#include "sessions_tools.h"
#include "support/private_bus.h"
#include "support/prompter_stand_in.h"

using namespace sessions_tools;
using claimcheck::testing::PrivateBus;
using claimcheck::testing::PrompterStandIn;

namespace {

/// The session bus of this whole program: a process has one for life.
PrivateBus *bus = nullptr;

/// A computer whose keychain is the real gnome-keyring, with a session for a server in it if asked for.
class Machine {
public:
    Machine()
    {
        Profile profile;
        profile.name = u"work"_s;
        profile.recipe = u"practice"_s;
        profile.url = server.url();
        id = profiles.add(profile)->id;
        sessions = process();
        server.onRequest = [this](const SeenRequest &request) {
            if (request.path() == lockAt)
                QVERIFY(bus->lock());
        };
    }
    [[nodiscard]] std::unique_ptr<Sessions> process()
    {
        return std::make_unique<Sessions>(profiles, keychain, clock, dir.filePath(u"run"_s));
    }
    [[nodiscard]] InfoWait signIn()
    {
        return InfoWait([this](QObject *context, auto done) {
            return sessions->signIn(id, u"alice"_s, Secret("pass phrase"_qba), StoreIn::Keychain, context,
                                    done);
        });
    }
    [[nodiscard]] InfoWait refresh()
    {
        return InfoWait([this](QObject *context, auto done) { return sessions->refresh(id, context, done); });
    }
    [[nodiscard]] InfoWait load()
    {
        return InfoWait([this](QObject *context, auto done) { return sessions->load(id, context, done); });
    }
    [[nodiscard]] InfoWait storeAgain()
    {
        return InfoWait(
            [this](QObject *context, auto done) { return sessions->storeAgain(id, context, done); });
    }
    [[nodiscard]] Wait<Receipt> signOut()
    {
        return Wait<Receipt>(
            [this](QObject *context, auto done) { return sessions->signOut(id, context, done); });
    }
    [[nodiscard]] Wait<Result<Answer>> send()
    {
        return Wait<Result<Answer>>([this](QObject *context, auto done) {
            http::Request request;
            request.url = server.url("/me");
            return sessions->send(id, request, context, done);
        });
    }
    [[nodiscard]] SessionInfo info() const { return sessions->info(id); }

    TokenServer server;
    QByteArray lockAt; // a path: the keyring is locked while the server answers there
    QTemporaryDir dir;
    ProfileStore profiles{dir.path()};
    credentials::KeychainStore keychain;
    FixedClock clock{TimePoint(1'800'000'000s)};
    QString id;
    std::unique_ptr<Sessions> sessions;
};

/// A person who gives the keyring's password.
bool unlock(credentials::KeychainStore &keychain)
{
    PrompterStandIn prompter(bus->address());
    prompter.answerWith(PrompterStandIn::Answer::GivePassword, PrivateBus::password());
    Wait<Result<Done>> wait([&](QObject *context, auto done) -> WaiterPtr {
        static credentials::OperationPtr operation;
        operation = keychain.unlock(context, done);
        return nullptr;
    });
    if (wait.code() == "none" && !bus->isLocked())
        return true;
    qWarning("not unlocked: %s; the prompter %s, prompts shown: %d", wait.code().constData(),
             prompter.isReady() ? "was there" : "had no name", prompter.shown());
    return false;
}

/// Somebody dismisses each prompt, or nobody is there to be asked.
class Asked {
public:
    Asked()
    {
        QFETCH_GLOBAL(bool, isAsked);
        if (isAsked)
            m_prompter = std::make_unique<PrompterStandIn>(bus->address());
    }
    [[nodiscard]] QByteArray code() const
    {
        return m_prompter ? "KeychainPromptDismissed" : "KeychainPromptUnavailable";
    }
    /// Nobody is asked twice for one thing.
    [[nodiscard]] bool onlyOnce() const { return !m_prompter || m_prompter->shown() <= 1; }

private:
    std::unique_ptr<PrompterStandIn> m_prompter;
};

} // namespace

/// A keyring that is locked at each step of a session: it is said as what it is, nothing is lost, and nothing
/// has to be done again once it is open.
class TestSessionsLocked : public QObject {
    Q_OBJECT

private Q_SLOTS:
    static void initTestCase_data();
    void cleanup();
    void beforeASignIn();
    void whileASignInIsAnswered();
    void beforeARefresh();
    void whileARefreshIsAnswered();
    void beforeASignOut();
    void beforeItsFirstUse();
    void whileItIsInUse();
};

void TestSessionsLocked::initTestCase_data()
{
    QTest::addColumn<bool>("isAsked");
    QTest::newRow("nobody to ask") << false;
    QTest::newRow("dismissed") << true;
}

void TestSessionsLocked::cleanup()
{
    credentials::KeychainStore keychain;
    QVERIFY(!bus->isLocked() || unlock(keychain));
}

void TestSessionsLocked::beforeASignIn()
{
    Machine machine;
    QVERIFY(bus->lock());
    {
        const Asked asked;
        auto refused = machine.signIn();
        QCOMPARE(refused.code(), asked.code());
        QVERIFY(asked.onlyOnce());
    }
    QVERIFY(machine.server.requests().empty()); // no password went out
    QVERIFY(unlock(machine.keychain));
    auto again = machine.signIn();
    QCOMPARE(again.code(), "none"_qba);
    QVERIFY(again.value()->stored);
}

void TestSessionsLocked::whileASignInIsAnswered()
{
    Machine machine;
    machine.lockAt = "/login";
    {
        const Asked asked;
        auto signedIn = machine.signIn();
        QCOMPARE(signedIn.code(), "none"_qba);
        QCOMPARE(signedIn.value()->state, SessionState::SignedIn);
        QCOMPARE(codeOf(signedIn.value()->problem), "SessionNotStored"_qba);
        QVERIFY(!signedIn.value()->stored);
        auto used = machine.send();
        QCOMPARE(used.code(), "none"_qba);
        QCOMPARE(used.value()->response.status, 200);
        QVERIFY(asked.onlyOnce());
    }
    QVERIFY(unlock(machine.keychain));
    auto stored = machine.storeAgain();
    QCOMPARE(stored.code(), "none"_qba);
    QVERIFY(stored.value()->stored && !stored.value()->problem);
    machine.sessions = machine.process();
    auto loaded = machine.load();
    QCOMPARE(loaded.code(), "none"_qba);
    QCOMPARE(loaded.value()->state, SessionState::SignedIn);
    QCOMPARE(machine.server.count("/login"), 1); // the person was asked once
}

void TestSessionsLocked::beforeARefresh()
{
    Machine machine;
    auto signedIn = machine.signIn();
    QCOMPARE(signedIn.code(), "none"_qba);
    QVERIFY(bus->lock());
    {
        const Asked asked;
        auto refused = machine.refresh();
        QCOMPARE(refused.code(), asked.code());
        QVERIFY(asked.onlyOnce());
    }
    QCOMPARE(machine.server.refreshes, 0); // the token is not spent
    QCOMPARE(machine.info().state, SessionState::SignedIn);
    QVERIFY(unlock(machine.keychain));
    auto again = machine.refresh();
    QCOMPARE(again.code(), "none"_qba);
    QVERIFY(again.value()->stored);
}

void TestSessionsLocked::whileARefreshIsAnswered()
{
    Machine machine;
    auto signedIn = machine.signIn();
    QCOMPARE(signedIn.code(), "none"_qba);
    machine.lockAt = "/refresh";
    {
        const Asked asked;
        auto refreshed = machine.refresh();
        QCOMPARE(refreshed.code(), "none"_qba);
        QCOMPARE(codeOf(refreshed.value()->problem), "SessionNotStored"_qba);
        QVERIFY(asked.onlyOnce());
    }
    QCOMPARE(machine.info().state, SessionState::SignedIn);
    auto used = machine.send(); // with the new token: the server takes no other
    QCOMPARE(used.code(), "none"_qba);
    QCOMPARE(used.value()->response.status, 200);
    machine.lockAt.clear();
    QVERIFY(unlock(machine.keychain));
    auto stored = machine.storeAgain();
    QCOMPARE(stored.code(), "none"_qba);
    QVERIFY(stored.value()->stored && !stored.value()->problem);
    QCOMPARE(machine.server.refreshes, 1);
    machine.sessions = machine.process(); // what is stored is what came
    auto again = machine.refresh();
    QCOMPARE(again.code(), "none"_qba);
}

void TestSessionsLocked::beforeASignOut()
{
    Machine machine;
    auto signedIn = machine.signIn();
    QCOMPARE(signedIn.code(), "none"_qba);
    QVERIFY(bus->lock());
    QByteArray said;
    {
        const Asked asked;
        said = asked.code();
        auto out = machine.signOut();
        QVERIFY(out.ended());
        QVERIFY(!out.value().nothingLeft());
        for (const ReceiptStep &step : out.value().steps) {
            if (step.step == "revoke-refresh") // the server was told all the same
                QCOMPARE(outcomeName(step.outcome), "done"_qba);
            if (step.step == "delete" || step.step == "read-back")
                QCOMPARE(outcomeName(step.outcome), "failed"_qba);
        }
    }
    QCOMPARE(machine.info().state, SessionState::Unknown);
    QCOMPARE(codeOf(machine.info().problem), said);
    QVERIFY(unlock(machine.keychain));
    auto again = machine.signOut();
    QVERIFY(again.ended() && again.value().nothingLeft());
    QCOMPARE(machine.info().state, SessionState::SignedOut);
}

void TestSessionsLocked::beforeItsFirstUse()
{
    Machine machine;
    auto signedIn = machine.signIn();
    QCOMPARE(signedIn.code(), "none"_qba);
    QVERIFY(bus->lock());
    machine.sessions = machine.process(); // which has read nothing yet
    const int before = machine.server.count("/me");
    {
        const Asked asked;
        auto loaded = machine.load();
        QCOMPARE(loaded.code(), "none"_qba);
        QCOMPARE(loaded.value()->state, SessionState::Unknown); // not "signed out"
        QCOMPARE(codeOf(loaded.value()->problem), asked.code());
        QVERIFY(asked.onlyOnce());
    }
    {
        const Asked asked;
        auto refused = machine.send();
        QCOMPARE(refused.code(), asked.code());
        QVERIFY(asked.onlyOnce());
    }
    QCOMPARE(machine.server.count("/me"), before);
    QVERIFY(unlock(machine.keychain));
    auto used = machine.send();
    QCOMPARE(used.code(), "none"_qba);
    QCOMPARE(used.value()->response.status, 200);
    QCOMPARE(machine.server.count("/login"), 1);
}

void TestSessionsLocked::whileItIsInUse()
{
    Machine machine;
    auto signedIn = machine.signIn();
    QCOMPARE(signedIn.code(), "none"_qba);
    QVERIFY(bus->lock());
    const Asked asked;
    auto used = machine.send();
    QCOMPARE(used.code(), "none"_qba);
    QCOMPARE(used.value()->response.status, 200);
    auto loaded = machine.load(); // looking again does not lose it either
    QCOMPARE(loaded.code(), "none"_qba);
    QCOMPARE(machine.info().state, SessionState::SignedIn);
    QCOMPARE(codeOf(machine.info().problem), asked.code());
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    PrivateBus own;
    if (!own.start() || !own.startUnlockedKeyring())
        return 1;
    const QProcessEnvironment environment = own.environment();
    for (const QString &name : environment.keys())
        qputenv(name.toLatin1().constData(), environment.value(name).toLocal8Bit());
    bus = &own;
    TestSessionsLocked test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_sessions_locked.moc"
