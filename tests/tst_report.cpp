#include "inspect/report.h"

#include "base/base64url.h"
#include "inspect/findings.h"
#include "inspect/finder.h"

#include <QSet>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using jose::PartId;
using jose::SignatureOutcome;

namespace {

constexpr qint64 now = 1'800'000'000;

TimePoint at(qint64 seconds)
{
    return TimePoint(std::chrono::seconds(seconds));
}

QByteArray tokenOf(const QByteArray &claims, const QByteArray &header = R"({"alg":"ES256"})")
{
    return base64url::encode(header) + '.' + base64url::encode(claims) + '.' +
           base64url::encode(QByteArray(64, 'x'));
}

/// A token that nothing is wrong with at `now`, with one more member where needed.
QByteArray quiet(const QByteArray &more = {}, const QByteArray &moreHeader = {})
{
    return tokenOf(R"({"sub":"alice","iat":1799999900,"exp":1800000300)" + more + '}',
                   R"({"alg":"ES256","typ":"JWT")" + moreHeader + '}');
}

QByteArrayList ids(const ReportPtr &report)
{
    QByteArrayList list;
    for (const Finding &finding : report->findings)
        list << finding.id;
    return list;
}

json::Document parsed(const QByteArray &text)
{
    return json::Document::parse(text).value();
}

jose::SignatureResult matchBy(jose::KeySource source)
{
    jose::SignatureResult signature;
    signature.outcome = SignatureOutcome::Match;
    signature.keySource = source;
    return signature;
}

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

class TestReport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsOrderDuplicatesAndRawText();
    void findsWhatIsWrong_data();
    void findsWhatIsWrong();
    void coversEveryRule();
    void saysWhereAFindingIs();
    void sortsBySeverity();
    void isQuietAboutWellKnownIssuers_data();
    void isQuietAboutWellKnownIssuers();
    void judgesTimes_data();
    void judgesTimes();
    void ticksWithoutParsing();
    void isNotGreenWithErrors();
    void showsTheHeaderOfAJwe();
    void tellsOpaqueTextApart_data();
    void tellsOpaqueTextApart();
    void writesTheDocument();
    void writesNullWhereNothingIsKnown();
    void writesValuesOnlyWhenExact_data();
    void writesValuesOnlyWhenExact();
    void writesOneLineForPrettyPrintedJson();
    void showsVeryLargeTokens();
};

void TestReport::keepsOrderDuplicatesAndRawText()
{
    const QByteArray claims = R"({"z":1.0,"a":"\u0061\/","z":[ 1 ],"exp":1.8e9})";
    const ReportPtr report = makeReport(tokenOf(claims, R"({"typ":"JWT","alg":"ES256"})"), at(now));
    QCOMPARE(report->header.size(), 2u);
    QCOMPARE(report->header[0].name, QStringLiteral("typ"));
    QVERIFY(report->header[1].meaning.startsWith(u"Names the algorithm"));
    QCOMPARE(report->header[1].standard, QStringLiteral("RFC 7515 section 4.1.1"));
    QStringList rows;
    for (const Row &row : report->claims) {
        rows << row.name + u'=' + QString::fromUtf8(row.raw);
        QCOMPARE(claims.mid(row.valueSpan.begin, row.valueSpan.size()), row.raw);
        QCOMPARE(row.span, (json::Span{row.nameSpan.begin, row.valueSpan.end}));
    }
    QCOMPARE(rows.join(u' '), QStringLiteral(R"(z=1.0 a="\u0061\/" z=[ 1 ] exp=1.8e9)"));
    QCOMPARE(report->claims[3].text, QStringLiteral("2027-01-15T08:00:00Z"));
    QVERIFY(report->claims[0].text.isEmpty() && report->claims[0].meaning.isEmpty());
}

void TestReport::findsWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArrayList>("expected");
    for (const FindingCase &one : findingCases())
        QTest::newRow(one.name.constData()) << one.token << one.expected;
}

void TestReport::findsWhatIsWrong()
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

void TestReport::coversEveryRule()
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

void TestReport::saysWhereAFindingIs()
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

void TestReport::sortsBySeverity()
{
    const ReportPtr report = makeReport(
        tokenOf(R"({"iat":1800000000.5,"iat":1,"nbf":1900000000})", R"({"alg":"none","jwk":{}})"), at(now));
    QVERIFY(report->findings.size() >= 4);
    for (size_t i = 1; i < report->findings.size(); ++i)
        QVERIFY(report->findings[i - 1].severity <= report->findings[i].severity);
    QCOMPARE(report->findings.front().severity, Severity::Error);
    QCOMPARE(report->findings.back().severity, Severity::Note);
}

void TestReport::isQuietAboutWellKnownIssuers_data()
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

void TestReport::isQuietAboutWellKnownIssuers()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, claims);
    const ReportPtr report = makeReport(tokenOf(claims, header), at(now));
    for (const Finding &finding : report->findings)
        QCOMPARE(finding.severity, Severity::Note);
    QCOMPARE(report->verdict.level, Level::Neutral);
    QVERIFY(report->verdict.text.startsWith(u"Not expired: "));
}

void TestReport::judgesTimes_data()
{
    QTest::addColumn<QByteArray>("claims");
    QTest::addColumn<QByteArray>("state");
    const auto row = [](const char *claims, const char *state) {
        QTest::newRow(claims) << QByteArray(claims) << QByteArray(state);
    };
    row(R"({"exp":1800000001})", "not-expired");
    row(R"({"exp":1800000000.001})", "not-expired");
    row(R"({"exp":1800000000})", "expired");
    row(R"({"exp":-5})", "expired");
    row(R"({"exp":1800000001,"nbf":1800000000})", "not-expired");
    row(R"({"exp":1800000001,"nbf":1800000001})", "not-yet-valid");
    row(R"({"exp":1700000000,"nbf":1900000000})", "expired");
    row(R"({"nbf":1900000000})", "not-yet-valid");
    row(R"({})", "no-expiry");
    row(R"({"iat":"x"})", "no-expiry");
    row(R"({"exp":"1900000000"})", "unreadable");
    row(R"({"exp":1e300})", "unreadable");
    row(R"({"exp":1900000000,"exp":1900000000})", "unreadable");
    row(R"({"exp":1900000000,"nbf":"x"})", "unreadable");
    row(R"({"exp":1700000000,"nbf":"x"})", "expired");
    row(R"({"exp":"x","nbf":1900000000})", "not-yet-valid");
    row(R"({"exp":1900000000000})", "not-expired");
    row(R"({"exp":1900000000)", "unreadable");
}

void TestReport::judgesTimes()
{
    QFETCH(QByteArray, claims);
    QFETCH(QByteArray, state);
    const ReportPtr report = makeReport(tokenOf(claims), at(now));
    QCOMPARE(timeStateName(report->times.state), state);
    QCOMPARE(timesAt(*report, at(now)).state, report->times.state);
}

void TestReport::ticksWithoutParsing()
{
    const ReportPtr report =
        makeReport(tokenOf(R"({"iat":1799999000,"nbf":1799999500,"exp":1800000300})"), at(now));
    QCOMPARE(report->times.lifetimeSeconds, std::optional<qint64>(1300));
    QCOMPARE(report->times.secondsLeft, std::optional<qint64>(300));
    QCOMPARE(report->verdict.text, QStringLiteral("Not expired: 5 min left · signature not checked"));
    const TimePoint halfBefore = at(1'800'000'300) - std::chrono::milliseconds(500);
    QCOMPARE(timesAt(*report, halfBefore).secondsLeft, std::optional<qint64>(1));
    QCOMPARE(timesAt(*report, halfBefore).state, TimeState::NotExpired);
    QCOMPARE(timesAt(*report, at(1'800'000'300)).state, TimeState::Expired);
    QCOMPARE(verdictAt(*report, at(1'800'000'300)).text,
             QStringLiteral("Expired just now · signature not checked"));
    QCOMPARE(verdictAt(*report, at(1'800'000'361)).text,
             QStringLiteral("Expired 1 min 1 s ago · signature not checked"));
    QCOMPARE(verdictAt(*report, at(1'799'999'440)).text,
             QStringLiteral("Not valid yet: starts in 1 min · signature not checked"));
}

void TestReport::isNotGreenWithErrors()
{
    const auto pinned = matchBy(jose::KeySource::Pinned);
    QCOMPARE(makeReport(quiet(), at(now), pinned)->verdict.level, Level::Good);
    QCOMPARE(makeReport(quiet(), at(now))->verdict.level, Level::Neutral);
    QCOMPARE(makeReport(quiet(), at(now), matchBy(jose::KeySource::CarriedByToken))->verdict.level,
             Level::Warning);
    const ReportPtr twice = makeReport(quiet(R"(,"sub":"bob")"), at(now), pinned);
    QCOMPARE(twice->verdict.level, Level::Warning);
    QVERIFY(twice->verdict.text.endsWith(u"the token has errors in its form"));
    // A finding about the time of the report does not outlive it.
    const ReportPtr early = makeReport(quiet(R"(,"nbf":1800000100)"), at(now), pinned);
    QCOMPARE(early->verdict.level, Level::Bad);
    QCOMPARE(verdictAt(*early, at(1'800'000'100)).level, Level::Good);
    QCOMPARE(makeReport(tokenOf(R"({"exp":1900000000})", R"({"alg":"none"})"), at(now))->verdict.level,
             Level::Bad);
}

void TestReport::showsTheHeaderOfAJwe()
{
    // rfc7516-A.1, without its payload's meaning
    const QByteArray jwe =
        base64url::encode(R"({"alg":"RSA-OAEP","enc":"A256GCM"})") + ".OKOa.48V1.5eym.XFBo";
    const ReportPtr report = makeReport(jwe, at(now));
    QCOMPARE(kindName(report->kind), QByteArray("jwe-compact"));
    QCOMPARE(report->header.size(), 2u);
    QVERIFY(report->claims.empty());
    QCOMPARE(ids(report), QByteArrayList());
    QCOMPARE(report->times.state, TimeState::Unreadable);
    // Five segments alone are no JWE.
    const ReportPtr five = makeReport(quiet() + ".AAAA.AAAA", at(now));
    QCOMPARE(kindName(five->kind), QByteArray("jws-compact"));
    QVERIFY(ids(five).contains("part-extra"));
}

void TestReport::tellsOpaqueTextApart_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("kind");
    const auto row = [](const QByteArray &text, const char *kind) {
        QTest::newRow(text.isEmpty() ? "empty" : text.constData()) << text << QByteArray(kind);
    };
    row("", "opaque");
    row("abc.def.ghi", "opaque");
    row("8xLOxBtZp8IaKz0Yz1a2", "opaque");
    row("v2.local.QAxIpVe-ECVNI1z4xQbm_qQYomyT3h8FtV8bxkz8pBJWkT8f7HtlOpbroPDEZUKop_"
        "vaglyp76CzYy375cHmKCW8e1CCkV0Lflu4GTDyXMqQdpZMM1E6OaoQW27gaRSvWBrR3IgbFIa0AkuUFw",
        "opaque");
    row("eyJhbGciOiJIUzI1NiJ9", "jws-compact");
    row("eyJhbGciOi", "jws-compact");
    row("JhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.sig", "jws-compact");
    row("IHsiYWxnIjoiSFMyNTYifQ.e30.c2ln", "jws-compact");
    row("W10.e30.c2ln", "jws-compact");
    row("MQ", "opaque");
}

void TestReport::tellsOpaqueTextApart()
{
    QFETCH(QByteArray, text);
    const ReportPtr report = makeReport(text, at(now));
    QTEST(kindName(report->kind), "kind");
    if (report->kind == Kind::Opaque) {
        QVERIFY(report->header.empty() && report->claims.empty() && report->findings.empty());
        QCOMPARE(report->verdict.text, QStringLiteral("This is not a JWT: nothing can be read from it"));
    }
}

void TestReport::writesTheDocument()
{
    const QByteArray token =
        tokenOf(R"({"iat":1799999900,"exp":1800000300,"x":[1, "a"]})", R"({"alg":"ES256","foo":1})");
    auto signature = matchBy(jose::KeySource::Discovered);
    const QByteArray expected =
        R"({"kind":"jws-compact","size":)" + QByteArray::number(token.size()) +
        R"(,"header":[{"name":"alg","value":"ES256","raw":"\"ES256\"","span":[7,14],"meaning":"Names the algorithm that signs or encrypts the token."},)"
        R"({"name":"foo","value":1,"raw":"1","span":[21,22],"meaning":null}],)"
        R"("claims":[{"name":"iat","value":1799999900,"raw":"1799999900","span":[7,17],"meaning":"When the token was issued.","text":"2027-01-15T07:58:20Z"},)"
        R"({"name":"exp","value":1800000300,"raw":"1800000300","span":[24,34],"meaning":"The token must not be accepted from this time on.","text":"2027-01-15T08:05:00Z"},)"
        R"({"name":"x","value":[1,"a"],"raw":"[1, \"a\"]","span":[39,47],"meaning":null,"text":null}],)"
        R"("times":{"issuedAt":"2027-01-15T07:58:20Z","notBefore":null,"expiresAt":"2027-01-15T08:05:00Z","lifetimeSeconds":400,"state":"not-expired","secondsLeft":300},)"
        R"("signature":{"alg":"ES256","outcome":"match","keySource":"discovered","reason":null},)"
        R"("verdict":{"level":"good","text":"Not expired: 5 min left · signature matches, key from the issuer"},)"
        R"("findings":[]})";
    QCOMPARE(toJson(*makeReport(token, at(now), signature)), expected);

    const json::Document faulty = parsed(toJson(*makeReport(tokenOf(R"({"exp":1})"), at(now))));
    const json::Value finding = faulty.root().at("/findings/0");
    QCOMPARE(
        finding.raw().toByteArray(),
        QByteArray(
            R"({"id":"time-expired","severity":"error","subject":"exp","message":"The token has expired.","reference":"RFC 7519 section 4.1.4","part":"payload","span":[7,8],"tokenSpan":[30,32]})"));

    signature.outcome = SignatureOutcome::CouldNotCheck;
    signature.reason = Error{ErrorCode::KeyNotFound, QStringLiteral("k")};
    QCOMPARE(
        signatureJson(signature),
        QByteArray(
            R"({"alg":null,"outcome":"could-not-check","keySource":"discovered","reason":"KeyNotFound"})"));
    auto weak = matchBy(jose::KeySource::Pinned);
    weak.weakKey = true;
    QCOMPARE(signatureJson(weak),
             QByteArray(R"({"alg":null,"outcome":"match","keySource":"pinned","reason":"KeyTooShort"})"));
}

void TestReport::writesNullWhereNothingIsKnown()
{
    QCOMPARE(
        toJson(*makeReport("abc.def.ghi", at(now))),
        QByteArray(
            R"({"kind":"opaque","size":11,"header":[],"claims":[],"times":{"issuedAt":null,"notBefore":null,"expiresAt":null,"lifetimeSeconds":null,"state":"unreadable","secondsLeft":null},)"
            R"("signature":{"alg":null,"outcome":"not-checked","keySource":null,"reason":null},"verdict":{"level":"neutral","text":"This is not a JWT: nothing can be read from it"},"findings":[]})"));
    // Beyond the years of RFC 3339 there are words for people and null for machines.
    const json::Document far = parsed(toJson(*makeReport(tokenOf(R"({"exp":1700000000000})"), at(now))));
    QCOMPARE(far.root().at("/claims/0/text").toUtf8(), QByteArray("the year 55840"));
    QCOMPARE(far.root().at("/times/expiresAt").type(), json::Type::Null);
    QCOMPARE(far.root().at("/times/secondsLeft").toInteger(), std::optional<qint64>(1'700'000'000'000 - now));
}

void TestReport::writesValuesOnlyWhenExact_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("written");
    const auto same = [](const char *value) {
        QTest::newRow(value) << QByteArray(value) << QByteArray(value);
    };
    const auto null = [](const char *value) {
        QTest::newRow(value) << QByteArray(value) << QByteArray("null");
    };
    same("0");
    same("-0");
    same("9007199254740992");
    null("9007199254740993");
    null("9007199254740994");
    null("-9007199254740993");
    null("18446744073709551615");
    same("-9007199254740992");
    same("1.5");
    same("0.1");
    same("1.10");
    same("1e2");
    same("12.30E+1");
    same("1E-7");
    null("0.1000000000000000055511151231257827");
    null("1e300");
    null("1e400");
    null("1e-400");
    same("0e999999999999999999999");
    null("3.14159265358979323846");
    same("true");
    same("null");
    same(R"("text")");
    same(R"("\u0061\/\n\"\\")");
    same(R"("\ud83d\ude00")");
    null(R"("\ud83d")");
    null(R"("\ude00")");
    null(R"("\ud83dx\ude00")");
    null(R"("\ud83d\ud83d\ude00")");
    same(R"("\\ud83d")");
    same(R"({"a":[1,{"b":null}]})");
    null(R"({"a":1,"\u0061":2})");
    null(R"([{"a":[9007199254740993]}])");
    null(R"({"\ud83d":1})");
    QTest::newRow("white space") << QByteArray("[ 1 ,\n\t{ \"a b\" : \" \" } ]")
                                 << QByteArray(R"([1,{"a b":" "}])");
}

void TestReport::writesValuesOnlyWhenExact()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, written);
    const json::Document document = parsed(toJson(*makeReport(tokenOf(R"({"v":)" + value + '}'), at(now))));
    const json::Value row = document.root().at("/claims/0");
    QCOMPARE(row.find("value").raw().toByteArray(), written);
    QCOMPARE(row.find("raw").toUtf8(), value);
}

void TestReport::writesOneLineForPrettyPrintedJson()
{
    const QByteArray text = toJson(*makeReport(
        tokenOf("{\n  \"a\": {\n    \"b\": [\n      1\n    ]\n  },\n  \"exp\": 1\n}\n"), at(now)));
    QVERIFY(!text.contains('\n'));
    QCOMPARE(parsed(text).root().at("/claims/0/value").raw().toByteArray(), QByteArray(R"({"b":[1]})"));
}

void TestReport::showsVeryLargeTokens()
{
    QByteArray claims = "{";
    for (int i = 0; i < 10'000; ++i)
        claims += "\"claim" + QByteArray::number(i) + "\":" + QByteArray::number(i) + ',';
    const ReportPtr many = makeReport(tokenOf(claims + R"("exp":1900000000})"), at(now));
    QCOMPARE(many->claims.size(), 10'001u);
    QCOMPARE(ids(many), QByteArrayList());

    const ReportPtr tooLarge = makeReport(QByteArray(jose::ParsedToken::maxSize + 1, 'A'), at(now));
    QCOMPARE(ids(tooLarge), QByteArrayList{"token-too-large"});
}

QTEST_APPLESS_MAIN(TestReport)
#include "tst_report.moc"
