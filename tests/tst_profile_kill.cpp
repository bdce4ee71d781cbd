#include "login/profile_store.h"
#include "support/patience.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>

using namespace claimcheck;
using namespace claimcheck::login;
using namespace Qt::StringLiterals;

namespace {

const QString writerMode = u"--write-profiles"_s;

Profile practiceProfile(const QString &name)
{
    Profile profile;
    profile.name = name;
    profile.recipe = u"practice"_s;
    profile.url = QUrl(u"http://127.0.0.1:8000"_s);
    return profile;
}

QString filling(int number)
{
    return QString(2000, QChar(u'a' + number % 26));
}

/// The child of the kill test: writes for ever, and says each number once it is on the disk.
int writeForever(const QString &folder)
{
    ProfileStore store(folder);
    if (!store.load())
        return 1;
    auto profile = store.byName(u"victim"_s);
    if (!profile)
        return 2;
    for (int i = profile->user.toInt() + 1;; ++i) {
        profile->user = QString::number(i);
        // Long values, so that a file that is half written would be seen.
        profile->settings.insert(u"login.userField"_s, filling(i));
        if (!store.update(*profile))
            return 3;
        std::printf("%d\n", i);
        std::fflush(stdout);
    }
}

} // namespace

/// A process that writes profiles is killed at any moment.
class TestProfileKill : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void killedWriterLeavesOldOrNew();
};

/// What was said to be on the disk is there, or what came after it; never half of anything.
void TestProfileKill::killedWriterLeavesOldOrNew()
{
    constexpr int rounds = 200;
    const QTemporaryDir dir;
    ProfileStore store(dir.path());
    QVERIFY(store.add(practiceProfile(u"victim"_s)));
    QVERIFY(store.add(practiceProfile(u"bystander"_s)));

    int last = 0;
    qint64 written = 0;
    for (int round = 0; round < rounds; ++round) {
        QProcess writer;
        writer.start(QCoreApplication::applicationFilePath(), {writerMode, dir.path()});
        // A few more writes than it takes to start, then the end at any moment of one.
        QVERIFY(writer.waitForReadyRead(test::busyMachineMs));
        QElapsedTimer timer;
        timer.start();
        const qint64 wait = QRandomGenerator::global()->bounded(4000); // µs
        while (timer.nsecsElapsed() < wait * 1000) {
        }
        ::kill(static_cast<pid_t>(writer.processId()), SIGKILL);
        QVERIFY(writer.waitForFinished(test::busyMachineMs));
        QCOMPARE(writer.exitStatus(), QProcess::CrashExit);
        const QList<QByteArray> said = writer.readAllStandardOutput().split('\n');
        const int promised = said.size() > 1 ? said.at(said.size() - 2).toInt() : last;

        const auto loaded = store.load();
        QVERIFY2(loaded, loaded ? "" : codeName(loaded.error().code).constData());
        QCOMPARE(store.profiles().size(), size_t(2));
        const auto victim = store.byName(u"victim"_s);
        const int now = victim->user.toInt();
        QVERIFY2(now == promised || now == promised + 1,
                 qPrintable(u"promised %1, found %2"_s.arg(promised).arg(now)));
        QCOMPARE(victim->settings.value(u"login.userField"_s), filling(now));
        written += now - last;
        last = now;
    }
    QVERIFY(QDir(dir.path()).entryList({u"profiles.json.unreadable*"_s}, QDir::Files).isEmpty());
    qInfo("killed %d writers after %lld writes", rounds, static_cast<long long>(written));
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == writerMode)
        return writeForever(arguments.value(2));
    TestProfileKill test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_profile_kill.moc"
