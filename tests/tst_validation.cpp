#include "support/claims_token.h"

using namespace claims_token;

/// Names: iss, aud, sub, typ, nonce, jti, azp.
class TestValidation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void acceptsWhatFits()
    {
        Expectations expected = at(100);
        expected.issuer = QByteArray("https://as.example");
        expected.audience = QByteArray("api");
        expected.subject = QByteArray("ana");
        expected.nonce = QByteArray("n");
        expected.tokenId = QByteArray("7");
        expected.authorizedParty = QByteArray("app");
        expected.maxAge = std::chrono::seconds(0);
        expected.type = QByteArray("JWT");
        const QByteArray text = token(
            R"({"iss":"https://as.example","aud":["x","api"],"sub":"ana","nonce":"n","jti":"7","azp":"app","exp":101,"nbf":100,"iat":100})",
            R"({"typ":"application/jwt","alg":"HS256"})");
        const Validation validation = jose::inspect(ParsedToken::parse(text), only(testKey()), expected);
        for (const Check &check : validation.checks)
            QCOMPARE(check.name + ' ' + summary(check), check.name + " passed");
        QVERIFY(validation.accepted());
        QVERIFY(!validation.firstError());
        const Result<VerifiedToken> result =
            jose::verify(ParsedToken::parse(text), only(testKey()), expected);
        QVERIFY(result);
        QCOMPARE(result->claims().find("sub").toUtf8(), "ana");
        QCOMPARE(result->keySource(), KeySource::Pinned);
    }

    void judgesNames_data()
    {
        QTest::addColumn<QByteArray>("claims");
        QTest::addColumn<QByteArray>("code");
        const auto add = [](const char *name, const char *claims, const char *code) {
            QTest::newRow(name) << QByteArray(claims) << QByteArray(code);
        };
        add("all", R"({"iss":"i","aud":"a","sub":"s","nonce":"n"})", "none");
        add("iss differs", R"({"iss":"i/","aud":"a","sub":"s","nonce":"n"})", "IssuerMismatch");
        add("iss absent", R"({"aud":"a","sub":"s","nonce":"n"})", "ClaimMissing");
        add("iss is a list", R"({"iss":["i"],"aud":"a","sub":"s","nonce":"n"})", "JsonTypeMismatch");
        add("aud in a list", R"({"iss":"i","aud":["b","a"],"sub":"s","nonce":"n"})", "none");
        add("aud differs", R"({"iss":"i","aud":"A","sub":"s","nonce":"n"})", "AudienceMismatch");
        add("aud is part of it", R"({"iss":"i","aud":"aa","sub":"s","nonce":"n"})", "AudienceMismatch");
        add("aud is an empty list", R"({"iss":"i","aud":[],"sub":"s","nonce":"n"})", "AudienceMismatch");
        add("aud absent", R"({"iss":"i","sub":"s","nonce":"n"})", "ClaimMissing");
        add("aud is a number", R"({"iss":"i","aud":1,"sub":"s","nonce":"n"})", "JsonTypeMismatch");
        add("aud holds a number", R"({"iss":"i","aud":["a",1],"sub":"s","nonce":"n"})", "JsonTypeMismatch");
        add("sub differs", R"({"iss":"i","aud":"a","sub":"S","nonce":"n"})", "SubjectMismatch");
        add("sub absent", R"({"iss":"i","aud":"a","nonce":"n"})", "ClaimMissing");
        add("nonce differs", R"({"iss":"i","aud":"a","sub":"s","nonce":"m"})", "NonceMismatch");
        add("nonce absent", R"({"iss":"i","aud":"a","sub":"s"})", "ClaimMissing");
        add("escaped", R"({"iss":"\u0069","aud":"\u0061","sub":"s","nonce":"n"})", "none");
    }

    void judgesNames()
    {
        QFETCH(QByteArray, claims);
        Expectations expected = at(100);
        expected.expiration = Expectations::Expiration::Optional;
        expected.issuer = QByteArray("i");
        expected.audience = QByteArray("a");
        expected.subject = QByteArray("s");
        expected.nonce = QByteArray("n");
        QTEST(verified(claims, expected), "code");
    }

    void judgesTokenIdAndParty_data()
    {
        QTest::addColumn<QByteArray>("claims");
        QTest::addColumn<QByteArray>("code");
        const auto add = [](const char *name, const char *claims, const char *code) {
            QTest::newRow(name) << QByteArray(claims) << QByteArray(code);
        };
        add("both", R"({"jti":"7","azp":"app"})", "none");
        add("jti differs", R"({"jti":"8","azp":"app"})", "TokenIdMismatch");
        add("jti absent", R"({"azp":"app"})", "ClaimMissing");
        add("jti is a number", R"({"jti":7,"azp":"app"})", "JsonTypeMismatch");
        add("azp differs", R"({"jti":"7","azp":"App"})", "PartyMismatch");
        add("azp absent", R"({"jti":"7"})", "ClaimMissing");
        add("azp is a list", R"({"jti":"7","azp":["app"]})", "JsonTypeMismatch");
    }

    void judgesTokenIdAndParty()
    {
        QFETCH(QByteArray, claims);
        Expectations expected = at(100);
        expected.expiration = Expectations::Expiration::Optional;
        expected.tokenId = QByteArray("7");
        expected.authorizedParty = QByteArray("app");
        QTEST(verified(claims, expected), "code");
        expected.tokenId = Ignored{};
        expected.authorizedParty = Ignored{};
        QCOMPARE(verified(claims, expected), "none");
        QCOMPARE(named(judged(claims, expected), "jti"), "not-checked");
        QCOMPARE(named(judged(claims, expected), "azp"), "not-checked");
    }

    void wantsAnAnswerToACarriedAudience()
    {
        Expectations expected = at(100);
        QCOMPARE(verified(R"({"exp":200})", expected), "none");
        QCOMPARE(verified(R"({"exp":200,"aud":"a"})", expected), "AudienceUnset");
        QCOMPARE(verified(R"({"exp":200,"aud":[]})", expected), "AudienceUnset");
        expected.audience = Ignored{};
        QCOMPARE(verified(R"({"exp":200,"aud":"a"})", expected), "none");
        QCOMPARE(named(judged(R"({"exp":200,"aud":"a"})", expected), "aud"), "not-checked");
    }

    /// RFC 7515 section 4.1.9
    void comparesMediaTypes_data()
    {
        QTest::addColumn<QByteArray>("expectedType");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("result");
        const auto add = [](const char *name, const char *expectedType, const char *typ, const char *result) {
            QTest::newRow(name) << QByteArray(expectedType) << R"({"alg":"HS256")" + QByteArray(typ) + '}'
                                << QByteArray(result);
        };
        add("same", "at+jwt", R"(,"typ":"at+jwt")", "passed");
        add("case", "at+jwt", R"(,"typ":"AT+JWT")", "passed");
        add("prefix", "at+jwt", R"(,"typ":"application/at+jwt")", "passed");
        add("prefix expected", "application/at+jwt", R"(,"typ":"at+jwt")", "passed");
        add("prefix in other case", "at+jwt", R"(,"typ":"Application/at+jwt")", "passed");
        add("other slash", "a/b", R"(,"typ":"application/a/b")", "failed TypeMismatch");
        add("other type", "at+jwt", R"(,"typ":"JWT")", "failed TypeMismatch");
        add("absent", "at+jwt", "", "failed TypeMismatch");
        add("a number", "at+jwt", R"(,"typ":1)", "failed TypeMismatch");
    }

    void comparesMediaTypes()
    {
        QFETCH(QByteArray, expectedType);
        QFETCH(QByteArray, header);
        Expectations expected = at(100);
        expected.type = expectedType;
        const ParsedToken parsed = ParsedToken::parse(token("{}", header));
        QTEST(named(jose::inspect(parsed, only(testKey()), expected), "typ"), "result");
    }
};

QTEST_APPLESS_MAIN(TestValidation)
#include "tst_validation.moc"
