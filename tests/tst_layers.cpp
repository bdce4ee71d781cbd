#include "report_tools.h"

#include <QCryptographicHash>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace claimcheck::inspect::testing;

namespace {

QByteArray digestOf(const QByteArray &text)
{
    return base64url::encode(QCryptographicHash::hash(text, QCryptographicHash::Sha256));
}

/// An issuer's token with the digests of these disclosures, and the disclosures.
QByteArray sdJwt(const QByteArrayList &disclosures, const QByteArrayList &digests,
                 const QByteArray &keyBinding = {})
{
    QByteArrayList quoted;
    for (const QByteArray &digest : digests)
        quoted << '"' + digest + '"';
    QByteArray text =
        tokenOf("{\"iss\":\"https://id.example\",\"vct\":\"https://id.example/card\",\"exp\":1800000300,"
                "\"_sd_alg\":\"sha-256\",\"_sd\":[" +
                    quoted.join(',') + "]}",
                "{\"alg\":\"ES384\",\"typ\":\"dc+sd-jwt\"}") +
        '~';
    for (const QByteArray &disclosure : disclosures)
        text += disclosure + '~';
    return text + keyBinding;
}

const QByteArray given = base64url::encode("[\"c2FsdA\",\"given_name\",\"Alice\"]");

QByteArray member(const char *name, const QByteArray &value)
{
    return QByteArray("\"") + name + "\":\"" + value + '"';
}

} // namespace

class TestLayers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsDisclosures();
    void refusesADisclosureThatNothingRefersTo();
    void namesWithheldDigests();
    void opensTheKeyBinding();
    void opensNestedTokens();
    void limitsLayers();
    void readsSeveralSignatures();
    void readsAnEncryptedToken_data();
    void readsAnEncryptedToken();
    void opensDecryptedContent();
};

void TestLayers::showsDisclosures()
{
    const QByteArray token = sdJwt({given}, {digestOf(given)});
    const ReportPtr report = makeReport(token, at(now));
    QCOMPARE(kindName(report->kind), QByteArray("sd-jwt"));
    QCOMPARE(report->purpose.name, QByteArray("sd-jwt-vc"));
    QCOMPARE(report->disclosures.size(), 1u);
    const DisclosureRow &row = report->disclosures.front();
    QCOMPARE(row.name, QStringLiteral("given_name"));
    QCOMPARE(row.raw, QByteArray("\"Alice\""));
    QCOMPARE(row.salt, QByteArray("c2FsdA"));
    QCOMPARE(row.digest, digestOf(given));
    QCOMPARE(row.pointer, QStringLiteral("/given_name"));
    QCOMPARE(token.mid(row.token.begin, row.token.size()), given);
    QCOMPARE(report->claims.size(), 5u);
    QCOMPARE(report->processedClaims.back().name, QStringLiteral("given_name"));
    QCOMPARE(report->times.state, TimeState::NotExpired);
    QCOMPARE(ids(report), QByteArrayList{"other-spellings"});
    const json::Document document = parsed(toJson(*report));
    QCOMPARE(document.root().at("/processed/given_name").toUtf8(), QByteArray("Alice"));
    QCOMPARE(document.root().at("/disclosures/0/pointer").toUtf8(), QByteArray("/given_name"));
}

void TestLayers::refusesADisclosureThatNothingRefersTo()
{
    const ReportPtr report = makeReport(sdJwt({given}, {}), at(now));
    QCOMPARE(ids(report), (QByteArrayList{"disclosure-wrong", "other-spellings"}));
    QVERIFY(report->processed.isNull());
    QVERIFY(!ids(makeReport(sdJwt({given}, {digestOf(given)}), at(now))).contains("disclosure-wrong"));
}

void TestLayers::namesWithheldDigests()
{
    const ReportPtr report = makeReport(sdJwt({given}, {digestOf(given), digestOf("decoy")}), at(now));
    QCOMPARE(ids(report), (QByteArrayList{"disclosures-withheld", "other-spellings"}));
    QVERIFY(!ids(makeReport(sdJwt({given}, {digestOf(given)}), at(now))).contains("disclosures-withheld"));
}

void TestLayers::opensTheKeyBinding()
{
    const QByteArray binding = tokenOf("{\"iat\":1799999990,\"aud\":\"https://shop.example\",\"nonce\":\"n\","
                                       "\"sd_hash\":\"x\"}",
                                       "{\"alg\":\"ES384\",\"typ\":\"kb+jwt\"}");
    const ReportPtr report = makeReport(sdJwt({given}, {digestOf(given)}, binding), at(now));
    QCOMPARE(report->layers.size(), 1u);
    QCOMPARE(report->layers.front().role, Layer::Role::KeyBinding);
    QCOMPARE(report->layers.front().report->purpose.name, QByteArray("key-binding"));
    QCOMPARE(ids(report->layers.front().report), QByteArrayList{"other-spellings"});
}

void TestLayers::opensNestedTokens()
{
    const QByteArray inner = quiet();
    const QByteArray outer = tokenOf(inner, "{\"alg\":\"HS384\",\"cty\":\"JWT\"}");
    const ReportPtr report = makeReport(outer, at(now));
    QCOMPARE(report->layers.size(), 1u);
    QCOMPARE(report->layers.front().report->text, inner);
    QCOMPARE(report->layers.front().report->claims.size(), 4u);
    QVERIFY(makeReport(tokenOf(inner), at(now))->layers.empty());
}

void TestLayers::limitsLayers()
{
    QByteArray token = quiet();
    for (int i = 0; i < 12; ++i)
        token = tokenOf(token, "{\"alg\":\"HS384\",\"cty\":\"JWT\"}");
    int depth = 0;
    ReportPtr report = makeReport(token, at(now));
    while (!report->layers.empty()) {
        report = report->layers.front().report;
        ++depth;
    }
    QCOMPARE(depth, 8);
}

void TestLayers::readsSeveralSignatures()
{
    const QByteArrayList parts = quiet().split('.');
    const QByteArray one = '{' + member("protected", parts[0]) + ',' + member("signature", parts[2]) + '}';
    const QByteArray two = '{' + member("protected", base64url::encode("{\"alg\":\"none\"}")) +
                           ",\"header\":{\"kid\":\"b\"}," + member("signature", parts[2]) + '}';
    const QByteArray token = '{' + member("payload", parts[1]) + ",\"signatures\":[" + one + ',' + two + "]}";
    ReportContext context;
    context.signatures.resize(2);
    context.signatures[1].index = 1;
    context.signatures[1].outcome = jose::SignatureOutcome::Mismatch;
    const ReportPtr report = makeReport(token, at(now), context);
    QCOMPARE(kindName(report->kind), QByteArray("jws-json"));
    QCOMPARE(report->claims.size(), 4u);
    QCOMPARE(report->signatures.size(), 2u);
    QCOMPARE(report->signatures[1].algorithm, QByteArray("none"));
    QCOMPARE(report->signatures[1].unprotectedHeader.front().name, QStringLiteral("kid"));
    QCOMPARE(report->signatures[1].result.outcome, jose::SignatureOutcome::Mismatch);
    QCOMPARE(ids(report), QByteArrayList{"alg-none"});
    QCOMPARE(parsed(toJson(*report)).root().at("/signatures/1/signature/outcome").toUtf8(),
             QByteArray("mismatch"));
    // The place of a claim in the text.
    const ReportPtr late = makeReport(
        QByteArray(token).replace(parts[1], base64url::encode("{\"aud\":\"a\",\"exp\":1}")), at(now));
    const auto expired = std::find_if(late->findings.begin(), late->findings.end(),
                                      [](const Finding &finding) { return finding.id == "time-expired"; });
    QVERIFY(expired != late->findings.end());
    QVERIFY(late->text.mid(expired->token->begin, expired->token->size()).size() <= 4);
    QVERIFY(expired->token->begin > late->text.indexOf("payload"));
}

void TestLayers::readsAnEncryptedToken_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("kind");
    const QByteArray header = base64url::encode("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}");
    const QByteArray iv = base64url::encode(QByteArray(12, 'i')),
                     tag = base64url::encode(QByteArray(16, 't'));
    QTest::newRow("compact") << header + ".." + iv + ".AAAA." + tag << QByteArray("jwe-compact");
    QTest::newRow("json") << '{' + member("protected", header) + ',' + member("iv", iv) + ',' +
                                 member("ciphertext", "AAAA") + ',' + member("tag", tag) + '}'
                          << QByteArray("jwe-json");
}

void TestLayers::readsAnEncryptedToken()
{
    QFETCH(QByteArray, text);
    const ReportPtr report = makeReport(text, at(now));
    QTEST(kindName(report->kind), "kind");
    QCOMPARE(report->header.size(), 2u);
    QCOMPARE(report->signature.algorithm, QByteArray("dir"));
    QVERIFY(report->encryption && report->encryption->tag().bytes.size() == 16);
    QCOMPARE(ids(report), QByteArrayList());
    QVERIFY(report->verdict.text.startsWith(u"Encrypted"));
    QCOMPARE(report->purpose.name, QByteArray("unknown"));
}

void TestLayers::opensDecryptedContent()
{
    ReportContext context;
    context.plaintext = quiet();
    const QByteArray header = base64url::encode("{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"cty\":\"JWT\"}");
    const ReportPtr report = makeReport(header + ".." + base64url::encode(QByteArray(12, 'i')) + ".AAAA." +
                                            base64url::encode(QByteArray(16, 't')),
                                        at(now), context);
    QCOMPARE(report->layers.size(), 1u);
    QCOMPARE(layerName(report->layers.front().role), QByteArray("decrypted"));
    QCOMPARE(report->layers.front().report->claims.size(), 4u);
}

QTEST_APPLESS_MAIN(TestLayers)
#include "tst_layers.moc"
