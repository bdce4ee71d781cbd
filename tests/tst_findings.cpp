#include "report_tools.h"

#include "inspect/findings.h"

#include <QSet>
#include <QElapsedTimer>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace claimcheck::inspect::testing;
using jose::PartId;

namespace {

struct FindingCase {
    QByteArray name;
    QByteArray token;
    QByteArrayList expected;
};

std::vector<FindingCase> findingCases()
{
    std::vector<FindingCase> cases;
    const auto row = [&cases](const char *name, const QByteArray &token, const QByteArrayList &expected) {
        cases.push_back({name, token, expected});
    };
    const QByteArray good = quiet();
    const QByteArrayList parts = good.split('.');
    const QByteArray head = parts[0], body = parts[1], tail = parts[2];
    row("nothing", good, {});

    // The parser's
    row("base64-padding",
        head + '.' +
            base64url::encode(R"({"exp":1800000300})"
                              " ") +
            "=." + tail,
        {"base64-padding"});
    row("base64-alphabet",
        head + '.' +
            base64url::encode("{\"exp\":1800000300,\"a\":\"\xC3\xBF\xC3\xBE\xC3\xBF\xC3\xBE~~~???\"}")
                .replace('_', '/')
                .replace('-', '+') +
            '.' + tail,
        {"base64-alphabet"});
    row("base64-length", head + '.' + body + '.' + tail + "AAA", {"base64-length"});
    row("base64-foreign-character", head + '.' + body.left(8) + '*' + body.mid(8) + '.' + tail,
        {"base64-foreign-character"});
    row("base64-trailing-bits", head + '.' + body + '.' + tail.chopped(1) + char(tail.back() + 1),
        {"base64-trailing-bits"});
    row("json-empty", head + ".." + tail, {"json-empty"});
    row("json-syntax", tokenOf(R"({"exp":1800000300,})"), {"json-syntax"});
    row("json-not-utf8", tokenOf("{\"exp\":1800000300,\"a\":\"\xFF\"}"), {"json-not-utf8"});
    row("json-too-deep", tokenOf("{\"a\":" + QByteArray(600, '[') + QByteArray(600, ']') + '}'),
        {"json-too-deep"});
    row("json-trailing-data", tokenOf(R"({"exp":1800000300}x)"), {"json-trailing-data"});
    row("json-duplicate-name", quiet(R"(,"sub":"bob")"), {"json-duplicate-name"});
    row("json-not-object", tokenOf("[1]"), {"json-not-object"});
    row("part-missing", head + '.' + body, {"part-missing"});
    row("part-extra", good + ".AAAA", {"part-extra"});
    row("signature-empty", head + '.' + body + '.', {"signature-empty"});
    row("header gone", '.' + body + '.' + tail, {"json-empty"});

    // The header's
    const QByteArray unsecured = base64url::encode(R"({"alg":"none"})");
    row("alg-none", unsecured + '.' + body + '.', {"alg-none"});
    row("alg-none in any case, with a signature",
        base64url::encode(R"({"alg":"NonE"})") + '.' + body + '.' + tail, {"alg-none"});
    row("alg like none", base64url::encode(R"({"alg":"nonce"})") + '.' + body + '.' + tail, {});
    row("alg-missing", tokenOf(R"({"exp":1800000300})", R"({"typ":"JWT"})"), {"alg-missing"});
    for (const char *name : {"jwk", "jku", "x5u", "x5c"})
        row(name, quiet({}, QByteArray(",\"") + name + "\":\"x\""), {"key-carried"});
    row("names like those of keys", quiet({}, R"(,"x5t":"x","kid":"jwk","JWK":1)"), {});
    row("crit-present", quiet({}, R"(,"crit":["b64"],"b64":true)"), {"crit-present"});
    row("crit-invalid: no list", quiet({}, R"(,"crit":"b64","b64":true)"), {"crit-invalid"});
    row("crit-invalid: empty", quiet({}, R"(,"crit":[])"), {"crit-invalid"});
    row("crit-invalid: not in the header", quiet({}, R"(,"crit":["b64"])"), {"crit-invalid"});
    row("crit-invalid: no name", quiet({}, R"(,"crit":[1])"), {"crit-invalid"});

    // Times
    row("time-expired", tokenOf(R"({"exp":1800000000})"), {"time-expired"});
    row("not expired by a second", tokenOf(R"({"exp":1800000001})"), {});
    row("time-not-yet-valid", quiet(R"(,"nbf":1800000001)"), {"time-not-yet-valid"});
    row("valid from now on", quiet(R"(,"nbf":1800000000)"), {});
    row("time-no-expiry", tokenOf(R"({"sub":"alice"})"), {"time-no-expiry"});
    row("time-not-a-number: string", tokenOf(R"({"exp":"1800000300"})"), {"time-not-a-number"});
    row("time-not-a-number: null", tokenOf(R"({"exp":null})"), {"time-not-a-number"});
    row("time-not-a-number: nbf", quiet(R"(,"nbf":"now")"), {"time-not-a-number"});
    row("time-other-format", quiet(R"(,"updated_at":"2026-01-01T00:00:00Z")"), {"time-other-format"});
    row("time-out-of-range", tokenOf(R"({"exp":1e16})"), {"time-out-of-range"});
    row("farthest time", tokenOf(R"({"exp":99999999999})"), {});
    row("time-milliseconds", tokenOf(R"({"exp":1800000300000})"), {"time-milliseconds"});
    row("time-milliseconds, least", tokenOf(R"({"exp":100000000000})"), {"time-milliseconds"});
    row("time-negative", quiet(R"(,"auth_time":-1)"), {"time-negative"});
    row("time zero", quiet(R"(,"auth_time":0)"), {});
    row("time-fraction", tokenOf(R"({"exp":1800000300.5})"), {"time-fraction"});
    row("whole with a point", tokenOf(R"({"exp":1800000300.0})"), {});
    row("time-issued-in-future", tokenOf(R"({"iat":1800000001,"exp":1800000300})"),
        {"time-issued-in-future"});
    row("issued now", tokenOf(R"({"iat":1800000000,"exp":1800000300})"), {});
    row("time-expires-before-issued", tokenOf(R"({"iat":1800000000,"exp":1799999999})"),
        {"time-expired", "time-expires-before-issued"});
    row("expires when issued", tokenOf(R"({"iat":1800000000,"exp":1800000000})"), {"time-expired"});
    row("time-expires-before-start", tokenOf(R"({"nbf":1800000300,"exp":1800000300})"),
        {"time-not-yet-valid", "time-expires-before-start"});
    row("starts a second before it ends", tokenOf(R"({"nbf":1799999999,"exp":1800000001})"), {});
    row("times in names that are no times", quiet(R"(,"iss":"x","n":-1.5,"when":"now")"), {});
    return cases;
}

} // namespace

class TestFindings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsWhatIsWrong_data();
    void findsWhatIsWrong();
    void coversEveryRule();
    void saysWhereAFindingIs();
    void judgesALongCriticalListQuickly();
    void sortsBySeverity();
    void isQuietAboutWellKnownIssuers_data();
    void isQuietAboutWellKnownIssuers();
};

void TestFindings::findsWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArrayList>("expected");
    for (const FindingCase &one : findingCases())
        QTest::newRow(one.name.constData()) << one.token << one.expected;
}

void TestFindings::findsWhatIsWrong()
{
    QFETCH(QByteArray, token);
    QFETCH(QByteArrayList, expected);
    const ReportPtr report = makeReport(token, at(now));
    QCOMPARE(ids(report), expected);
    for (const Finding &finding : report->findings) {
        QVERIFY(!finding.subject.isEmpty());
        QVERIFY2(finding.message.endsWith(u'.') && finding.message.front().isUpper() &&
                     !finding.message.contains(u'%'),
                 qPrintable(finding.message));
        QVERIFY(finding.reference.startsWith(u"RFC "));
        if (finding.token)
            QVERIFY(finding.token->begin <= finding.token->end && finding.token->end <= token.size());
        if (finding.decoded && finding.part)
            QVERIFY(finding.decoded->end <= report->token.part(*finding.part).bytes.size());
    }
}

void TestFindings::coversEveryRule()
{
    // Too large for a row (showsVeryLargeTokens), and for problems that the parser has not got today.
    QByteArrayList covered{"json-too-large", "token-too-large", "form"};
    for (const FindingCase &one : findingCases())
        covered += one.expected;
    QSet<QByteArray> seen;
    for (const Rule &row : rules) {
        QVERIFY2(covered.contains(row.id), row.id);
        QVERIFY2(!seen.contains(row.id), row.id);
        seen.insert(row.id);
    }
}

void TestFindings::saysWhereAFindingIs()
{
    const QByteArray claims = R"({"sub":"a","exp":"soon"})";
    const ReportPtr late = makeReport(tokenOf(claims), at(now));
    const Finding &finding = late->findings.at(0);
    QCOMPARE(finding.subject, QStringLiteral("exp"));
    QCOMPARE(finding.part, std::optional(PartId::Payload));
    QCOMPARE(claims.mid(finding.decoded->begin, finding.decoded->size()), QByteArray(R"("soon")"));
    QCOMPARE(
        finding.message,
        QStringLiteral("The claim exp is not a number. A NumericDate is a number of seconds since 1970."));

    const QByteArray token = quiet() + '=';
    const Finding padding = makeReport(token, at(now))->findings.at(0);
    QCOMPARE(padding.message, QStringLiteral("The signature is base64url with padding, which JOSE forbids."));
    QCOMPARE(token.mid(padding.token->begin, padding.token->size()), QByteArray("="));
    QVERIFY(!padding.decoded);

    const Finding missing = makeReport(token.left(token.indexOf('.')), at(now))->findings.at(0);
    QCOMPARE(missing.message, QStringLiteral("The token ends after the header: it has no payload."));
    // What a token says about itself is not filled in twice.
    const Finding none = makeReport(base64url::encode(R"({"alg":"none"})") + '.' +
                                        base64url::encode("{\"exp\":1900000000}") + '.',
                                    at(now))
                             ->findings.at(0);
    QCOMPARE(
        none.message,
        QStringLiteral("The token says alg none: it is not signed at all, and anybody can have written it."));
}

void TestFindings::judgesALongCriticalListQuickly()
{
    QByteArray names;
    QByteArray members;
    for (int i = 0; i < 50'000; ++i) {
        const QByteArray name = "\"x" + QByteArray::number(i) + '"';
        names += (i ? "," : "") + name;
        members += ',' + name + ":1";
    }
    const QByteArray token = quiet({}, ",\"crit\":[" + names + ']' + members);
    QElapsedTimer clock;
    clock.start();
    QVERIFY(ids(makeReport(token, at(now))).contains("crit-present"));
    QVERIFY2(clock.elapsed() < 20'000, QByteArray::number(clock.elapsed()).constData());
}

void TestFindings::sortsBySeverity()
{
    const ReportPtr report = makeReport(
        tokenOf(R"({"iat":1800000000.5,"iat":1,"nbf":1900000000})", R"({"alg":"none","jwk":{}})"), at(now));
    QVERIFY(report->findings.size() >= 4);
    for (size_t i = 1; i < report->findings.size(); ++i)
        QVERIFY(report->findings[i - 1].severity <= report->findings[i].severity);
    QCOMPARE(report->findings.front().severity, Severity::Error);
    QCOMPARE(report->findings.back().severity, Severity::Note);
}

void TestFindings::isQuietAboutWellKnownIssuers_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("claims");
    const auto row = [](const char *name, const QByteArray &header, const QByteArray &claims) {
        QTest::newRow(name) << header << claims;
    };
    row("Entra", R"({"typ":"JWT","alg":"RS256","x5t":"abc","kid":"abc"})",
        R"({"aud":"api://x","iss":"https://sts.windows.net/t/","iat":1799999900,"nbf":1799999900,"exp":1800003600,"acr":"1","amr":["pwd","mfa"],"appid":"a","oid":"o","scp":"read","sub":"s","tid":"t","upn":"a@x.example","ver":"1.0","xms_tcdt":1500000000})");
    row("Keycloak", R"({"alg":"RS256","typ":"JWT","kid":"abc"})",
        R"({"exp":1800000300,"iat":1799999900,"auth_time":1799999800,"jti":"j","iss":"https://k.example/realms/r","aud":"account","sub":"s","typ":"Bearer","azp":"c","session_state":"x","realm_access":{"roles":["a"]},"scope":"openid"})");
    row("Auth0 ID Token", R"({"alg":"RS256","typ":"JWT","kid":"abc"})",
        R"({"nickname":"a","name":"a","updated_at":"2026-01-01T00:00:00.000Z","iss":"https://x.auth0.example/","aud":"c","iat":1799999900,"exp":1800036000,"sub":"auth0|1","nonce":"n"})");
    row("Okta", R"({"kid":"abc","alg":"RS256"})",
        R"({"ver":1,"jti":"AT.x","iss":"https://x.okta.example/oauth2/default","aud":"api://default","iat":1799999900,"exp":1800003600,"cid":"c","uid":"u","scp":["openid"],"auth_time":1799999800,"sub":"a@x.example"})");
    row("Cognito", R"({"kid":"abc=","alg":"RS256"})",
        R"({"sub":"s","cognito:groups":["g"],"iss":"https://cognito-idp.example/p","client_id":"c","origin_jti":"o","token_use":"access","scope":"openid","auth_time":1799999900,"exp":1800003600,"iat":1799999900,"jti":"j","username":"u"})");
    row("Google", R"({"alg":"RS256","kid":"abc","typ":"JWT"})",
        R"({"iss":"https://accounts.google.com","azp":"c","aud":"c","sub":"1","hd":"x.example","email":"a@x.example","email_verified":true,"at_hash":"h","iat":1799999900,"exp":1800003500})");
    row("GitHub Actions", R"({"typ":"JWT","alg":"RS256","x5t":"x","kid":"k"})",
        R"({"jti":"j","sub":"repo:o/r:ref:refs/heads/main","aud":"https://github.com/o","ref":"refs/heads/main","repository":"o/r","iss":"https://token.actions.githubusercontent.com","nbf":1799999300,"exp":1800000200,"iat":1799999900})");
    row("Kubernetes", R"({"alg":"RS256","kid":"k"})",
        R"({"aud":["https://kubernetes.default.svc"],"exp":1800003600,"iat":1799999900,"iss":"https://kubernetes.default.svc","kubernetes.io":{"namespace":"n"},"nbf":1799999900,"sub":"system:serviceaccount:n:s"})");
    row("Supabase", R"({"alg":"HS256","kid":"k","typ":"JWT"})",
        R"({"iss":"https://x.supabase.example/auth/v1","sub":"s","aud":"authenticated","exp":1800003600,"iat":1799999900,"email":"a@x.example","role":"authenticated","aal":"aal1","amr":[{"method":"password","timestamp":1799999900}],"session_id":"x"})");
}

void TestFindings::isQuietAboutWellKnownIssuers()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, claims);
    const ReportPtr report = makeReport(tokenOf(claims, header), at(now));
    for (const Finding &finding : report->findings)
        QCOMPARE(finding.severity, Severity::Note);
    QCOMPARE(report->verdict.level, Level::Neutral);
    QVERIFY(report->verdict.text.startsWith(u"Not expired: "));
}

QTEST_APPLESS_MAIN(TestFindings)
#include "tst_findings.moc"
