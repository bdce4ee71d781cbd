#include "tst_requests_history.h"

#include "requests/http_file.h"
#include "requests/import.h"
#include "requests/redaction.h"

#include <QFile>

namespace {

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

} // namespace

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
    // The phases that are known, three of which always are, make up the time (HAR 1.2, "timings").
    const auto number = [&document](const QByteArray &pointer) {
        return document->root().at(pointer).raw().toByteArray().toLongLong();
    };
    QCOMPARE(number("/log/entries/0/timings/send") + number("/log/entries/0/timings/wait") +
                 number("/log/entries/0/timings/receive"),
             number("/log/entries/0/time"));
    QCOMPARE(number("/log/entries/0/timings/send"), 0);
}

/// It is there of every answer, and empty of one that leads nowhere (HAR 1.2, "response").
void TestRequestsHistory::exportsWhereAnAnswerLeads()
{
    http::Response moved = answer();
    moved.status = 302;
    moved.headers.push_back({"Location", "/login?next=%2Fx"});
    const HistoryEntry led = historyEntry({}, {}, start, sent("/x"), moved);
    const auto document = json::Document::parse(exportHar({led, entryFor("/y")}));
    QVERIFY(document);
    QVERIFY(document->root().at("/log/entries/0/response/redirectURL").equals("/login?next=%2Fx"));
    QVERIFY(document->root().at("/log/entries/1/response/redirectURL").equals(""));
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
