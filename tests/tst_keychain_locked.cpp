#include "support/private_bus.h"
#include "support/patience.h"
#include "support/prompter_stand_in.h"
#include "support/store_process.h"

#include <QFile>
#include <QTest>

using namespace claimcheck::testing;
using namespace Qt::StringLiterals;

namespace {

QByteArray hex(const QByteArray &bytes)
{
    return "ok "_qba + bytes.toHex();
}

} // namespace

/// The store against the real gnome-keyring-daemon while its keyring is locked: nobody to ask, dismissed,
/// accepted.
class TestKeychainLocked : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lockedWithNobodyToAsk_data();
    void lockedWithNobodyToAsk();
    void lockedKeyringDeletesNothing();
    void deleteThatLeavesACopyIsUnproven();
    void lockedWithPrompter();
    void dismissedPrompt();
    void acceptedPrompt();
    void wrongPasswordThenDismissed();
    void destroyedOperationLeavesItsPrompt();
    void oneUnlockAtATime_data();
    void oneUnlockAtATime();
    void nextUnlockJoinsThePromptThatWasLeft();
    void listOfAKeyringThatWasNeverUnlocked();
};

void TestKeychainLocked::lockedWithNobodyToAsk_data()
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

void TestKeychainLocked::lockedWithNobodyToAsk()
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

void TestKeychainLocked::lockedKeyringDeletesNothing()
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

/// QtKeychain reports success though the same item stays in another, locked collection.
void TestKeychainLocked::deleteThatLeavesACopyIsUnproven()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    QCOMPARE(store(bus.environment(), {u"write"_s, u"id"_s, u"6f6e65"_s}), "ok"_qba);
    bus.stopKeyring();
    const QString keyrings = bus.environment().value(u"XDG_DATA_HOME"_s) + u"/keyrings/"_s;
    QVERIFY(QFile::copy(keyrings + u"login.keyring"_s, keyrings + u"other.keyring"_s));
    QVERIFY(bus.startUnlockedKeyring());
    QCOMPARE(store(bus.environment(), {u"remove"_s, u"id"_s}), "error KeychainDeleteUnproven"_qba);
    QCOMPARE(store(bus.environment(), {u"read"_s, u"id"_s}), "error KeychainLocked"_qba);
}

void TestKeychainLocked::lockedWithPrompter()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    const PrompterStandIn prompter(bus.address());
    QVERIFY(prompter.isReady());
    QVERIFY(bus.lock());
    QCOMPARE(store(bus.environment(), {u"probe"_s}), "ok locked"_qba);
    QCOMPARE(prompter.shown(), 0); // looking asks nobody
}

void TestKeychainLocked::dismissedPrompt()
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

void TestKeychainLocked::acceptedPrompt()
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

void TestKeychainLocked::wrongPasswordThenDismissed()
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

/// To dismiss it would end the daemon: "perform_next_unlock: assertion failed: (!self->current)".
void TestKeychainLocked::destroyedOperationLeavesItsPrompt()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    PrompterStandIn prompter(bus.address());
    prompter.answerWith(PrompterStandIn::Answer::Wait);
    QVERIFY(bus.lock());
    const std::unique_ptr<QProcess> process = startStore(bus.environment(), {u"drop-unlock"_s});
    QTRY_COMPARE(prompter.shown(), 1);
    QCOMPARE(bus.openPrompts(), 1);
    process->write("\n");
    process->closeWriteChannel();
    QCOMPARE(answer(*process), "ok silent"_qba);
    QVERIFY(bus.isLocked()); // it answers
}

void TestKeychainLocked::oneUnlockAtATime_data()
{
    QTest::addColumn<PrompterStandIn::Answer>("given");
    QTest::addColumn<QByteArray>("answers");
    QTest::newRow("accepted") << PrompterStandIn::Answer::GivePassword << "ok, ok"_qba;
    QTest::newRow("dismissed") << PrompterStandIn::Answer::Dismiss
                               << "error KeychainPromptDismissed, error KeychainPromptDismissed"_qba;
}

/// A second prompt beside the first ends gnome-keyring now and then.
void TestKeychainLocked::oneUnlockAtATime()
{
    QFETCH(PrompterStandIn::Answer, given);
    QFETCH(QByteArray, answers);
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    PrompterStandIn prompter(bus.address());
    prompter.answerWith(given, PrivateBus::password());
    QVERIFY(bus.lock());
    const std::unique_ptr<QProcess> process = startStore(bus.environment(), {u"unlock-together"_s});
    QCOMPARE(answer(*process), answers);
    QCOMPARE(prompter.shown(), 1);
}

void TestKeychainLocked::nextUnlockJoinsThePromptThatWasLeft()
{
    PrivateBus bus;
    QVERIFY(bus.start() && bus.startUnlockedKeyring());
    PrompterStandIn prompter(bus.address());
    prompter.answerWith(PrompterStandIn::Answer::Wait);
    QVERIFY(bus.lock());
    const std::unique_ptr<QProcess> process = startStore(bus.environment(), {u"unlock-again"_s});
    QTRY_COMPARE(prompter.shown(), 1);
    process->write("\n");
    QTest::qWait(300); // for a second prompt to come, if there is to be one
    QCOMPARE(bus.openPrompts(), 1);
    prompter.answerWaiting(PrompterStandIn::Answer::GivePassword, PrivateBus::password());
    QCOMPARE(answer(*process), "ok"_qba);
    QCOMPARE(prompter.shown(), 1);
}

/// gnome-keyring keeps the attributes of a locked keyring as hashes, until it is unlocked for the first time.
void TestKeychainLocked::listOfAKeyringThatWasNeverUnlocked()
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

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (const std::optional<int> code = runStoreMode())
        return *code;
    TestKeychainLocked test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keychain_locked.moc"
