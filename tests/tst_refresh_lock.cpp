#include "credentials/refresh_lock.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

using namespace claimcheck;
using namespace claimcheck::credentials;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Lock = std::shared_ptr<HeldLock>;
const QString holderMode = u"--hold-lock"_s;

/// What a taker was answered.
struct Answered {
    std::optional<Result<Lock>> result;
    int count = 0;
    Callback<Lock> callback()
    {
        return [this](Result<Lock> r) {
            result.emplace(std::move(r));
            ++count;
        };
    }
};

} // namespace

class TestRefreshLock : public QObject {
    Q_OBJECT

private Q_SLOTS:
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

void TestRefreshLock::lockIsTakenAndReleased()
{
    const QTemporaryDir folder;
    for (int round = 0; round < 3; ++round) {
        Answered taken;
        const OperationPtr take =
            takeRefreshLock(folder.filePath(u"a/b"_s), u"id"_s, 0ms, this, taken.callback());
        QCOMPARE(taken.count, 0);
        QTRY_COMPARE(taken.count, 1);
        QVERIFY(*taken.result);
    }
}

void TestRefreshLock::lockExcludesWithinOneProcess()
{
    const QTemporaryDir folder;
    Answered first;
    const OperationPtr takeFirst = takeRefreshLock(folder.path(), u"id"_s, 0ms, this, first.callback());
    QTRY_VERIFY(first.result);
    QVERIFY(*first.result);
    Answered second;
    const OperationPtr takeSecond = takeRefreshLock(folder.path(), u"id"_s, 50ms, this, second.callback());
    QTRY_VERIFY(second.result);
    QVERIFY(!*second.result);
    QCOMPARE(second.result->error().code, ErrorCode::RefreshLockBusy);
}

void TestRefreshLock::lockIsPassedOn()
{
    const QTemporaryDir folder;
    Answered first;
    const OperationPtr takeFirst = takeRefreshLock(folder.path(), u"id"_s, 0ms, this, first.callback());
    QTRY_VERIFY(first.result);
    Answered second;
    const OperationPtr takeSecond = takeRefreshLock(folder.path(), u"id"_s, 30s, this, second.callback());
    Answered refused; // by then the second taker has tried at least once
    const OperationPtr takeThird = takeRefreshLock(folder.path(), u"id"_s, 30ms, this, refused.callback());
    QTRY_VERIFY(refused.result);
    QCOMPARE(second.count, 0);
    first.result.reset();
    QTRY_VERIFY(second.result);
    QVERIFY(*second.result);
}

void TestRefreshLock::lockOfAnotherIdIsFree()
{
    const QTemporaryDir folder;
    Answered first;
    Answered second;
    const OperationPtr takeFirst = takeRefreshLock(folder.path(), u"id"_s, 0ms, this, first.callback());
    const OperationPtr takeSecond = takeRefreshLock(folder.path(), u"ID"_s, 0ms, this, second.callback());
    QTRY_VERIFY(first.result && second.result);
    QVERIFY(*first.result);
    QVERIFY(*second.result);
}

void TestRefreshLock::lockIsPrivate()
{
    const QTemporaryDir folder;
    const QString locks = folder.filePath(u"locks"_s);
    Answered taken;
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

void TestRefreshLock::lockIsNotInheritedByChildren()
{
    const QTemporaryDir folder;
    Answered first;
    const OperationPtr takeFirst = takeRefreshLock(folder.path(), u"id"_s, 0ms, this, first.callback());
    QTRY_VERIFY(first.result);
    QVERIFY(*first.result);
    QProcess child;
    child.start(u"cat"_s, {}); // lives until its input ends
    QVERIFY(child.waitForStarted());
    first.result.reset();
    Answered second;
    const OperationPtr takeSecond = takeRefreshLock(folder.path(), u"id"_s, 0ms, this, second.callback());
    QTRY_VERIFY(second.result);
    QVERIFY(*second.result);
    QCOMPARE(child.state(), QProcess::Running);
    child.closeWriteChannel();
    QVERIFY(child.waitForFinished());
}

void TestRefreshLock::lockOfAKilledProcessIsFree()
{
    const QTemporaryDir folder;
    QProcess holder;
    holder.start(QCoreApplication::applicationFilePath(), {holderMode, folder.path(), u"id"_s});
    QVERIFY(holder.waitForReadyRead());
    QCOMPARE(holder.readAllStandardOutput(), "held\n"_qba);

    Answered refused;
    const OperationPtr tryOnce = takeRefreshLock(folder.path(), u"id"_s, 100ms, this, refused.callback());
    QTRY_VERIFY(refused.result);
    QVERIFY(!*refused.result);
    QCOMPARE(refused.result->error().code, ErrorCode::RefreshLockBusy);

    Answered taken;
    const OperationPtr wait = takeRefreshLock(folder.path(), u"id"_s, 30s, this, taken.callback());
    QCOMPARE(::kill(static_cast<pid_t>(holder.processId()), SIGKILL), 0);
    QTRY_VERIFY(taken.result);
    QVERIFY(*taken.result);
    QTRY_COMPARE(holder.state(), QProcess::NotRunning);
    QCOMPARE(holder.exitStatus(), QProcess::CrashExit);
}

void TestRefreshLock::idCannotLeaveTheFolder()
{
    const QTemporaryDir folder;
    Answered taken;
    const OperationPtr take =
        takeRefreshLock(folder.filePath(u"locks"_s), u"../../x"_s, 0ms, this, taken.callback());
    QTRY_VERIFY(taken.result);
    QVERIFY(*taken.result);
    QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList{u"locks"_s});
    QCOMPARE(QDir(folder.filePath(u"locks"_s)).entryList(QDir::Files).size(), 1);
}

void TestRefreshLock::givenUpTakerLeavesTheLockFree()
{
    const QTemporaryDir folder;
    Answered dropped;
    takeRefreshLock(folder.path(), u"id"_s, 30s, this, dropped.callback()).reset();
    Answered taken;
    const OperationPtr take = takeRefreshLock(folder.path(), u"id"_s, 0ms, this, taken.callback());
    QTRY_VERIFY(taken.result);
    QVERIFY(*taken.result);
    QCOMPARE(dropped.count, 0);
}

void TestRefreshLock::unusableFolderIsAnError_data()
{
    QTest::addColumn<QString>("folder");
    QTest::newRow("below-a-file") << u"/dev/null/locks"_s;
    QTest::newRow("is-a-file") << u"/dev/null"_s;
    QTest::newRow("not-writable") << u"/proc/locks-of-claimcheck"_s;
}

void TestRefreshLock::unusableFolderIsAnError()
{
    QFETCH(QString, folder);
    Answered taken;
    const OperationPtr take = takeRefreshLock(folder, u"id"_s, 5s, this, taken.callback());
    QTRY_VERIFY(taken.result);
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
    TestRefreshLock test;
    return QTest::qExec(&test, argc, argv);
}

#include "support/patience.h"
#include "tst_refresh_lock.moc"
