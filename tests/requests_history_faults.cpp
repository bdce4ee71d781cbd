// Files that are damaged, locked, or cannot be written.

#include "tst_requests_history.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>

#include <csignal>

#include <sys/resource.h>

namespace {

/// Another process, as far as SQLite can tell: it has the file for itself, and is writing.
class OtherWriter final {
public:
    explicit OtherWriter(const QString &path)
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
        database.setDatabaseName(path);
        m_isWriting =
            database.open() && run(u"BEGIN EXCLUSIVE"_s) && run(u"UPDATE entries SET url = 'other'"_s);
    }
    ~OtherWriter() { QSqlDatabase::removeDatabase(name); }
    Q_DISABLE_COPY_MOVE(OtherWriter)

    [[nodiscard]] bool isWriting() const { return m_isWriting; }
    [[nodiscard]] bool commit() { return run(u"COMMIT"_s); }

private:
    static bool run(const QString &statement)
    {
        return QSqlQuery(QSqlDatabase::database(name)).exec(statement);
    }
    inline static const QString name = u"other"_s;
    bool m_isWriting = false;
};

/// While it lives no file may grow beyond a size, which stands for a full disk.
class FullDisk final {
public:
    explicit FullDisk(qint64 size)
    {
        getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit little = m_before;
        little.rlim_cur = static_cast<rlim_t>(size);
        setrlimit(RLIMIT_FSIZE, &little);
    }
    ~FullDisk()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    Q_DISABLE_COPY_MOVE(FullDisk)

private:
    rlimit m_before = {};
    void (*m_handler)(int) = std::signal(SIGXFSZ, SIG_IGN);
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

void TestRequestsHistory::keepsADamagedFileAside_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("text")
        << QByteArray("this is no database at all, and it is long enough to be looked at").repeated(20);
    QTest::newRow("cut") << QByteArray();
    QTest::newRow("newer") << QByteArray("newer");
}

void TestRequestsHistory::keepsADamagedFileAside()
{
    QFETCH(QByteArray, content);
    if (content.isEmpty() || content == "newer") {
        auto history = open();
        for (int i = 0; i < 50; ++i)
            QVERIFY(history->add(entryFor("/x")));
    }
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadWrite));
    if (content.isEmpty()) {
        QVERIFY(file.resize(file.size() / 2));
    } else if (content == "newer") {
        QVERIFY(file.seek(60)); // user_version, big-endian (SQLite's file format, section 1.3)
        QCOMPARE(file.write(QByteArray::fromHex("00000063")), 4);
    } else {
        file.write(content);
    }
    file.close();
    const auto history = open();
    QVERIFY(history);
    QVERIFY(history->damage());
    QCOMPARE(codeName(history->damage()->code), "HistoryDamaged"_qba);
    QVERIFY(QFile::exists(history->damage()->subject));
    QVERIFY(history->damage()->subject.startsWith(path() + u".damaged-"_s));
    QVERIFY(!history->damage()->detail.isEmpty());
    QVERIFY(history->search({})->empty());
}

void TestRequestsHistory::damage()
{
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadWrite));
    constexpr qint64 page = 4096;
    QVERIFY(file.size() > 4 * page);
    QVERIFY(file.seek(page)); // the first has the schema
    file.write(QByteArray(file.size() - page, 'x'));
}

/// Who finds the damage second keeps what the first has begun, and adds to it.
void TestRequestsHistory::isSetAsideByOneOfMany()
{
    {
        auto history = open();
        QVERIFY(history);
        for (int i = 0; i < 60; ++i)
            QVERIFY(history->add(entryFor("/before")));
    }
    damage();
    auto first = History::open(path(), m_clock, {}, History::Look::Begin);
    auto second = History::open(path(), m_clock, {}, History::Look::Begin);
    QVERIFY(first && second);
    const auto told = first->add(entryFor("/one"));
    QVERIFY(!told && told.error().code == ErrorCode::HistoryDamaged);
    const auto added = second->add(entryFor("/two"));
    QVERIFY2(added, qPrintable(added ? QString() : added.error().detail));
    QVERIFY(!second->damage());
    QCOMPARE(setAside().size(), 1);
    QVERIFY(!QFile::exists(path() + u".lock"_s));
    QCOMPARE(open()->search({})->size(), 2u);
}

/// Who only adds looks at the begin of the file alone, and finds what is damaged behind it then.
void TestRequestsHistory::findsDamageWhenItAdds()
{
    {
        auto history = open();
        for (int i = 0; i < 50; ++i)
            QVERIFY(history->add(entryFor("/x")));
    }
    damage();

    auto history = History::open(path(), m_clock, {}, History::Look::Begin);
    QVERIFY(history);
    QVERIFY(!history->damage());
    const auto added = history->add(entryFor("/after"));
    QVERIFY(!added);
    QCOMPARE(codeName(added.error().code), "HistoryDamaged"_qba);
    QVERIFY(QFile::exists(added.error().subject));
    QCOMPARE(history->search({})->size(), 1u);
    QVERIFY(history->add(entryFor("/more")));
    QCOMPARE(open()->search({})->size(), 2u);
}

/// Who is locked out knows nothing of damage, and the journal is the other's.
void TestRequestsHistory::leavesALockedFileWhereItIs()
{
    const History::Bounds impatient{.patience = std::chrono::milliseconds(0)};
    QVERIFY(open()->add(entryFor("/x")));
    auto opened = History::open(path(), m_clock, impatient, History::Look::Begin);
    QVERIFY(opened);

    OtherWriter other(path());
    QVERIFY(other.isWriting());
    const QString journal = path() + u"-journal"_s;
    const QByteArray before = contentOf(journal);
    QVERIFY(!before.isEmpty());
    for (const auto look : {History::Look::Whole, History::Look::Begin}) {
        const auto lockedOut = History::open(path(), m_clock, impatient, look);
        QVERIFY(!lockedOut);
        QCOMPARE(codeName(lockedOut.error().code), "DatabaseFailed"_qba);
        QVERIFY(!lockedOut.error().detail.isEmpty());
    }
    const auto added = opened->add(entryFor("/y"));
    QVERIFY(!added);
    QCOMPARE(codeName(added.error().code), "DatabaseFailed"_qba);
    QCOMPARE(setAside(), QStringList());
    QVERIFY(contentOf(journal) == before);

    QVERIFY(other.commit());
    QVERIFY(opened->add(entryFor("/z")));
    const auto all = open()->search({});
    QCOMPARE(all->size(), 2u);
    QCOMPARE(all->front().url, u"https://api.example/z"_s);
    QCOMPARE(all->back().url, u"other"_s);
}

void TestRequestsHistory::leavesTheFileWhereItIsWhenTheDiskIsFull()
{
    const auto openToAdd = [this] { return History::open(path(), m_clock, {}, History::Look::Begin); };
    {
        const FullDisk disk(100); // less than a page
        const auto history = openToAdd();
        QVERIFY(!history);
        QCOMPARE(codeName(history.error().code), "DatabaseFailed"_qba);
    }
    auto history = openToAdd();
    QVERIFY(history);
    for (int i = 0; i < 10; ++i)
        QVERIFY(history->add(entryFor("/x")));
    HistoryEntry large = entryFor("/large");
    large.responseBody = QByteArray(History::maxBody, 'x');
    {
        const FullDisk disk(QFile(path()).size());
        const auto added = history->add(large);
        QVERIFY(!added);
        QCOMPARE(codeName(added.error().code), "DatabaseFailed"_qba);
    }
    QCOMPARE(setAside(), QStringList());
    QVERIFY(history->add(large));
    QCOMPARE(open()->search({})->size(), 11u);
}

/// The connection of a file that could not be set aside is gone; the next call makes one as good as the
/// first.
void TestRequestsHistory::opensAgainAfterDamageThatCouldNotBeSetAside()
{
    {
        auto history = open();
        for (int i = 0; i < 50; ++i)
            QVERIFY(history->add(entryFor("/x")));
    }
    damage();
    auto history = History::open(path(), m_clock, {}, History::Look::Begin);
    QVERIFY(history);
    // what is in the way has the name that the file would get
    QFile inTheWay(path() + u".damaged-"_s + QString::number(start.time_since_epoch().count()));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    const QByteArray before = contentOf(path());
    for (int i = 0; i < 2; ++i) {
        const auto added = history->add(entryFor("/after"));
        QVERIFY(!added);
        QCOMPARE(codeName(added.error().code), "DatabaseFailed"_qba);
        const auto found = history->search({});
        QVERIFY(!found);
        QCOMPARE(codeName(found.error().code), "DatabaseFailed"_qba);
    }
    QVERIFY(contentOf(path()) == before);

    QVERIFY(!history->add(entryFor("/after"))); // leaves it without a connection
    QVERIFY(QFile::remove(path()));
    QVERIFY(history->add(entryFor("/new")));
    QCOMPARE(history->search({})->size(), 1u);
    QCOMPARE(QFile::permissions(path()) &
                 (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
             QFile::Permissions());
    QVERIFY(!history->damage());
}

void TestRequestsHistory::writesNothingWhenItIsOpened()
{
    QVERIFY(open()->add(entryFor("/x")));
    const auto content = [this] { return contentOf(path()); };
    const QByteArray before = content(); // with a count of the writes (SQLite's file format, section 1.3)
    QVERIFY(!before.isEmpty());
    for (const auto look : {History::Look::Whole, History::Look::Begin}) {
        QVERIFY(History::open(path(), m_clock, {}, look));
        QVERIFY(content() == before);
    }
}

void TestRequestsHistory::saysWhenItCannotBeMade()
{
    const auto history = History::open(m_dir->filePath(u"gone/history.sqlite"_s), m_clock, {});
    QVERIFY(!history);
    QCOMPARE(codeName(history.error().code), "DatabaseFailed"_qba);
}
