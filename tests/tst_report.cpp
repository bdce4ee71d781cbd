#include "report_tools.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace claimcheck::inspect::testing;

class TestReport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsOrderDuplicatesAndRawText();
    void judgesTimes_data();
    void judgesTimes();
    void ticksWithoutParsing();
    void isNotGreenWithErrors();
    void showsTheHeaderOfAJwe();
    void tellsOpaqueTextApart_data();
    void tellsOpaqueTextApart();
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

void TestReport::showsVeryLargeTokens()
{
    QByteArray claims = "{";
    for (int i = 0; i < 10'000; ++i)
        claims += "\"claim" + QByteArray::number(i) + "\":" + QByteArray::number(i) + ',';
    const ReportPtr many = makeReport(tokenOf(claims + R"("aud":"a","exp":1900000000})"), at(now));
    QCOMPARE(many->claims.size(), 10'002u);
    QCOMPARE(ids(many), QByteArrayList());

    const ReportPtr tooLarge = makeReport(QByteArray(jose::ParsedToken::maxSize + 1, 'A'), at(now));
    QCOMPARE(ids(tooLarge), QByteArrayList{"token-too-large"});
}

QTEST_APPLESS_MAIN(TestReport)
#include "tst_report.moc"
