#include "jose/claims.h"
#include "support/jose_tools.h"

using namespace jose_tools;

namespace {

json::Document document(const QByteArray &text)
{
    Result<json::Document> parsed = json::Document::parse(text);
    if (!parsed)
        qFatal("test JSON");
    return std::move(parsed).value();
}

} // namespace

class TestClaims : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsNumericDates_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("milliseconds");
        QTest::newRow("integer") << QByteArray("1300819380") << 1300819380000LL;
        QTest::newRow("zero") << QByteArray("0") << 0LL;
        QTest::newRow("negative") << QByteArray("-1") << -1000LL;
        QTest::newRow("decimals") << QByteArray("1300819380.25") << 1300819380250LL;
        QTest::newRow("tenth") << QByteArray("1300819380.1") << 1300819380100LL;
        QTest::newRow("exponent") << QByteArray("1.3e9") << 1300000000000LL;
        QTest::newRow("10^15") << QByteArray("1000000000000000") << 1000000000000000000LL;
        QTest::newRow("-10^15") << QByteArray("-1e15") << -1000000000000000000LL;
    }

    void readsNumericDates()
    {
        QFETCH(QByteArray, text);
        const json::Document parsed = document(text);
        const Result<TimePoint> time = numericDate(parsed.root(), QStringLiteral("exp"));
        QVERIFY(time);
        QTEST(qint64(time->time_since_epoch().count()), "milliseconds");
    }

    /// CVE-2026-44459 (hono): a date that was no finite number compared as "not expired".
    void refusesOtherNumericDates_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"1e400", "-1e400", "1e308", "1000000000000001", "-1000000000000001",
                                 "1e15001", "99999999999999999999", "1000000000000000.5", "\"1300819380\"",
                                 "null", "true", "[1]", "{}", "\"NaN\"", "\"Infinity\""})
            QTest::newRow(text) << QByteArray(text);
    }

    void refusesOtherNumericDates()
    {
        QFETCH(QByteArray, text);
        const json::Document parsed = document(text);
        const Result<TimePoint> time = numericDate(parsed.root(), QStringLiteral("nbf"));
        QCOMPARE(codeOf(time), "NumericDateInvalid");
        QCOMPARE(time.error().subject, QStringLiteral("nbf"));
    }

    void refusesAnAbsentDate()
    {
        QCOMPARE(codeOf(numericDate(json::Value(), QStringLiteral("exp"))), "NumericDateInvalid");
    }

    void readsAudiences()
    {
        using List = std::vector<QByteArray>;
        const auto read = [](const char *text) {
            const json::Document parsed = document(text);
            return audiences(parsed.root());
        };
        QVERIFY(read("\"a\"").value() == List{"a"});
        QVERIFY(read("[\"a\",\"b\"]").value() == (List{"a", "b"}));
        QVERIFY(read("[]").value().empty());
        for (const char *text : {"1", "null", "{}", "[1]", "[\"a\",null]", "[[\"a\"]]"})
            QCOMPARE(codeOf(read(text)), "JsonTypeMismatch");
        QCOMPARE(codeOf(audiences(json::Value())), "JsonTypeMismatch");
    }
};

QTEST_APPLESS_MAIN(TestClaims)
#include "tst_claims.moc"
