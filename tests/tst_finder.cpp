#include "inspect/finder.h"

#include "base/base64url.h"

#include <QRandomGenerator>
#include <QTest>

#include <ctime>

using namespace claimcheck;
using namespace claimcheck::inspect;

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
const QByteArray rsa =
    token(R"({"alg":"RS256"})", R"({"sub":"carol","scope":"read write admin delete"})", 256);
const QByteArray odd = token(R"({"alg":"XX1"})", R"({"sub":"dora"})", 90);

QByteArray wrapped(const QByteArray &text, qsizetype width, const QByteArray &lineEnd)
{
    QByteArray out;
    for (qsizetype i = 0; i < text.size(); i += width)
        out += (i ? lineEnd : QByteArray()) + text.mid(i, width);
    return out;
}

/// "label=token label=token": all that was found.
QByteArrayList summary(const std::vector<Found> &found)
{
    QByteArrayList list;
    for (const Found &f : found)
        list << f.label + '|' + f.token;
    return list;
}

} // namespace

class TestFinder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTokens_data();
    void findsTokens();
    void joinsEveryWrapWidth();
    void spansCoverTheToken();
    void findsBrokenTokens_data();
    void findsBrokenTokens();
    void findsNothingInProse_data();
    void findsNothingInProse();
    void listsNoMoreThanTheCap();
    void staysLinearOnHostileText_data();
    void staysLinearOnHostileText();
    void survivesRandomCuts();
};

void TestFinder::findsTokens_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("expected");
    const auto row = [](const char *name, const QByteArray &text, const QByteArrayList &expected) {
        QTest::newRow(name) << text << expected;
    };
    row("bare", one, {"|" + one});
    row("white space around", "\n  " + one + " \r\n", {"|" + one});
    row("Bearer", "Bearer " + one, {"Bearer|" + one});
    row("bearer in small letters, token after two blanks", "bearer  " + one, {"bearer|" + one});
    row("header", "Authorization: Bearer " + one, {"Authorization|" + one});
    row("header of DRF", "Authorization: Token " + one, {"Authorization|" + one});
    row("header dump", "GET / HTTP/1.1\r\nauthorization: Bearer " + one + "\r\nAccept: */*\r\n\r\n",
        {"authorization|" + one});
    row("cookies", "Cookie: theme=dark; session=" + one + "; x=1", {"session|" + one});
    row("set-cookie", "Set-Cookie: __Host-jwt=" + one + "; Path=/; Secure", {"__Host-jwt|" + one});
    row("double quotes", '"' + one + '"', {"|" + one});
    row("single quotes and a comma", "'" + one + "',", {"|" + one});
    row("backticks", "`" + one + "`", {"|" + one});
    row("assignment", "export API_TOKEN=\"" + one + "\"\nexport OTHER=1", {"API_TOKEN|" + one});
    row(".env", "TOKEN=" + one + "\nDEBUG=1\n", {"TOKEN|" + one});
    row("option", "tool --token=" + one + " run", {"token|" + one});
    row("code", "const jwt = '" + one + "';", {"jwt|" + one});
    row("ruby hash", "{ :token => '" + one + "' }", {"token|" + one});
    row("token response",
        R"({"token_type":"Bearer","access_token":")" + one + R"(","expires_in":300, "refresh_token" : ")" +
            two + R"(", "id_token":")" + rsa + R"("})",
        {"access_token|" + one, "refresh_token|" + two, "id_token|" + rsa});
    row("token response with an opaque refresh token",
        R"({"access_token":")" + one + R"(","refresh_token":"8xLOxBtZp8"})", {"access_token|" + one});
    row("JSON in a JSON string", R"({"body":"{\"access_token\":\")" + one + R"(\"}"})",
        {"access_token|" + one});
    row("escaped line ends around", R"("\n)" + one + R"(\n")", {"|" + one});
    row("tab escape before", R"(token:\t)" + one, {"token|" + one});
    row("url query", "https://app.example/cb?id_token=" + one + "&state=x", {"id_token|" + one});
    row("url fragment", "https://app.example/#state=1&access_token=" + two + "&token_type=Bearer",
        {"access_token|" + two});
    row("url path", "https://app.example/verify/" + one + "/next", {"|" + one});
    row("percent-encoded quotes and blank", "data=%7B%22jwt%22%3A%22" + one + "%22%7D", {"jwt|" + one});
    row("Bearer with %20", "Authorization%3A%20Bearer%20" + one, {"Authorization|" + one});
    row("form encoding", "header=Bearer+" + one + "&x=1", {"header|" + one});
    row("dots as %2E", QByteArray(one).replace('.', "%2E"), {"|" + one});
    row("dots as \\u002e", '"' + QByteArray(one).replace('.', "\\u002e") + '"', {"|" + one});
    row("cURL",
        "curl -s https://api.example/me -H 'Accept: */*' -H \"Authorization: Bearer " + one + "\" | jq .",
        {"Authorization|" + one});
    row("cURL over lines",
        "curl 'https://api.example/' \\\n  -H 'authorization: Bearer " + one + "' \\\n  --compressed",
        {"authorization|" + one});
    row("prose", "I used " + one + ", and it failed. Why?", {"|" + one});
    row("full stop after it", "The token is " + one + ". It works.", {"|" + one});
    row("brackets", "(see <" + one + ">)", {"|" + one});
    row("log line", "2026-11-21T20:00:00Z INFO [auth] token=" + one + " user=alice", {"token|" + one});
    row("colours of a terminal", "\x1b[32m" + one + "\x1b[0m", {"|" + one});
    row("two in a list", one + "\n" + two + "\n", {"|" + one, "|" + two});
    row("list without signatures complete", odd + "\n" + odd + "\n" + odd, {"|" + odd, "|" + odd, "|" + odd});
    row("list of RSA tokens", rsa + "\r\n" + rsa, {"|" + rsa, "|" + rsa});
    row("word on the next line", one + "\nThanks", {"|" + one});
    row("short word on the next line", one + "\nok", {"|" + one});
    const QByteArray half = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJh";
    row("list of halves", half + "\n" + half, {"|" + half, "|" + half});
    row("word after half a token", half + "\nThanks", {"|" + half});
    row("word on the next line, RSA", rsa + "\nThanks", {"|" + rsa});
    row("next header", "X-Token: " + odd + "\nHost: a.example", {"X-Token|" + odd});
    row("paragraph after it", one + "\n\nThanks", {"|" + one});
    row("wrapped at 76", wrapped(rsa, 76, "\n"), {"|" + rsa});
    row("wrapped at 64, indented, CRLF", "  " + wrapped(rsa, 64, "\r\n  "), {"|" + rsa});
    row("wrapped with escaped line ends", '"' + wrapped(rsa, 64, "\\n") + '"', {"|" + rsa});
    row("wrapped after a label",
        "Authorization: Bearer " + wrapped(rsa, 60, "\n    ") + "\nAccept: text/html",
        {"Authorization|" + rsa});
    row("wrapped, unknown alg", wrapped(odd, 50, "\n"), {"|" + odd});
    row("broken at the dots", QByteArray(two).replace('.', "\n.\n"), {"|" + two});
    row("broken after the dots", QByteArray(two).replace('.', ".\n"), {"|" + two});
    row("blanks at the line ends", wrapped(one, 60, "  \n"), {"|" + one});
    // Headers that do not begin with ey
    const QByteArray pretty = token("{\n  \"alg\": \"HS256\"\n}", "{}", 32);
    const QByteArray spaced = token(R"( {"alg":"HS256"})", "{}", 32);
    const QByteArray marked = token("\xEF\xBB\xBF{\"alg\":\"HS256\"}", "{}", 32);
    const QByteArray crlf = token("\r\n\t{ \"alg\":\"HS256\"}", "{}", 32);
    QVERIFY(pretty.startsWith("ewog") && spaced.startsWith("IHsi"));
    row("ewog", "Bearer " + pretty, {"Bearer|" + pretty});
    row("IHsi", "x " + spaced + " y", {"|" + spaced});
    row("byte order mark", marked, {"|" + marked});
    row("line end first", crlf, {"|" + crlf});
    row("empty object", "e30.e30.", {"|e30.e30."});
    // Other spellings
    const QByteArray padded = QByteArray(R"({"alg":"HS256"})").toBase64() + "." +
                              QByteArray(R"({"sub":"alice1"})").toBase64() + ".c2ln";
    QVERIFY(padded.contains('='));
    row("padded segments", "token=" + padded + " end", {"token|" + padded});
    row("padding as %3D", "https://a.example/?t=" + QByteArray(padded).replace('=', "%3D") + "&u=1",
        {"t|" + padded});
    const QByteArray standard = "eyJhbGciOiJIUzI1NiJ9.eyJhIjoi77+9Pz8/In0.a+b/";
    row("standard alphabet in a cookie", "Cookie: a=1; jwt=" + standard + "; b=2", {"jwt|" + standard});
    row("standard alphabet, escaped slashes", '"' + QByteArray(standard).replace('/', "\\/") + '"',
        {"|" + standard});
    // Unusual numbers of parts
    row("unsecured", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", {"|eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."});
    row("unsecured, then a word", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.\nThanks",
        {"|eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."});
    row("detached payload", "eyJhbGciOiJIUzI1NiJ9..c2lnbmF0dXJl", {"|eyJhbGciOiJIUzI1NiJ9..c2lnbmF0dXJl"});
    const QByteArray jwe =
        base64url::encode(R"({"alg":"dir","enc":"A128GCM"})") +
        "..AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.9hH0vgRfYgPnAHOd8stkvw";
    row("JWE", "token: " + jwe + ".", {"token|" + jwe});
    row("JWE, wrapped", wrapped(jwe, 40, "\n") + "\nThanks", {"|" + jwe});
}

void TestFinder::findsTokens()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArrayList, expected);
    QCOMPARE(summary(findTokens(text)), expected);
}

void TestFinder::joinsEveryWrapWidth()
{
    for (const QByteArray &whole : {one, two, rsa}) {
        for (qsizetype width = 40; width <= whole.size(); ++width) {
            for (const QByteArray &lineEnd : {QByteArray("\n"), QByteArray("\r\n\t")}) {
                const QByteArrayList found =
                    summary(findTokens(wrapped(whole, width, lineEnd) + "\nregards\n"));
                QVERIFY2(found == QByteArrayList{"|" + whole}, "width " + QByteArray::number(width));
            }
        }
    }
}

void TestFinder::spansCoverTheToken()
{
    const QByteArray before = "a=\"";
    const QByteArray escaped = QByteArray(one).replace('.', "%2e");
    const QByteArray text = before + escaped + "\" b='" + two + ".'";
    const std::vector<Found> found = findTokens(text);
    QCOMPARE(found.size(), 2u);
    QCOMPARE(text.mid(found[0].span.begin, found[0].span.size()), escaped);
    QCOMPARE(found[0].token, one);
    QCOMPARE(text.mid(found[1].span.begin, found[1].span.size()), two);
}

void TestFinder::findsBrokenTokens_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto same = [](const char *name, const QByteArray &text) { QTest::newRow(name) << text << text; };
    same("header only", "eyJhbGciOiJIUzI1NiJ9");
    same("half a header", "eyJhbGciOiJI");
    same("header and dot", "eyJhbGciOiJIUzI1NiJ9.");
    same("two parts", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9");
    same("half a payload", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJh");
    same("first letters lost", one.mid(3));
    same("no header", '.' + one.mid(one.indexOf('.') + 1));
    same("four parts", one + ".more");
    same("foreign character in the header", QByteArray(one).insert(5, '*'));
    same("foreign character in the payload", QByteArray(one).insert(one.indexOf('.') + 6, '!'));
    same("invisible character", QByteArray(one).insert(50, "\xE2\x80\x8B"));
    same("no JSON at all", "abc.def.ghi");
    same("opaque", "ya29a0AfH6SMBx1234567890");
    QTest::newRow("two parts in prose") << QByteArray("see eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJh for this")
                                        << QByteArray("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJh");
    QTest::newRow("ellipsis") << QByteArray("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJh...")
                              << QByteArray("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJh");
    QTest::newRow("Bearer and half a header")
        << QByteArray("Authorization: Bearer eyJhbGciOiJI\n") << QByteArray("eyJhbGciOiJI");
    QTest::newRow("opaque in a header")
        << QByteArray("Authorization: Bearer 8xLOxBtZp8IaKz0Yz1a2") << QByteArray("8xLOxBtZp8IaKz0Yz1a2");
    QTest::newRow("first letters lost, in prose") << "My token " + one.mid(3) + " fails" << one.mid(3);
}

void TestFinder::findsBrokenTokens()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const std::vector<Found> found = findTokens(text);
    QCOMPARE(found.size(), 1u);
    QCOMPARE(found[0].token, expected);
}

void TestFinder::findsNothingInProse_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const QByteArray &text) { QTest::newRow(name) << text; };
    row("empty", "");
    row("white space", " \n\t ");
    row("one word", "hello");
    row("long word", "internationalization");
    row("sentence", "The quick brown fox jumps over the lazy dog.");
    row("sentences with dots", "See example.com and eyes.open today. Exp.foo, ewe.lamb and e.g. this.");
    row("words under each other", "hello\nworld.foo\nbar");
    row("code", "int main() { return a.b.c; }");
    row("cURL without a token", "curl https://api.example/v1/users.json -H 'Accept: application/json'");
    row("JSON without a token", R"({"access_token":"8xLOxBtZp8","expires_in":3600})");
    row("base64 of JSON, no dot, in prose", "the value eyJhbGciOiJIUzI1NiJ9 is a header");
    row("key", "-----BEGIN PUBLIC "
               "KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n-----END PUBLIC "
               "KEY-----");
    row("emoji", "\xF0\x9F\x98\x80 \xF0\x9F\x98\x80");
}

void TestFinder::findsNothingInProse()
{
    QFETCH(QByteArray, text);
    QCOMPARE(summary(findTokens(text)), QByteArrayList());
}

void TestFinder::listsNoMoreThanTheCap()
{
    QCOMPARE(findTokens((one + '\n').repeated(maxFound - 1)).size(), maxFound - 1);
    QCOMPARE(findTokens((one + '\n').repeated(maxFound + 1)).size(), maxFound);
}

void TestFinder::staysLinearOnHostileText_data()
{
    QTest::addColumn<QByteArray>("piece");
    const auto row = [](const char *name, const QByteArray &piece) { QTest::newRow(name) << piece; };
    row("eyJ", "eyJ");
    row("eyJ blank", "eyJ ");
    row("eyJ line", "eyJ\n");
    row("eyJ dot", "eyJ.");
    row("eyJ dot line", "eyJ.\n");
    row("eyJ dot blank", "eyJ. ");
    row("piece lines", "eyJhbGciOiJIUzI1NiJ9aaaaaaaa\nbbbbbbbbbbbbbbbbbbbbbbbbbb\n");
    row("backslashes", "\\");
    row("percent", "%");
    row("percent 2E", "%2E");
    row("escape", "\x1b[");
    row("standard alphabet", "eyJh+/");
    row("standard alphabet after blank", " eyJhIi+/.");
    row("white space header", "ICAg");
    row("equals", "=");
    row("dots", ".");
    row("line ends", "\n");
    row("url", "https://x?eyJ.a+");
    row("words", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n");
    row("header lines", "eyJhbGciOiJYIn0.\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n");
}

void TestFinder::staysLinearOnHostileText()
{
    QFETCH(QByteArray, piece);
    // Processor time, so that a busy machine changes little.
    const auto clockTicks = [&piece](qsizetype size) {
        const QByteArray text = piece.repeated(size / piece.size());
        std::clock_t best = std::numeric_limits<std::clock_t>::max();
        for (int i = 0; i < 3; ++i) {
            const std::clock_t start = std::clock();
            static_cast<void>(findTokens(text));
            best = std::min(best, std::clock() - start);
        }
        return best;
    };
    // 16 times the text takes 16 times as long if the finder is linear, and 256 times if it is quadratic.
    const std::clock_t small = clockTicks(32 * 1024);
    const std::clock_t large = clockTicks(512 * 1024);
    QVERIFY2(large < std::max<std::clock_t>(small, CLOCKS_PER_SEC / 5000) * 80,
             qPrintable(QStringLiteral("%1 ticks, then %2").arg(small).arg(large)));
}

void TestFinder::survivesRandomCuts()
{
    QRandomGenerator random(7);
    const QByteArray base = "Authorization: Bearer " + wrapped(rsa, 60, "\r\n  ") + "\\n%22" + two + "\\u00";
    for (int i = 0; i < 20'000; ++i) {
        const qsizetype begin = random.bounded(int(base.size()));
        QByteArray text = base.mid(begin, random.bounded(int(base.size() - begin) + 1));
        if (!text.isEmpty() && i % 2)
            text[random.bounded(int(text.size()))] = static_cast<char>(random.bounded(256));
        for (const Found &found : findTokens(text)) {
            QVERIFY(found.span.begin >= 0 && found.span.begin < found.span.end &&
                    found.span.end <= text.size());
            QVERIFY(!found.token.isEmpty() && found.token.size() <= found.span.size());
        }
    }
}

QTEST_APPLESS_MAIN(TestFinder)
#include "tst_finder.moc"
