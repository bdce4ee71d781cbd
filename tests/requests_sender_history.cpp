// What is written down of a request and its answer.

#include "tst_requests_sender.h"

#include "requests/history_settings.h"
#include "requests/http_file.h"

#include <QFile>

void TestRequestsSender::writesDownWithoutSecrets()
{
    auto history = History::open(m_computer->dir.filePath(u"h.sqlite"_s), m_computer->clock, {});
    QVERIFY(history);
    m_sender->setHistory(&*history);
    signedIn();
    m_server->instead["/me"] =
        ServerAnswer::json(R"({"access_token":"s3cret-of-the-server-0123456789","n":1})");
    Outbound out = get("{{base}}/me?x={{v}}");
    out.spec.name = "mine";
    out.profileId = m_computer->id;
    out.spec.headers = {{"X-Token", "{{profile:work.token}}"}, {"Cookie", "session=s3cret-cookie"}};
    QCOMPARE(codeOf(send(out)), ""_qba);
    QCOMPARE(codeOf(send(get("{{base}}/{{nobody}}"))), "VariableUnknown"_qba);
    const auto entries = history->search({});
    QVERIFY(entries);
    QCOMPARE(entries->size(), 2u);
    const auto entry = history->entry(entries->back().id);
    QVERIFY(entry);
    QCOMPARE(entry->status, 200);
    QCOMPARE(entry->profile, m_computer->id);
    QVERIFY2(entry->requestHead.contains("X-Token: {{profile:work.token}}"), entry->requestHead);
    QVERIFY2(entry->responseBody.contains("tok#"), entry->responseBody);
    history = Error{ErrorCode::Cancelled};
    m_sender->setHistory(nullptr);
    QFile file(m_computer->dir.filePath(u"h.sqlite"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray all = file.readAll();
    for (const char *secret : {"access-1", "s3cret-of-the-server", "s3cret-cookie"})
        QVERIFY2(!all.contains(secret), secret);
}

void TestRequestsSender::whatIsWrittenDownCanBeSentAgain()
{
    auto history = History::open(m_computer->dir.filePath(u"h.sqlite"_s), m_computer->clock, {});
    QVERIFY(history);
    m_sender->setHistory(&*history);
    signedIn();
    Outbound out = get("{{base}}/me?x={{v}}");
    out.spec.method = "POST";
    out.profileId = m_computer->id;
    out.spec.headers = {{"X-Token", "{{profile:work.token}}"}, {"Content-Type", "text/plain"}};
    out.spec.body = {.kind = BodyKind::Text, .text = "body {{v}}"};
    QCOMPARE(codeOf(send(out)), ""_qba);
    const auto entry = history->entry(history->search({})->front().id);
    QVERIFY(entry);
    const auto file = HttpFile::parse(entry->spec);
    QVERIFY(file);
    QCOMPARE(file->entries().size(), 1u);
    // Without the variables that it was made with.
    Outbound again{.spec = file->entries()[0].spec, .profileId = entry->profile};
    again.expander = std::make_shared<Expander>(Expander::literal(m_computer->clock));
    QCOMPARE(codeOf(send(again)), ""_qba);
    const SeenRequest &first = m_server->requests()[0], &second = m_server->requests()[1];
    QCOMPARE(second.raw, first.raw);
    QVERIFY2(first.raw.contains("body filled in"), first.raw);
}

/// However it is spelled, and though it looks like nothing.
void TestRequestsSender::whatAServerRepeatsIsNotWrittenDown()
{
    auto history = History::open(m_computer->dir.filePath(u"h.sqlite"_s), m_computer->clock, {});
    QVERIFY(history);
    m_sender->setHistory(&*history);
    signedIn();
    keep("api key", "k3pt \"v/l");
    const QByteArrayList spellings = {"k3pt \"v/l",     "k3pt%20%22v%2Fl",
                                      "k3pt+%22v%2fl",  "k3pt \\\"v/l",
                                      "k3pt \\\"v\\/l", QByteArray("k3pt \"v/l").toBase64(),
                                      "access-1",       QByteArray("ann:k3pt \"v/l").toBase64()};
    m_server->instead["/me"] = ServerAnswer::text("You said " + spellings.join(", "));
    m_server->instead["/me"].headers.push_back({"X-Said", "k3pt \"v/l"});
    Outbound out = get("{{base}}/me");
    out.profileId = m_computer->id;
    out.spec.headers = {{"X-Own", "{{keychain:api key}}"},
                        {"Authorization", "Basic ann:{{keychain:api key}}"}};
    const Sent sent = send(out);
    QCOMPARE(codeOf(sent), ""_qba);
    QVERIFY(bodyOf(sent).contains("access-1")); // whoever looks at the answer sees it as it is
    const auto entry = history->entry(history->search({})->front().id);
    QVERIFY(entry);
    for (const QByteArray &spelling : spellings) {
        QVERIFY2(!entry->responseBody.contains(spelling), entry->responseBody);
        QVERIFY2(!entry->responseHead.contains(spelling), entry->responseHead);
    }
    QVERIFY2(entry->responseBody.contains("You said tok#"), entry->responseBody);
    QVERIFY2(entry->responseHead.contains("X-Said: tok#"), entry->responseHead);
}

void TestRequestsSender::addressesOfAnswersHoldReferences()
{
    keep("api key", "k3pt/v l");
    m_server->instead["/me"] = ServerAnswer::redirect(302, "/there/k3pt/v%20l?k=k3pt%2fv+l&x=1");
    QList<QUrl> heads;
    const Sent sent = send(get("{{base}}/me?k={{keychain:api key}}"),
                           {.begun = [&heads](const http::Response &head, const auto &) {
                               heads << head.url << head.redirects.at(0).url;
                           }});
    QCOMPARE(codeOf(sent), ""_qba);
    QCOMPARE(m_server->requests()[0].target, "/me?k=k3pt%2Fv%20l"_qba);
    QCOMPARE(sent.answer->redirects.size(), 1u);
    const QByteArray reference = "%7B%7Bkeychain:api%20key%7D%7D";
    const QByteArray first = sent.answer->redirects[0].url.toEncoded();
    const QByteArray last = sent.answer->url.toEncoded();
    QCOMPARE(first, m_server->origin() + "/me?k=" + reference);
    QCOMPARE(last, m_server->origin() + "/there/" + reference + "?k=" + reference + "&x=1");
    QCOMPARE(heads, QList<QUrl>({sent.answer->url, sent.answer->redirects[0].url}));
}

void TestRequestsSender::settingsOfTheHistory()
{
    const QString folder = m_computer->dir.path();
    QVERIFY(HistorySettings::read(folder)->on);
    HistorySettings settings{.on = false, .bounds = {.entries = 7, .age = std::chrono::hours(48)}};
    QVERIFY(settings.write(folder));
    const auto read = HistorySettings::read(folder);
    QVERIFY(read && !read->on);
    QCOMPARE(read->bounds.entries, 7);
    QVERIFY(read->bounds.age == std::chrono::hours(48));
    QFile file(folder + u"/history.json"_s);
    for (const char *text :
         {"", "{}", R"({"on":1,"entries":7,"days":2})", R"({"on":true,"entries":0,"days":2})"}) {
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) >= 0);
        file.close();
        const auto damaged = HistorySettings::read(folder);
        QVERIFY2(!damaged && damaged.error().code == ErrorCode::FileUnreadable, text);
    }
}
