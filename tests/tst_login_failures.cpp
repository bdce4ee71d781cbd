#include "login_tools.h"
#include "http/server_words.h"

#include <QTest>

using namespace login_tools;

/// What is made of an answer that is no good one.
class TestLoginFailures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void failures_data();
    void failures();
    void words_data();
    void words();
    void retryAfter_data();
    void retryAfter();
    void refreshFailures_data();
    void refreshFailures();
    void whoami_data();
    void whoami();
    void wrongPerson_data();
    void wrongPerson();
};

void TestLoginFailures::failures_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QString>("detail");
    QTest::newRow("passing") << 200 << R"({"access_token":"a"})"_qba
                             << "none"_qba << QString();
    QTest::newRow("400") << 400 << R"({"message":"Bad"})"_qba
                         << "SignInRefused"_qba << u"Bad"_s;
    QTest::newRow("401") << 401 << R"({"detail":"No active account"})"_qba
                         << "SignInRefused"_qba << u"No active account"_s;
    QTest::newRow("401-empty") << 401 << ""_qba
                               << "SignInRefused"_qba << QString();
    QTest::newRow("403-html") << 403 << "<html><b>Forbidden</b></html>"_qba
                              << "SignInRefused"_qba << QString();
    QTest::newRow("401-otp")
        << 401 << R"({"errors":[{"message":"\"otp\" is required","extensions":{"code":"INVALID_OTP"}}]})"_qba
        << "SignInNeedsMore"_qba << u"\"otp\" is required"_s;
    QTest::newRow("200-mfa") << 200 << R"({"mfa_token":"x","message":"Enter your code"})"_qba
                             << "SignInNeedsMore"_qba << u"Enter your code"_s;
    QTest::newRow("404") << 404 << ""_qba
                         << "UnexpectedStatus"_qba << u"It says 404."_s;
    QTest::newRow("405") << 405 << R"({"detail":"Method \"GET\" not allowed."})"_qba
                         << "UnexpectedStatus"_qba << u"It says 405. Method \"GET\" not allowed."_s;
    QTest::newRow("304") << 304 << ""_qba
                         << "UnexpectedStatus"_qba << u"It says 304."_s;
    QTest::newRow("429") << 429 << R"({"message":"Slow down"})"_qba
                         << "RateLimited"_qba << u"It asks to wait 30 s. Slow down"_s;
    QTest::newRow("500") << 500 << "<html>Traceback</html>"_qba
                         << "ServerFailed"_qba << u"It says 500."_s;
    QTest::newRow("503") << 503 << "busy"_qba
                         << "ServerFailed"_qba << u"It says 503. busy"_s;
    QTest::newRow("200-html") << 200 << "<!DOCTYPE html><p>Sign in"_qba
                              << "ResponseNotJson"_qba << u"It sent a web page."_s;
    QTest::newRow("200-empty") << 200 << ""_qba
                               << "ResponseNotJson"_qba << QString();
    QTest::newRow("204") << 204 << ""_qba
                         << "ResponseNotJson"_qba << QString();
    QTest::newRow("200-null") << 200 << "null"_qba
                              << "TokenNotInResponse"_qba << u"/access_token"_s;
    QTest::newRow("200-other-name") << 200 << R"({"accessToken":"a"})"_qba
                                    << "TokenNotInResponse"_qba << u"/access_token"_s;
    QTest::newRow("200-token-null") << 200 << R"({"access_token":null})"_qba
                                    << "TokenNotInResponse"_qba << u"/access_token"_s;
    QTest::newRow("200-token-empty") << 200 << R"({"access_token":""})"_qba
                                     << "TokenNotInResponse"_qba << u"/access_token"_s;
    QTest::newRow("200-token-twice") << 200 << R"({"access_token":"a","access_token":"b"})"_qba
                                     << "TokenNotInResponse"_qba << u"/access_token"_s;
    QTest::newRow("200-token-line-end") << 200 << R"({"access_token":"a\r\nX: y"})"_qba
                                        << "TokenNotInResponse"_qba << u"/access_token"_s;
}

void TestLoginFailures::failures()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, code);
    QFETCH(const QString, detail);
    const auto session =
        processSignIn(profileOf(u"practice"_s), answer(status, body, {{"Retry-After", "30"}}), now, password);
    QCOMPARE(codeOf(session), code);
    if (session)
        return;
    QCOMPARE(session.error().detail, detail);
    QCOMPARE(session.error().subject, u"api.example.test"_s);
}

void TestLoginFailures::words_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("words");
    QTest::newRow("detail") << R"({"detail":"A"})"_qba << u"A"_s;
    QTest::newRow("message") << R"({"message":"A"})"_qba << u"A"_s;
    QTest::newRow("error") << R"({"error":"A"})"_qba << u"A"_s;
    QTest::newRow("error-object") << R"({"error":{"status":400,"message":"A"}})"_qba << u"A"_s;
    QTest::newRow("error-description")
        << R"({"error":"invalid_grant","error_description":"A"})"_qba << u"A"_s;
    QTest::newRow("errors") << R"({"errors":[{"message":"A"},{"message":"B"}]})"_qba << u"A B"_s;
    QTest::newRow("problem") << R"({"type":"about:blank","title":"T","status":401,"detail":"A"})"_qba
                             << u"A"_s;
    QTest::newRow("problem-title") << R"({"type":"about:blank","title":"T","status":401})"_qba << u"T"_s;
    QTest::newRow("fields") << R"({"username":["Needed."],"password":["Short."]})"_qba
                            << u"username: Needed. password: Short."_s;
    QTest::newRow("non-field") << R"({"non_field_errors":["Unable."]})"_qba << u"Unable."_s;
    QTest::newRow("bare-string") << R"("A")"_qba << u"A"_s;
    QTest::newRow("plain-text") << "A\nB"_qba << u"A B"_s;
    QTest::newRow("html") << "<html><body>A</body></html>"_qba << QString();
    QTest::newRow("empty") << ""_qba << QString();
    QTest::newRow("number") << "7"_qba << QString();
    QTest::newRow("binary") << QByteArray("\xff\xfe") << QString();
    QTest::newRow("control") << R"({"detail":"a\u0000b\u001b[31mc\r\nd"})"_qba << u"a b [31mc d"_s;
    QTest::newRow("bidi") << R"({"detail":"a\u202eb\u2066c\u200bd"})"_qba << u"abcd"_s;
    QTest::newRow("markup-stays-text") << R"({"detail":"<b>x</b>"})"_qba << u"<b>x</b>"_s;
    QTest::newRow("long") << R"({"detail":")" + QByteArray(1000, 'x') + "\"}" << QString(299, u'x') + u'…';
    QTest::newRow("echo") << R"({"detail":"no correct horse here"})"_qba << u"no … here"_s;
    QTest::newRow("echo-across-lines") << R"({"detail":"no correct\nhorse here"})"_qba << u"no … here"_s;
    QTest::newRow("deep") << R"({"error":{"error":{"error":{"error":{"error":{"error":"A"}}}}}})"_qba
                          << QString();
}

void TestLoginFailures::words()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QString, words);
    QCOMPARE(serverWords(answer(400, body), password), words);
}

void TestLoginFailures::retryAfter_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("words");
    QTest::newRow("seconds") << "Retry-After"_qba
                             << "7"_qba << u"It asks to wait 7 s."_s;
    QTest::newRow("minutes") << "Retry-After"_qba
                             << "150"_qba << u"It asks to wait 3 min."_s;
    QTest::newRow("date") << "Retry-After"_qba
                          << "Fri, 15 Jan 2027 08:01:00 GMT"_qba << u"It asks to wait 60 s."_s;
    QTest::newRow("x") << "X-Retry-After"_qba
                       << "7"_qba << u"It asks to wait 7 s."_s;
    QTest::newRow("neither") << "X-Other"_qba
                             << "7"_qba << QString();
    QTest::newRow("nonsense") << "Retry-After"_qba
                              << "soon"_qba << QString();
    QTest::newRow("negative") << "Retry-After"_qba
                              << "-7"_qba << QString();
}

void TestLoginFailures::retryAfter()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, value);
    QFETCH(const QString, words);
    QCOMPARE(retryWords(answer(429, {}, {{name, value}}), now), words);
}

void TestLoginFailures::refreshFailures_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<int>("fate");
    const int refused = int(RefreshFate::Refused);
    const int unknown = int(RefreshFate::Unknown);
    const int notReached = int(RefreshFate::NotReached);
    QTest::newRow("invalid_grant") << 400 << R"({"error":"invalid_grant"})"_qba
                                   << "RefreshRefused"_qba << refused;
    QTest::newRow("simplejwt") << 401 << R"({"detail":"Token is blacklisted","code":"token_not_valid"})"_qba
                               << "RefreshRefused"_qba << refused;
    QTest::newRow("401-empty") << 401 << ""_qba
                               << "RefreshRefused"_qba << refused;
    QTest::newRow("supabase") << 400 << R"({"code":400,"error_code":"refresh_token_not_found","msg":"x"})"_qba
                              << "RefreshRefused"_qba << refused;
    QTest::newRow("directus") << 403
                              << R"({"errors":[{"message":"x","extensions":{"code":"INVALID_TOKEN"}}]})"_qba
                              << "RefreshRefused"_qba << refused;
    // None of these is about the token: nothing is dropped.
    QTest::newRow("field") << 400 << R"({"refresh":["This field is required."]})"_qba
                           << "UnexpectedStatus"_qba << notReached;
    QTest::newRow("invalid_client") << 401 << R"({"error":"invalid_client"})"_qba
                                    << "UnexpectedStatus"_qba << notReached;
    QTest::newRow("403-firewall") << 403 << "<html>"_qba
                                  << "UnexpectedStatus"_qba << notReached;
    QTest::newRow("404") << 404 << ""_qba
                         << "UnexpectedStatus"_qba << notReached;
    QTest::newRow("429") << 429 << ""_qba
                         << "RateLimited"_qba << notReached;
    // The server may have used the token up.
    QTest::newRow("500") << 500 << ""_qba
                         << "ServerFailed"_qba << unknown;
    QTest::newRow("html") << 200 << "<html>"_qba
                          << "ResponseNotJson"_qba << unknown;
    QTest::newRow("no-token") << 200 << "{}"_qba
                              << "TokenNotInResponse"_qba << unknown;
}

void TestLoginFailures::refreshFailures()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, code);
    QFETCH(const int, fate);
    const Profile profile = profileOf(u"simplejwt"_s);
    const auto session = processRefresh(profile, sessionOf(profile), answer(status, body), now);
    QCOMPARE(codeOf(session), code);
    QCOMPARE(int(refreshFate(session.error().code)), fate);
}

void TestLoginFailures::whoami_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("passing") << 200 << R"({"data":{"id":"42"}})"_qba
                             << "none"_qba;
    QTest::newRow("number") << 200 << R"({"data":{"id":42}})"_qba
                            << "none"_qba;
    QTest::newRow("empty") << 200 << R"({"data":{"id":""}})"_qba
                           << "PersonNotRead"_qba;
    QTest::newRow("elsewhere") << 200 << R"({"id":"42"})"_qba
                               << "PersonNotRead"_qba;
    QTest::newRow("null") << 200 << "null"_qba
                          << "PersonNotRead"_qba;
    QTest::newRow("html") << 200 << "<html>"_qba
                          << "PersonNotRead"_qba;
    QTest::newRow("401") << 401 << R"({"data":{"id":"42"}})"_qba
                         << "PersonNotRead"_qba;
}

void TestLoginFailures::whoami()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, code);
    const auto person = processWhoami(profileOf(u"directus"_s), answer(status, body));
    QCOMPARE(codeOf(person), code);
    if (person)
        QCOMPARE(person->subject, u"42"_s);
}

void TestLoginFailures::wrongPerson_data()
{
    QTest::addColumn<QString>("issuer");
    QTest::addColumn<QString>("subject");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("same") << u"i"_s << u"1"_s << "none"_qba;
    QTest::newRow("other-subject") << u"i"_s << u"2"_s << "WrongPerson"_qba;
    QTest::newRow("other-issuer") << u"j"_s << u"1"_s << "WrongPerson"_qba;
    QTest::newRow("unknown") << u""_s << u""_s << "none"_qba;
}

void TestLoginFailures::wrongPerson()
{
    QFETCH(const QString, issuer);
    QFETCH(const QString, subject);
    QFETCH(const QByteArray, code);
    Profile profile = profileOf(u"practice"_s);
    QVERIFY(checkPerson(profile, {issuer, subject, u"bob"_s})); // the first is never wrong
    profile.person = Person{u"i"_s, u"1"_s, u"alice"_s};
    const auto result = checkPerson(profile, {issuer, subject, u"bob"_s});
    QCOMPARE(codeOf(result), code);
    if (!result)
        QVERIFY(result.error().detail.contains(u"alice") && result.error().detail.contains(u"bob"));
}

QTEST_APPLESS_MAIN(TestLoginFailures)
#include "tst_login_failures.moc"
