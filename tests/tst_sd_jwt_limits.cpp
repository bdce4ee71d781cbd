#include "support/cpu_time.h"
#include "support/sd_jwt_tools.h"

#include <algorithm>
#include <functional>
#include <limits>

using namespace sd_jwt_tools;

namespace {

/// So many disclosures, each inside the one before; the first of them is the innermost.
QByteArrayList nest(int count)
{
    QByteArrayList disclosures{encoded("[\"s\",\"x\",1]")};
    while (disclosures.size() < count)
        disclosures << encoded("[\"s\",\"x\",{\"_sd\":[" + quotedDigest(disclosures.last()) + "]}]");
    return disclosures;
}

QByteArrayList flat(int count)
{
    QByteArrayList disclosures;
    for (int i = 0; i < count; ++i)
        disclosures << encoded("[\"s\",\"n" + QByteArray::number(i) + "\",1]");
    return disclosures;
}

QByteArray payload(const QByteArrayList &disclosures)
{
    QByteArrayList digests;
    for (const QByteArray &disclosure : disclosures)
        digests << quotedDigest(disclosure);
    return "{\"_sd\":[" + digests.join(',') + "]}";
}

/// Microseconds of processor time, the best of three.
qint64 best(const std::function<void()> &work)
{
    qint64 shortest = std::numeric_limits<qint64>::max();
    for (int i = 0; i < 3; ++i)
        shortest = std::min(shortest, claimcheck::test::cpuUs(work));
    return shortest;
}

} // namespace

/// Hostile SD-JWTs: everything has a bound, and nothing costs more than its size.
class TestSdJwtLimits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesSoManyDisclosures()
    {
        const QByteArrayList most = flat(int(SdJwt::maxDisclosures));
        const SdJwt token = parsed(issued(payload(most), most));
        QVERIFY(token.processed());
        QCOMPARE(token.disclosures().size(), SdJwt::maxDisclosures);
        const QByteArrayList more = flat(int(SdJwt::maxDisclosures) + 1);
        QCOMPARE(codeOf(SdJwt::parse(issued(payload(more), more))), "TokenTooLarge");
        QCOMPARE(codeOf(SdJwt::parse(QByteArray(1'000'000, '~'))), "TokenTooLarge");
        QCOMPARE(codeOf(SdJwt::parse(QByteArray(ParsedToken::maxSize + 1, '~'))), "TokenTooLarge");
    }

    void takesSoManyDigests()
    {
        const auto decoys = [](qsizetype count) {
            QByteArrayList digests;
            for (qsizetype i = 0; i < count; ++i)
                digests << '"' + QByteArray::number(i) + '"';
            return parsed(issued("{\"_sd\":[" + digests.join(',') + "]}", {}));
        };
        const SdJwt most = decoys(SdJwt::maxDigests);
        QVERIFY(most.processed());
        QCOMPARE(most.unmatchedDigests(), int(SdJwt::maxDigests));
        QCOMPARE(outcome(decoys(SdJwt::maxDigests + 1)), "TokenTooLarge");
    }

    void goesSoDeep()
    {
        // The payload is the first level, and the innermost disclosure holds a number.
        const auto nested = [](int count) {
            const QByteArrayList disclosures = nest(count);
            return parsed(issued(payload({disclosures.last()}), disclosures));
        };
        const SdJwt deepest = nested(512);
        QVERIFY2(deepest.processed(), outcome(deepest).constData());
        QCOMPARE(outcome(nested(513)), "JsonTooDeep");
        QCOMPARE(outcome(nested(5000)), "JsonTooDeep");
    }

    /// A long name above thousands of disclosures would be in the pointer of each.
    void keepsPointersShort()
    {
        const QByteArrayList disclosures = flat(2000);
        const QByteArray inner = payload(disclosures);
        const auto below = [&](qsizetype length) {
            return parsed(issued("{\"" + QByteArray(length, 'l') + "\":" + inner + '}', disclosures));
        };
        QCOMPARE(below(100).disclosures().front().pointer.size(), 1 + 100 + 3);
        const SdJwt longest = below(1'000'000);
        QVERIFY(longest.processed());
        QVERIFY(longest.disclosures().front().referenced);
        QVERIFY(longest.disclosures().front().pointer.isEmpty());
    }

    void costsNoMoreThanItsSize()
    {
        const auto cost = [](int count) {
            const QByteArrayList disclosures = flat(count);
            const QByteArray text = issued(payload(disclosures), disclosures);
            return best([&] { QVERIFY(parsed(text).processed()); });
        };
        const qint64 thousand = cost(1000);
        const qint64 ten = cost(10000);
        qInfo("1,000 disclosures: %lld us; 10,000: %lld us.", static_cast<long long>(thousand),
              static_cast<long long>(ten));
        // Ten times the work, and room for noise; quadratic would be a hundred times.
        QVERIFY(ten < 40 * thousand);
    }
};

QTEST_APPLESS_MAIN(TestSdJwtLimits)
#include "tst_sd_jwt_limits.moc"
