#include "requests/history.h"
#include "requests/http_file.h"
#include "requests/import.h"
#include "requests/redaction.h"

#include "import_samples.h"

#include <QDir>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <csignal>

#include <sys/resource.h>

using namespace claimcheck;
using namespace claimcheck::requests;
using namespace Qt::StringLiterals;

namespace {

const TimePoint start(std::chrono::milliseconds(1'800'000'000'000));

http::Request sent(const QByteArray &path)
{
    return {.method = "POST",
            .url = QUrl(u"https://u:p@api.example"_s + QString::fromUtf8(path)),
            .headers = {{"Authorization", "Bearer s3cret-value"}, {"X-One", "1"}},
            .body = R"({"password":"s3cret-value","note":")" + test::importToken + "\"}"};
}

http::Response answer()
{
    http::Response response;
    response.status = 200;
    response.headers = {{"Content-Type", "application/json"},
                        {"Set-Cookie", "sid=s3cret-value; Path=/\nb=s3cret-value"}};
    response.body = R"({"access_token":"s3cret-value","token_type":"Bearer"})";
    response.timing.totalMs = 12;
    return response;
}

HistoryEntry entryFor(const QByteArray &path, TimePoint at = start)
{
    RequestSpec spec{.title = "T",
                     .method = "POST",
                     .url = "https://api.example" + path,
                     .headers = {{"Authorization", "Bearer s3cret-value"}, {"X-Ref", "{{keychain:k}}"}}};
    spec.body.kind = BodyKind::Json;
    spec.body.text = sent(path).body;
    return historyEntry(spec, u"profile-1"_s, at, sent(path), answer());
}

QByteArray everythingIn(const QString &folder)
{
    QByteArray all;
    for (const QString &name : QDir(folder).entryList(QDir::Files | QDir::Hidden)) {
        QFile file(QDir(folder).filePath(name));
        if (file.open(QIODevice::ReadOnly))
            all += file.readAll();
    }
    return all;
}

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

class TestRequestsHistory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void storesAndFinds();
    void holdsNoSecret();
    void canBeSentAgain();
    void hidesWhatStandsBesideReferences();
    void keepsNoSpecOfALargeBody();
    void staysWithinItsBounds();
    void forgetsForGood();
    void keepsADamagedFileAside_data();
    void keepsADamagedFileAside();
    void findsDamageWhenItAdds();
    void leavesALockedFileWhereItIs();
    void leavesTheFileWhereItIsWhenTheDiskIsFull();
    void opensAgainAfterDamageThatCouldNotBeSetAside();
    void writesNothingWhenItIsOpened();
    void saysWhenItCannotBeMade();
    void exportsHar();
    void logsTheNetwork();

private:
    [[nodiscard]] QString path() const { return m_dir->filePath(u"history.sqlite"_s); }
    [[nodiscard]] Result<History> open(History::Bounds bounds = {})
    {
        return History::open(path(), m_clock, bounds);
    }
    [[nodiscard]] QStringList setAside() const
    {
        return QDir(m_dir->path()).entryList({u"*.damaged-*"_s}, QDir::Files | QDir::Hidden);
    }
    /// Overwrites everything but the schema.
    void damage();
    std::unique_ptr<QTemporaryDir> m_dir;
    FixedClock m_clock{start};
};

void TestRequestsHistory::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_clock.set(start);
}

void TestRequestsHistory::storesAndFinds()
{
    {
        auto history = open();
        QVERIFY(history);
        QVERIFY(history->add(entryFor("/one?page=2")));
        HistoryEntry failed = entryFor("/two", start + std::chrono::seconds(1));
        failed.profile = u"profile-2"_s;
        failed.status = 0;
        failed.error = "TimedOut";
        QVERIFY(history->add(failed));
    }
    const auto history = open();
    QVERIFY(history);
    QVERIFY(!history->damage());
    const auto all = history->search({});
    QCOMPARE(all->size(), 2u);
    QCOMPARE(all->front().url, u"https://api.example/two"_s);
    QCOMPARE(all->front().error, "TimedOut"_qba);
    QVERIFY(all->front().responseBody.isEmpty()); // lists stay small
    QCOMPARE(history->search({.text = u"PAGE=2"_s})->size(), 1u);
    QCOMPARE(history->search({.text = u"token_type"_s})->size(), 2u);
    QCOMPARE(history->search({.text = u"x-one: 1"_s})->size(), 2u);
    QCOMPARE(history->search({.text = u"100%"_s})->size(), 0u);
    QCOMPARE(history->search({.text = u"' OR 1=1 --"_s})->size(), 0u);
    QCOMPARE(history->search({.profile = u"profile-2"_s})->size(), 1u);
    QCOMPARE(history->search({.limit = 1})->size(), 1u);
    QCOMPARE(history->search({.offset = 1})->front().url, u"https://api.example/one?page=2"_s);
    const auto one = history->entry(all->back().id);
    QVERIFY(one);
    QCOMPARE(one->at, start);
    QCOMPARE(one->responseSize, answer().body.size());
    QVERIFY(one->responseBody.contains("token_type"));
    const auto none = history->entry(99);
    QVERIFY(!none);
    QCOMPARE(codeName(none.error().code), "RequestNotFound"_qba);
    QCOMPARE(QFile::permissions(path()) &
                 (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
             QFile::Permissions());
}

void TestRequestsHistory::holdsNoSecret()
{
    {
        auto history = open();
        QVERIFY(history->add(entryFor("/x?access_token=s3cret-value&page=2")));
    }
    const QByteArray all = everythingIn(m_dir->path());
    QVERIFY(all.contains("api.example") && all.contains("page=2") && all.contains("tok#"));
    QVERIFY(!all.contains("s3cret"));
    QVERIFY(!all.contains(test::importToken));
    QVERIFY(!all.contains("u:p@"));
}

void TestRequestsHistory::canBeSentAgain()
{
    auto history = open();
    const auto id = history->add(entryFor("/x"));
    const auto file = HttpFile::parse(history->entry(*id)->spec);
    QVERIFY(file);
    const RequestSpec &spec = file->entries().at(0).spec;
    QCOMPARE(spec.url, "https://api.example/x"_qba);
    QCOMPARE(spec.headers[1], (http::Header{"X-Ref", "{{keychain:k}}"}));
    QVERIFY(spec.headers[0].value.startsWith("Bearer tok#"));
}

void TestRequestsHistory::hidesWhatStandsBesideReferences()
{
    RequestSpec spec{.title = "T",
                     .method = "POST",
                     .url = "https://u:s3cret@api.example/{{keychain:k}}?api_key=s3cret&q={{keychain:a b}}",
                     .headers = {{"X-Api-Key", "s3cret{{keychain:k}}"},
                                 {"Authorization", "Bearer {{profile:work.token}}"},
                                 {"Cookie", "a=s3cret; b={{keychain:k}}"}}};
    const auto kept = [&spec] {
        const HistoryEntry entry = historyEntry(spec, {}, start, sent("/x"), answer());
        const auto file = HttpFile::parse(entry.spec);
        if (!file || file->entries().size() != 1 || entry.spec.contains("s3cret"))
            qFatal("%s", entry.spec.constData());
        return file->entries()[0].spec;
    };
    const QByteArray marked = mark("s3cret");
    spec.body = {.kind = BodyKind::Json, .text = R"({"password":"s3cret","a":"{{keychain:k}}"})"};
    const RequestSpec json = kept();
    QCOMPARE(json.url, "https://" + mark("u:s3cret") + "@api.example/{{keychain:k}}?api_key=" + marked +
                           "&q={{keychain:a b}}");
    QCOMPARE(json.headers[0].value, marked + "{{keychain:k}}");
    QCOMPARE(json.headers[1].value, "Bearer {{profile:work.token}}"_qba);
    QCOMPARE(json.headers[2].value, "a=" + marked + "; b={{keychain:k}}");
    QCOMPARE(json.body.text, R"({"password":")" + marked + R"(","a":"{{keychain:k}}"})");
    spec.body = {.kind = BodyKind::Form,
                 .fields = {{"password", "s3cret{{keychain:k}}"}, {"a", "{{keychain:k}}"}}};
    QVERIFY(historyEntry(spec, {}, start, sent("/x"), answer()).spec.contains("{{keychain:k}}"));
    kept();
    spec.body = {
        .kind = BodyKind::Multipart,
        .parts = {
            {.name = "password", .value = "s3cret{{keychain:k}}", .headers = {{"X-Api-Key", "s3cret"}}}}};
    kept();
}

/// Without its body it would be another request.
void TestRequestsHistory::keepsNoSpecOfALargeBody()
{
    RequestSpec spec{.method = "POST", .url = "https://api.example/x"};
    spec.body = {.kind = BodyKind::Text, .text = QByteArray(History::maxBody, 'x')};
    QVERIFY(!historyEntry(spec, {}, start, sent("/x"), answer()).spec.isEmpty());
    spec.body.text += 'x';
    QVERIFY(historyEntry(spec, {}, start, sent("/x"), answer()).spec.isEmpty());
}

void TestRequestsHistory::staysWithinItsBounds()
{
    auto history = open({.entries = 3, .age = std::chrono::hours(1)});
    for (int i = 0; i < 5; ++i)
        QVERIFY(history->add(entryFor('/' + QByteArray::number(i), start + std::chrono::seconds(i))));
    QCOMPARE(history->search({})->size(), 3u);
    QCOMPARE(history->search({})->back().url, u"https://api.example/2"_s);
    m_clock.advance(std::chrono::hours(2));
    QVERIFY(history->add(entryFor("/new", m_clock.now())));
    QCOMPARE(history->search({})->size(), 1u);
    HistoryEntry large = entryFor("/large", m_clock.now());
    large.responseBody = QByteArray(10 * History::maxBody, 'x');
    const auto id = history->add(large);
    QCOMPARE(history->entry(*id)->responseBody.size(), History::maxBody);
}

void TestRequestsHistory::forgetsForGood()
{
    auto history = open();
    const auto id = history->add(entryFor("/first-path"));
    QVERIFY(history->add(entryFor("/second-path")));
    QVERIFY(everythingIn(m_dir->path()).contains("first-path"));
    QVERIFY(history->remove(*id));
    QVERIFY(!everythingIn(m_dir->path()).contains("first-path"));
    QVERIFY(history->clear());
    QVERIFY(history->search({})->empty());
    QVERIFY(!everythingIn(m_dir->path()).contains("second-path"));
}

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

/// What is exported can be imported, holds no secret, and marks the same secret alike everywhere.
void TestRequestsHistory::exportsHar()
{
    const QByteArray har = exportHar({entryFor("/x?access_token=s3cret-value&page=2"), entryFor("/y")});
    QVERIFY(!har.contains("s3cret"));
    QVERIFY(!har.contains(test::importToken));
    const auto import = importHar(har);
    QVERIFY(import);
    QCOMPARE(import->requests.size(), 2u);
    QCOMPARE(import->requests[1].method, "POST"_qba);
    const auto document = json::Document::parse(har);
    const auto text = [&document](const char *pointer) { return document->root().at(pointer).toUtf8(); };
    const QByteArray bearer = text("/log/entries/0/request/headers/0/value");
    QVERIFY(bearer.startsWith("Bearer tok#"));
    QCOMPARE(text("/log/entries/1/request/headers/0/value"), bearer);
    QVERIFY(text("/log/entries/0/request/url").contains("access_token=" + bearer.mid(7)));
    QVERIFY(text("/log/entries/0/response/content/text").contains(bearer.mid(7)));
    QCOMPARE(text("/log/entries/0/startedDateTime"), "2027-01-15T08:00:00Z"_qba);
}

void TestRequestsHistory::logsTheNetwork()
{
    NetworkLog log(10);
    for (int i = 0; i < 25; ++i)
        log.add(entryFor('/' + QByteArray::number(i)));
    QCOMPARE(log.entries().size(), 10u);
    QCOMPARE(log.entries().back().url, u"https://api.example/24"_s);
    QCOMPARE(log.entries().back().id, 25);
    QCOMPARE(log.dropped(), 15);
    log.clear();
    QVERIFY(log.entries().empty());
}

QTEST_GUILESS_MAIN(TestRequestsHistory)
#include "tst_requests_history.moc"
