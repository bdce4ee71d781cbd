#include "support/claims_token.h"
#include "support/jose_vectors.h"

using namespace claims_token;

/// exp, nbf, iat, leeway and age.
class TestValidationTimes : public QObject {
    Q_OBJECT

private Q_SLOTS:
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

    /// CVE-2026-44459 (hono): a date that was no finite number compared as "not expired".
    void refusesTimesThatAreNoNumericDate_data()
    {
        QTest::addColumn<QByteArray>("claims");
        QTest::addColumn<QByteArray>("result");
        for (const char *value : {"1e400", "-1e400", "1e16", "-1e16", "99999999999999999999", "null", "true",
                                  "\"2000\"", "\"NaN\"", "\"Infinity\"", "[2000]", "{}"}) {
            for (const char *name : {"exp", "nbf", "iat"}) {
                QTest::addRow("%s %s", name, value)
                    << '{' + (QByteArray(name) == "exp" ? "" : QByteArray(R"("exp":2000,)")) + '"' + name +
                           "\":" + value + '}'
                    << QByteArray("NumericDateInvalid");
            }
        }
        QTest::newRow("all three are dates")
            << QByteArray(R"({"exp":2000,"nbf":1e3,"iat":1000.0})") << QByteArray("none");
    }

    void refusesTimesThatAreNoNumericDate()
    {
        QFETCH(QByteArray, claims);
        QTEST(verified(claims, at(1000)), "result");
    }

    void allowsALongLeewayOnlyWhenAskedAloud()
    {
        Expectations expected = at(1000);
        expected.leeway = std::chrono::seconds(700);
        QCOMPARE(verified(R"({"exp":301})", expected), "TokenExpired");
        expected.leewayLimit = Expectations::LeewayLimit::AsAsked;
        QCOMPARE(verified(R"({"exp":301})", expected), "none");
        QCOMPARE(verified(R"({"exp":300})", expected), "TokenExpired");
        // No sum of a date and a leeway leaves its type.
        expected.leeway = std::chrono::seconds::max();
        QCOMPARE(verified(R"({"exp":1e15,"nbf":-1e15,"iat":-1e15})", expected), "none");
        expected.leeway = std::chrono::seconds::min();
        QCOMPARE(verified(R"({"exp":1000})", expected), "TokenExpired");
    }

    void judgesAge_data()
    {
        QTest::addColumn<QByteArray>("claims");
        QTest::addColumn<int>("leeway");
        QTest::addColumn<QByteArray>("code");
        const auto add = [](const char *name, const char *claims, int leeway, const char *code) {
            QTest::newRow(name) << QByteArray(claims) << leeway << QByteArray(code);
        };
        // The time is 1000, and the longest age 100.
        add("young", R"({"exp":2000,"iat":950})", 0, "none");
        add("as old as allowed", R"({"exp":2000,"iat":900})", 0, "none");
        add("older", R"({"exp":2000,"iat":899})", 0, "TokenTooOld");
        add("a little older", R"({"exp":2000,"iat":899.999})", 0, "TokenTooOld");
        add("older, within leeway", R"({"exp":2000,"iat":840})", 60, "none");
        add("older than leeway", R"({"exp":2000,"iat":839})", 60, "TokenTooOld");
        add("from the future", R"({"exp":2000,"iat":1001})", 0, "TokenFromFuture");
        add("no iat", R"({"exp":2000})", 0, "ClaimMissing");
        add("iat is a text", R"({"exp":2000,"iat":"950"})", 0, "NumericDateInvalid");
    }

    void judgesAge()
    {
        QFETCH(QByteArray, claims);
        QFETCH(int, leeway);
        Expectations expected = at(1000);
        expected.leeway = std::chrono::seconds(leeway);
        expected.maxAge = std::chrono::seconds(100);
        QTEST(verified(claims, expected), "code");
    }

    void letsAgeBeIgnoredAloud()
    {
        Expectations expected = at(1000);
        QCOMPARE(verified(R"({"exp":2000,"iat":1})", expected), "none");
        expected.maxAge = Ignored{};
        QCOMPARE(verified(R"({"exp":2000,"iat":1})", expected), "none");
        QCOMPARE(verified(R"({"exp":2000})", expected), "none");
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

QTEST_APPLESS_MAIN(TestValidationTimes)
#include "tst_validation_times.moc"
