#include "practice_tools.h"

#include "jose/key_import.h"
#include "jose/signing.h"
#include "jose/verification.h"

#include <QMessageAuthenticationCode>

using namespace Qt::StringLiterals;
using namespace claimcheck;
using namespace claimcheck::test;

/// What access tokens open, and what is refused, over the wire.
class TestPracticeAccess final : public QObject, private PracticeSignIn {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_api.begin(); }
    void cleanupTestCase() { m_api.end(); }
    void tokenVerifiesWithThePublishedKey();
    void saysWhoIsSignedIn();
    void challengesWithoutAToken_data();
    void challengesWithoutAToken();
    void refusesForgedTokens_data();
    void refusesForgedTokens();
    void refusesTheTokenOfAnotherServer();
    void keepsNotes();
    void refusesBadNotes_data();
    void refusesBadNotes();
    void scopeIsNeededToWrite();
};

void TestPracticeAccess::tokenVerifiesWithThePublishedKey()
{
    const RawAnswer keys = get("/.well-known/jwks.json");
    QCOMPARE(keys.status, 200);
    QVERIFY(!keys.body.contains("\"d\"")); // no private key
    const auto set = jose::importKeys(keys.body, u"jwks"_s);
    QVERIFY(set);
    const QByteArray url = m_api.server().baseUrl().toUtf8();
    const auto token = jose::ParsedToken::parse(logIn("alice", "wonderland").text("access_token"));
    // Judged after it was issued: the second may change while the password is hashed.
    const jose::Expectations expectations{
        .at = SystemClock().now(), .algorithms = {}, .issuer = url, .audience = url};
    QVERIFY(jose::verify(token, *set, expectations));
}

void TestPracticeAccess::saysWhoIsSignedIn()
{
    const RawAnswer answer = get("/me", bearer(logIn("carol", "christmas").text("access_token")));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, R"({"sub":"u-1003","username":"carol","name":"Carol Clark","scope":"notes:read"})");
}

void TestPracticeAccess::challengesWithoutAToken_data()
{
    QTest::addColumn<RawHeaders>("headers");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("challenge");
    const QByteArray plain = "Bearer realm=\"practice\"";
    QTest::newRow("nothing") << RawHeaders() << 401 << plain;
    QTest::newRow("Basic") << RawHeaders{{"Authorization", "Basic YTpi"}} << 401 << plain;
    QTest::newRow("scheme that begins alike") << RawHeaders{{"Authorization", "Bearers x"}} << 401 << plain;
    QTest::newRow("garbage")
        << bearer("x") << 401
        << plain + R"(, error="invalid_token", error_description="The access token is not valid: )"
                   "Base64Length\"";
    QTest::newRow("twice") << RawHeaders{{"Authorization", "Bearer x"}, {"authorization", "Bearer y"}} << 400
                           << plain +
                                  R"(, error="invalid_request", error_description="There is more than one )"
                                  "Authorization header\"";
}

void TestPracticeAccess::challengesWithoutAToken()
{
    QFETCH(RawHeaders, headers);
    QFETCH(int, status);
    QFETCH(QByteArray, challenge);
    for (const char *path : {"/me", "/notes"}) {
        const RawAnswer answer = get(path, headers);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.header("WWW-Authenticate"), challenge);
    }
    RawHeaders lower = bearer(logIn("alice", "wonderland").text("access_token"));
    lower.front().second.replace("Bearer", "bearer");
    QCOMPARE(get("/me", lower).status, 200);
}

void TestPracticeAccess::refusesForgedTokens_data()
{
    QTest::addColumn<QByteArray>("forgery");
    QTest::addColumn<QByteArray>("code");
    for (const auto &[name, code] : std::initializer_list<std::pair<const char *, const char *>>{
             {"alg none", "TokenUnsecured"},
             {"alg None, with the old signature", "TokenUnsecured"},
             {"other key, same kid", "SignatureMismatch"},
             {"other key, no kid", "SignatureMismatch"},
             {"public key as HMAC secret", "AlgorithmNotAllowed"},
             {"payload changed", "SignatureMismatch"},
             {"signature cut", "SignatureLength"},
             {"no signature", "SignatureMissing"},
             {"two parts", "TokenPartMissing"}})
        QTest::newRow(name) << QByteArray(name) << QByteArray(code);
}

void TestPracticeAccess::refusesForgedTokens()
{
    QFETCH(QByteArray, forgery);
    QFETCH(QByteArray, code);
    const QByteArray token = logIn("carol", "christmas").text("access_token");
    QCOMPARE(meStatus(token), 200);
    const auto parts = token.split('.');
    const QByteArray header = tokenPart(token, 0);
    const QByteArray claims = tokenPart(token, 1);

    QByteArray forged;
    if (forgery == "alg none") {
        forged = base64urlText(R"({"alg":"none","typ":"JWT"})") + '.' + parts[1] + '.';
    } else if (forgery.startsWith("alg None")) {
        forged = base64urlText(R"({"alg":"None","typ":"JWT"})") + '.' + parts[1] + '.' + parts[2];
    } else if (forgery.startsWith("other key")) {
        const auto key = jose::generateKey(jose::KeyType::Ec, "P-256");
        const QByteArray own =
            forgery.contains("no kid") ? QByteArray(R"({"alg":"ES256","typ":"JWT"})") : header;
        forged = *jose::signCompact(own, claims, *key, *jose::findAlgorithm("ES256"));
    } else if (forgery.startsWith("public key")) {
        const QByteArray jwk =
            QJsonDocument(get("/.well-known/jwks.json").json().value("keys"_L1).toArray().at(0).toObject())
                .toJson(QJsonDocument::Compact);
        const QByteArray input = base64urlText(QByteArray(header).replace("ES256", "HS256")) + '.' + parts[1];
        forged = input + '.' +
                 base64urlText(QMessageAuthenticationCode::hash(input, jwk, QCryptographicHash::Sha256));
    } else if (forgery == "payload changed") {
        const QByteArray changed = QByteArray(claims).replace("notes:read", "notes:read notes:write");
        forged = parts[0] + '.' + base64urlText(changed) + '.' + parts[2];
    } else if (forgery == "signature cut") {
        forged = parts[0] + '.' + parts[1] + '.' + base64urlText(tokenPart(token, 2).chopped(1));
    } else if (forgery == "no signature") {
        forged = parts[0] + '.' + parts[1] + '.';
    } else {
        forged = parts[0] + '.' + parts[1];
    }
    const RawAnswer answer = get("/me", bearer(forged));
    QCOMPARE(answer.status, 401);
    QCOMPARE(answer.text("message"), "The access token is not valid: " + code);
}

void TestPracticeAccess::refusesTheTokenOfAnotherServer()
{
    PracticeProcess other;
    QVERIFY2(other.start(), qPrintable(other.problem()));
    const RawAnswer foreign =
        rawRequest(other.port(), "POST", "/login", asJson, loginBody("alice", "wonderland"));
    QCOMPARE(foreign.status, 200);
    QCOMPARE(meStatus(foreign.text("access_token")), 401);
    QCOMPARE(refresh(foreign.text("refresh_token")).text("error"), "invalid_grant");
}

void TestPracticeAccess::keepsNotes()
{
    const auto alice = bearer(logIn("alice", "wonderland").text("access_token"));
    const auto bob = bearer(logIn("bob", "builder").text("access_token"));
    QCOMPARE(get("/notes", alice).body, R"({"notes":[]})");
    const QByteArray text = R"('); DROP TABLE note; -- \u00e9 <b>)";
    const RawAnswer added = post("/notes", R"({"text":")" + text + "\"}", alice);
    QCOMPARE(added.status, 201);
    QCOMPARE(added.text("text"), "'); DROP TABLE note; -- é <b>");
    QCOMPARE(post("/notes", R"({"text":"second"})", alice).status, 201);
    const auto notes = get("/notes", alice).json().value("notes"_L1).toArray();
    QCOMPARE(notes.size(), 2);
    QCOMPARE(notes[0].toObject().value("text"_L1).toString(), u"second"_s); // the newest first
    QCOMPARE(notes[1].toObject(), added.json());
    QCOMPARE(get("/notes", bob).body, R"({"notes":[]})"); // each has their own
}

void TestPracticeAccess::refusesBadNotes_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::newRow("empty") << QByteArray(R"({"text":""})") << 400;
    QTest::newRow("no text") << QByteArray("{}") << 400;
    QTest::newRow("number") << QByteArray(R"({"text":1})") << 400;
    QTest::newRow("too long") << R"({"text":")" + QByteArray(4097, 'x') + "\"}" << 400;
    QTest::newRow("just not too long") << R"({"text":")" + QByteArray(4096, 'x') + "\"}" << 201;
}

void TestPracticeAccess::refusesBadNotes()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QCOMPARE(post("/notes", body, bearer(logIn("bob", "builder").text("access_token"))).status, status);
}

void TestPracticeAccess::scopeIsNeededToWrite()
{
    const auto carol = bearer(logIn("carol", "christmas").text("access_token"));
    QCOMPARE(get("/notes", carol).status, 200);
    const RawAnswer answer = post("/notes", R"({"text":"no"})", carol);
    QCOMPARE(answer.status, 403);
    QCOMPARE(answer.text("error"), "insufficient_scope");
    QCOMPARE(answer.header("WWW-Authenticate"), "Bearer realm=\"practice\", error=\"insufficient_scope\", "
                                                "error_description=\"The access token lacks the "
                                                "scope notes:write\", scope=\"notes:write\"");
}

QTEST_GUILESS_MAIN(TestPracticeAccess)
#include "tst_practice_access.moc"
