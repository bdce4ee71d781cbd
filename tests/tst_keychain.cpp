#include "credentials/keychain_store.h"
#include "support/private_bus.h"
#include "support/prompter_stand_in.h"

#include <QFile>
#include <QSocketNotifier>
#include <QTest>

#include <memory>

#include <unistd.h>

using namespace claimcheck;
using namespace claimcheck::credentials;
using namespace claimcheck::testing;
using namespace Qt::StringLiterals;

/// The store against the real gnome-keyring-daemon. A process has one session bus for life, so every
/// operation is made by a process of its own: this executable with `--store OPERATION…`, in the environment
/// of a PrivateBus. That also proves each result by a second process.
namespace {

const QString storeMode = u"--store"_s;

QByteArray answerOf(const Error &error)
{
    return "error "_qba + codeName(error.code);
}

/// One operation of a KeychainStore, and its answer in one line on standard output.
class StoreProcess final : public QObject {
public:
    explicit StoreProcess(const QStringList &arguments) : m_arguments(arguments)
    {
        QMetaObject::invokeMethod(
            this, [this] { start(); }, Qt::QueuedConnection);
    }

private:
    void start()
    {
        const QString operation = m_arguments.value(0);
        const QString id = m_arguments.value(1);
        if (operation == "probe"_L1) {
            m_operation = m_store.probe(this, [](Result<KeychainState> state) {
                say(state ? "ok "_qba + stateName(*state) : answerOf(state.error()));
            });
        } else if (operation == "unlock"_L1) {
            m_operation = m_store.unlock(this, done());
        } else if (operation == "read"_L1) {
            m_operation = m_store.read(id, this, [](Result<Secret> secret) {
                say(secret ? "ok "_qba + secret->reveal().toByteArray().toHex() : answerOf(secret.error()));
            });
        } else if (operation == "write"_L1) {
            const QByteArray content = QByteArray::fromHex(m_arguments.value(2).toLatin1());
            m_operation = m_store.write(id, Secret(content), this, done());
        } else if (operation == "remove"_L1) {
            m_operation = m_store.remove(id, this, done());
        } else if (operation == "check-writable"_L1) {
            m_operation = m_store.checkWritable(this, done());
        } else if (operation == "list"_L1) {
            m_operation = m_store.list(this, [](Result<QStringList> ids) {
                if (ids)
                    ids->sort();
                say(ids ? "ok "_qba + ids->join(u',').toUtf8() : answerOf(ids.error()));
            });
        } else if (operation == "drop-unlock"_L1) {
            m_operation = m_store.unlock(this, done());
            dropWhenTold();
        } else if (operation == "drop-check-writable"_L1) {
            // Given up while its probe item is being written; the queue of jobs then runs empty.
            m_operation = m_store.checkWritable(this, done());
            m_next = m_store.read(u"none"_s, this, [this](Result<Secret>) {
                m_operation.reset();
                m_next = m_store.read(u"none"_s, this, [](Result<Secret>) { say("ok"_qba); });
            });
        }
        if (m_operation && m_said)
            say("error called-back-too-early"_qba);
    }

    Callback<Done> done()
    {
        return [](Result<Done> result) { say(result ? "ok"_qba : answerOf(result.error())); };
    }

    /// The operation is destroyed when a line arrives; the end of the input ends the process.
    void dropWhenTold()
    {
        m_input = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
        connect(m_input.get(), &QSocketNotifier::activated, this, [this] {
            char letter = 0;
            if (::read(STDIN_FILENO, &letter, 1) == 1)
                m_operation.reset();
            else
                say("ok silent"_qba);
        });
    }

    static void say(const QByteArray &line)
    {
        m_said = true;
        QFile out;
        if (out.open(STDOUT_FILENO, QIODevice::WriteOnly))
            out.write(line);
        QCoreApplication::quit();
    }

    static inline bool m_said = false;
    QStringList m_arguments;
    KeychainStore m_store;
    OperationPtr m_operation;
    OperationPtr m_next;
    std::unique_ptr<QSocketNotifier> m_input;
};

std::unique_ptr<QProcess> startStore(const QProcessEnvironment &environment, const QStringList &arguments)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environment);
    process->setStandardErrorFile(QProcess::nullDevice());
    process->start(QCoreApplication::applicationFilePath(), QStringList{storeMode} + arguments);
    return process;
}

QByteArray answer(QProcess &process)
{
    // Turns the event loop, since the stand-in for the prompter lives in this process.
    if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 30'000))
        return "no answer"_qba;
    if (process.exitStatus() != QProcess::NormalExit)
        return "crashed"_qba;
    return process.readAllStandardOutput();
}

QByteArray store(const QProcessEnvironment &environment, const QStringList &arguments)
{
    return answer(*startStore(environment, arguments));
}

/// What a program that shares nothing with this one finds by the item's attributes.
QByteArray foundBySecretTool(const PrivateBus &bus, const QString &id)
{
    QProcess tool;
    tool.setProcessEnvironment(bus.environment());
    tool.setProcessChannelMode(QProcess::MergedChannels);
    tool.start(u"secret-tool"_s, {u"search"_s, u"--all"_s, u"server"_s, u"claimcheck"_s, u"user"_s, id});
    return tool.waitForFinished() ? tool.readAll() : "secret-tool does not run"_qba;
}

QByteArray hex(const QByteArray &bytes)
{
    return "ok "_qba + bytes.toHex();
}

} // namespace

class TestKeychain : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void storesReadsAndOverwrites();
    void keepsBytesExactly_data();
    void keepsBytesExactly();
    void missingEntryIsSaid();
    void deleteIsSeenByAnotherProgram();
    void deletingNothingIsDone();
    void listsItsOwnItems();
    void provesThatItCanWrite();
    void givenUpProofLeavesNothing();

    void lockedWithNobodyToAsk_data();
    void lockedWithNobodyToAsk();
    void lockedKeyringDeletesNothing();
    void lockedWithPrompter();
    void dismissedPrompt();
    void acceptedPrompt();
    void wrongPasswordThenDismissed();
    void destroyedOperationTakesThePromptAway();
    void listOfAKeyringThatWasNeverUnlocked();

    void noCollection();
    void noService_data();
    void noService();
    void serviceIsStartedOnDemand();
    void noBus_data();
    void noBus();
    void unansweringServiceTimesOut();
    void withoutGlibItSaysSo();
};

void TestKeychain::storesReadsAndOverwrites()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    QCOMPARE(store(bus.environment(), {u"probe"_s}), "ok unlocked"_qba);
    QCOMPARE(store(bus.environment(), {u"write"_s, u"id"_s, u"6f6e65"_s}), "ok"_qba);
    QCOMPARE(store(bus.environment(), {u"read"_s, u"id"_s}), hex("one"_qba));
    QCOMPARE(store(bus.environment(), {u"write"_s, u"id"_s, u"74776f"_s}), "ok"_qba);
    QCOMPARE(store(bus.environment(), {u"read"_s, u"id"_s}), hex("two"_qba));
    QCOMPARE(foundBySecretTool(bus, u"id"_s).count("secret ="), 1); // overwritten, not added
}

void TestKeychain::keepsBytesExactly_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("nul-bytes") << "a\0b\0\0"_qba;
    QTest::newRow("not-utf8") << "\xff\xfe\x80"_qba;
    QByteArray large;
    for (int i = 0; i < 8192; ++i)
        large.append(static_cast<char>(i * 31));
    QTest::newRow("8-kilobytes") << large;
}

void TestKeychain::keepsBytesExactly()
{
    QFETCH(QByteArray, content);
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    QCOMPARE(store(bus.environment(), {u"write"_s, u"id"_s, QString::fromLatin1(content.toHex())}), "ok"_qba);
    QCOMPARE(store(bus.environment(), {u"read"_s, u"id"_s}), hex(content));
}

void TestKeychain::missingEntryIsSaid()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    QCOMPARE(store(bus.environment(), {u"write"_s, u"id"_s, u"6f6e65"_s}), "ok"_qba);
    QCOMPARE(store(bus.environment(), {u"read"_s, u"other"_s}), "error KeychainEntryMissing"_qba);
}

void TestKeychain::deleteIsSeenByAnotherProgram()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    QCOMPARE(store(bus.environment(), {u"write"_s, u"id"_s, u"6f6e65"_s}), "ok"_qba);
    QVERIFY(foundBySecretTool(bus, u"id"_s).contains("attribute.user = id"));
    QCOMPARE(store(bus.environment(), {u"remove"_s, u"id"_s}), "ok"_qba);
    QCOMPARE(foundBySecretTool(bus, u"id"_s), QByteArray());
    QCOMPARE(store(bus.environment(), {u"read"_s, u"id"_s}), "error KeychainEntryMissing"_qba);
}

void TestKeychain::deletingNothingIsDone()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    QCOMPARE(store(bus.environment(), {u"remove"_s, u"id"_s}), "ok"_qba);
    QVERIFY(bus.lock());
    QCOMPARE(store(bus.environment(), {u"remove"_s, u"id"_s}), "ok"_qba);
    QVERIFY(bus.isLocked());
}

void TestKeychain::listsItsOwnItems()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    QCOMPARE(store(bus.environment(), {u"list"_s}), "ok "_qba);
    QCOMPARE(store(bus.environment(), {u"write"_s, u"b"_s, u"6f6e65"_s}), "ok"_qba);
    QCOMPARE(store(bus.environment(), {u"write"_s, u"a"_s, u"6f6e65"_s}), "ok"_qba);
    QProcess tool; // an item of somebody else
    tool.setProcessEnvironment(bus.environment());
    tool.start(u"secret-tool"_s,
               {u"store"_s, u"--label=x"_s, u"server"_s, u"elsewhere"_s, u"user"_s, u"c"_s});
    tool.write("three");
    tool.closeWriteChannel();
    QVERIFY(tool.waitForFinished());
    QCOMPARE(store(bus.environment(), {u"list"_s}), "ok a,b"_qba);
    QVERIFY(bus.lock());
    QCOMPARE(store(bus.environment(), {u"list"_s}), "ok a,b"_qba);
}

void TestKeychain::provesThatItCanWrite()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    QCOMPARE(store(bus.environment(), {u"check-writable"_s}), "ok"_qba);
    QVERIFY(bus.lock());
    QCOMPARE(store(bus.environment(), {u"check-writable"_s}), "error KeychainPromptUnavailable"_qba);
    QProcess tool;
    tool.setProcessEnvironment(bus.environment());
    tool.start(u"secret-tool"_s, {u"search"_s, u"--all"_s, u"server"_s, u"claimcheck"_s});
    QVERIFY(tool.waitForFinished());
    QCOMPARE(tool.readAll(), QByteArray());
}

void TestKeychain::givenUpProofLeavesNothing()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    QCOMPARE(store(bus.environment(), {u"drop-check-writable"_s}), "ok"_qba);
    QProcess tool;
    tool.setProcessEnvironment(bus.environment());
    tool.start(u"secret-tool"_s, {u"search"_s, u"--all"_s, u"server"_s, u"claimcheck"_s});
    QVERIFY(tool.waitForFinished());
    QCOMPARE(tool.readAll(), QByteArray());
}

void TestKeychain::lockedWithNobodyToAsk_data()
{
    QTest::addColumn<QString>("prompter");
    QTest::addColumn<QString>("display");
    QTest::addColumn<QByteArray>("state");
    const QString real = u"/usr/libexec/gcr-prompter"_s;
    QTest::newRow("no-prompter") << QString() << QString() << "no-prompt"_qba;
    QTest::newRow("prompter-without-display") << real << QString() << "no-prompt"_qba;
    // A display that cannot be opened is seen only by trying.
    QTest::newRow("prompter-with-dead-display") << real << u":4242"_s << "locked"_qba;
    QTest::newRow("prompter-that-fails") << u"/bin/false"_s << u":4242"_s << "locked"_qba;
}

void TestKeychain::lockedWithNobodyToAsk()
{
    QFETCH(QString, prompter);
    QFETCH(QString, display);
    QFETCH(QByteArray, state);
    PrivateBus bus;
    if (!prompter.isEmpty()) {
        QVERIFY2(QFile::exists(prompter), "the program that asks for gnome-keyring is not installed (gcr)");
        bus.addService(u"org.gnome.keyring.SystemPrompter"_s, prompter);
    }
    if (!display.isEmpty())
        bus.setDisplay(display);
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    QCOMPARE(store(bus.environment(), {u"write"_s, u"id"_s, u"6f6e65"_s}), "ok"_qba);
    QVERIFY(bus.lock());
    QCOMPARE(store(bus.environment(), {u"probe"_s}), "ok "_qba + state);
    QCOMPARE(store(bus.environment(), {u"unlock"_s}), "error KeychainPromptUnavailable"_qba);
    QCOMPARE(store(bus.environment(), {u"read"_s, u"id"_s}), "error KeychainPromptUnavailable"_qba);
    QCOMPARE(store(bus.environment(), {u"write"_s, u"id"_s, u"74776f"_s}),
             "error KeychainPromptUnavailable"_qba);
}

void TestKeychain::lockedKeyringDeletesNothing()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    QCOMPARE(store(bus.environment(), {u"write"_s, u"id"_s, u"6f6e65"_s}), "ok"_qba);
    QVERIFY(bus.lock());
    QCOMPARE(store(bus.environment(), {u"remove"_s, u"id"_s}), "error KeychainPromptUnavailable"_qba);
    bus.stopKeyring();
    QVERIFY(bus.startUnlockedKeyring());
    QCOMPARE(store(bus.environment(), {u"read"_s, u"id"_s}), hex("one"_qba));
}

void TestKeychain::lockedWithPrompter()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    const PrompterStandIn prompter(bus.address());
    QVERIFY(prompter.isReady());
    QVERIFY(bus.lock());
    QCOMPARE(store(bus.environment(), {u"probe"_s}), "ok locked"_qba);
    QCOMPARE(prompter.shown(), 0); // looking asks nobody
}

void TestKeychain::dismissedPrompt()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    PrompterStandIn prompter(bus.address());
    prompter.answerWith(PrompterStandIn::Answer::Dismiss);
    QCOMPARE(store(bus.environment(), {u"write"_s, u"id"_s, u"6f6e65"_s}), "ok"_qba);
    int shown = 0;
    for (const QStringList &operation :
         {QStringList{u"unlock"_s}, QStringList{u"read"_s, u"id"_s}, QStringList{u"remove"_s, u"id"_s},
          QStringList{u"write"_s, u"id"_s, u"74776f"_s}, QStringList{u"check-writable"_s}}) {
        QVERIFY(bus.isLocked() || bus.lock());
        QCOMPARE(store(bus.environment(), operation), "error KeychainPromptDismissed"_qba);
        QCOMPARE(prompter.shown(), ++shown); // asked once, not again by what follows
    }
}

void TestKeychain::acceptedPrompt()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    PrompterStandIn prompter(bus.address());
    prompter.answerWith(PrompterStandIn::Answer::GivePassword, PrivateBus::password());
    QVERIFY(bus.lock());
    QCOMPARE(store(bus.environment(), {u"unlock"_s}), "ok"_qba);
    QVERIFY(!bus.isLocked());
    QCOMPARE(prompter.shown(), 1);
    QVERIFY(bus.lock());
    QCOMPARE(store(bus.environment(), {u"write"_s, u"id"_s, u"6f6e65"_s}), "ok"_qba);
    QVERIFY(bus.lock());
    QCOMPARE(store(bus.environment(), {u"read"_s, u"id"_s}), hex("one"_qba));
    QVERIFY(bus.lock());
    QCOMPARE(store(bus.environment(), {u"remove"_s, u"id"_s}), "ok"_qba);
    QCOMPARE(prompter.shown(), 4);
    QCOMPARE(foundBySecretTool(bus, u"id"_s), QByteArray());
}

void TestKeychain::wrongPasswordThenDismissed()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    PrompterStandIn prompter(bus.address());
    prompter.answerWith(PrompterStandIn::Answer::GivePassword, "wrong"_qba);
    prompter.thenAnswerWith(PrompterStandIn::Answer::Dismiss);
    QVERIFY(bus.lock());
    QCOMPARE(store(bus.environment(), {u"unlock"_s}), "error KeychainPromptDismissed"_qba);
    QCOMPARE(prompter.shown(), 2);
    QVERIFY(bus.isLocked());
}

void TestKeychain::destroyedOperationTakesThePromptAway()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    PrompterStandIn prompter(bus.address());
    prompter.answerWith(PrompterStandIn::Answer::Wait);
    QVERIFY(bus.lock());
    const std::unique_ptr<QProcess> process = startStore(bus.environment(), {u"drop-unlock"_s});
    QTRY_COMPARE(prompter.shown(), 1);
    QCOMPARE(prompter.stopped(), 0);
    process->write("\n");
    QTRY_COMPARE(prompter.stopped(), 1);
    process->closeWriteChannel();
    QCOMPARE(answer(*process), "ok silent"_qba);
}

/// gnome-keyring keeps the attributes of a locked keyring as hashes, until it is unlocked for the first time.
void TestKeychain::listOfAKeyringThatWasNeverUnlocked()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    QCOMPARE(store(bus.environment(), {u"write"_s, u"id"_s, u"6f6e65"_s}), "ok"_qba);
    bus.stopKeyring();
    QVERIFY(bus.startKeyring());
    QVERIFY(bus.isLocked());
    QCOMPARE(store(bus.environment(), {u"list"_s}), "error KeychainPromptUnavailable"_qba);
    QCOMPARE(store(bus.environment(), {u"remove"_s, u"id"_s}), "error KeychainPromptUnavailable"_qba);
}

void TestKeychain::noCollection()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startKeyring());
    QCOMPARE(store(bus.environment(), {u"probe"_s}), "ok missing"_qba);
    QCOMPARE(store(bus.environment(), {u"unlock"_s}), "error KeychainNoCollection"_qba);
    QCOMPARE(store(bus.environment(), {u"read"_s, u"id"_s}), "error KeychainNoCollection"_qba);
    QCOMPARE(store(bus.environment(), {u"write"_s, u"id"_s, u"6f6e65"_s}), "error KeychainNoCollection"_qba);
    QCOMPARE(store(bus.environment(), {u"list"_s}), "ok "_qba);
}

void TestKeychain::noService_data()
{
    QTest::addColumn<QString>("command");
    QTest::newRow("not-installed") << QString();
    QTest::newRow("does-not-start") << u"/bin/false"_s;
}

void TestKeychain::noService()
{
    QFETCH(QString, command);
    PrivateBus bus;
    if (!command.isEmpty())
        bus.addService(u"org.freedesktop.secrets"_s, command);
    QVERIFY(bus.start());
    QCOMPARE(store(bus.environment(), {u"probe"_s}), "ok no-service"_qba);
    QCOMPARE(store(bus.environment(), {u"unlock"_s}), "error KeychainNoService"_qba);
    QCOMPARE(store(bus.environment(), {u"read"_s, u"id"_s}), "error KeychainNoService"_qba);
    QCOMPARE(store(bus.environment(), {u"write"_s, u"id"_s, u"6f6e65"_s}), "error KeychainNoService"_qba);
    QCOMPARE(store(bus.environment(), {u"remove"_s, u"id"_s}), "error KeychainNoService"_qba);
    QCOMPARE(store(bus.environment(), {u"check-writable"_s}), "error KeychainNoService"_qba);
    QCOMPARE(store(bus.environment(), {u"list"_s}), "error KeychainNoService"_qba);
}

void TestKeychain::serviceIsStartedOnDemand()
{
    PrivateBus bus;
    bus.addService(u"org.freedesktop.secrets"_s,
                   u"/usr/bin/gnome-keyring-daemon --start --foreground --components=secrets"_s);
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    bus.stopKeyring();
    QCOMPARE(store(bus.environment(), {u"probe"_s}), "ok no-prompt"_qba);
}

void TestKeychain::noBus_data()
{
    QTest::addColumn<QString>("address");
    QTest::newRow("unset") << QString();
    QTest::newRow("dead-socket") << u"unix:path=/nonexistent/bus"_s;
    QTest::newRow("not-an-address") << u"nonsense"_s;
}

void TestKeychain::noBus()
{
    QFETCH(QString, address);
    PrivateBus bus; // never started: a folder and an environment
    QProcessEnvironment environment = bus.environment();
    environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
    if (!address.isEmpty())
        environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, address);
    QCOMPARE(store(environment, {u"probe"_s}), "ok no-bus"_qba);
    QCOMPARE(store(environment, {u"unlock"_s}), "error KeychainNoBus"_qba);
    QCOMPARE(store(environment, {u"read"_s, u"id"_s}), "error KeychainNoBus"_qba);
    QCOMPARE(store(environment, {u"write"_s, u"id"_s, u"6f6e65"_s}), "error KeychainNoBus"_qba);
    QCOMPARE(store(environment, {u"remove"_s, u"id"_s}), "error KeychainNoBus"_qba);
    QCOMPARE(store(environment, {u"list"_s}), "error KeychainNoBus"_qba);
}

/// A service that is on the bus and never answers: an error after ten seconds, not silence.
void TestKeychain::unansweringServiceTimesOut()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    QVERIFY(bus.freezeKeyring());
    const std::unique_ptr<QProcess> probe = startStore(bus.environment(), {u"probe"_s});
    const std::unique_ptr<QProcess> read = startStore(bus.environment(), {u"read"_s, u"id"_s});
    QCOMPARE(answer(*probe), "error KeychainTimedOut"_qba);
    QCOMPARE(answer(*read), "error KeychainTimedOut"_qba);
}

void TestKeychain::withoutGlibItSaysSo()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    QProcessEnvironment environment = bus.environment();
    environment.insert(u"QT_NO_GLIB"_s, u"1"_s);
    QCOMPARE(store(environment, {u"probe"_s}), "error KeychainReadFailed"_qba);
    QCOMPARE(store(environment, {u"write"_s, u"id"_s, u"6f6e65"_s}), "error KeychainReadFailed"_qba);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == storeMode) {
        const StoreProcess process(arguments.mid(2));
        return QCoreApplication::exec();
    }
    TestKeychain test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keychain.moc"
