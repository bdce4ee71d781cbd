#include "support/private_bus.h"
#include "support/store_process.h"

#include <QFileInfo>
#include <QTest>

using namespace claimcheck::testing;
using namespace Qt::StringLiterals;

namespace {

QByteArray hex(const QByteArray &bytes)
{
    return "ok "_qba + bytes.toHex();
}

} // namespace

/// The store against the real gnome-keyring-daemon, unlocked, absent or unreachable.
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
    void noCollection();
    void noService_data();
    void noService();
    void serviceIsStartedOnDemand();
    void noBus_data();
    void noBus();
    void unansweringServiceTimesOut();
    void withoutGlibItSaysSo();
    void throwawayKeyringIsThrownAway_data();
    void throwawayKeyringIsThrownAway();
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
    QCOMPARE(foundBySecretTool(bus), QByteArray());
}

void TestKeychain::givenUpProofLeavesNothing()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    QCOMPARE(store(bus.environment(), {u"drop-check-writable"_s}), "ok"_qba);
    QCOMPARE(foundBySecretTool(bus), QByteArray());
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

void TestKeychain::throwawayKeyringIsThrownAway_data()
{
    QTest::addColumn<QString>("end");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("exit-code") << u"exit 7"_s << 7;
    QTest::newRow("command-killed") << u"kill -9 $$"_s << 137;
    QTest::newRow("script-terminated") << u"kill $PPID; exec sleep 60"_s << 143;
}

/// tests/support/with_keyring.sh, which other tests and programs rely on.
void TestKeychain::throwawayKeyringIsThrownAway()
{
    QFETCH(QString, end);
    QFETCH(int, exitCode);
    const QString command =
        u"printf v | secret-tool store --label=x a b && secret-tool lookup a b && "
        "printf ' %s' \"$CLAIMCHECK_TEST_ROOT\" && test \"$HOME\" = \"$CLAIMCHECK_TEST_ROOT/home\" && "_s;
    QProcess script;
    script.start(QStringLiteral(CLAIMCHECK_SOURCE_DIR "/tests/support/with_keyring.sh"),
                 {u"sh"_s, u"-c"_s, command + end});
    QVERIFY(script.waitForFinished());
    QCOMPARE(script.exitStatus(), QProcess::NormalExit);
    QCOMPARE(script.exitCode(), exitCode);
    const QByteArray output = script.readAllStandardOutput();
    QVERIFY(output.startsWith("v /"));
    QVERIFY(!QFileInfo::exists(QString::fromLocal8Bit(output.mid(2))));
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (const std::optional<int> code = runStoreMode())
        return *code;
    TestKeychain test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keychain.moc"
