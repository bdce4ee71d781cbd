#include "requests/assertions.h"
#include "requests/redaction.h"
#include "requests/run_suite.h"

#include "import_samples.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QUrl>

using namespace claimcheck;
using namespace claimcheck::requests;
using namespace Qt::StringLiterals;

namespace {

http::Response answer()
{
    http::Response response;
    response.status = 201;
    response.url = QUrl(u"https://a.example/x?token=s3cret&page=2"_s);
    response.headers = {
        {"Content-Type", "application/json; charset=utf-8"}, {"X-Count", "12"}, {"X-Api-Key", "s3cret"}};
    response.body =
        R"({"data":[{"id":7,"name":"Ann"},{"id":8,"name":"Bob","tags":["x","y"]}],"total":2.0,"ok":true,)"
        R"("none":null,"a b":{"c":"d"},"a/b":1,"big":12345678901234567890})";
    response.timing.totalMs = 120;
    return response;
}

QByteArray selected(const QByteArray &filter)
{
    const auto parsed = JsonFilter::parse(filter);
    if (!parsed)
        return codeName(parsed.error().code) + ' ' + QByteArray::number(parsed.error().offset);
    const auto document = json::Document::parse(answer().body);
    QByteArrayList list;
    for (const json::Value &value : parsed->select(document->root()))
        list += value.raw().toByteArray();
    return list.join(' ');
}

} // namespace

class TestRequestsAssertions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filters_data();
    void filters();
    void filtersStayCheap();
    void judges_data();
    void judges();
    void refusesWhatCannotBeRead_data();
    void refusesWhatCannotBeRead();
    void showsWhatIsThereInstead();
    void reportsASuite();
    void leavesNoSecretInAReport();
    void marksSecrets_data();
    void marksSecrets();
    void redactsHeaders_data();
    void redactsHeaders();
};

void TestRequestsAssertions::filters_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *filter, const char *expected) {
        QTest::newRow(*filter ? filter : "empty") << QByteArray(filter) << QByteArray(expected);
    };
    row("/data/0/id", "7");
    row("/a~1b", "1");
    row("/data/2", "");
    row("/a b/c", "\"d\"");
    row("$.data[0].id", "7");
    row("data[1].name", "\"Bob\"");
    row("data[-1].name", "\"Bob\"");
    row("data[-3]", "");
    row("$.data[*].id", "7 8");
    row("data.*.id", "7 8");
    row("$['a b']['c']", "\"d\"");
    row("$[\"a/b\"]", "1");
    row("$..id", "7 8");
    row("..tags[0]", "\"x\"");
    row("big", "12345678901234567890");
    row("none", "null");
    row("nothing", "");
    row("~", "");
    row("/~2", "FilterInvalid 1");
    row("$x", "FilterInvalid 1");
    row("$.", "FilterInvalid 2");
    row("a[", "FilterInvalid 2");
    row("a[x]", "FilterInvalid 2");
    row("a['x", "FilterInvalid 4");
    row("a b", "FilterInvalid 1");
}

void TestRequestsAssertions::filters()
{
    QFETCH(QByteArray, filter);
    QTEST(selected(filter), "expected");
}

void TestRequestsAssertions::filtersStayCheap()
{
    const auto wide = json::Document::parse('[' + QByteArray("[1,2],").repeated(200'000) + "0]");
    QVERIFY(wide);
    QCOMPARE(JsonFilter::parse("$..*")->select(wide->root()).size(), JsonFilter::maxResults);
    QVERIFY(!JsonFilter::parse("$" + QByteArray("..a").repeated(100)));
}

void TestRequestsAssertions::judges_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("passes");
    const auto row = [](const char *text, bool passes) { QTest::newRow(text) << QByteArray(text) << passes; };
    row("status == 201", true);
    row("status == 200", false);
    row("status != 200", true);
    row("status < 300", true);
    row("status >= 201", true);
    row("status > 201", false);
    row("time <= 120", true);
    row("time < 120", false);
    row("header content-type contains json", true);
    row("header Content-Type contains xml", false);
    row("header Content-Type == application/json; charset=utf-8", true);
    row("header X-Count > 11", true);
    row("header X-Count > twelve", false); // not readable: see below
    row("header X-None missing", true);
    row("header X-Count missing", false);
    row("header X-None == 1", false);
    row("header X-None != 1", false); // what is not there is not unequal
    row("json /data/0/id == 7", true);
    row("json /data/0/id == 7.0", true);
    row("json /data/0/id == \"7\"", false);
    row("json $.data[1].name == Bob", true);
    row("json $.data[1].name == \"Bob\"", true);
    row("json total == 2", true);
    row("json big == 12345678901234567890", true);
    row("json big == 12345678901234567891", true); // doubles: neither fits 64 bits
    row("json ok == true", true);
    row("json none == null", true);
    row("json none exists", true);
    row("json nothing exists", false);
    row("json data[1].tags == [\"x\", \"y\"]", true);
    row("json data[1].tags == [\"y\", \"x\"]", false);
    row("json data[1].tags contains x", true);
    row("json data[1].tags contains z", false);
    row("json data[0] == {\"name\":\"Ann\",\"id\":7}", true);
    row("json $['a b'].c == d", true);
    row("json data[*].id >= 7", true);
    row("json data[*].id >= 8", false);
    row("json exists", true);
    row("body contains \"name\":\"Ann\"", true);
    row("body contains \"Ann\"", true);
    row("body missing", false);
}

void TestRequestsAssertions::judges()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, passes);
    const auto assertion = parseAssertion(text);
    if (!assertion) {
        QVERIFY(!passes);
        QCOMPARE(codeName(assertion.error().code), "AssertionInvalid"_qba);
        return;
    }
    QCOMPARE(judge(*assertion, answer()).passed, passes);
}

void TestRequestsAssertions::refusesWhatCannotBeRead_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"", "state == 200", "status", "status ==", "status = 200", "status == ok", "header == 1",
          "header X", "json [ == 1", "json a < b", "status exists now", "time < soon"})
        QTest::newRow(*text ? text : "empty") << QByteArray(text);
}

void TestRequestsAssertions::refusesWhatCannotBeRead()
{
    QFETCH(QByteArray, text);
    const auto assertion = parseAssertion(text);
    QVERIFY(!assertion);
    QCOMPARE(codeName(assertion.error().code), "AssertionInvalid"_qba);
    QVERIFY(!assertion.error().detail.isEmpty());
}

void TestRequestsAssertions::showsWhatIsThereInstead()
{
    const auto actual = [](const char *text) { return judge(*parseAssertion(text), answer()).actual; };
    QCOMPARE(actual("status == 200"), u"201"_s);
    QCOMPARE(actual("json /data/0/name == Eve"), u"Ann"_s);
    QCOMPARE(actual("json nothing == 1"), u"missing"_s);
    QVERIFY(!actual("header X-Api-Key == other").contains(u"s3cret"));
    http::Response tokens = answer();
    tokens.body = R"({"access_token":["s3cret"],"deep":{"password":"s3cret"}})";
    for (const char *text : {"json access_token[0] == x", "json $['access_token'] == x",
                             "json /deep/password == x", "json deep == x"}) {
        const QString shown = judge(*parseAssertion(text), tokens).actual;
        QVERIFY2(shown.contains(u"tok#"_s), qPrintable(shown));
        QVERIFY2(!shown.contains(u"s3cret"_s), qPrintable(shown));
    }
    http::Response html = answer();
    html.body = "<html>";
    QCOMPARE(judge(*parseAssertion("json /a == 1"), html).actual, u"not JSON"_s);
    QVERIFY(!judge(*parseAssertion("json /a missing"), html).passed);
}

void TestRequestsAssertions::reportsASuite()
{
    RequestSpec spec{.name = "one", .url = "https://a.example"};
    SuiteReport report;
    QCOMPARE(report.exitCode(), 0);
    report.items.push_back(judgeRun(spec, answer()));
    QCOMPARE(report.exitCode(), 0);
    http::Response failed = answer();
    failed.status = 400;
    report.items.push_back(judgeRun(spec, failed));
    QVERIFY(report.items.back().outcome == SuiteItem::Outcome::Failed);
    QCOMPARE(report.exitCode(), 1);
    spec.assertions = {"status == 400", "json total == 3"};
    report.items.push_back(judgeRun(spec, failed));
    QCOMPARE(report.items.back().assertions.size(), 2u);
    QVERIFY(report.items.back().assertions[0].passed);
    QCOMPARE(report.exitCode(), 1);
    report.items.push_back(judgeRun(spec, Error{ErrorCode::TimedOut, u"a.example"_s}));
    QCOMPARE(report.exitCode(), 3);
    spec.assertions = {"status == 400", "nonsense"};
    report.items.push_back(judgeRun(spec, failed));
    QVERIFY(report.items.back().outcome == SuiteItem::Outcome::CouldNotDo);

    const QJsonObject json = QJsonDocument::fromJson(report.json()).object();
    QCOMPARE(json[u"outcome"_s].toString(), u"could-not-do"_s);
    QCOMPARE(json[u"passed"_s].toInt(), 1);
    QCOMPARE(json[u"failed"_s].toInt(), 2);
    QCOMPARE(json[u"notDone"_s].toInt(), 2);
    QCOMPARE(json[u"requests"_s][3][u"error"_s][u"code"_s].toString(), u"TimedOut"_s);
    QVERIFY(json[u"requests"_s][3][u"status"_s].isNull());
    QVERIFY2(report.text().contains(u"json total == 3: the answer has 2.0"), qUtf8Printable(report.text()));
    QVERIFY(report.text().endsWith(u"1 passed, 2 failed, 2 not done.\n"));
}

void TestRequestsAssertions::leavesNoSecretInAReport()
{
    RequestSpec spec{.url = "https://a.example/?access_token=s3cret"};
    spec.assertions = {"header X-Api-Key == other", "body contains nothing"};
    http::Response response = answer();
    response.body = test::importToken;
    SuiteReport report;
    report.items.push_back(judgeRun(spec, response));
    const QByteArray all = report.json() + report.text().toUtf8();
    QVERIFY(!all.contains("s3cret"));
    QVERIFY(!all.contains(test::importToken));
    QVERIFY(all.contains("page=2"));
}

void TestRequestsAssertions::marksSecrets_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray token = test::importToken;
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &expected) {
        QTest::newRow(name) << text << expected;
    };
    row("plain", "nothing to hide", "nothing to hide");
    row("a token", "see " + token + " here", "see " + mark(token) + " here");
    row("JSON", R"({"user":"a","password":"p w","access_token":")" + token + "\"}",
        R"({"user":"a","password":")" + mark("p w") + R"(","access_token":")" + mark(token) + "\"}");
    row("a number is none", R"({"token":1})", R"({"token":1})");
    row("a form", "user=a&password=p%20w&x=1", "user=a&password=" + mark("p w") + "&x=1");
    row("code", "if (password=1) { x }", "if (password=1) { x }");
    row("separators", QByteArray(1000, '&') + "password=abc", QByteArray(1000, '&') + "password=tok#ba78");
    row("a reference", R"({"password":"{{keychain:a b}}","pin":{{keychain:n}},"secret":"abc"})",
        R"({"password":"{{keychain:a b}}","pin":{{keychain:n}},"secret":"tok#ba78"})");
    row("beside a reference", R"({"password":"abc{{keychain:k}}abc"})",
        R"({"password":"tok#ba78{{keychain:k}}tok#ba78"})");
    row("no reference", R"({"password":"{{name}}"})", R"({"password":")" + mark("{{name}}") + "\"}");
    // Of no known form, but with names that say what stands behind them.
    row("JSON with a fault", R"({"password":"abc", "pin": 5,})", R"({"password":"tok#ba78", "pin": 5,})");
    row("JSON that ends too early", R"({"client_secret":"abc)", R"({"client_secret":"tok#ba78)");
    row("a quote in it", R"({"password":"a\"bc", x)", R"({"password":")" + mark(R"(a\"bc)") + R"(", x)");
    row("several JSON texts", "{\"token\":\"abc\"}\n{\"token\":\"abc\"}\n",
        "{\"token\":\"tok#ba78\"}\n{\"token\":\"tok#ba78\"}\n");
    row("JSON inside of text", R"(got {\"password\":\"abc\",\"a\":1} there)",
        R"(got {\"password\":\"tok#ba78\",\"a\":1} there)");
    row("JSON5", "{password: 'abc', a: 1}", "{password: 'tok#ba78', a: 1}");
    row("YAML", "user: a\napi_key: abc\nport: 80\n", "user: a\napi_key: tok#ba78\nport: 80\n");
    row("a log", "login user=a password=abc from 1", "login user=a password=tok#ba78 from 1");
    row("JSON with an equals sign", R"({"a":"x=y","password":"abc",})",
        R"({"a":"x=y","password":"tok#ba78",})");
    row("a reference in a fault", R"({"password":"{{keychain:k}}",})", R"({"password":"{{keychain:k}}",})");
    row("names alone", "password: , token = ; key:", "password: , token = ; key:");
    row("no text", "{password: null, token: true, key: 12,}", "{password: null, token: true, key: 12,}");
    row("colons", QByteArray(100'000, ':'), QByteArray(100'000, ':'));
    row("a form with one", "a={{keychain:a & b=c}}&password=abc", "a={{keychain:a & b=c}}&password=tok#ba78");
}

void TestRequestsAssertions::marksSecrets()
{
    QFETCH(QByteArray, text);
    QTEST(redactedText(text), "expected");
    // SHA-256 of "abc" begins with ba7816bf (FIPS 180-4).
    QCOMPARE(mark("abc"), "tok#ba78"_qba);
}

void TestRequestsAssertions::redactsHeaders_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const QByteArray &value, const QByteArray &expected) {
        QTest::newRow((name + " "_qba + value).constData()) << QByteArray(name) << value << expected;
    };
    row("Accept", "text/html", "text/html");
    row("Authorization", "Bearer abc", "Bearer tok#ba78");
    row("authorization", "abc", "tok#ba78");
    row("X-Api-Key", "abc", "tok#ba78");
    row("Cookie", "a=abc; b=abc", "a=tok#ba78; b=tok#ba78");
    row("Set-Cookie", "a=abc; Path=/\nb=abc; HttpOnly", "a=tok#ba78; Path=/\nb=tok#ba78; HttpOnly");
    row("Location", "https://u:p@a.example/x?code=1&access_token=abc#y",
        "https://a.example/x?code=1&access_token=tok#ba78#y");
    row("WWW-Authenticate", "Bearer realm=\"x\"", "Bearer realm=\"x\"");
    row("X-Custom", test::importToken, mark(test::importToken));
    row("Authorization", "Bearer {{profile:p.token}}", "Bearer {{profile:p.token}}");
    row("Authorization", "{{keychain:a b}}", "{{keychain:a b}}");
    row("X-Api-Key", "abc{{keychain:k}}", "tok#ba78{{keychain:k}}");
    // A first word that is no scheme may be the begin of the secret.
    row("Authorization", "DPoP {{profile:p.token}}", "DPoP {{profile:p.token}}");
    row("Authorization", "SCRAM-SHA-256 abc", "SCRAM-SHA-256 tok#ba78");
    row("Authorization", "Token abc", "Token tok#ba78");
    row("Authorization", "typed {{keychain:k}}", mark("typed ") + "{{keychain:k}}");
    row("Proxy-Authorization", "abc def", mark("abc def"));
    row("X-Auth-Token", "Bearer {{keychain:k}}", "Bearer {{keychain:k}}");
    row("Cookie", "a=abc; b={{keychain:b;c}}", "a=tok#ba78; b={{keychain:b;c}}");
    row("Referer", "https://a.example/{{keychain:k}}", "https://a.example/{{keychain:k}}");
}

void TestRequestsAssertions::redactsHeaders()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QTEST(redactedHeader({name, value}).value, "expected");
}

QTEST_GUILESS_MAIN(TestRequestsAssertions)
#include "tst_requests_assertions.moc"
