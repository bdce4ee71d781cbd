#include "batch_tools.h"
#include "support/jwe_vectors.h"
#include "support/jws_vectors.h"

#include <QJsonArray>
#include <QTemporaryFile>
#include <QTest>

using namespace batch_tools;

/// `verify --batch` through the real program (CLI.md, "Batches"): what one line says.
class TestCliBatchLines final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesAreJudged_data();
    void linesAreJudged();
    void aMatchHasItsPayload();
    void everySignatureIsListed();
    void anSdJwtHasItsClaimsProcessed();
    void aProofIsVouchedForByItsAccessToken();
};

void TestCliBatchLines::linesAreJudged_data()
{
    QTest::addColumn<QJsonObject>("members");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const QJsonObject &members, const char *expected) {
        QTest::newRow(name) << members << QByteArray(expected);
    };
    const QByteArray token = rfc::a1Token;
    QByteArray tampered = token;
    tampered.back() = tampered.back() == 'A' ? 'E' : 'A';
    row("as it is", a1(), "match true");
    row("a changed signature", with(a1(), u"token"_s, QString::fromLatin1(tampered)),
        "mismatch false SignatureMismatch");
    row("a signature cut short", with(a1(), u"token"_s, QString::fromLatin1(token.chopped(3))),
        "mismatch false SignatureLength");
    row("a padded signature", with(a1(), u"token"_s, QString::fromLatin1(token + '=')),
        "could-not-check false Base64Padding");
    row("white space around it", with(a1(), u"token"_s, QString::fromLatin1(token + '\n')),
        "could-not-check false Base64ForeignCharacter");
    row("no token at all", with(a1(), u"token"_s, u""_s), "could-not-check false JsonEmpty");
    row("alg none", with(a1(), u"token"_s, u"eyJhbGciOiJub25lIn0.e30."_s),
        "could-not-check false TokenUnsecured");
    // time and claims
    row("expired", with(a1(), u"at"_s, beforeExpiry + 1), "match false TokenExpired");
    row("expired, within the leeway", with(with(a1(), u"at"_s, beforeExpiry + 1), u"leeway"_s, 1),
        "match true");
    row("expired, exp ignored",
        with(with(a1(), u"at"_s, beforeExpiry + 1), u"ignore"_s, QJsonArray{u"exp"_s}), "match true");
    row("expired, signature only", with(with(a1(), u"at"_s, beforeExpiry + 1), u"signatureOnly"_s, true),
        "match true");
    row("at with decimals", with(a1(), u"at"_s, 1300819379.5), "match true");
    row("now", without(a1(), u"at"_s), "match false TokenExpired");
    row("iss", with(a1(), u"iss"_s, u"joe"_s), "match true");
    row("another iss", with(a1(), u"iss"_s, u"jim"_s), "match false IssuerMismatch");
    row("another iss, signature only", with(with(a1(), u"iss"_s, u"jim"_s), u"signatureOnly"_s, true),
        "match true");
    row("aud", with(a1(), u"aud"_s, u"me"_s), "match false ClaimMissing");
    row("sub", with(a1(), u"sub"_s, u"me"_s), "match false ClaimMissing");
    row("nonce", with(a1(), u"nonce"_s, u"n"_s), "match false ClaimMissing");
    row("maxAge", with(a1(), u"maxAge"_s, 60), "match false ClaimMissing");
    row("typ", with(a1(), u"typ"_s, u"jwt"_s), "match true");
    row("another typ", with(a1(), u"typ"_s, u"at+jwt"_s), "match false TypeMismatch");
    row("another typ, signature only", with(with(a1(), u"typ"_s, u"at+jwt"_s), u"signatureOnly"_s, true),
        "match false TypeMismatch");
    row("algorithms", with(a1(), u"algorithms"_s, QJsonArray{u"ES256"_s, u"HS256"_s}), "match true");
    row("other algorithms", with(a1(), u"algorithms"_s, QJsonArray{u"HS512"_s}),
        "could-not-check false AlgorithmNotAllowed");
    // A payload that is not JSON is no token for claims, but has a signature.
    const QJsonObject a4 = {{u"token"_s, QString::fromLatin1(rfc::a4Token)}, {u"jwk"_s, object(rfc::a4Key)}};
    row("a payload that is no JSON", a4, "match false JsonSyntax");
    row("a payload that is no JSON, signature only", with(a4, u"signatureOnly"_s, true), "match true");
    // keys
    row("no key", without(a1(), u"jwk"_s), "could-not-check false KeyMissing");
    row("a set",
        with(without(a1(), u"jwk"_s), u"jwks"_s, QJsonObject{{u"keys"_s, QJsonArray{object(rfc::a1Key)}}}),
        "match true");
    row("an empty set", with(without(a1(), u"jwk"_s), u"jwks"_s, QJsonObject{{u"keys"_s, QJsonArray{}}}),
        "could-not-check false KeyMissing");
    row("a secret", with(without(a1(), u"jwk"_s), u"secret"_s, object(rfc::a1Key)[u"k"_s]), "match true");
    row("another secret", with(without(a1(), u"jwk"_s), u"secret"_s, QString(86, u'A')),
        "mismatch false SignatureMismatch");
    row("a secret that is not base64url", with(without(a1(), u"jwk"_s), u"secret"_s, u"a+b/"_s),
        "could-not-check false BatchFieldInvalid");
    row("a PEM as secret",
        with(
            without(a1(), u"jwk"_s), u"secret"_s,
            QString::fromLatin1(base64url("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n"
                                          "-----END PUBLIC KEY-----\n"))),
        "could-not-check false PublicKeyAsSecret");
    row("a PEM that is none", with(without(a1(), u"jwk"_s), u"pem"_s, u"a key"_s),
        "could-not-check false KeyFormatUnknown");
    row("a JWK that is none", with(a1(), u"jwk"_s, QJsonObject{{u"kty"_s, u"oct"_s}}),
        "could-not-check false KeyInvalid");
    // forms
    row("detached",
        with(with(a1(), u"token"_s,
                  QString::fromLatin1(token.first(token.indexOf('.') + 1) +
                                      token.mid(token.lastIndexOf('.')))),
             u"detachedPayload"_s, QString::fromLatin1(token.split('.').at(1))),
        "match true");
    row("detached, and attached",
        with(a1(), u"detachedPayload"_s, QString::fromLatin1(token.split('.').at(1))),
        "could-not-check false PayloadNotDetached");
    row("a JSON serialization",
        {{u"token"_s, object(rfc::a7Token)}, {u"jwk"_s, object(rfc::a3Key)}, {u"at"_s, beforeExpiry}},
        "match true");
    row("unencoded and detached",
        {{u"token"_s, QString::fromLatin1(rfc::b64Compact)},
         {u"jwk"_s, object(rfc::b64Key)},
         {u"detachedPayload"_s, QString::fromLatin1(base64url("$.02"))},
         {u"signatureOnly"_s, true}},
        "match true");
    row("an encrypted token", with(a1(), u"token"_s, QString::fromLatin1(rfc_jwe::a3Token)),
        "could-not-check false TokenKindUnsupported");
    // DPoP
    row("a proof", dpopLine(dpopFig13()), "match true");
    row("a proof that nobody vouches for", dpopLine(without(dpopFig13(), u"jkt"_s)),
        "match false KeyNotVouched");
    row("a proof with another key", dpopLine(with(dpopFig13(), u"jkt"_s, QString(43, u'A'))),
        "match false ThumbprintMismatch");
    row("a proof for another method", dpopLine(with(dpopFig13(), u"htm"_s, u"POST"_s)),
        "match false DpopMethodMismatch");
    row("a proof for another token", dpopLine(with(dpopFig13(), u"accessToken"_s, u"x"_s)),
        "match false DpopTokenMismatch");
    row("a proof for another method, signature only",
        with(dpopLine(with(dpopFig13(), u"htm"_s, u"POST"_s)), u"signatureOnly"_s, true), "match true");
    row("a proof that nobody vouches for, signature only",
        with(dpopLine(without(dpopFig13(), u"jkt"_s)), u"signatureOnly"_s, true),
        "match false KeyNotVouched");
    row("a proof too late", with(dpopLine(dpopFig13()), u"at"_s, 1562262618 + 301),
        "match false DpopProofTooOld");
    row("a proof without a nonce", with(dpopLine(dpopFig13()), u"nonce"_s, u"n"_s),
        "match false ClaimMissing");
    row("an issuer of which access token",
        with(dpopLine(without(dpopFig13(), u"accessToken"_s)), u"iss"_s, u"i"_s),
        "could-not-check false BatchFieldInvalid");
    row("an issuer that no verified token has", with(dpopLine(dpopFig13()), u"iss"_s, u"i"_s),
        "match false Base64ForeignCharacter");
    row("a proof of nothing", dpopLine({{u"htm"_s, u"GET"_s}}), "could-not-check false BatchFieldInvalid");
    // SD-JWT
    row("an SD-JWT", sdJwtLine(boundTo(rfc9901::verifier, rfc9901::nonce)), "match true");
    row("an SD-JWT for nobody said", sdJwtLine({}), "match false AudienceUnset");
    row("an SD-JWT for another", sdJwtLine(boundTo("https://other.example", rfc9901::nonce)),
        "match false AudienceMismatch");
    row("an SD-JWT for another time", sdJwtLine(boundTo(rfc9901::verifier, "1")),
        "match false NonceMismatch");
    row("an SD-JWT for another, signature only",
        with(sdJwtLine(boundTo("https://other.example", rfc9901::nonce)), u"signatureOnly"_s, true),
        "match false AudienceMismatch");
    const QJsonObject issued = {{u"token"_s, QString::fromLatin1(rfc9901::issued)},
                                {u"jwk"_s, object(rfc9901::issuerKey)},
                                {u"at"_s, rfc9901::presentedAt}};
    row("an SD-JWT without a word about it", issued, "match true");
    row("an SD-JWT that is not bound", with(issued, u"sdJwt"_s, QJsonObject{{u"requireKeyBinding"_s, true}}),
        "match false KeyBindingMissing");
    row("no SD-JWT", with(a1(), u"sdJwt"_s, QJsonObject()), "could-not-check false TokenFormInvalid");
    row("an SD-JWT in place of a proof", with(issued, u"dpop"_s, dpopFig13()),
        "could-not-check false ClaimMissing");
    row("an SD-JWT in place of a detached signature", with(issued, u"detachedPayload"_s, u"AAAA"_s),
        "could-not-check false PayloadNotDetached");
    // fields
    row("an unknown member", with(a1(), u"expect"_s, u"x"_s), "could-not-check false BatchFieldInvalid");
    row("an unknown member of sdJwt", sdJwtLine({{u"audience"_s, u"x"_s}}),
        "could-not-check false BatchFieldInvalid");
    row("an unknown member of dpop", dpopLine(with(dpopFig13(), u"method"_s, u"GET"_s)),
        "could-not-check false BatchFieldInvalid");
    row("two key sources", with(a1(), u"secret"_s, u"AAAA"_s), "could-not-check false BatchFieldInvalid");
    row("no token", without(a1(), u"token"_s), "could-not-check false BatchFieldInvalid");
    row("a password, which is of decrypt", with(without(a1(), u"jwk"_s), u"password"_s, u"AAAA"_s),
        "could-not-check false BatchFieldInvalid");
    row("no algorithm", with(a1(), u"algorithms"_s, QJsonArray()), "could-not-check false BatchFieldInvalid");
    row("an algorithm that is a number", with(a1(), u"algorithms"_s, QJsonArray{1}),
        "could-not-check false BatchFieldInvalid");
    row("an unknown claim to ignore", with(a1(), u"ignore"_s, QJsonArray{u"signature"_s}),
        "could-not-check false BatchFieldInvalid");
    row("ignored and expected", with(with(a1(), u"iss"_s, u"joe"_s), u"ignore"_s, QJsonArray{u"iss"_s}),
        "could-not-check false BatchFieldInvalid");
    row("a switch that is a string", with(a1(), u"allowWeakKey"_s, u"true"_s),
        "could-not-check false BatchFieldInvalid");
    row("a leeway of more than ten minutes", with(a1(), u"leeway"_s, 601),
        "could-not-check false BatchFieldInvalid");
    row("a negative leeway", with(a1(), u"leeway"_s, -1), "could-not-check false BatchFieldInvalid");
    row("a time beyond all times", with(a1(), u"at"_s, 1e300), "could-not-check false BatchFieldInvalid");
    row("a detached payload that is not base64url", with(a1(), u"detachedPayload"_s, u"="_s),
        "could-not-check false BatchFieldInvalid");
    row("a proof and an SD-JWT", with(dpopLine(dpopFig13()), u"sdJwt"_s, QJsonObject()),
        "could-not-check false BatchFieldInvalid");
}

void TestCliBatchLines::linesAreJudged()
{
    QFETCH(const QJsonObject, members);
    QFETCH(const QByteArray, expected);
    const CliRun run = runCli({u"verify"_s, u"--batch"_s, u"-"_s}, line(with(members, u"id"_s, u"x"_s)));
    QCOMPARE(run.exitCode, 0);
    const QJsonObject answer = run.json().object();
    QCOMPARE(summary(answer), expected);
    QCOMPARE(answer[u"id"_s].toString(), u"x"_s);
    const bool matched = expected.startsWith("match");
    QCOMPARE(answer[u"payload"_s].isString(), matched);
    QVERIFY(matched || answer[u"processed"_s].isNull());
    QCOMPARE(run.output.count('\n'), 1);
}

void TestCliBatchLines::aMatchHasItsPayload()
{
    const CliRun run = runCli({u"verify"_s, u"--batch"_s, u"-"_s}, line(with(a1(), u"id"_s, 7)));
    QCOMPARE(run.output,
             "{\"id\":7,\"outcome\":\"match\",\"verified\":true,\"code\":null,\"payload\":\"" +
                 QByteArray(rfc::a1Token).split('.').at(1) +
                 "\",\"processed\":null,\"signatures\":[{\"index\":0,\"alg\":\"HS256\",\"kid\":null,"
                 "\"outcome\":\"match\",\"code\":null}]}\n");
}

// RFC 7515 appendix A.6: two signatures, and only the key of the second one.
void TestCliBatchLines::everySignatureIsListed()
{
    const QJsonObject members = {
        {u"token"_s, object(rfc::a6Token)}, {u"jwk"_s, object(rfc::a3Key)}, {u"at"_s, beforeExpiry}};
    const CliRun run = runCli({u"verify"_s, u"--batch"_s, u"-"_s}, line(members));
    const QJsonObject answer = run.json().object();
    QCOMPARE(summary(answer), "match true");
    const QJsonArray signatures = answer[u"signatures"_s].toArray();
    QCOMPARE(signatures.size(), 2);
    QCOMPARE(signatures[0][u"alg"].toString(), u"RS256"_s);
    QCOMPARE(signatures[0][u"kid"].toString(), u"2010-12-29"_s);
    QCOMPARE(signatures[0][u"outcome"].toString(), u"could-not-check"_s);
    QCOMPARE(signatures[0][u"code"].toString(), u"AlgorithmNotAllowed"_s);
    QCOMPARE(signatures[1][u"index"].toInt(), 1);
    QCOMPARE(signatures[1][u"outcome"].toString(), u"match"_s);
    QVERIFY(signatures[1][u"code"].isNull());
}

void TestCliBatchLines::anSdJwtHasItsClaimsProcessed()
{
    const CliRun run = runCli({u"verify"_s, u"--batch"_s, u"-"_s},
                              line(sdJwtLine(boundTo(rfc9901::verifier, rfc9901::nonce))));
    QCOMPARE(run.json()[u"processed"].toObject(), object(rfc9901::processed));
}

// RFC 9449 section 6.1: the access token's cnf.jkt names the proof's key. The proof's ath is of another
// token, about which a line that is for the signature only does not ask.
void TestCliBatchLines::aProofIsVouchedForByItsAccessToken()
{
    const QByteArray secret(64, 'k');
    QTemporaryFile file;
    QVERIFY(file.open() && file.write(secret) == secret.size() && file.flush());
    const QString secretFile = file.fileName();
    const auto bound = [&secretFile](const QByteArray &thumbprint) {
        return runCli({u"sign"_s, u"--secret-file"_s, secretFile, u"--alg"_s, u"HS256"_s, u"--claims"_s,
                       QString::fromLatin1("{\"exp\":1562262700,\"iss\":\"as\",\"cnf\":{\"jkt\":\"" +
                                           thumbprint + "\"}}")})
            .output.trimmed();
    };
    const auto judged = [&](const QByteArray &thumbprint, const QByteArray &key) {
        QJsonObject dpop = without(dpopFig13(), u"jkt"_s);
        dpop[u"accessToken"_s] = QString::fromLatin1(bound(thumbprint));
        QJsonObject members = dpopLine(dpop);
        members[u"secret"_s] = QString::fromLatin1(base64url(key));
        members[u"signatureOnly"_s] = true;
        return summary(runCli({u"verify"_s, u"--batch"_s, u"-"_s}, line(members)).json().object());
    };
    QCOMPARE(judged(rfc9449::jkt, secret), "match true");
    QCOMPARE(judged(QByteArray(43, 'A'), secret), "match false ThumbprintMismatch");
    QCOMPARE(judged(rfc9449::jkt, QByteArray(64, 'x')), "match false KeyNotVouched");
}

QTEST_GUILESS_MAIN(TestCliBatchLines)
#include "tst_cli_batch_lines.moc"
