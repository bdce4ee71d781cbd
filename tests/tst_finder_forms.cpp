#include "finder_tools.h"

#include <QFile>
#include <QJsonObject>
#include <QTest>
#include <QUrl>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace claimcheck::inspect::testing;
using namespace Qt::StringLiterals;

namespace {

QJsonObject vectors(const QString &name)
{
    QFile file(QStringLiteral(CLAIMCHECK_SOURCE_DIR "/../shared/vectors/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read the vectors");
    return QJsonDocument::fromJson(file.readAll()).object();
}

// RFC 7515 appendix A.6.4, RFC 7516 appendix A.5, on one line.
const QByteArray general =
    R"({"payload":"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",)"
    R"("signatures":[{"protected":"eyJhbGciOiJSUzI1NiJ9","header":{"kid":"2010-12-29"},"signature":"cC4hiUPoj9Eetdgtv3hF80EGrhuB"},)"
    R"({"protected":"eyJhbGciOiJFUzI1NiJ9","header":{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"},"signature":"DtEhU3ljbEg8L38VWAfUAqOyKAM6"}]})";
const QByteArray encrypted =
    R"({"protected":"eyJlbmMiOiJBMTI4Q0JDLUhTMjU2In0","unprotected":{"jku":"https://server.example.com/keys.jwks"},)"
    R"("header":{"alg":"A128KW","kid":"7"},"encrypted_key":"6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ",)"
    R"("iv":"AxY8DCtDaGlsbGljb3RoZQ","ciphertext":"KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY","tag":"Mz-VPPyU4RlcuYv1IwIvzw"})";

} // namespace

class TestFinderForms final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsForms_data();
    void findsForms();
    void findsVectors_data();
    void findsVectors();
    void findsSdJwtOverLines_data();
    void findsSdJwtOverLines();
    void takesNoOtherJson_data();
    void takesNoOtherJson();
};

void TestFinderForms::findsForms_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("expected");
    const auto row = [](const char *name, const QByteArray &text, const QByteArrayList &expected) {
        QTest::newRow(name) << text << expected;
    };
    row("rfc7515-A.6 general", general, {"jws-json||" + general});
    row("rfc7515-A.7 flattened", flattened, {"jws-json||" + flattened});
    row("rfc7516-A.5 flattened JWE", encrypted, {"jwe-json||" + encrypted});
    row("in a log line", "2026-11-21 INFO got jws=" + flattened + " in 3 ms", {"jws-json|jws|" + flattened});
    row("as a member", R"({"a":1,"proof":)" + flattened + R"(,"b":"x"})", {"jws-json|proof|" + flattened});
    row("two in a list", '[' + flattened + ',' + encrypted + ']',
        {"jws-json||" + flattened, "jwe-json||" + encrypted});
    row("pretty-printed", QJsonDocument::fromJson(flattened).toJson().trimmed(),
        {"jws-json||" + QJsonDocument::fromJson(flattened).toJson().trimmed()});
    row("cURL", "curl -d '" + flattened + "' https://a.example/acme", {"jws-json||" + flattened});
    row("between compact ones", one + "\n" + flattened + "\n" + two,
        {"jws-compact||" + one, "jws-json||" + flattened, "jws-compact||" + two});
    row("after a stray quote", "He said \"look\n{" + flattened.mid(1), {"jws-json||" + flattened});
    row("after a stray brace", "if (x) {\n" + flattened, {"jws-json||" + flattened});
    row("in a JSON string", R"({"body":)" + jsonString(flattened) + '}', {"jws-json|body|" + flattened});
    row("in a JSON string in a JSON string",
        R"({"log":)" + jsonString(R"({"body":)" + jsonString(flattened) + '}') + '}',
        {"jws-json|body|" + flattened});
    row("as a quoted string in code", "String s = " + jsonString(encrypted) + ';',
        {"jwe-json|s|" + encrypted});
    row("percent-encoded", "https://a.example/?jws=" + flattened.toPercentEncoding() + "&x=1",
        {"jws-json|jws|" + flattened});
    // RFC 7515 appendix F
    const QByteArray detached =
        R"({"protected":"eyJhbGciOiJFUzI1NiJ9","signature":"DtEhU3ljbEg8L38VWAfUAqOyKAM6"})";
    row("detached flattened", detached, {"jws-json||" + detached});
    const QByteArray generalJwe =
        R"({"protected":"eyJlbmMiOiJBMTI4Q0JDLUhTMjU2In0","recipients":[{"header":{"alg":"RSA1_5"},"encrypted_key":"UGhIOgu"},{"header":{"alg":"A128KW"},"encrypted_key":"6KB707"}],"iv":"AxY8DC","ciphertext":"KDlTtX","tag":"Mz-VPP"})";
    row("general JWE", generalJwe, {"jwe-json||" + generalJwe});
    // SD-JWT (RFC 9901)
    const QByteArray disclosure = base64url::encode(R"(["salt1234","given_name","John"])");
    const QByteArray binding =
        token(R"({"alg":"ES256","typ":"kb+jwt"})", R"({"nonce":"1","aud":"a","sd_hash":"x"})", 64);
    const QByteArray sdJwt = two + '~' + disclosure + '~' + disclosure + '~';
    row("SD-JWT", sdJwt, {"sd-jwt||" + sdJwt});
    row("SD-JWT with key binding", "Bearer " + sdJwt + binding, {"sd-jwt|Bearer|" + sdJwt + binding});
    row("SD-JWT without disclosures", two + '~', {"sd-jwt||" + two + '~'});
    row("SD-JWT in JSON", R"({"vp_token":")" + sdJwt + binding + R"("})",
        {"sd-jwt|vp_token|" + sdJwt + binding});
    row("SD-JWT, percent-encoded", "https://a.example/?t=" + QByteArray(sdJwt).replace('~', "%7E") + "&u=1",
        {"sd-jwt|t|" + sdJwt});
    row("two SD-JWTs", sdJwt + '\n' + sdJwt, {"sd-jwt||" + sdJwt, "sd-jwt||" + sdJwt});
    row("SD-JWT, then a token", sdJwt + '\n' + one, {"sd-jwt||" + sdJwt, "jws-compact||" + one});
    row("struck out in Markdown", "~~" + one + "~~", {"jws-compact||" + one});
    // The other compact forms tell their kind
    const QByteArray jwe =
        base64url::encode(R"({"alg":"dir","enc":"A128GCM"})") +
        "..AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.9hH0vgRfYgPnAHOd8stkvw";
    row("compact JWE", "t=" + jwe, {"jwe-compact|t|" + jwe});
    row("detached", "eyJhbGciOiJIUzI1NiJ9..c2lnbmF0dXJl",
        {"jws-compact||eyJhbGciOiJIUzI1NiJ9..c2lnbmF0dXJl"});
    row("encoded twice",
        "https://a.example/?r=" + ("/cb?t=" + one + "&x=%2F").toPercentEncoding().toPercentEncoding(),
        {"jws-compact|t|" + one});
    // Secrets with a known form
    const QByteArray github = "ghp_" + QByteArray("a1B2").repeated(9);
    row("GitHub token", "export TOKEN=" + github + "\n", {"api-key|TOKEN|" + github});
    row("GitHub token beside a JWT", "a=" + github + "; b=" + one,
        {"api-key|a|" + github, "jws-compact|b|" + one});
    row("one character too long", "x " + github + "Z y", {});
    row("one character too short", "x " + github.chopped(1) + " y", {});
    row("inside a word", "x my" + github + " y", {});
    const QByteArray paseto = "v4.public." + QByteArray("aB3-").repeated(25);
    row("PASETO", "Authorization: Bearer " + paseto, {"paseto|Authorization|" + paseto});
    row("PASETO with a footer", paseto + ".Zm9vdGVy", {"paseto||" + paseto + ".Zm9vdGVy"});
    row("no PASETO", "see v4.public.html and v1.local.conf", {});
    const QByteArray saml =
        QByteArray(
            R"(<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0"></samlp:Response>)")
            .toBase64();
    row("SAML response in a form", "SAMLResponse=" + saml.toPercentEncoding() + "&RelayState=x",
        {"saml|SAMLResponse|" + QByteArray(saml).replace("=", "")});
    row("SAML response in HTML", R"(<input name="SAMLResponse" value=")" + saml + R"("/>)",
        {"saml|SAMLResponse|" + QByteArray(saml).replace("=", "")});
}

void TestFinderForms::findsForms()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArrayList, expected);
    QCOMPARE(summary(findTokens(text)), expected);
}

void TestFinderForms::findsVectors_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("kind");
    const auto textOf = [](const QJsonValue &token) {
        return token.isString() ? token.toString().toLatin1()
                                : QJsonDocument(token.toObject()).toJson(QJsonDocument::Compact);
    };
    for (const QJsonValue &value : vectors(u"sdjwt.json"_s)[u"tokens"_s].toArray()) {
        const QByteArray text = textOf(value[u"token"]);
        QTest::addRow("sd-jwt draft 22, line %d", value[u"line"].toInt())
            << text
            << QByteArray(text.startsWith('{') ? "jws-json"
                          : text.contains('~') ? "sd-jwt"
                                               : "jws-compact");
    }
    for (const QJsonValue &value : vectors(u"rfc-vectors.json"_s)[u"vectors"_s].toArray()) {
        const QByteArray text = textOf(value[u"token"]);
        const QString kind = value[u"kind"].toString();
        const bool isJson = text.startsWith('{');
        // A payload that is not encoded may hold blanks (RFC 7797): nothing can find where such a token ends.
        if (text.isEmpty() || text == "{}" || (!isJson && text.contains(' ')))
            continue;
        QTest::newRow(value[u"id"].toString().toLatin1().constData())
            << text
            << QByteArray(kind.startsWith(u"jwe") ? (isJson ? "jwe-json" : "jwe-compact")
                          : isJson                ? "jws-json"
                          : text.contains('~')    ? "sd-jwt"
                                                  : "jws-compact");
    }
}

void TestFinderForms::findsVectors()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, kind);
    for (const QByteArray &around : {QByteArray("%"), QByteArray("Bearer %\n"), QByteArray("x (see %), y")}) {
        QByteArray whole = around;
        const std::vector<Found> found = findTokens(whole.replace('%', text));
        QCOMPARE(found.size(), 1u);
        QCOMPARE(tokenKindName(found[0].kind), kind);
        QCOMPARE(found[0].token, text);
    }
}

void TestFinderForms::findsSdJwtOverLines_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const QJsonValue &value : vectors(u"sdjwt.json"_s)[u"tokens"_s].toArray()) {
        const QByteArray text = value[u"token"].toString().toLatin1();
        if (text.contains('~') && !text.startsWith('{'))
            QTest::addRow("line %d", value[u"line"].toInt()) << text;
    }
}

void TestFinderForms::findsSdJwtOverLines()
{
    QFETCH(QByteArray, text);
    for (const qsizetype width : {64, 68, 76, 100}) {
        const std::vector<Found> found = findTokens(wrapped(text, width));
        QVERIFY2(found.size() == 1 && found[0].token == text, "width " + QByteArray::number(width));
    }
}

void TestFinderForms::takesNoOtherJson_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const QByteArray &text) { QTest::newRow(name) << text; };
    row("a webhook", R"({"payload":"hello world","signature":"sha256=abcdef"})");
    row("a webhook with a header", R"({"header":{"id":1},"payload":"hello","signature":"abc"})");
    row("ciphertext of another system", R"({"ciphertext":"AbCd","iv":"xyz"})");
    row("a header that is no JSON", R"({"protected":"aGVsbG8","payload":"aGVsbG8","signature":"abc"})");
    row("a list of other signatures", R"({"payload":"x","signatures":[{"keyid":"1","sig":"abc"}]})");
    row("not well-formed", QByteArray(flattened).replace(",\"signature\"", " \"signature\""));
    row("names in prose", R"(The "payload" and the "signature" and the "ciphertext" {are} "protected".)");
}

void TestFinderForms::takesNoOtherJson()
{
    QFETCH(QByteArray, text);
    QCOMPARE(summary(findTokens("text: " + text + " end")), QByteArrayList());
}

QTEST_APPLESS_MAIN(TestFinderForms)
#include "tst_finder_forms.moc"
