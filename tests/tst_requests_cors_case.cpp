#include "requests/cors_case.h"

#include <QTest>
#include <QUrl>

using namespace claimcheck;
using namespace claimcheck::requests;
using namespace Qt::StringLiterals;

namespace {

const http::Origin page{u"https"_s, u"app.example"_s, 443};

BrowserRequest request(QByteArray method = "GET", http::Headers headers = {},
                       CredentialsMode mode = CredentialsMode::SameOrigin)
{
    return {.method = std::move(method),
            .url = QUrl(u"https://api.example/x"_s),
            .headers = std::move(headers),
            .page = page,
            .credentials = mode};
}

http::Response answer(http::Headers headers, int status = 200)
{
    http::Response response;
    response.status = status;
    response.headers = std::move(headers);
    return response;
}

} // namespace

/// What a server is asked to know what a browser would be allowed, and what follows from the answers.
class TestRequestsCorsCase : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsPageOrigins_data();
    void readsPageOrigins();
    void asksWithoutACredential();
    void noticesThatAnyPageMay();
};

void TestRequestsCorsCase::readsPageOrigins_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("origin"); // empty: refused
    QTest::newRow("https") << u" https://app.example/ "_s << u"https://app.example"_s;
    QTest::newRow("a port") << u"http://localhost:3000"_s << u"http://localhost:3000"_s;
    QTest::newRow("plain http elsewhere") << u"http://app.test"_s << u"http://app.test"_s;
    QTest::newRow("plain http, a port") << u"http://app.test:8080"_s << u"http://app.test:8080"_s;
    QTest::newRow("a path") << u"https://app.example/x"_s << QString();
    QTest::newRow("plain http, a path") << u"http://app.test/x"_s << QString();
    QTest::newRow("a name") << u"app.example"_s << QString();
    QTest::newRow("user info") << u"https://a@app.example"_s << QString();
    QTest::newRow("another scheme") << u"ftp://app.example"_s << QString();
    QTest::newRow("nothing") << QString() << QString();
}

void TestRequestsCorsCase::readsPageOrigins()
{
    QFETCH(const QString, text);
    const auto origin = pageOrigin(text);
    QTEST(origin ? origin->toString() : QString(), "origin");
}

void TestRequestsCorsCase::asksWithoutACredential()
{
    using Of = CorsQuestion::Of;
    const auto asked = [](const BrowserRequest &of) {
        std::vector<Of> list;
        for (const CorsQuestion &question : corsQuestions(of)) {
            list.push_back(question.of);
            if (http::headerValue(question.request.headers, "Authorization") ||
                question.request.redirects != http::RedirectPolicy::None)
                list.clear();
        }
        return list;
    };
    const http::Header token{"Authorization", "Bearer s3cret"};
    QVERIFY(asked(request()) == (std::vector{Of::Answer, Of::Stranger}));
    QVERIFY(asked(request("GET", {token})) == (std::vector{Of::Preflight, Of::Answer, Of::Stranger}));
    QVERIFY(asked(request("PUT", {token})) == (std::vector{Of::Preflight, Of::Stranger}));
    // What a browser sends without asking first, and what would be done by asking.
    QVERIFY(asked(request("POST", {{"Content-Type", "text/plain"}})).empty());
    BrowserRequest same = request("PUT");
    same.page = {u"https"_s, u"api.example"_s, 443};
    QVERIFY(asked(same).empty());
}

/// A server that repeats every Origin, and one that knows the page.
void TestRequestsCorsCase::noticesThatAnyPageMay()
{
    const CorsCase of{.method = "POST",
                      .url = QUrl(u"https://api.example/x"_s),
                      .headers = {{"Content-Type", "application/json"}},
                      .cookies = cookieFacts("s=1; Secure; HttpOnly; SameSite=None")};
    const auto allowing = [](const QByteArray &origin) {
        return answer({{"Access-Control-Allow-Origin", origin},
                       {"Access-Control-Allow-Credentials", "true"},
                       {"Access-Control-Allow-Headers", "content-type"}});
    };
    const BrowserRequest asked = browserRequest(of, page, CredentialsMode::Include);
    const QByteArray stranger = strangersPage().toString().toUtf8();
    const auto reflected = [](const BrowserVerdict &judged) {
        return std::any_of(judged.cors.notes.begin(), judged.cors.notes.end(),
                           [](const CorsNote &note) { return note.id == "origin-reflected"; });
    };
    const BrowserVerdict any = judgeBrowser(
        of, asked, {.preflight = allowing("https://app.example"), .stranger = allowing(stranger)});
    QVERIFY(any.cors.allowed && reflected(any));
    QVERIFY(any.csrf.exposure == CsrfVerdict::Exposure::Yes);
    // The page is trusted, and a forger's is another.
    const BrowserVerdict known = judgeBrowser(
        of, asked,
        {.preflight = allowing("https://app.example"), .stranger = allowing("https://app.example")});
    QVERIFY(known.cors.allowed && !reflected(known));
    QVERIFY(known.csrf.exposure == CsrfVerdict::Exposure::No);
}

QTEST_GUILESS_MAIN(TestRequestsCorsCase)
#include "tst_requests_cors_case.moc"
