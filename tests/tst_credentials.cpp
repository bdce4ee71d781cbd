#include "credentials/memory_store.h"
#include "credentials/refresh_lock.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace claimcheck;
using namespace claimcheck::credentials;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// What an operation answered.
template <class T>
struct Answered {
    std::optional<Result<T>> result;
    int count = 0;
    Callback<T> callback()
    {
        return [this](Result<T> r) {
            result.emplace(std::move(r));
            ++count;
        };
    }
};

using Lock = std::shared_ptr<HeldLock>;
const QString holderMode = u"--hold-lock"_s;

} // namespace

class TestCredentials : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesEveryState_data();
    void namesEveryState();
    void memoryKeepsAndForgets();
    void memoryListsIds();
    void answersAfterTheCallReturns();
    void staysSilentWhenTheOperationIsGone();
    void staysSilentWhenTheContextIsGone();
    void operationMayBeDestroyedInItsCallback();

    void lockIsTakenAndReleased();
    void lockExcludesWithinOneProcess();
    void lockIsPassedOn();
    void lockOfAnotherIdIsFree();
    void lockIsPrivate();
    void lockIsNotInheritedByChildren();
    void lockOfAKilledProcessIsFree();
    void idCannotLeaveTheFolder();
    void givenUpTakerLeavesTheLockFree();
    void unusableFolderIsAnError_data();
    void unusableFolderIsAnError();
};

void TestCredentials::namesEveryState_data()
{
    QTest::addColumn<KeychainState>("state");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("unlocked") << KeychainState::Unlocked << QByteArray();
    QTest::newRow("memory") << KeychainState::Memory << QByteArray();
    QTest::newRow("locked") << KeychainState::Locked << "KeychainLocked"_qba;
    QTest::newRow("no-prompt") << KeychainState::NoPrompt << "KeychainPromptUnavailable"_qba;
    QTest::newRow("missing") << KeychainState::Missing << "KeychainNoCollection"_qba;
    QTest::newRow("no-service") << KeychainState::NoService << "KeychainNoService"_qba;
    QTest::newRow("no-bus") << KeychainState::NoBus << "KeychainNoBus"_qba;
}

void TestCredentials::namesEveryState()
{
    QFETCH(KeychainState, state);
    QFETCH(QByteArray, code);
    QCOMPARE(stateName(state), QByteArray(QTest::currentDataTag()));
    const std::optional<Error> error = stateError(state);
    QCOMPARE(error ? codeName(error->code) : QByteArray(), code);
}

void TestCredentials::memoryKeepsAndForgets()
{
    MemoryStore store;
    const Secret secret("a\0b"_qba);
    Answered<Done> written;
    const OperationPtr write = store.write(u"id"_s, secret, this, written.callback());
    QTRY_VERIFY(written.result);
    QVERIFY(*written.result);

    Answered<Secret> kept;
    const OperationPtr read = store.read(u"id"_s, this, kept.callback());
    QTRY_VERIFY(kept.result);
    QVERIFY(*kept.result);
    QVERIFY((*kept.result)->equals(secret));

    Answered<Done> removed;
    const OperationPtr remove = store.remove(u"id"_s, this, removed.callback());
    QTRY_VERIFY(removed.result);
    QVERIFY(*removed.result);

    Answered<Secret> gone;
    const OperationPtr again = store.read(u"id"_s, this, gone.callback());
    QTRY_VERIFY(gone.result);
    QVERIFY(!*gone.result);
    QCOMPARE(gone.result->error().code, ErrorCode::KeychainEntryMissing);
}

void TestCredentials::memoryListsIds()
{
    MemoryStore store;
    Answered<Done> written;
    const OperationPtr one = store.write(u"one"_s, Secret("1"_qba), this, written.callback());
    const OperationPtr two = store.write(u"two"_s, Secret("2"_qba), this, written.callback());
    Answered<QStringList> listed;
    const OperationPtr list = store.list(this, listed.callback());
    QTRY_VERIFY(listed.result);
    QVERIFY(*listed.result);
    QStringList ids = **listed.result;
    ids.sort();
    QCOMPARE(ids, (QStringList{u"one"_s, u"two"_s}));
}

void TestCredentials::answersAfterTheCallReturns()
{
    MemoryStore store;
    Answered<KeychainState> answered;
    const OperationPtr operation = store.probe(this, answered.callback());
    QCOMPARE(answered.count, 0);
    QTRY_COMPARE(answered.count, 1);
    QVERIFY(*answered.result);
    QCOMPARE(**answered.result, KeychainState::Memory);
}

void TestCredentials::staysSilentWhenTheOperationIsGone()
{
    MemoryStore store;
    Answered<KeychainState> dropped;
    Answered<KeychainState> later;
    store.probe(this, dropped.callback()).reset();
    const OperationPtr operation = store.probe(this, later.callback());
    QTRY_COMPARE(later.count, 1);
    QCOMPARE(dropped.count, 0);
}

void TestCredentials::staysSilentWhenTheContextIsGone()
{
    MemoryStore store;
    Answered<KeychainState> orphaned;
    Answered<KeychainState> later;
    auto context = std::make_unique<QObject>();
    const OperationPtr first = store.probe(context.get(), orphaned.callback());
    context.reset();
    const OperationPtr second = store.probe(this, later.callback());
    QTRY_COMPARE(later.count, 1);
    QCOMPARE(orphaned.count, 0);
}

void TestCredentials::operationMayBeDestroyedInItsCallback()
{
    MemoryStore store;
    OperationPtr operation;
    int count = 0;
    operation = store.unlock(this, [&](Result<Done>) {
        ++count;
        operation.reset();
    });
    QTRY_COMPARE(count, 1);
    QVERIFY(!operation);
}

void TestCredentials::lockIsTakenAndReleased()
{
    const QTemporaryDir folder;
    for (int round = 0; round < 3; ++round) {
        Answered<Lock> taken;
        const OperationPtr take =
            takeRefreshLock(folder.filePath(u"a/b"_s), u"id"_s, 0ms, this, taken.callback());
        QCOMPARE(taken.count, 0);
        QTRY_COMPARE(taken.count, 1);
        QVERIFY(*taken.result);
    }
}

void TestCredentials::lockExcludesWithinOneProcess()
{
    const QTemporaryDir folder;
    Answered<Lock> first;
    const OperationPtr takeFirst = takeRefreshLock(folder.path(), u"id"_s, 0ms, this, first.callback());
    QTRY_VERIFY(first.result);
    QVERIFY(*first.result);
    Answered<Lock> second;
    const OperationPtr takeSecond = takeRefreshLock(folder.path(), u"id"_s, 50ms, this, second.callback());
    QTRY_VERIFY(second.result);
    QVERIFY(!*second.result);
    QCOMPARE(second.result->error().code, ErrorCode::RefreshLockBusy);
}

void TestCredentials::lockIsPassedOn()
{
    const QTemporaryDir folder;
    Answered<Lock> first;
    const OperationPtr takeFirst = takeRefreshLock(folder.path(), u"id"_s, 0ms, this, first.callback());
    QTRY_VERIFY(first.result);
    Answered<Lock> second;
    const OperationPtr takeSecond = takeRefreshLock(folder.path(), u"id"_s, 30s, this, second.callback());
    Answered<Lock> refused; // by then the second taker has tried at least once
    const OperationPtr takeThird = takeRefreshLock(folder.path(), u"id"_s, 30ms, this, refused.callback());
    QTRY_VERIFY(refused.result);
    QCOMPARE(second.count, 0);
    first.result.reset();
    QTRY_VERIFY(second.result);
    QVERIFY(*second.result);
}

void TestCredentials::lockOfAnotherIdIsFree()
{
    const QTemporaryDir folder;
    Answered<Lock> first;
    Answered<Lock> second;
    const OperationPtr takeFirst = takeRefreshLock(folder.path(), u"id"_s, 0ms, this, first.callback());
    const OperationPtr takeSecond = takeRefreshLock(folder.path(), u"ID"_s, 0ms, this, second.callback());
    QTRY_VERIFY(first.result && second.result);
    QVERIFY(*first.result);
    QVERIFY(*second.result);
}

void TestCredentials::lockIsPrivate()
{
    const QTemporaryDir folder;
    const QString locks = folder.filePath(u"locks"_s);
    Answered<Lock> taken;
    const OperationPtr take = takeRefreshLock(locks, u"id"_s, 0ms, this, taken.callback());
    QTRY_VERIFY(taken.result);
    QVERIFY(*taken.result);
    struct stat status = {};
    QCOMPARE(::stat(QFile::encodeName(locks).constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0700U);
    const QStringList files = QDir(locks).entryList(QDir::Files | QDir::Hidden);
    QCOMPARE(files.size(), 1);
    QCOMPARE(::stat(QFile::encodeName(locks + u'/' + files.first()).constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0600U);
    QCOMPARE(status.st_size, 0);
}

void TestCredentials::lockIsNotInheritedByChildren()
{
    const QTemporaryDir folder;
    Answered<Lock> first;
    const OperationPtr takeFirst = takeRefreshLock(folder.path(), u"id"_s, 0ms, this, first.callback());
    QTRY_VERIFY(first.result);
    QVERIFY(*first.result);
    QProcess child;
    child.start(u"cat"_s, {}); // lives until its input ends
    QVERIFY(child.waitForStarted());
    first.result.reset();
    Answered<Lock> second;
    const OperationPtr takeSecond = takeRefreshLock(folder.path(), u"id"_s, 0ms, this, second.callback());
    QTRY_VERIFY(second.result);
    QVERIFY(*second.result);
    QCOMPARE(child.state(), QProcess::Running);
    child.closeWriteChannel();
    QVERIFY(child.waitForFinished());
}

void TestCredentials::lockOfAKilledProcessIsFree()
{
    const QTemporaryDir folder;
    QProcess holder;
    holder.start(QCoreApplication::applicationFilePath(), {holderMode, folder.path(), u"id"_s});
    QVERIFY(holder.waitForReadyRead());
    QCOMPARE(holder.readAllStandardOutput(), "held\n"_qba);

    Answered<Lock> refused;
    const OperationPtr tryOnce = takeRefreshLock(folder.path(), u"id"_s, 100ms, this, refused.callback());
    QTRY_VERIFY(refused.result);
    QVERIFY(!*refused.result);
    QCOMPARE(refused.result->error().code, ErrorCode::RefreshLockBusy);

    Answered<Lock> taken;
    const OperationPtr wait = takeRefreshLock(folder.path(), u"id"_s, 30s, this, taken.callback());
    QCOMPARE(::kill(static_cast<pid_t>(holder.processId()), SIGKILL), 0);
    QTRY_VERIFY(taken.result);
    QVERIFY(*taken.result);
    QTRY_COMPARE(holder.state(), QProcess::NotRunning);
    QCOMPARE(holder.exitStatus(), QProcess::CrashExit);
}

void TestCredentials::idCannotLeaveTheFolder()
{
    const QTemporaryDir folder;
    Answered<Lock> taken;
    const OperationPtr take =
        takeRefreshLock(folder.filePath(u"locks"_s), u"../../x"_s, 0ms, this, taken.callback());
    QTRY_VERIFY(taken.result);
    QVERIFY(*taken.result);
    QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList{u"locks"_s});
    QCOMPARE(QDir(folder.filePath(u"locks"_s)).entryList(QDir::Files).size(), 1);
}

void TestCredentials::givenUpTakerLeavesTheLockFree()
{
    const QTemporaryDir folder;
    Answered<Lock> dropped;
    takeRefreshLock(folder.path(), u"id"_s, 30s, this, dropped.callback()).reset();
    Answered<Lock> taken;
    const OperationPtr take = takeRefreshLock(folder.path(), u"id"_s, 0ms, this, taken.callback());
    QTRY_VERIFY(taken.result);
    QVERIFY(*taken.result);
    QCOMPARE(dropped.count, 0);
}

void TestCredentials::unusableFolderIsAnError_data()
{
    QTest::addColumn<QString>("folder");
    QTest::newRow("below-a-file") << u"/dev/null/locks"_s;
    QTest::newRow("is-a-file") << u"/dev/null"_s;
    QTest::newRow("not-writable") << u"/proc/locks-of-claimcheck"_s;
}

void TestCredentials::unusableFolderIsAnError()
{
    QFETCH(QString, folder);
    Answered<Lock> taken;
    const OperationPtr take = takeRefreshLock(folder, u"id"_s, 5s, this, taken.callback());
    QTRY_VERIFY_WITH_TIMEOUT(taken.result, 1000);
    QVERIFY(!*taken.result);
    QCOMPARE(taken.result->error().code, ErrorCode::RefreshLockFailed);
    QVERIFY(!taken.result->error().detail.isEmpty());
}

/// The other process: takes a lock, says so, and holds it until it is killed.
static int holdLock(QCoreApplication &application, const QStringList &arguments)
{
    Lock held;
    const OperationPtr take =
        takeRefreshLock(arguments.at(2), arguments.at(3), 5s, &application, [&](Result<Lock> lock) {
            if (!lock)
                return application.exit(1);
            held = *lock;
            constexpr char said[] = "held\n";
            if (::write(STDOUT_FILENO, said, sizeof said - 1) < 0)
                application.exit(1);
        });
    return QCoreApplication::exec();
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (QCoreApplication::arguments().value(1) == holderMode)
        return holdLock(application, QCoreApplication::arguments());
    TestCredentials test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_credentials.moc"
