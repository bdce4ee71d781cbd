#include "support/dpop_tools.h"
#include "support/dpop_vectors.h"

using namespace dpop_tools;

class TestDpop : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// RFC 9449 section 4.3
    void judges_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char *tag, const QByteArray &text, const char *code) {
            QTest::newRow(tag) << text << QByteArray(code);
        };
        const auto changed = [&row](const char *tag, const char *member, const QByteArray &value,
                                    const char *code) { row(tag, proof(claims(member, value)), code); };
        const QByteArray jwk = *publicJwk(clientKey());
        row("good", proof(), "none");
        row("typ JWT", proof(claims(), header(jwk, {}, "JWT")), "TypeMismatch");
        row("typ in capitals", proof(claims(), header(jwk, {}, "DPoP+jwt")), "none");
        row("alg none", encoded(header(jwk, {}, "dpop+jwt", "none")) + '.' + encoded(claims()) + '.',
            "TokenUnsecured");
        row("alg HS256", proof(claims(), header(jwk, {}, "dpop+jwt", "HS256")), "AlgorithmNotAllowed");
        row("alg unknown", proof(claims(), header(jwk, {}, "dpop+jwt", "XS256")), "AlgorithmUnsupported");
        row("alg of another curve", proof(claims(), header(jwk, {}, "dpop+jwt", "ES384")),
            "AlgorithmNotAllowed");
        row("alg absent", proof(claims(), R"({"typ":"dpop+jwt","jwk":)" + jwk + '}'), "AlgorithmMissing");
        row("jwk absent", proof(claims(), R"({"typ":"dpop+jwt","alg":"ES256"})"), "ClaimMissing");
        row("jwk private", proof(claims(), header(privateJwk(clientKey())->reveal().toByteArray())),
            "KeyInvalid");
        row("jwk a secret", signedToken(header(secretJwk()), claims(), clientKey(), "ES256"), "KeyInvalid");
        // Whether its modulus is a good one takes longer to check than anybody's proof is worth.
        const QByteArray modulus = base64url::encode(QByteArray("\x80") + QByteArray(1022, '\0') + '\x01');
        row("jwk that takes long to check",
            proof(claims(), header("{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" + modulus + "\"}")),
            "KeyTooLarge");
        row("jwk of nobody", proof(claims(), header(quoted("x"))), "JsonNotObject");
        row("jwk not meant for it", proof(claims(), header(jwk.chopped(1) + R"(,"use":"enc"})")),
            "KeyUseMismatch");
        row("a kid of its own", proof(claims(), header(jwk, R"(,"kid":"x")")), "none");
        row("crit", proof(claims(), header(jwk, R"(,"crit":["x"],"x":1)")), "CriticalUnsupported");
        row("a changed claim",
            proof().split('.')[0] + '.' + encoded(claims("jti", quoted("2"))) + '.' + proof().split('.')[2],
            "SignatureMismatch");
        row("four parts", proof() + ".e30", "TokenPartExtra");
        changed("jti absent", "jti", {}, "ClaimMissing");
        changed("jti empty", "jti", quoted(""), "ClaimMissing");
        changed("jti a number", "jti", "1", "JsonTypeMismatch");
        changed("htm of another", "htm", quoted("POST"), "DpopMethodMismatch");
        changed("htm in small letters", "htm", quoted("get"), "DpopMethodMismatch");
        changed("htm absent", "htm", {}, "ClaimMissing");
        changed("htu of another", "htu", quoted("https://rs.example/b"), "DpopUriMismatch");
        changed("htu absent", "htu", {}, "ClaimMissing");
        changed("iat absent", "iat", {}, "ClaimMissing");
        changed("iat a text", "iat", quoted("1000"), "NumericDateInvalid");
        changed("iat at the window's beginning", "iat", "700", "none");
        changed("iat before it", "iat", "699", "DpopProofTooOld");
        changed("iat at the window's end", "iat", "1300", "none");
        changed("iat after it", "iat", "1301", "TokenFromFuture");
        changed("nonce of another", "nonce", quoted("m"), "NonceMismatch");
        changed("nonce absent", "nonce", {}, "ClaimMissing");
        changed("ath of another", "ath", quoted(hashOf("x")), "DpopTokenMismatch");
        changed("ath absent", "ath", {}, "ClaimMissing");
        changed("exp over", "jti", R"("1","exp":900)", "TokenExpired");
        changed("nbf ahead", "jti", R"("1","nbf":2000)", "TokenNotYetValid");
        changed("a name twice", "jti", R"("1","jti":"2")", "JsonDuplicateName");
    }

    void judges()
    {
        QFETCH(QByteArray, text);
        QTEST(verdict(text), "code");
    }

    void reportsAllChecksInOneOrder()
    {
        const QByteArrayList order{"form", "typ", "alg", "jwk", "signature", "key-strength", "exp", "nbf",
                                   "iat",  "jti", "htm", "htu", "nonce",     "ath",          "key"};
        for (const QByteArray &text : {proof(), QByteArray("nonsense"), QByteArray()}) {
            QByteArrayList names;
            for (const Check &check : inspected(text, good()).checks)
                names << check.name;
            QCOMPARE(names, order);
        }
    }

    /// The key proves nothing until somebody names it.
    void trustsNoKeyByItself()
    {
        DpopExpectations expected = good();
        expected.thumbprint.reset();
        const Validation carried = inspected(proof(), expected);
        QCOMPARE(outcomeName(carried.signature.outcome), "match");
        QVERIFY(*carried.signature.keySource == KeySource::CarriedByToken);
        QCOMPARE(named(carried, "key"), "failed KeyNotVouched");
        QCOMPARE(verdict(proof(), expected), "KeyNotVouched");
        expected.thumbprint = QByteArray(rfc9449::jkt);
        QCOMPARE(verdict(proof(), expected), "ThumbprintMismatch");
        expected.thumbprint = QByteArray();
        QCOMPARE(verdict(proof(), expected), "ThumbprintMismatch");
        QVERIFY(*inspected(proof(), good()).signature.keySource == KeySource::Confirmed);
    }

    void trustsTheKeyOfAVerifiedAccessToken()
    {
        DpopExpectations expected = good();
        expected.thumbprint.reset();
        expected.request.accessToken.reset();
        const auto bound = [&](const QByteArray &cnf) {
            const VerifiedToken token = boundToken(cnf);
            expected.accessToken = &token;
            const QByteArray ath = quoted(hashOf(token.token().text()));
            const QByteArray result = verdict(proof(claims("ath", ath)), expected);
            // The proof must be for this token, whatever else the caller said.
            if (verdict(proof(claims("ath", quoted(hashOf("x")))), expected) == "none")
                return QByteArray("any ath");
            return result;
        };
        QCOMPARE(bound(confirmation(*thumbprint(clientKey()))), "none");
        QCOMPARE(bound(confirmation(QByteArray(rfc9449::jkt))), "ThumbprintMismatch");
        QCOMPARE(bound(R"(,"cnf":{"x5t#S256":"x"})"), "KeyNotVouched");
        QCOMPARE(bound({}), "KeyNotVouched");
        // Both must hold when both are named.
        const VerifiedToken token = boundToken(confirmation(*thumbprint(clientKey())));
        expected.accessToken = &token;
        expected.thumbprint = QByteArray(rfc9449::jkt);
        QCOMPARE(verdict(proof(claims("ath", quoted(hashOf(token.token().text())))), expected),
                 "ThumbprintMismatch");
    }

    void judgesOnlyWhatIsAsked()
    {
        DpopExpectations expected = good();
        expected.request.accessToken.reset();
        expected.request.nonce.reset();
        QCOMPARE(verdict(proof(claims("ath", {})), expected), "none");
        QCOMPARE(named(inspected(proof(), expected), "ath"), "not-checked");
        QCOMPARE(named(inspected(proof(), expected), "nonce"), "not-checked");
        expected.algorithms = {"EdDSA"};
        QCOMPARE(verdict(proof(), expected), "AlgorithmNotAllowed");
        expected.algorithms = {"ES256", "HS256"};
        QCOMPARE(verdict(proof(), expected), "none");
        // Nobody allows a symmetric one.
        QCOMPARE(verdict(proof(claims(), header(*publicJwk(clientKey()), {}, "dpop+jwt", "HS256")), expected),
                 "AlgorithmNotAllowed");
        expected.request.uri = "rs.example/a";
        QCOMPARE(named(inspected(proof(), expected), "htu"), "failed UrlInvalid");
    }

    void takesAnyWindow()
    {
        DpopExpectations expected = good();
        const QByteArray old = proof(claims("iat", "-1e15"));
        QCOMPARE(verdict(old, expected), "DpopProofTooOld");
        expected.maxAge = std::chrono::seconds::max();
        QCOMPARE(verdict(old, expected), "DpopProofTooOld");
        QCOMPARE(verdict(proof(claims("iat", "1e14")), expected), "none");
        expected.maxAge = std::chrono::seconds::min();
        QCOMPARE(verdict(proof(), expected), "none");
        QCOMPARE(verdict(proof(claims("iat", "999")), expected), "DpopProofTooOld");
        QCOMPARE(verdict(proof(claims("iat", "1001")), expected), "TokenFromFuture");
    }

    void refusesAJsonSerialization()
    {
        const QByteArrayList parts = proof().split('.');
        QByteArray text = "{\"payload\":\"" + parts[1] + "\",\"protected\":\"" + parts[0];
        text += "\",\"signature\":\"" + parts[2] + "\"}";
        QCOMPARE(verdict(text), "TokenFormInvalid");
    }

    void makesProofs()
    {
        const Key own = clientKey().withMetadata({"my-kid", "ES256", "sig", {}});
        const DpopRequest request = good().request;
        const Result<QByteArray> made =
            makeDpopProof(own, *findAlgorithm("ES256"), request, "1", seconds(1000));
        QVERIFY(made);
        QCOMPARE(verdict(*made), "none");
        const ParsedToken token = ParsedToken::parse(*made);
        QCOMPARE(token.part(PartId::Payload).bytes, madeClaims());
        QCOMPARE(token.part(PartId::Header).bytes, header());
        QVERIFY(!made->contains("my-kid"));

        for (const char *curve : {"Ed25519", "P-384", "P-521"}) {
            const bool isEd = QByteArray(curve) == "Ed25519";
            const Key key = *generateKey(isEd ? KeyType::Okp : KeyType::Ec, curve);
            const char *algorithm = isEd ? "Ed25519" : QByteArray(curve) == "P-384" ? "ES384" : "ES512";
            DpopExpectations expected = good();
            expected.thumbprint = *thumbprint(key);
            QCOMPARE(verdict(*makeDpopProof(key, *findAlgorithm(algorithm), request, "1", seconds(1000)),
                             expected),
                     "none");
        }
    }

    void makesNoBadProofs()
    {
        const Algorithm &es256 = *findAlgorithm("ES256");
        const DpopRequest request = good().request;
        const auto code = [](const Key &key, const Algorithm &algorithm, const DpopRequest &wanted,
                             const QByteArray &jti) {
            return codeOf(makeDpopProof(key, algorithm, wanted, jti, seconds(1000)));
        };
        QCOMPARE(code(clientKey(), es256, request, "1"), "none");
        QCOMPARE(code(clientKey(), es256, request, ""), "ClaimMissing");
        QCOMPARE(code(clientKey(), es256, {"", request.uri}, "1"), "ClaimMissing");
        QCOMPARE(code(clientKey(), es256, {"GET", "/a"}, "1"), "UrlInvalid");
        QCOMPARE(code(secretKey(QByteArray(32, 's')), *findAlgorithm("HS256"), request, "1"),
                 "AlgorithmNotAllowed");
        QCOMPARE(code(clientKey(), *findAlgorithm("ES384"), request, "1"), "KeyCurveMismatch");
        QCOMPARE(code(key(*publicJwk(clientKey())), es256, request, "1"), "KeyNotPrivate");
    }
};

QTEST_APPLESS_MAIN(TestDpop)
#include "tst_dpop.moc"
