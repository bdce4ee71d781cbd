#include "http/cookies.h"
#include "http/server_words.h"
#include "login/html_forms.h"
#include "login/leak_search.h"
#include "oauth/device_authorization.h"

#include <QBuffer>
#include <QTest>

#include <algorithm>

using namespace claimcheck;
using namespace Qt::StringLiterals;

/// What an attacker tried against the client's side and got through with once.
class TestAttackClient final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTagOfThousandsOfAttributesIsNotRead_data();
    void aTagOfThousandsOfAttributesIsNotRead();
    void echoedSecretsAreTakenOut_data();
    void echoedSecretsAreTakenOut();
    void anEchoedClientSecretIsTakenOut();
    void anEchoedDeviceCodeIsTakenOut();
    void theAuditKnowsEachSecretOfAnItem_data();
    void theAuditKnowsEachSecretOfAnItem();
    void theAuditFindsACookieOfTheJar();
};

namespace {

QByteArray attributes(int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i)
        text += " a" + QByteArray::number(i);
    return text;
}

QByteArrayList valuesIn(const QByteArray &item)
{
    QByteArrayList values;
    for (const login::LiveSecret &secret : login::secretsInItem(Secret(QByteArrayView(item)), u"p"_s))
        values += secret.value.reveal().toByteArray();
    std::sort(values.begin(), values.end());
    return values;
}

http::Response refusalSaying(const QByteArray &words)
{
    http::Response response;
    response.status = 400;
    response.url = QUrl(u"https://a.example/"_s);
    response.body = words;
    return response;
}

} // namespace

void TestAttackClient::aTagOfThousandsOfAttributesIsNotRead_data()
{
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<int>("forms");
    const QByteArray form = "<form method=post><input name=a type=password></form>";
    QTest::newRow("few") << "<p" + attributes(100) + ">" + form << 1;
    // libxml2 compares each attribute of a tag with all before it.
    QTest::newRow("thousands") << "<p" + attributes(6000) + ">" + form << 0;
    QTest::newRow("thousands, never closed") << form + "<p" + attributes(6000) << 0;

    QTest::newRow("thousands, without blanks")
        << "<p a=''" + attributes(6000).replace(" ", "").replace("a", "=''a").mid(3) + ">" + form << 0;
    QTest::newRow("thousands, behind a lone quote") << "<p \"" + attributes(6000) + ">" + form << 0;
    QTest::newRow("a long text in quotes") << "<p a='" + attributes(6000) + "'>" + form << 1;
    QTest::newRow("a long script") << "<script>a<b" + attributes(6000).replace(" ", " = ") + "</script>" +
                                          form
                                   << 1;
    QTest::newRow("behind a comment") << "<!-- a='--!><p" + attributes(6000) + ">" + form << 0;
    QTest::newRow("behind a script") << "<script>'</x'<b a='</SCRIPT><p" + attributes(6000) + ">" + form << 0;
    QTest::newRow("thousands in many tags") << ("<p" + attributes(10) + ">").repeated(1000) + form << 1;
    QTest::newRow("thousands of words in a text") << attributes(6000) + form << 1;
}

void TestAttackClient::aTagOfThousandsOfAttributesIsNotRead()
{
    QFETCH(QByteArray, page);
    QFETCH(int, forms);
    QCOMPARE(int(login::htmlForms(page, QUrl(u"https://a.example/"_s)).size()), forms);
}

void TestAttackClient::echoedSecretsAreTakenOut_data()
{
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<QString>("words");
    QTest::newRow("as it is") << "p&ss w/rd"_qba
                              << "bad p&ss w/rd here"_qba << u"bad … here"_s;
    QTest::newRow("as a form's field")
        << "p&ss w/rd"_qba
        << "bad user=a&password=p%26ss+w%2Frd"_qba << u"bad user=a&password=…"_s;
    QTest::newRow("as in a URL") << "p&ss w/rd"_qba
                                 << "bad password=p%26ss%20w%2Frd"_qba << u"bad password=…"_s;
    QTest::newRow("with small hexadecimal digits")
        << "p&ss w/rd"_qba
        << "bad password=p%26ss%20w%2frd"_qba << u"bad password=…"_s;
    QTest::newRow("as JSON in JSON") << "p\"ss\\word"_qba
                                     << R"({"detail":"bad {\"password\":\"p\\\"ss\\\\word\"}"})"_qba
                                     << u"bad {\"password\":\"…\"}"_s;
    QTest::newRow("as base64") << "hunter22-hunter22"_qba
                               << "bad aHVudGVyMjItaHVudGVyMjI="_qba << u"bad …"_s;
    QTest::newRow("as HTML") << "p&ss<word>"_qba
                             << R"({"detail":"bad p&amp;ss&lt;word&gt; here"})"_qba << u"bad … here"_s;
}

void TestAttackClient::echoedSecretsAreTakenOut()
{
    QFETCH(QByteArray, secret);
    QFETCH(QByteArray, said);
    QFETCH(QString, words);
    const Secret sent{QByteArrayView(secret)};
    QCOMPARE(http::serverWords(refusalSaying(said), sent), words);
}

// client_secret_basic: what goes out is base64 of both, and what a server says may be one of them.
void TestAttackClient::anEchoedClientSecretIsTakenOut()
{
    http::Outgoing out;
    // base64 of "client:hunter2%2Fhunter2"
    http::Credential credential{.secret = Secret(QByteArrayView("Y2xpZW50Omh1bnRlcjIlMkZodW50ZXIy"))};
    credential.scheme = "Basic";
    out.credentials.push_back(credential);
    const auto sent = http::secretsOf(out);
    QCOMPARE(http::serverWords(refusalSaying("client has not hunter2/hunter2"), sent), u"client has not …"_s);
    QCOMPARE(http::serverWords(refusalSaying("no hunter2%2Fhunter2"), sent), u"no …"_s);
    QCOMPARE(http::serverWords(refusalSaying("no Y2xpZW50Omh1bnRlcjIlMkZodW50ZXIy"), sent), u"no …"_s);
}

void TestAttackClient::anEchoedDeviceCodeIsTakenOut()
{
    const TimePoint now{std::chrono::hours(1)};
    oauth::DevicePacing pacing({.deviceCode = Secret(QByteArrayView("device-code-1")),
                                .userCode = u"U"_s,
                                .verificationUri = {},
                                .verificationUriComplete = {},
                                .expiresAt = now + std::chrono::hours(1)});
    const auto answer =
        refusalSaying(R"({"error":"invalid_grant","error_description":"There is no device-code-1"})");
    const Secret sent{QByteArrayView("device-code-1")};
    const auto judged = pacing.judge(answer, now, sent);
    QVERIFY(!judged);
    QCOMPARE(judged.error().code, ErrorCode::TokenRequestRefused);
    QCOMPARE(judged.error().detail, u"There is no …"_s);
}

void TestAttackClient::theAuditKnowsEachSecretOfAnItem_data()
{
    QTest::addColumn<QByteArray>("item");
    QTest::addColumn<QByteArrayList>("values");
    QTest::newRow("a token") << R"({"accessToken":"0123456789"})"_qba << QByteArrayList{"0123456789"};
    QTest::newRow("a cookie") << R"({"cookies":"[{\"origin\":\"https://a.example\",\"setCookie\":)"
                                 R"(\"sid=0123456789; secure; HttpOnly; path=/long/path\"}]"})"_qba
                              << QByteArrayList{"0123456789"};
    QTest::newRow("a cookie with equals signs")
        << R"({"cookies":"[{\"origin\":\"https://a.example\",\"setCookie\":\"sid=01234567==\"}]"})"_qba
        << QByteArrayList{"01234567=="};
    QTest::newRow("a key") << R"({"oauth":{"dpopKey":"{\"kty\":\"EC\",\"crv\":\"P-256-long\",)"
                              R"(\"x\":\"xxxxxxxxxx\",\"y\":\"yyyyyyyyyy\",\"d\":\"dddddddddd\"}"}})"_qba
                           << QByteArrayList{"dddddddddd"};
    // They stand in other files by right, or in any text by chance.
    QTest::newRow("nothing") << R"({"facts":{"scopeAsked":"openid offline_access","idTokenChecks":)"
                                R"([{"name":"signature","outcome":"passed-it"}]},"oauth":)"
                                R"({"registeredRedirect":"http://127.0.0.1:5000/callback"}})"_qba
                             << QByteArrayList();
}

void TestAttackClient::theAuditKnowsEachSecretOfAnItem()
{
    QFETCH(QByteArray, item);
    QFETCH(QByteArrayList, values);
    QCOMPARE(valuesIn(item), values);
}

void TestAttackClient::theAuditFindsACookieOfTheJar()
{
    const QUrl url(u"https://a.example/"_s);
    const auto origin = http::Origin::of(url);
    http::Cookies cookies;
    cookies.store("sid=\"abcdefghijkl\"; Path=/; Secure", *origin, url);
    const auto secrets = login::secretsInItem(cookies.sealed({*origin}), u"p"_s);
    const login::LeakSearch search(secrets);
    QByteArray log = "GET / Cookie: sid=abcdefghijkl";
    QBuffer file(&log);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto found = search.search(file, u"log"_s);
    QVERIFY(found);
    QCOMPARE(found->size(), size_t(1));
}

QTEST_GUILESS_MAIN(TestAttackClient)
#include "tst_attack_client.moc"
