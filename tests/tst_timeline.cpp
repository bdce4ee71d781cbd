#include "certificates_data.h"
#include "report_tools.h"

#include "inspect/details.h"
#include "inspect/sizes.h"
#include "inspect/timeline.h"
#include "inspect/verdict.h"
#include "jose/certificate_facts.h"

#include <QTemporaryFile>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace claimcheck::inspect::testing;

namespace {

QString shown(const Timeline &line)
{
    QStringList list;
    for (const TimeMark &mark : line.marks)
        list << QStringLiteral("%1=%2").arg(mark.label.section(u' ', 0, 0)).arg(mark.position, 0, 'f', 2);
    return list.join(u' ');
}

QString shown(const std::vector<Detail> &details)
{
    QStringList list;
    for (const Detail &detail : details)
        list << detail.label + u'=' + detail.text +
                    (detail.children.empty() ? QString() : u'(' + shown(detail.children) + u')');
    return list.join(u' ');
}

std::vector<Detail> detailsOf(const char *name, const QByteArray &value)
{
    static std::vector<ReportPtr> kept;
    kept.push_back(makeReport(quiet(",\"" + QByteArray(name) + "\":" + value), at(now)));
    return inspect::detailsOf(kept.back()->claims.back(), at(now));
}

} // namespace

/// The models of what opens beside a claim: the line of times, the sizes, the details of a value.
class TestTimeline : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsTheTimes_data();
    void drawsTheTimes();
    void showsTheLeeway();
    void measuresSizes();
    void splitsWords();
    void walksNestedValues();
    void opensCertificates();
    void showsThumbprints();
    void checksAChain();
};

void TestTimeline::drawsTheTimes_data()
{
    QTest::addColumn<QByteArray>("claims");
    QTest::addColumn<QString>("marks");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const char *claims, const char *marks, const char *sentence) {
        QTest::newRow(name) << QByteArray(claims) << QString::fromUtf8(marks) << QString::fromUtf8(sentence);
    };
    row("within", "{\"iat\":1799999900,\"exp\":1800000100}", "Issued=0.15 Now=0.50 Expires=0.85",
        "Not expired: 1 min 40 s left");
    row("expired long ago", "{\"iat\":1700000000,\"exp\":1700000100}", "Issued=0.15 Expires=0.85 Now=1.00",
        "Expired 3 years ago");
    row("not yet", "{\"nbf\":1800000100,\"exp\":1800000200}", "Now=0.07 Valid=0.15 Expires=0.85",
        "Not valid yet: starts in 1 min 40 s");
    row("signed in before", "{\"auth_time\":1799999800,\"iat\":1799999900,\"exp\":1800000100}",
        "Signed=0.10 Issued=0.15 Now=0.50 Expires=0.85", "Not expired: 1 min 40 s left");
    row("no end", "{\"iat\":1799999900}", "Issued=0.15 Now=0.85", "No expiry");
    row("nothing", "{}", "Now=0.15", "No expiry");
    row("milliseconds", "{\"iat\":1799999900,\"exp\":1800000100000}", "Issued=0.15 Now=0.15 Expires=0.85",
        "Not expired: 56982 years left");
}

void TestTimeline::drawsTheTimes()
{
    QFETCH(QByteArray, claims);
    const Timeline line = timelineAt(*makeReport(tokenOf(claims), at(now)), at(now));
    QTEST(shown(line), "marks");
    QTEST(line.sentence, "sentence");
}

void TestTimeline::showsTheLeeway()
{
    ReportContext context;
    context.leeway = std::chrono::seconds(60);
    const QByteArray token =
        tokenOf("{\"aud\":\"a\",\"iat\":1799999900,\"nbf\":1799999900,\"exp\":1799999990}");
    const ReportPtr report = makeReport(token, at(now), context);
    QCOMPARE(report->times.state, TimeState::NotExpired);
    QCOMPARE(ids(report), QByteArrayList());
    const Timeline line = timelineAt(*report, at(now));
    QCOMPARE(line.sentence, QStringLiteral("Expired 10 s ago, and within the leeway"));
    QCOMPARE(line.lifetime, QStringLiteral("valid for 1 min 30 s"));
    QVERIFY(*line.leewayBefore<*line.validFrom && * line.leewayAfter> * line.validUntil);
    QCOMPARE(timesAt(*report, at(1'800'000'049)).state, TimeState::NotExpired);
    QCOMPARE(timesAt(*report, at(1'800'000'050)).state, TimeState::Expired);
    QCOMPARE(makeReport(token, at(now))->times.state, TimeState::Expired);
    context.leeway = std::chrono::hours(24);
    QCOMPARE(makeReport(token, at(now), context)->leeway, std::chrono::seconds(600));
}

void TestTimeline::measuresSizes()
{
    const QByteArray token = tokenOf("{\"a\":1,\"big\":\"" + QByteArray(4096, 'x') + "\"}");
    const Sizes sizes = sizesOf(*makeReport(token, at(now)));
    QCOMPARE(sizes.total, token.size());
    QCOMPARE(sizes.header + sizes.payload + sizes.signature + 2, sizes.total);
    QCOMPARE(sizes.claims[0].bytes, 6);
    QCOMPARE(sizes.claims[0].characters, 8);
    QCOMPARE(sizes.claims[1].bytes, 4096 + 9);
    QCOMPARE(sizes.limits[0].left, 4096 - token.size());
    QCOMPARE(sizes.limits[0].claim, QStringLiteral("big"));
    QCOMPARE(sizes.limits[1].left, 8192 - 22 - token.size());
    QVERIFY(sizes.limits[1].claim.isEmpty());
}

void TestTimeline::splitsWords()
{
    QCOMPARE(shown(detailsOf("scope", "\"openid  my:read\"")), QStringLiteral("openid= my:read="));
    QCOMPARE(detailsOf("scope", "\"openid\"").front().meaning,
             QStringLiteral("Sign in with OpenID Connect."));
    QCOMPARE(shown(detailsOf("scp", "[\"a\",\"b\"]")), QStringLiteral("a= b="));
    QCOMPARE(detailsOf("amr", "[\"pwd\",\"otp\"]")[1].meaning,
             QStringLiteral("A one-time password was given."));
    QCOMPARE(detailsOf("acr", "\"phr\"").front().meaning, QStringLiteral("Resistant to phishing."));
}

void TestTimeline::walksNestedValues()
{
    QCOMPARE(shown(detailsOf("x", "{\"a\":1.0,\"a\":[true,{\"b\":\"\\u0061\"}]}")),
             QStringLiteral("a=1.0 a=([0]=true [1]=(b=a))"));
    QVERIFY(detailsOf("x", "\"plain\"").empty());
    const std::vector<Detail> many = detailsOf("x", '[' + QByteArray("1,").repeated(5000) + "1]");
    QCOMPARE(many.size(), 1001u);
    QCOMPARE(many.back().text, QStringLiteral("4001 more"));
}

void TestTimeline::opensCertificates()
{
    const ReportPtr report = makeReport(
        quiet({}, ",\"x5c\":[\"" + QByteArray(signerCertificate) + "\",\"" + rootCertificate + "\"]"),
        at(now));
    const std::vector<Detail> chain = inspect::detailsOf(report->header.back(), at(now));
    QCOMPARE(chain.size(), 2u);
    QCOMPARE(chain[0].text, QStringLiteral("CN=signer.example,O=Example"));
    // Read by `openssl x509 -fingerprint -sha256 -serial -dates`.
    QCOMPARE(shown(chain[0].children),
             QStringLiteral(
                 "Issuer=CN=Example Root,O=Example Serial number=1A2B Valid from=2026-11-22T00:14:30Z "
                 "Valid until=2126-10-29T00:14:30Z State=valid at this time Key=EC, 256 bit "
                 "Signature=ecdsa-with-SHA256 Names=signer.example, https://id.example "
                 "SHA-256 fingerprint=98:91:40:2D:F7:92:A3:B8:74:3D:4C:58:2C:76:66:AC:61:88:49:3A:A6:04:"
                 "CA:BE:23:35:12:F9:91:CB:F0:27"));
    QCOMPARE(shown(detailsOf("x5c", "[\"AAAA\"]")),
             QStringLiteral("Cannot be read=The certificate or key file x5c[0] cannot be read: it is not a "
                            "certificate in DER form."));
}

void TestTimeline::showsThumbprints()
{
    // RFC 8037 appendix A.3
    const QByteArray jwk =
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";
    QCOMPARE(detailsOf("cnf", "{\"jwk\":" + jwk + '}').front().text,
             QStringLiteral("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
    QCOMPARE(detailsOf("sub_jwk", jwk).front().text,
             QStringLiteral("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
    QCOMPARE(shown(detailsOf("cnf", "{\"jkt\":\"x\"}")), QStringLiteral("jkt=x"));
}

void TestTimeline::checksAChain()
{
    const auto certificate = [](const char *base64) {
        return jose::readCertificate(QByteArray::fromBase64(base64)).value();
    };
    const jose::Certificate signer = certificate(signerCertificate);
    QTemporaryFile authorities;
    QVERIFY(authorities.open());
    QByteArray pem = QByteArray(rootCertificate);
    for (qsizetype i = 64; i < pem.size(); i += 65)
        pem.insert(i, '\n');
    authorities.write("-----BEGIN CERTIFICATE-----\n" + pem + "\n-----END CERTIFICATE-----\n");
    authorities.close();
    const auto trusted = jose::checkChain({signer}, authorities.fileName(), at(now));
    QVERIFY(trusted && trusted->trusted);
    QCOMPARE(trusted->anchor, QStringLiteral("CN=Example Root,O=Example"));
    const auto late = jose::checkChain({signer}, authorities.fileName(), at(now + 200 * 365 * 86400LL));
    QVERIFY(late && !late->trusted && late->reason.contains(u"expired"));
    const auto expired = jose::checkChain({certificate(expiredCertificate)}, authorities.fileName(), at(now));
    QVERIFY(expired && !expired->trusted);
    const auto nobody = jose::checkChain({signer}, QStringLiteral("/nonexistent"), at(now));
    QCOMPARE(nobody.error().code, ErrorCode::FileUnreadable);
    // What the row of an x5c says of it.
    const auto chainText = [&](const char *base64, const QString &file) {
        const ReportPtr report = makeReport(quiet({}, ",\"x5c\":[\"" + QByteArray(base64) + "\"]"), at(now));
        const Detail last = inspect::detailsOf(report->header.back(), at(now), file).back();
        return last.label == u"Chain" ? last.text : QString();
    };
    QCOMPARE(chainText(signerCertificate, authorities.fileName()),
             QStringLiteral("Leads to an authority of this system: CN=Example Root,O=Example"));
    QCOMPARE(chainText(expiredCertificate, authorities.fileName()),
             QStringLiteral("Leads to no authority of this system: certificate has expired"));
    QCOMPARE(chainText(signerCertificate, {}), QString());
    QVERIFY(chainText(signerCertificate, QStringLiteral("/nonexistent")).contains(u"/nonexistent"));
    QCOMPARE(jose::checkChain({}, authorities.fileName(), at(now)).error().code,
             ErrorCode::CertificateUnreadable);
    QCOMPARE(jose::readCertificate(signer.der + 'x').error().code, ErrorCode::CertificateUnreadable);
}

QTEST_APPLESS_MAIN(TestTimeline)
#include "tst_timeline.moc"
