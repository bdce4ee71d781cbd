#include "inspect/safe_copy.h"
#include "report_tools.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace claimcheck::inspect::testing;

class TestSafeCopy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void replacesWhatCouldNameSomebody_data();
    void replacesWhatCouldNameSomebody();
    void hasNoSignature();
    void keepsTheSameValueTheSame();
    void keepsEveryOtherByte();
    void keepsWhatIsAskedFor();
    void tellsWhatItReplaced();
    void leavesThePrivatePartOfAKeyOut();
    void givesOnlyTheHeaderOfAJwe();
    void refusesWhatItCannotRead_data();
    void refusesWhatItCannotRead();
};

namespace {

SafeCopy copyOf(const QByteArray &claims, const QByteArray &header = "{\"alg\":\"HS256\"}",
                const SafeCopyOptions &options = {})
{
    const Result<SafeCopy> copy = safeCopy(jose::ParsedToken::parse(tokenOf(claims, header)), options);
    if (!copy)
        qFatal("no copy: %s", codeName(copy.error().code).constData());
    return *copy;
}

} // namespace

void TestSafeCopy::replacesWhatCouldNameSomebody_data()
{
    QTest::addColumn<QByteArray>("claims");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *claims, const char *expected) {
        QTest::newRow(name) << QByteArray(claims) << QByteArray(expected);
    };
    row("nothing", "{}", "{}");
    row("a subject", "{\"sub\":\"alice\"}", "{\"sub\":\"redacted-1\"}");
    row("an e-mail address", "{\"email\":\"a.b@corp.example\"}", "{\"email\":\"person1@example.com\"}");
    row("a UUID", "{\"oid\":\"0F8FAD5B-d9cb-469f-a165-70867728950e\"}",
        "{\"oid\":\"00000000-0000-4000-8000-000000000001\"}");
    row("an address", "{\"ip\":\"198.51.100.7\"}", "{\"ip\":\"2001:db8::1\"}");
    row("another address", "{\"ip\":\"fe80::1\"}", "{\"ip\":\"2001:db8::1\"}");
    row("a link", "{\"picture\":\"https://x.example/alice.png\"}", "{\"picture\":\"https://example.com/1\"}");
    row("a number", "{\"user_id\":4711}", "{\"user_id\":1001}");
    row("a short number", "{\"user_id\":7}", "{\"user_id\":1}");
    row("an unknown text", "{\"x\":\"y\"}", "{\"x\":\"redacted-1\"}");
    row("an empty text", "{\"x\":\"\"}", "{\"x\":\"\"}");
    row("a list", "{\"groups\":[\"a\",[\"b\"],\"a\"]}",
        "{\"groups\":[\"redacted-1\",[\"redacted-2\"],\"redacted-1\"]}");
    row("an object", "{\"address\":{\"street_address\":\"Main 1\"}}",
        "{\"address\":{\"street_address\":\"redacted-1\"}}");
    row("a name that names somebody", "{\"alice@corp.example\":true}", "{\"person1@example.com\":true}");
    row("times", "{\"exp\":1800000300,\"iat\":1.5,\"auth_time\":12}",
        "{\"exp\":1800000300,\"iat\":1.5,\"auth_time\":12}");
    row("truth and nothing", "{\"email_verified\":true,\"x\":null}", "{\"email_verified\":true,\"x\":null}");
    row("issuer and audience", "{\"iss\":\"https://idp.example\",\"aud\":[\"api\"]}",
        "{\"iss\":\"https://idp.example\",\"aud\":[\"api\"]}");
    row("scope and roles", "{\"scope\":\"a b\",\"roles\":[\"admin\"],\"realm_access\":{\"roles\":[\"x\"]}}",
        "{\"scope\":\"a b\",\"roles\":[\"admin\"],\"realm_access\":{\"roles\":[\"x\"]}}");
    row("a tenant in the issuer",
        "{\"iss\":\"https://l.example/0f8fad5b-d9cb-469f-a165-70867728950e/v2\","
        "\"tid\":\"0f8fad5b-d9cb-469f-a165-70867728950e\"}",
        "{\"iss\":\"https://l.example/00000000-0000-4000-8000-000000000001/v2\","
        "\"tid\":\"00000000-0000-4000-8000-000000000001\"}");
    row("an address in the audience", "{\"aud\":\"svc+x@project.example\"}",
        "{\"aud\":\"person1@example.com\"}");
    row("a session", "{\"sid\":\"s\",\"jti\":\"j\",\"nonce\":\"n\"}",
        "{\"sid\":\"redacted-1\",\"jti\":\"redacted-2\",\"nonce\":\"redacted-3\"}");
    row("escapes", "{\"sub\":\"\\u0061lice\",\"was\":\"alice\"}",
        "{\"sub\":\"redacted-1\",\"was\":\"redacted-1\"}");
}

void TestSafeCopy::replacesWhatCouldNameSomebody()
{
    QFETCH(QByteArray, claims);
    QFETCH(QByteArray, expected);
    QCOMPARE(copyOf(claims).claims, expected);
}

void TestSafeCopy::hasNoSignature()
{
    const SafeCopy copy = copyOf("{\"iss\":\"i\"}");
    QCOMPARE(copy.token,
             base64url::encode("{\"alg\":\"HS256\"}") + '.' + base64url::encode("{\"iss\":\"i\"}") + '.');
}

void TestSafeCopy::keepsTheSameValueTheSame()
{
    const SafeCopy copy = copyOf("{\"sub\":\"u\",\"name\":\"v\",\"owner\":{\"sub\":\"u\"}}",
                                 "{\"alg\":\"HS256\",\"mine\":\"u\"}");
    QCOMPARE(copy.header, QByteArray("{\"alg\":\"HS256\",\"mine\":\"redacted-1\"}"));
    QCOMPARE(copy.claims, QByteArray("{\"sub\":\"redacted-1\",\"name\":\"redacted-2\","
                                     "\"owner\":{\"sub\":\"redacted-1\"}}"));
}

void TestSafeCopy::keepsEveryOtherByte()
{
    QCOMPARE(copyOf("{ \"exp\" : 1.0e3 ,\n\t\"sub\":\"a\" , \"exp\":2, \"aud\":\"\\/\" } ").claims,
             QByteArray("{ \"exp\" : 1.0e3 ,\n\t\"sub\":\"redacted-1\" , \"exp\":2, \"aud\":\"\\/\" } "));
}

void TestSafeCopy::keepsWhatIsAskedFor()
{
    const QByteArray claims = "{\"sub\":\"alice\",\"department\":\"d\",\"level\":42}";
    const SafeCopy copy =
        copyOf(claims, "{\"alg\":\"HS256\"}", {{QStringLiteral("department"), QStringLiteral("level")}});
    QCOMPARE(copy.claims, QByteArray("{\"sub\":\"redacted-1\",\"department\":\"d\",\"level\":42}"));
}

void TestSafeCopy::tellsWhatItReplaced()
{
    const SafeCopy copy = copyOf("{\"a/b\":{\"email\":\"x@y.example\"}}", "{\"alg\":\"HS256\",\"z\":\"1\"}");
    QCOMPARE(copy.replaced.size(), 2u);
    QCOMPARE(copy.replaced[0].part, jose::PartId::Header);
    QCOMPARE(copy.replaced[0].pointer, QStringLiteral("/z"));
    QCOMPARE(copy.replaced[1].pointer, QStringLiteral("/a~1b/email"));
    QVERIFY(copy.replaced[1].kind == Personal::Email);
}

void TestSafeCopy::leavesThePrivatePartOfAKeyOut()
{
    const SafeCopy copy =
        copyOf("{\"cnf\":{\"jwk\":{\"kty\":\"OKP\",\"x\":\"pub\",\"d\":\"priv\"}}}",
               "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"secret\"},\"x\":\"me\"}");
    QCOMPARE(copy.claims,
             QByteArray("{\"cnf\":{\"jwk\":{\"kty\":\"OKP\",\"x\":\"pub\",\"d\":\"redacted-3\"}}}"));
    QCOMPARE(copy.header, QByteArray("{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"redacted-1\"},"
                                     "\"x\":\"redacted-2\"}"));
}

void TestSafeCopy::givesOnlyTheHeaderOfAJwe()
{
    const QByteArray header = "{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"apu\":\"alice\"}";
    const auto copy = safeCopy(jose::ParsedToken::parse(base64url::encode(header) + "..AAAA.BBBB.CCCC"));
    QVERIFY(bool(copy));
    QCOMPARE(copy->token,
             base64url::encode("{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"apu\":\"redacted-1\"}") + "....");
}

void TestSafeCopy::refusesWhatItCannotRead_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("claims");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("header") << QByteArray("{") << QByteArray("{}") << QByteArray("JsonSyntax");
    QTest::newRow("claims") << QByteArray("{\"alg\":\"HS256\"}") << QByteArray("{\"sub\":\"alice")
                            << QByteArray("JsonSyntax");
    QTest::newRow("text") << QByteArray("{\"alg\":\"HS256\"}") << QByteArray("\"alice\"")
                          << QByteArray("JsonNotObject");
}

void TestSafeCopy::refusesWhatItCannotRead()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, claims);
    QFETCH(QByteArray, code);
    const auto copy = safeCopy(jose::ParsedToken::parse(tokenOf(claims, header)));
    QVERIFY(!copy);
    QCOMPARE(codeName(copy.error().code), code);
}

QTEST_APPLESS_MAIN(TestSafeCopy)
#include "tst_safe_copy.moc"
