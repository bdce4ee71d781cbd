#include "support/jose_tools.h"
#include "support/jose_vectors.h"

using namespace jose_tools;

namespace {

const Key &testKey()
{
    static const Key key = secretKey(QByteArray(32, 'k'));
    return key;
}

QByteArray token(const QByteArray &claims, const QByteArray &header = R"({"alg":"HS256"})")
{
    return signedToken(header, claims, testKey(), "HS256");
}

Expectations at(qint64 time)
{
    Expectations expected;
    expected.at = seconds(time);
    return expected;
}

Validation judged(const QByteArray &claims, const Expectations &expected)
{
    return jose::inspect(ParsedToken::parse(token(claims)), only(testKey()), expected);
}

QByteArray named(const Validation &validation, const QByteArray &name)
{
    for (const Check &check : validation.checks) {
        if (check.name == name)
            return summary(check);
    }
    return "absent";
}

/// What `verify` says of a token with these claims.
QByteArray verified(const QByteArray &claims, const Expectations &expected)
{
    return codeOf(jose::verify(ParsedToken::parse(token(claims)), only(testKey()), expected));
}

} // namespace

class TestValidation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reportsAllChecksInOneOrder()
    {
        const QByteArrayList order{"form", "signature", "key-strength", "exp", "nbf",  "iat",
                                   "iss",  "aud",       "sub",          "typ", "nonce"};
        for (const QByteArray &text :
             {token("{}"), QByteArray("nonsense"), QByteArray(rfc::a5Token), token("[]"), QByteArray()}) {
            const Validation validation = jose::inspect(ParsedToken::parse(text), only(testKey()), at(100));
            QByteArrayList names;
            for (const Check &check : validation.checks) {
                names << check.name;
                QVERIFY(!check.detail.isEmpty());
                QVERIFY(*check.standard);
                QCOMPARE(check.outcome == Check::Outcome::Failed && !check.reason, false);
            }
            QCOMPARE(names, order);
        }
    }

    void acceptsWhatFits()
    {
        Expectations expected = at(100);
        expected.issuer = QByteArray("https://as.example");
        expected.audience = QByteArray("api");
        expected.subject = QByteArray("ana");
        expected.nonce = QByteArray("n");
        expected.type = QByteArray("JWT");
        const QByteArray text = token(
            R"({"iss":"https://as.example","aud":["x","api"],"sub":"ana","nonce":"n","exp":101,"nbf":100,"iat":100})",
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

    void judgesTimes_data()
    {
        QTest::addColumn<QByteArray>("claims");
        QTest::addColumn<int>("leeway");
        QTest::addColumn<QByteArray>("code");
        const auto add = [](const char *name, const char *claims, int leeway, const char *code) {
            QTest::newRow(name) << QByteArray(claims) << leeway << QByteArray(code);
        };
        // The time is 1000.
        add("exp after", R"({"exp":1001})", 0, "none");
        add("exp now", R"({"exp":1000})", 0, "TokenExpired");
        add("exp half a second after", R"({"exp":1000.5})", 0, "none");
        add("exp before", R"({"exp":999})", 0, "TokenExpired");
        add("exp within leeway", R"({"exp":941})", 60, "none");
        add("exp at the leeway's end", R"({"exp":940})", 60, "TokenExpired");
        add("leeway is at most ten minutes", R"({"exp":401})", 100000, "none");
        add("leeway is at most ten minutes, exceeded", R"({"exp":400})", 100000, "TokenExpired");
        add("negative leeway is none", R"({"exp":1001})", -100, "none");
        add("exp absent", "{}", 0, "ExpirationMissing");
        add("exp is a text", R"({"exp":"2000"})", 0, "NumericDateInvalid");
        add("exp is null", R"({"exp":null})", 0, "NumericDateInvalid");
        add("exp is in milliseconds", R"({"exp":1700000000000})", 0, "none");
        // CVE-2026-44459 (hono)
        add("exp is not finite", R"({"exp":1e400})", 0, "NumericDateInvalid");
        add("nbf is not finite", R"({"exp":2000,"nbf":-1e400})", 0, "NumericDateInvalid");
        add("iat is a text", R"({"exp":2000,"iat":"x"})", 0, "NumericDateInvalid");
        add("nbf now", R"({"exp":2000,"nbf":1000})", 0, "none");
        add("nbf after", R"({"exp":2000,"nbf":1001})", 0, "TokenNotYetValid");
        add("nbf within leeway", R"({"exp":2000,"nbf":1060})", 60, "none");
        add("nbf beyond leeway", R"({"exp":2000,"nbf":1061})", 60, "TokenNotYetValid");
        add("iat after", R"({"exp":2000,"iat":1001})", 0, "TokenFromFuture");
        add("iat within leeway", R"({"exp":2000,"iat":1060})", 60, "none");
    }

    void judgesTimes()
    {
        QFETCH(QByteArray, claims);
        QFETCH(int, leeway);
        Expectations expected = at(1000);
        expected.leeway = std::chrono::seconds(leeway);
        QTEST(verified(claims, expected), "code");
    }

    void letsTimesBeIgnoredAloud()
    {
        Expectations expected = at(1000);
        expected.expiration = Expectations::Expiration::Optional;
        QCOMPARE(verified("{}", expected), "none");
        QCOMPARE(verified(R"({"exp":1000})", expected), "TokenExpired");
        expected.expiration = Expectations::Expiration::Ignored;
        QCOMPARE(verified(R"({"exp":1000})", expected), "none");
        QCOMPARE(named(judged(R"({"exp":1000})", expected), "exp"), "not-checked");
        QCOMPARE(verified(R"({"nbf":1001})", expected), "TokenNotYetValid");
        expected.notBefore = Expectations::NotBefore::Ignored;
        QCOMPARE(verified(R"({"nbf":1001})", expected), "none");
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

    void reportsFormApartFromTheSignature()
    {
        const auto report = [](const QByteArray &claims) {
            const Validation validation = judged(claims, at(100));
            return named(validation, "form") + ", " + named(validation, "signature") + ", " +
                   named(validation, "exp");
        };
        QCOMPARE(report(R"({"exp":200})"), "passed, passed, passed");
        QCOMPARE(report("[]"), "failed JsonNotObject, passed, not-checked");
        QCOMPARE(report("text"), "failed JsonSyntax, passed, not-checked");
        QCOMPARE(report(""), "failed JsonEmpty, passed, not-checked");
        QCOMPARE(report(R"({"exp":200,"exp":300})"),
                 "failed JsonDuplicateName, not-checked, failed JsonDuplicateName");
        QCOMPARE(verified("[]", at(100)), "JsonNotObject");
        QCOMPARE(verified(R"({"exp":200,"exp":300})", at(100)), "JsonDuplicateName");
    }

    void reportsTheSignature()
    {
        Expectations expected = at(100);
        const ParsedToken parsed = ParsedToken::parse(token(R"({"exp":200})"));
        const auto report = [&](const KeySet &keys) {
            const Validation validation = jose::inspect(parsed, keys, expected);
            return named(validation, "signature") + ", " + named(validation, "key-strength") + ", " +
                   codeOf(jose::verify(parsed, keys, expected));
        };
        QCOMPARE(report(only(testKey())), "passed, passed, none");
        QCOMPARE(report(only(secretKey(QByteArray(32, 'j')))),
                 "failed SignatureMismatch, not-checked, SignatureMismatch");
        QCOMPARE(report(keys(rfc::a2Key)), "not-checked, not-checked, AlgorithmNotAllowed");
        QCOMPARE(report({}), "not-checked, not-checked, KeyMissing");
        QCOMPARE(report(only(testKey(), KeySource::Confirmed)), "passed, passed, none");
        expected.algorithms = {"HS512"};
        QCOMPARE(report(only(testKey())), "not-checked, not-checked, AlgorithmNotAllowed");
    }

    /// What the token says of itself proves nothing, though the signature matches.
    void trustsNoCarriedKey()
    {
        const Key own = *generateKey(KeyType::Ec, "P-256");
        const ParsedToken parsed =
            ParsedToken::parse(signedToken(R"({"alg":"ES256"})", R"({"exp":200})", own, "ES256"));
        const KeySet carried = only(own, KeySource::CarriedByToken);
        const Validation validation = jose::inspect(parsed, carried, at(100));
        QCOMPARE(outcomeName(validation.signature.outcome), "match");
        QCOMPARE(named(validation, "signature"), "failed KeyNotVouched");
        QCOMPARE(codeOf(jose::verify(parsed, carried, at(100))), "KeyNotVouched");
        QCOMPARE(codeOf(jose::verify(parsed, only(own, KeySource::Discovered), at(100))), "none");
    }

    void refusesWeakKeysUnlessAllowedAloud()
    {
        const Key weak = secretKey("secret");
        const QByteArray text = signedToken(R"({"alg":"HS256"})", R"({"exp":200})", weak, "HS256");
        Expectations expected = at(100);
        QCOMPARE(codeOf(jose::verify(ParsedToken::parse(text), only(weak), expected)), "KeyTooShort");
        QVERIFY(jose::inspect(ParsedToken::parse(text), only(weak), expected).signature.outcome ==
                SignatureOutcome::Match);
        expected.weakKey = Expectations::WeakKey::Allowed;
        QCOMPARE(codeOf(jose::verify(ParsedToken::parse(text), only(weak), expected)), "none");
    }

    void acceptsNothingByDefault()
    {
        QVERIFY(!Validation().accepted());
        QCOMPARE(codeOf(jose::verify(ParsedToken::parse(""), {}, {})), "JsonEmpty");
        QCOMPARE(codeOf(jose::verify(ParsedToken::parse(rfc::a5Token), keys(rfc::a1Key), at(0))),
                 "TokenUnsecured");
    }

    /// RFC 7519 section 3.1: the token of RFC 7515 appendix A.1.
    void judgesTheTokenOfRfc7519()
    {
        Expectations expected = at(1300819379);
        expected.issuer = QByteArray("joe");
        QCOMPARE(codeOf(jose::verify(ParsedToken::parse(rfc::a1Token), keys(rfc::a1Key), expected)), "none");
        expected.at = seconds(1300819380);
        QCOMPARE(codeOf(jose::verify(ParsedToken::parse(rfc::a1Token), keys(rfc::a1Key), expected)),
                 "TokenExpired");
    }
};

QTEST_APPLESS_MAIN(TestValidation)
#include "tst_validation.moc"
