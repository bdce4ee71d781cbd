#include "jose/encryption.h"
#include "oauth/client.h"
#include "oauth/id_token.h"
#include "support/id_token_cases.h"
#include "support/jwe_tools.h"
#include "support/oidc_vectors.h"

#include <QCryptographicHash>

using namespace claimcheck;
using namespace claimcheck::oauth;
using namespace id_token_tools;
using namespace Qt::StringLiterals;

class TestOauthIdToken : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void acceptsTheTokensOfTheStandard_data();
    void acceptsTheTokensOfTheStandard();
    void hashesAsTheStandardsPrint_data();
    void hashesAsTheStandardsPrint();
    void judges_data();
    void judges();
    void makesEveryCheckInOneOrder();
    void namesTheUsualMistake();
    void comparesTheHashOfTheCurve_data();
    void comparesTheHashOfTheCurve();
    void saysWhoSignedIn();
    void opensEncryptedOnes_data();
    void opensEncryptedOnes();
    void opensWithTheHashOfTheSecret_data();
    void opensWithTheHashOfTheSecret();
    void cannotOpen_data();
    void cannotOpen();
};

namespace {

/// The hash is of another's making: SHA-2 as Qt has it, and what others print.
QByteArray sha2Half(QCryptographicHash::Algorithm algorithm, const QByteArray &text)
{
    const QByteArray hash = QCryptographicHash::hash(text, algorithm);
    return encoded(hash.left(hash.size() / 2));
}

QByteArray quoted(const QByteArray &text)
{
    return '"' + text + '"';
}

} // namespace

void TestOauthIdToken::acceptsTheTokensOfTheStandard_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArray>("passed");
    QTest::newRow("OpenID Connect Core A.2") << QByteArray(oidc::a2Token) << QByteArray("nonce");
    QTest::newRow("OpenID Connect Core A.3") << QByteArray(oidc::a3Token) << QByteArray("at_hash");
    QTest::newRow("OpenID Connect Core A.4") << QByteArray(oidc::a4Token) << QByteArray("c_hash");
}

void TestOauthIdToken::acceptsTheTokensOfTheStandard()
{
    QFETCH(QByteArray, token);
    QFETCH(QByteArray, passed);
    const Secret accessToken{QByteArrayView(oidc::accessToken)}, code{QByteArrayView(oidc::code)};
    Trial trial;
    trial.text = token;
    trial.keys = keys(oidc::a7Key);
    trial.keys.source = KeySource::Discovered;
    trial.expected.issuer = QString::fromLatin1(oidc::issuer);
    trial.expected.clientId = QString::fromLatin1(oidc::clientId);
    trial.expected.nonce = QByteArray(oidc::nonce);
    trial.expected.accessToken = &accessToken;
    trial.expected.code = &code;
    trial.expected.at = seconds(1311281000);
    QCOMPARE(trial.verdict(), "none");
    const Validation validation = trial.inspected();
    const auto check = std::find_if(validation.checks.begin(), validation.checks.end(),
                                    [&](const Check &one) { return one.name == passed; });
    QVERIFY(check != validation.checks.end());
    QCOMPARE(summary(*check), "passed");
    QCOMPARE(oauth::validateIdToken(Secret(token), trial.keys, trial.expected)->subject, u"248289761001"_s);
    // A thousand seconds later it is over.
    trial.expected.at = seconds(1311281980);
    QCOMPARE(trial.verdict(), "TokenExpired exp");
}

void TestOauthIdToken::hashesAsTheStandardsPrint_data()
{
    QTest::addColumn<QByteArray>("algorithm");
    QTest::addColumn<QByteArray>("curve");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("hash");
    const auto row = [](const char *name, const char *algorithm, const char *curve, const char *text,
                        const char *hash) {
        QTest::newRow(name) << QByteArray(algorithm) << QByteArray(curve) << QByteArray(text)
                            << QByteArray(hash);
    };
    row("OpenID Connect Core A.3", "RS256", "", oidc::accessToken, "77QmUPtjPfzWtF2AnpK9RQ");
    row("OpenID Connect Core A.4", "RS256", "", oidc::code, "LDktKdoQak3Pk0cnXxCltA");
    for (const char *name : {"RS256", "PS256", "ES256", "HS256", "ES256K"})
        row(name, name, "", oidc::hashedToken, "xsZZrUssMXjL3FBlzoSh2g");
    for (const char *name : {"RS384", "PS384", "ES384", "HS384"})
        row(name, name, "", oidc::hashedToken, "adt46pcdiB-l6eTNifgoVM-5AIJAxq84");
    for (const char *name : {"RS512", "PS512", "ES512", "HS512", "Ed25519"})
        row(name, name, "", oidc::hashedToken, "p2LHG4H-8pYDc0hyVOo3iIHvZJUqe9tbj3jESOuXbkY");
    row("EdDSA Ed25519", "EdDSA", "Ed25519", oidc::hashedToken,
        "p2LHG4H-8pYDc0hyVOo3iIHvZJUqe9tbj3jESOuXbkY");
    const char *ed448 = "sB_U72jyb0WgtX8TsVoqJnm6CD295W9gfSDRxkilB3LAL7REi9JYutRW_s1yE4lD8cOfMZf83gi4";
    row("EdDSA Ed448", "EdDSA", "Ed448", oidc::hashedToken, ed448);
    row("Ed448", "Ed448", "", oidc::hashedToken, ed448);
    row("Ed448, the code", "Ed448", "", oidc::code,
        "07UgYISe6yaAzmTIBr_f2vchFCIs6bAGk1-36iEH00fq4B3eBih5g0r_kEPHpuYLqbXOq7gDBVpr");
    row("EdDSA of no curve", "EdDSA", "", oidc::hashedToken, "unknown");
    row("EdDSA of another curve", "EdDSA", "X25519", oidc::hashedToken, "unknown");
    row("none", "none", "", oidc::hashedToken, "unknown");
    row("rs256", "rs256", "", oidc::hashedToken, "unknown");
}

void TestOauthIdToken::hashesAsTheStandardsPrint()
{
    QFETCH(QByteArray, algorithm);
    QFETCH(QByteArray, curve);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, hash);
    QCOMPARE(halfHash(algorithm, curve, Secret(text)).value_or("unknown"), hash);
}

void TestOauthIdToken::judges_data()
{
    QTest::addColumn<int>("index");
    for (size_t i = 0; i < id_token_cases::rows().size(); ++i)
        QTest::newRow(id_token_cases::rows()[i].name) << int(i);
}

void TestOauthIdToken::judges()
{
    QFETCH(int, index);
    const id_token_cases::Row &row = id_token_cases::rows().at(size_t(index));
    Trial trial;
    row.change(trial);
    QCOMPARE(trial.verdict(), row.verdict);
    QCOMPARE(trial.inspected().accepted(), QByteArray(row.verdict) == "none");
}

void TestOauthIdToken::makesEveryCheckInOneOrder()
{
    const QByteArrayList wanted = {"form", "signature", "key-strength", "exp",       "nbf",   "iat",
                                   "iss",  "aud",       "sub",          "typ",       "nonce", "jti",
                                   "azp",  "at_hash",   "c_hash",       "auth_time", "acr"};
    for (const char *text : {"", "hello", "a.b.c", "e30.e30.e30"}) {
        Trial trial;
        trial.text = text;
        QByteArrayList names;
        const Validation validation = trial.inspected();
        for (const Check &check : validation.checks) {
            names << check.name;
            QVERIFY2(!check.detail().isEmpty(), check.name);
        }
        QCOMPARE(names, wanted);
    }
}

/// Many servers hash with SHA-256, whatever the key.
void TestOauthIdToken::namesTheUsualMistake()
{
    Trial trial;
    trial.use(key(rfc::edPrivateKey), "EdDSA");
    trial.set("at_hash", quoted(sha2Half(QCryptographicHash::Sha256, accessToken().reveal().toByteArray())));
    const auto wrong = validateIdToken(Secret(trial.token()), trial.keys, trial.expected);
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().code, ErrorCode::HashMismatch);
    QCOMPARE(wrong.error().subject, u"at_hash"_s);
    QVERIFY2(wrong.error().detail.contains(u"SHA-256"), qPrintable(wrong.error().detail));
    QVERIFY(wrong.error().detail.contains(u"EdDSA"));
    trial.set("at_hash", quoted("77QmUPtjPfzWtF2AnpK9RA"));
    const auto other = validateIdToken(Secret(trial.token()), trial.keys, trial.expected);
    QCOMPARE(other.error().detail, u"access token"_s);
    QCOMPARE(describe(other.error()).message, u"The ID Token was made for another access token (at_hash)."_s);
}

void TestOauthIdToken::comparesTheHashOfTheCurve_data()
{
    QTest::addColumn<QByteArray>("curve");
    QTest::addColumn<QByteArray>("hash");
    QTest::newRow("Ed25519") << "Ed25519"_qba
                             << "p2LHG4H-8pYDc0hyVOo3iIHvZJUqe9tbj3jESOuXbkY"_qba;
    QTest::newRow("Ed448")
        << "Ed448"_qba
        << "sB_U72jyb0WgtX8TsVoqJnm6CD295W9gfSDRxkilB3LAL7REi9JYutRW_s1yE4lD8cOfMZf83gi4"_qba;
}

void TestOauthIdToken::comparesTheHashOfTheCurve()
{
    QFETCH(QByteArray, curve);
    QFETCH(QByteArray, hash);
    const Secret token{QByteArrayView(oidc::hashedToken)};
    Trial trial;
    trial.use(*generateKey(KeyType::Okp, curve), "EdDSA");
    trial.expected.accessToken = &token;
    trial.set("at_hash", quoted(hash));
    QCOMPARE(trial.verdict(), "none");
    trial.set("at_hash", quoted(hash.chopped(1) + 'A'));
    QCOMPARE(trial.verdict(), "HashMismatch at_hash");
}

void TestOauthIdToken::saysWhoSignedIn()
{
    Trial trial;
    trial.set("name", quoted("Alice A."));
    trial.set("email", quoted("a@op.example"));
    trial.set("sid", quoted("s-1"));
    trial.set("acr", quoted("gold"));
    trial.set("auth_time", "900");
    const auto token = validateIdToken(Secret(trial.token()), trial.keys, trial.expected);
    QVERIFY(token);
    QCOMPARE(token->subject, u"alice"_s);
    QCOMPARE(token->name, u"a@op.example"_s);
    QCOMPARE(token->sessionId, u"s-1"_s);
    QCOMPARE(token->acr, u"gold"_s);
    QVERIFY(token->authTime == seconds(900));
    QCOMPARE(token->token.keySource(), KeySource::Discovered);
    trial.set("preferred_username", quoted("alice1"));
    QCOMPARE(validateIdToken(Secret(trial.token()), trial.keys, trial.expected)->name, u"alice1"_s);
    trial.set("auth_time", quoted("?"));
    QVERIFY(!validateIdToken(Secret(trial.token()), trial.keys, trial.expected)->authTime);
}

void TestOauthIdToken::opensEncryptedOnes_data()
{
    QTest::addColumn<QByteArray>("algorithm");
    QTest::addColumn<QByteArray>("curve");
    QTest::newRow("oidcc-client-test-encrypted-idtoken RSA-OAEP") << "RSA-OAEP"_qba << QByteArray();
    QTest::newRow("RSA-OAEP-256") << "RSA-OAEP-256"_qba << QByteArray();
    QTest::newRow("ECDH-ES") << "ECDH-ES"_qba
                             << "P-256"_qba;
    QTest::newRow("ECDH-ES+A256KW X25519") << "ECDH-ES+A256KW"_qba
                                           << "X25519"_qba;
}

void TestOauthIdToken::opensEncryptedOnes()
{
    QFETCH(QByteArray, algorithm);
    QFETCH(QByteArray, curve);
    const auto &management = jwe_tools::management(algorithm);
    const auto &content = jwe_tools::content("A128CBC-HS256");
    const Key key = jwe_tools::keyFor(management, content, curve);
    const Trial trial;
    const auto sealed =
        encryptCompact(R"({"cty":"JWT"})", trial.token(), {key, &management, {}}, content, {1000, {}});
    QVERIFY(sealed);
    // The key that also signs the client's assertions, with what is said of it for that.
    KeyMetadata signing;
    signing.use = "sig";
    Client client{.id = u"client"_s, .key = key.withMetadata(signing)};
    const auto opened = openIdToken(Secret(*sealed), client);
    QVERIFY2(opened, opened ? "" : codeName(opened.error().code));
    QCOMPARE(opened->reveal(), QByteArrayView(trial.token()));
    QVERIFY(validateIdToken(*opened, trial.keys, trial.expected));
    // Unopened it is refused, and what is not encrypted stays what it is.
    QCOMPARE(codeOf(validateIdToken(Secret(*sealed), trial.keys, trial.expected)), "TokenPartExtra");
    QCOMPARE(openIdToken(Secret(trial.token()), client)->reveal(), QByteArrayView(trial.token()));
}

void TestOauthIdToken::opensWithTheHashOfTheSecret_data()
{
    QTest::addColumn<QByteArray>("algorithm");
    QTest::addColumn<QByteArray>("encryption");
    QTest::addColumn<int>("hash");
    QTest::addColumn<int>("size");
    const int sha256 = QCryptographicHash::Sha256, sha384 = QCryptographicHash::Sha384,
              sha512 = QCryptographicHash::Sha512;
    QTest::newRow("A128KW") << "A128KW"_qba
                            << "A128GCM"_qba << sha256 << 16;
    QTest::newRow("A192KW") << "A192KW"_qba
                            << "A128GCM"_qba << sha256 << 24;
    QTest::newRow("A256GCMKW") << "A256GCMKW"_qba
                               << "A128GCM"_qba << sha256 << 32;
    QTest::newRow("dir A128CBC-HS256") << "dir"_qba
                                       << "A128CBC-HS256"_qba << sha256 << 32;
    QTest::newRow("dir A192CBC-HS384") << "dir"_qba
                                       << "A192CBC-HS384"_qba << sha384 << 48;
    QTest::newRow("dir A256CBC-HS512") << "dir"_qba
                                       << "A256CBC-HS512"_qba << sha512 << 64;
}

/// OpenID Connect Core section 10.2.
void TestOauthIdToken::opensWithTheHashOfTheSecret()
{
    QFETCH(QByteArray, algorithm);
    QFETCH(QByteArray, encryption);
    QFETCH(int, hash);
    QFETCH(int, size);
    const QByteArray digest =
        QCryptographicHash::hash(clientSecret().reveal(), QCryptographicHash::Algorithm(hash));
    const auto sealed =
        encryptCompact({}, "a.b.c", {secretKey(digest.left(size)), &jwe_tools::management(algorithm), {}},
                       jwe_tools::content(encryption), {1000, {}});
    QVERIFY(sealed);
    const Client client{.id = u"client"_s, .secret = clientSecret()};
    const auto opened = openIdToken(Secret(*sealed), client);
    QVERIFY2(opened, opened ? "" : codeName(opened.error().code));
    QCOMPARE(opened->reveal(), QByteArrayView("a.b.c"));
    const Client another{.id = u"client"_s, .secret = Secret(QByteArrayView("another"))};
    QCOMPARE(codeOf(openIdToken(Secret(*sealed), another)), "DecryptionFailed");
}

void TestOauthIdToken::cannotOpen_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, const QByteArray &header, const char *code) {
        QTest::newRow(name) << jwe_tools::hollow(header) << QByteArray(code);
    };
    row("no secret", "{\"alg\":\"dir\",\"enc\":\"A128GCM\"}", "IdTokenEncrypted");
    row("a key of another kind", "{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\"}", "IdTokenEncrypted");
    row("RSA1_5", "{\"alg\":\"RSA1_5\",\"enc\":\"A128GCM\"}", "AlgorithmNotAllowed");
    row("a password",
        "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2s\":\"AAAAAAAAAAA\",\"p2c\":1000}",
        "AlgorithmNotAllowed");
    row("an unknown alg", "{\"alg\":\"none\",\"enc\":\"A128GCM\"}", "AlgorithmUnsupported");
    row("an unknown enc", "{\"alg\":\"dir\",\"enc\":\"A1GCM\"}", "AlgorithmUnsupported");
    QTest::newRow("JSON serialization") << "{\"ciphertext\":\"AAAA\",\"protected\":\"e30\"}"_qba
                                        << "TokenFormInvalid"_qba;
}

void TestOauthIdToken::cannotOpen()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, code);
    const Client client{.id = u"client"_s, .key = key(rfc::a3Key)};
    QCOMPARE(codeOf(openIdToken(Secret(header), client)), code);
}

QTEST_GUILESS_MAIN(TestOauthIdToken)
#include "tst_oauth_id_token.moc"
