#include "report_tools.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace claimcheck::inspect::testing;
using jose::SignatureOutcome;

class TestReportJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesTheDocument();
    void writesNullWhereNothingIsKnown();
    void writesValuesOnlyWhenExact_data();
    void writesValuesOnlyWhenExact();
    void writesOneLineForPrettyPrintedJson();
};

void TestReportJson::writesTheDocument()
{
    const QByteArray token = tokenOf(R"({"iat":1799999900,"exp":1800000300,"x":[1, "a"],"aud":"b"})",
                                     R"({"alg":"HS384","foo":1})");
    auto signature = matchBy(jose::KeySource::Discovered);
    const QByteArray expected =
        R"({"kind":"jws-compact","size":)" + QByteArray::number(token.size()) +
        R"(,"header":[{"name":"alg","value":"HS384","raw":"\"HS384\"","span":[7,14],"meaning":"Names the algorithm that signs or encrypts the token."},)"
        R"({"name":"foo","value":1,"raw":"1","span":[21,22],"meaning":null}],)"
        R"("claims":[{"name":"iat","value":1799999900,"raw":"1799999900","span":[7,17],"meaning":"When the token was issued.","text":"2027-01-15T07:58:20Z"},)"
        R"({"name":"exp","value":1800000300,"raw":"1800000300","span":[24,34],"meaning":"The token must not be accepted from this time on.","text":"2027-01-15T08:05:00Z"},)"
        R"({"name":"x","value":[1,"a"],"raw":"[1, \"a\"]","span":[39,47],"meaning":null,"text":null},)"
        R"({"name":"aud","value":"b","raw":"\"b\"","span":[54,57],"meaning":"Whom the token is meant for; everybody else must refuse it.","text":null}],)"
        R"("times":{"issuedAt":"2027-01-15T07:58:20Z","notBefore":null,"expiresAt":"2027-01-15T08:05:00Z","lifetimeSeconds":400,"state":"not-expired","secondsLeft":300},)"
        R"("signature":{"alg":"HS384","outcome":"match","keySource":"discovered","reason":null},)"
        R"("verdict":{"level":"good","text":"Not expired: 5 min left · signature matches, key from the issuer"},)"
        R"("findings":[]})";
    // The contract's members come first; those that were added since come after them.
    const QByteArray document = toJson(*makeReport(token, at(now), signature));
    QCOMPARE(document.left(expected.size() - 1), expected.chopped(1));
    const json::Document whole = parsed(document);
    const json::Value root = whole.root();
    QCOMPARE(root.at("/purpose/id").toUtf8(), QByteArray("plain-jwt"));
    QCOMPARE(root.at("/sizes/signature").toInteger(), std::optional<qint64>(64));
    QCOMPARE(root.at("/sizes/limits/0/left").toInteger(), std::optional<qint64>(4096 - token.size()));
    QVERIFY(root.at("/processed").type() == json::Type::Null && root.at("/layers").size() == 0);

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

void TestReportJson::writesNullWhereNothingIsKnown()
{
    QCOMPARE(
        toJson(*makeReport("abc.def.ghi", at(now))),
        QByteArray(
            R"({"kind":"opaque","size":11,"header":[],"claims":[],"times":{"issuedAt":null,"notBefore":null,"expiresAt":null,"lifetimeSeconds":null,"state":"unreadable","secondsLeft":null},)"
            R"("signature":{"alg":null,"outcome":"not-checked","keySource":null,"reason":null},"verdict":{"level":"neutral","text":"This is not a JWT: nothing can be read from it"},"findings":[],"purpose":{"id":"unknown","title":null,"reference":null},)"
            R"("sizes":{"header":3,"payload":3,"signature":3,"limits":[{"id":"cookie","bytes":4096,"left":4085,"claim":null},{"id":"header","bytes":8192,"left":8159,"claim":null}],"claims":[]},)"
            R"("signatures":[],"disclosures":[],"processed":null,"layers":[],"encryption":null,"at":"2027-01-15T08:00:00Z","leewaySeconds":0})"));
    // Beyond the years of RFC 3339 there are words for people and null for machines.
    const json::Document far = parsed(toJson(*makeReport(tokenOf(R"({"exp":1700000000000})"), at(now))));
    QCOMPARE(far.root().at("/claims/0/text").toUtf8(), QByteArray("the year 55840"));
    QCOMPARE(far.root().at("/times/expiresAt").type(), json::Type::Null);
    QCOMPARE(far.root().at("/times/secondsLeft").toInteger(), std::optional<qint64>(1'700'000'000'000 - now));
}

void TestReportJson::writesValuesOnlyWhenExact_data()
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

void TestReportJson::writesValuesOnlyWhenExact()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, written);
    const json::Document document = parsed(toJson(*makeReport(tokenOf(R"({"v":)" + value + '}'), at(now))));
    const json::Value row = document.root().at("/claims/0");
    QCOMPARE(row.find("value").raw().toByteArray(), written);
    QCOMPARE(row.find("raw").toUtf8(), value);
}

void TestReportJson::writesOneLineForPrettyPrintedJson()
{
    const QByteArray text = toJson(*makeReport(
        tokenOf("{\n  \"a\": {\n    \"b\": [\n      1\n    ]\n  },\n  \"exp\": 1\n}\n"), at(now)));
    QVERIFY(!text.contains('\n'));
    QCOMPARE(parsed(text).root().at("/claims/0/value").raw().toByteArray(), QByteArray(R"({"b":[1]})"));
}

QTEST_APPLESS_MAIN(TestReportJson)
#include "tst_report_json.moc"
