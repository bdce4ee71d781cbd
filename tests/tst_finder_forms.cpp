#include "inspect/finder.h"

#include "base/base64url.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QUrl>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace Qt::StringLiterals;

namespace {

QByteArray token(const QByteArray &header, const QByteArray &claims, qsizetype signatureBytes)
{
    QByteArray signature;
    for (qsizetype i = 0; i < signatureBytes; ++i)
        signature += static_cast<char>(i * 37 + 11);
    return base64url::encode(header) + '.' + base64url::encode(claims) + '.' + base64url::encode(signature);
}

const QByteArray one = token(R"({"alg":"HS256","typ":"JWT"})", R"({"sub":"alice","exp":1900000000})", 32);
const QByteArray two =
    token(R"({"alg":"ES256","kid":"k"})", R"({"sub":"bob","iss":"https://idp.example"})", 64);

/// "kind|label|token" of all that was found.
QByteArrayList summary(const std::vector<Found> &found)
{
    QByteArrayList list;
    for (const Found &f : found)
        list << tokenKindName(f.kind) + '|' + f.label + '|' + f.token;
    return list;
}

QJsonObject vectors(const QString &name)
{
    QFile file(QStringLiteral(CLAIMCHECK_SOURCE_DIR "/../shared/vectors/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read the vectors");
    return QJsonDocument::fromJson(file.readAll()).object();
}

QByteArray jsonString(const QByteArray &text)
{
    return QJsonDocument(QJsonArray{QString::fromUtf8(text)})
        .toJson(QJsonDocument::Compact)
        .chopped(1)
        .sliced(1);
}

QByteArray wrapped(const QByteArray &text, qsizetype width)
{
    QByteArray out;
    for (qsizetype i = 0; i < text.size(); i += width)
        out += (i ? "\n" : "") + text.mid(i, width);
    return out;
}

// RFC 7515 appendix A.6.4 and A.7, RFC 7516 appendix A.5, on one line.
const QByteArray general =
    R"({"payload":"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",)"
    R"("signatures":[{"protected":"eyJhbGciOiJSUzI1NiJ9","header":{"kid":"2010-12-29"},"signature":"cC4hiUPoj9Eetdgtv3hF80EGrhuB"},)"
    R"({"protected":"eyJhbGciOiJFUzI1NiJ9","header":{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"},"signature":"DtEhU3ljbEg8L38VWAfUAqOyKAM6"}]})";
const QByteArray flattened =
    R"({"payload":"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODB9","protected":"eyJhbGciOiJFUzI1NiJ9","header":{"kid":"e9bc097a"},"signature":"DtEhU3ljbEg8L38VWAfUAqOyKAM6"})";
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
    void undoesWrappings_data();
    void undoesWrappings();
    void spansCoverTheWrapping();
    void tellsWhatWasIgnored();
    void groupsByIdentity();
    void looksIntoMuchInBoundedSteps_data();
    void looksIntoMuchInBoundedSteps();
    void findsAllOfAHundredThousand();
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

void TestFinderForms::undoesWrappings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("expected");
    const auto row = [](const char *name, const QByteArray &text, const QByteArrayList &expected) {
        QTest::newRow(name) << text << expected;
    };
    const QByteArray expectedOne = "jws-compact|token|" + one;
    row("Kubernetes secret",
        "apiVersion: v1\nkind: Secret\ndata:\n  token: " + one.toBase64() + "\ntype: Opaque\n",
        {expectedOne});
    row("base64 in base64", "token: " + one.toBase64().toBase64(), {expectedOne});
    row("base64url", "token: " + one.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals),
        {expectedOne});
    row("base64 over lines", "token: |\n  " + wrapped(one.toBase64(), 76).replace("\n", "\n  "),
        {"jws-compact||" + one});
    for (int before = 0; before < 3; ++before) {
        const QByteArray content = QByteArray("ab\n").first(before) + "\ntoken=" + one + "\nx=1\n";
        QTest::addRow(".env in base64, alignment %d", before)
            << ".env: " + content.toBase64() << QByteArrayList{expectedOne};
    }
    row("token response in base64",
        "data:application/json;base64," +
            (R"({"access_token":")" + one + R"(","id_token":")" + two + R"("})").toBase64(),
        {"jws-compact|access_token|" + one, "jws-compact|id_token|" + two});
    row("in a path", "https://a.example/t/" + one.toBase64(QByteArray::Base64UrlEncoding) + "/x",
        {"jws-compact||" + one});
    row("in a JSON string", R"({"token":")" + one.toBase64() + R"("})", {expectedOne});
}

void TestFinderForms::undoesWrappings()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArrayList, expected);
    const std::vector<Found> found = findTokens(text);
    QCOMPARE(summary(found), expected);
    for (const Found &f : found)
        QVERIFY(!f.wrappings.empty() && f.wrappings.front() == Wrapping::Base64);
}

void TestFinderForms::spansCoverTheWrapping()
{
    const QByteArray encoded = one.toBase64();
    const QByteArray text = "token: " + encoded + "\nother: " + flattened + " end";
    const std::vector<Found> found = findTokens(text);
    QCOMPARE(found.size(), 2u);
    QCOMPARE(text.mid(found[0].span.begin, found[0].span.size()), encoded);
    QCOMPARE(text.mid(found[1].span.begin, found[1].span.size()), flattened);
    QVERIFY(found[1].wrappings.empty());
    const QByteArray inString = R"({"a":)" + jsonString(flattened) + '}';
    const std::vector<Found> inner = findTokens(inString);
    QCOMPARE(inner.size(), 1u);
    QCOMPARE(inner[0].wrappings, std::vector{Wrapping::JsonString});
    QCOMPARE(inString.mid(inner[0].span.begin, inner[0].span.size()),
             jsonString(flattened).chopped(1).sliced(1));
}

void TestFinderForms::tellsWhatWasIgnored()
{
    const QByteArray text = "  Authorization: Bearer " + one + "\n then \"" + two + "\"\n";
    const std::vector<Found> found = findTokens(text);
    QByteArrayList parts;
    for (const json::Span span : ignoredParts(text, found))
        parts << text.mid(span.begin, span.size());
    QCOMPARE(parts, (QByteArrayList{"Authorization: Bearer", "then \"", "\""}));
    QVERIFY(ignoredParts(one, findTokens(one)).empty());
    QCOMPARE(ignoredParts("no token", {}).size(), 1u);
    QVERIFY(ignoredParts(" \n", {}).empty());
}

void TestFinderForms::groupsByIdentity()
{
    const auto claims = [](const QByteArray &json) { return token(R"({"alg":"HS256"})", json, 32); };
    const QByteArray a = claims(R"({"iss":"i","sub":"s","jti":"1","exp":1})");
    const QByteArray again = claims(R"({"exp":2,"jti":"1","sub":"s","iss":"i"})");
    const QByteArray otherId = claims(R"({"iss":"i","sub":"s","jti":"2"})");
    const QByteArray otherIssuer = claims(R"({"iss":"j","sub":"s","jti":"1"})");
    const QByteArray nobody = claims(R"({"scope":"x"})");
    const QByteArray nobodyElse = claims(R"({"scope":"y"})");
    const auto groups = groupByIdentity(
        findTokens(QByteArrayList{a, otherId, again, nobody, otherIssuer, nobodyElse, nobody, a}.join('\n')));
    std::vector<std::vector<size_t>> members;
    for (const IdentityGroup &group : groups)
        members.push_back(group.members);
    QCOMPARE(members, (std::vector<std::vector<size_t>>{{0, 2, 7}, {1}, {3, 6}, {4}, {5}}));
    QCOMPARE(groups[0].issuer, u"i"_s);
    QCOMPARE(groups[0].subject, u"s"_s);
    QCOMPARE(groups[0].tokenId, u"1"_s);
}

void TestFinderForms::looksIntoMuchInBoundedSteps_data()
{
    QTest::addColumn<QByteArray>("piece");
    const auto row = [](const char *name, const QByteArray &piece) { QTest::newRow(name) << piece; };
    row("nothing", "The quick brown fox jumps over the lazy dog, 10.0.0.1 - - [x] \"GET /\" 200\n");
    row("open objects", R"({"ciphertext":"x","a":)");
    row("nested forms", R"({"signature":"x","protected":"eyJh",)");
    row("quotes", R"({"payload":"x" "signature" )");
    row("escaped objects", R"({\"signature\":)");
    row("deeper and deeper escapes", R"({\\\\\\\"signature\":{\\\"ciphertext\":{\")");
    row("percent-encoded objects", "%7B%22signature%22");
    row("base64 openings", "ZXlK");
    row("base64 openings, other groups", "GV5SaleUp");
    row("base64 lines", "ZXlKaGJHY2lPaUpJVXpJMU5pSjkuZXlKemRXSWlPaUpoYkdsalpTSjlaWGxL\n");
    row("shapes", "ghp_ sk-proj- v4.public. gAAAAA ");
    row("shapes in a row", "v4.public.");
    row("macaroons", "MDAx MDAxMDAy/");
    row("SAML", "SAMLResponse=");
    row("tildes", "eyJhIn0.eyJi.c~");
    row("disclosure lines", "eyJhIn0.eyJi.c~WyJ\n~\n");
}

void TestFinderForms::looksIntoMuchInBoundedSteps()
{
    QFETCH(QByteArray, piece);
    // It ends: what is quadratic in 16 MB would take hours.
    const QByteArray text = piece.repeated(16 * 1024 * 1024 / piece.size());
    QVERIFY(findTokens(text).size() <= maxFound);
}

void TestFinderForms::findsAllOfAHundredThousand()
{
    QByteArray text;
    for (int i = 0; i < 100'000; ++i)
        text += "token=" + one + '\n';
    const std::vector<Found> found = findTokens(text);
    QCOMPARE(found.size(), 100'000u);
    QCOMPARE(found.back().token, one);
    QCOMPARE(found.back().span.end, text.size() - 1);
}

QTEST_APPLESS_MAIN(TestFinderForms)
#include "tst_finder_forms.moc"
