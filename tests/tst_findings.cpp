#include "findings_cases.h"
#include "inspect/findings_data.h"
#include "inspect/findings_help.h"
#include "jose/key_import.h"
#include "support/cpu_time.h"

#include <QSet>
#include <QMessageAuthenticationCode>
#include <QTest>

#include <map>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace claimcheck::inspect::testing;
using jose::PartId;

namespace {

std::vector<RuleCase> ruleCases()
{
    std::vector<RuleCase> all;
    for (const auto &area :
         {structureCases(), formCases(), headerCases(), timeCases(), contentCases(), purposeCases()})
        all.insert(all.end(), area.begin(), area.end());
    return all;
}

/// 139 bytes that begin with 30 81 88: both numbers have a leading zero.
QByteArray derOfEs512()
{
    const QByteArray number = QByteArray("\x02\x42\x00", 3) + QByteArray(65, '\x81');
    return base64url::encode(R"({"alg":"ES512"})") + '.' + quiet().split('.')[1] + '.' +
           base64url::encode(QByteArray("\x30\x81\x88") + number + number);
}

ReportPtr reportOf(const QByteArray &token, const QByteArray &label = {})
{
    ReportContext context;
    context.label = label;
    return makeReport(token, at(now), context);
}

} // namespace

class TestFindings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsWhatIsWrong_data();
    void findsWhatIsWrong();
    void isQuietAboutTheNearTwin_data();
    void isQuietAboutTheNearTwin();
    void coversEveryRule();
    void severityIsThatOfAVerifier();
    void explainsEveryRule();
    void saysWhereAFindingIs();
    void judgesALongCriticalListQuickly();
    void sortsBySeverity();
};

void TestFindings::findsWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArrayList>("expected");
    QTest::addColumn<QByteArray>("label");
    for (const RuleCase &one : ruleCases())
        QTest::newRow(one.rule.constData()) << one.token << one.expected << one.label;
    const auto row = [](const char *name, const QByteArray &token, const QByteArrayList &expected) {
        QTest::newRow(name) << token << expected << QByteArray();
    };
    const QByteArray good = quiet();
    row("nothing", good, {});
    row("alg-none without a signature",
        base64url::encode(R"({"alg":"none"})") + '.' + good.split('.')[1] + '.', {"alg-none"});
    row("alg like none", base64url::encode(R"({"alg":"nonce"})") + good.mid(good.indexOf('.')),
        {"alg-unknown"});
    for (const char *name : {"x5t", "jwks", "JWK"})
        row(name, quiet({}, QByteArray(",\"") + name + "\":\"x\""), {});
    row("crit: no list", quiet({}, R"(,"crit":"b64","b64":true)"), {"crit-invalid"});
    row("crit: empty", quiet({}, R"(,"crit":[])"), {"crit-invalid"});
    row("crit: no name", quiet({}, R"(,"crit":[1])"), {"crit-invalid"});
    row("crit: twice", quiet({}, R"(,"crit":["x","x"],"x":1)"), {"crit-registered"});
    row("exp null", claims(R"("exp":null)"), {"time-not-a-number"});
    row("nbf text", quiet(R"(,"nbf":"now")"), {"time-not-a-number"});
    row("times in names that are no times", quiet(R"(,"n":-1.5,"when":"now")"), {});
    row("ES512 has two readings", tokenOf(R"({"aud":"a","exp":1800000300})", R"({"alg":"ES512"})"),
        {"other-spellings"});
    row("a short RSA key", quiet().replace(0, quiet().indexOf('.'), base64url::encode(R"({"alg":"RS256"})")),
        {"signature-length"});
    row("b64 false, not announced", quiet({}, R"(,"b64":false)"), {"b64-not-critical"});
    const QByteArray sealed = "..48V1_ALb6US04U3b.5eymLA.XFBoMYUZodetZdvTiFvSkQ";
    row("crit of an encrypted token is told once",
        base64url::encode(R"({"alg":"dir","enc":"A256GCM","crit":["x"],"x":1})") + sealed, {"crit-present"});
    row("crit of an encrypted token, malformed",
        base64url::encode(R"({"alg":"dir","enc":"A256GCM","crit":[]})") + sealed, {"crit-invalid"});
    row("ES512 in DER", derOfEs512(), {"signature-der"});
    row("kid in SQL without quotes", quiet({}, R"(,"kid":"1 union select 2")"), {"kid-sql"});
    row("kid of Windows", quiet({}, R"(,"kid":"C:\\keys\\1")"), {"kid-path"});
    row("jku of this machine", quiet({}, R"(,"jku":"https://[::ffff:127.0.0.1]/k")"),
        {"key-carried", "key-url-private"});
    row("jku in other spelling", quiet({}, R"(,"jku":"https://0x7f.1/k")"),
        {"key-carried", "key-url-private"});
    row("a card as a number", quiet(R"(,"x":378282246310005)"), {"content-card"});
    row("an identifier that passes for a card", quiet(R"(,"jti":"4111111111111111")"), {});
    row("an escaped address", quiet(R"(,"x":"alice\u0040example.com")"), {"content-email"});
    row("an escaped script", quiet(R"(,"x":"\u003cimg src=x>")"), {"content-html"});
    row("javascript:", quiet(",\"x\":\" JavaScript:alert(1)\""), {"content-html"});
    row("a name with a blank", quiet(R"(,"exp ":1)"), {"claim-near-name"});
    row("an empty audience", tokenOf(R"({"aud":[],"exp":1800000300})"), {"aud-missing"});
    row("an audience of numbers", tokenOf(R"({"aud":[7],"exp":1800000300})"), {"claim-wrong-type"});
    row("Persian", quiet(",\"x\":\"\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645\""), {});
    row("the flag of Scotland", quiet(",\"x\":\"\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E007F\""), {});
    row("hidden words in tags", quiet(",\"x\":\"a\U000E0067\U000E0062\""), {"content-invisible"});
    row("fullwidth", quiet(",\"\uFF45\uFF58\uFF50\":1"), {"claim-homoglyph"});
    row("a zero-width space in a name", quiet(",\"su\u200Bb\":\"x\""),
        {"content-invisible", "claim-homoglyph"});
    row("an accent is no disguise", quiet(",\"s\u00FCb\":\"x\""), {});
    row("a token that is only a header", "eyJhbGciOiJIUzM4NCJ9", {"part-missing", "part-missing"});
}

void TestFindings::findsWhatIsWrong()
{
    QFETCH(QByteArray, token);
    QFETCH(QByteArrayList, expected);
    QFETCH(QByteArray, label);
    const ReportPtr report = reportOf(token, label);
    QCOMPARE(ids(report), expected);
    for (const Finding &finding : report->findings) {
        QVERIFY(!finding.subject.isEmpty());
        QVERIFY2(finding.message.endsWith(u'.') && finding.message.front().isUpper() &&
                     !finding.message.contains(u'%'),
                 qPrintable(finding.message));
        QVERIFY(!finding.reference.isEmpty());
        if (finding.token)
            QVERIFY(finding.token->begin <= finding.token->end && finding.token->end <= token.size());
        if (finding.decoded && finding.part)
            QVERIFY(finding.decoded->end <= report->token.part(*finding.part).bytes.size());
    }
}

void TestFindings::isQuietAboutTheNearTwin_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QByteArray>("twin");
    QTest::addColumn<QByteArray>("label");
    for (const RuleCase &one : ruleCases())
        QTest::newRow(one.rule.constData()) << one.rule << one.twin << one.label;
}

void TestFindings::isQuietAboutTheNearTwin()
{
    QFETCH(QByteArray, rule);
    QFETCH(QByteArray, twin);
    QFETCH(QByteArray, label);
    QVERIFY(!twin.isEmpty());
    QVERIFY2(!ids(reportOf(twin, label)).contains(rule), ids(reportOf(twin, label)).join(' ').constData());
}

void TestFindings::coversEveryRule()
{
    // Rules about keys have a table of their own, in tst_key_findings.
    QByteArrayList covered;
    for (const RuleCase &one : ruleCases())
        covered << one.rule;
    QSet<QByteArray> seen;
    for (const RuleArea &area : ruleAreas) {
        for (const Rule &row : area.rules) {
            QVERIFY2(covered.contains(row.id) || QByteArrayView(area.id) == "keys", row.id);
            QVERIFY2(!seen.contains(row.id), row.id);
            seen.insert(row.id);
        }
    }
}

/// "An error is something that a verifier must refuse, and what is none weakens or informs": the triggers,
/// really signed, are shown to one.
void TestFindings::severityIsThatOfAVerifier()
{
    // Where the two differ, and why.
    const std::map<QByteArray, const char *> differing{
        {"payload-not-json", "a signed text is no JWT, and no worse for it"},
        {"payload-detached", "the payload is given separately"},
        {"b64-unencoded", "a signed text is no JWT"},
        {"cty-nested", "the payload is a token in place of claims"},
        {"crit-present", "a verifier that understands the name accepts"},
        {"time-issued-in-future", "ours is stricter than RFC 7519 section 4.1.6"},
        {"jwk-private", "RFC 9449 section 4.3: who uses the key must refuse, and ours uses no carried key"},
        {"purpose-symmetric", "the kind of token's own standard refuses"},
        {"id-token-long-subject", "the kind of token's own standard refuses"},
        {"assertion-not-self-issued", "the kind of token's own standard refuses"},
    };
    const QByteArray secret(48, 'k');
    const auto keys = jose::importKeys(R"({"kty":"oct","k":")" + base64url::encode(secret) + "\"}", {});
    QVERIFY(keys);
    jose::Expectations expectations;
    expectations.at = at(now);
    expectations.audience = jose::Ignored{};
    expectations.expiration = jose::Expectations::Expiration::Optional;
    size_t tried = 0, differed = 0;
    for (const RuleCase &one : ruleCases()) {
        const QByteArrayList parts = one.token.split('.');
        const auto shape = jose::ParsedToken::parse(one.token);
        if (shape.algorithm() != "HS384" || parts.size() != 3 || shape.form() != jose::Form::Compact ||
            parts[2].contains('~'))
            continue;
        const QByteArray input = parts[0] + '.' + parts[1];
        const QByteArray token =
            input + '.' +
            base64url::encode(QMessageAuthenticationCode::hash(input, secret, QCryptographicHash::Sha384));
        const bool accepted = jose::inspect(jose::ParsedToken::parse(token), *keys, expectations).accepted();
        const ReportPtr report = reportOf(token, one.label);
        const bool hasErrors =
            std::any_of(report->findings.begin(), report->findings.end(),
                        [](const Finding &finding) { return finding.severity == Severity::Error; });
        QVERIFY2((accepted == hasErrors) == differing.contains(one.rule), one.rule);
        differed += accepted == hasErrors;
        ++tried;
    }
    QVERIFY(tried > 70);
    QCOMPARE(differed, differing.size());
}

void TestFindings::explainsEveryRule()
{
    const std::vector<RuleHelp> all = rulesHelp();
    QVERIFY(all.size() > 90);
    for (const RuleHelp &one : all) {
        QVERIFY2(one.help.endsWith(u'.') && one.help.front().isUpper() && one.help.size() > 20,
                 one.id.constData());
        QVERIFY2((one.sentence.endsWith(u'.') || one.sentence.endsWith(u'…')) && !one.sentence.contains(u'%'),
                 qPrintable(one.sentence));
        QVERIFY2(!one.reference.isEmpty() && !one.area.isEmpty(), one.id.constData());
    }
    QCOMPARE(all.front().id, QByteArray("base64-padding"));
    QCOMPARE(all.front().sentence, QStringLiteral("… is base64url with padding, which JOSE forbids."));
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
    bool isFound = false;
    const qint64 took =
        test::cpuMs([&] { isFound = ids(makeReport(token, at(now))).contains("crit-present"); });
    QVERIFY(isFound);
    QVERIFY2(took < 20'000, QByteArray::number(took));
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

QTEST_APPLESS_MAIN(TestFindings)
#include "tst_findings.moc"
