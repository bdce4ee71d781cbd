#include "support/jose_openssl.h"
#include "support/jose_tools.h"

using namespace jose_tools;
using namespace jose_openssl;

namespace {

struct CurveRow {
    const char *name;
    const char *spkiPrefix; // everything before the key's octets (RFC 8410 section 4)
    int size;
};

constexpr CurveRow curves[] = {{"Ed25519", "302a300506032b6570032100", 32},
                               {"Ed448", "3043300506032b6571033a00", 57},
                               {"X25519", "302a300506032b656e032100", 32},
                               {"X448", "3042300506032b656f033900", 56}};

const CurveRow &curve(const char *name)
{
    return *std::find_if(std::begin(curves), std::end(curves),
                         [name](const CurveRow &row) { return qstrcmp(row.name, name) == 0; });
}

/// So many octets of little-endian hex; the middle filled up with `fill`.
QByteArray octetsOf(const QByteArray &first, int size, const char *fill, const QByteArray &last = {})
{
    QByteArray hex = first;
    while (hex.size() + last.size() < 2 * size)
        hex += fill;
    return QByteArray::fromHex(hex + last);
}

QByteArray outcome(const QByteArray &source)
{
    const Result<KeySet> set = importKeys(source, QStringLiteral("source"));
    return set ? QByteArray("accepted") : codeName(set.error().code);
}

QByteArray jwk(const char *name, const QByteArray &point)
{
    return "{\"kty\":\"OKP\",\"crv\":\"" + QByteArray(name) + "\",\"x\":\"" + encoded(point) + "\"}";
}

QByteArray der(const char *name, const QByteArray &point)
{
    return QByteArray::fromHex(curve(name).spkiPrefix) + point;
}

} // namespace

/// Public keys of RFC 8037 that must not be used, whichever way they come.
class TestKeyPoints : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesUnsafePoints_data()
    {
        QTest::addColumn<QByteArray>("curve");
        QTest::addColumn<QByteArray>("point");
        const auto add = [](const char *name, const QByteArray &what, const QByteArray &point) {
            QCOMPARE(point.size(), curve(name).size);
            QTest::newRow((QByteArray(name) + ' ' + what).constData()) << QByteArray(name) << point;
        };
        // y = 0 and 1, p - 1, and the same once more as p, p + 1 (RFC 8032 sections 5.1.3, 5.2.3); 2p - 1 has
        // no place in the octets.
        const auto edwards = [&add](const char *name, const QByteArray &what, QByteArray point) {
            add(name, what, point);
            point.back() = char(point.back() | 0x80);
            add(name, what + " with the sign bit", point);
        };
        edwards("Ed25519", "0", octetsOf("", 32, "00"));
        edwards("Ed25519", "1", octetsOf("01", 32, "00"));
        edwards("Ed25519", "p-1", octetsOf("ec", 32, "ff", "7f"));
        edwards("Ed25519", "p", octetsOf("ed", 32, "ff", "7f"));
        edwards("Ed25519", "p+1", octetsOf("ee", 32, "ff", "7f"));
        edwards("Ed25519", "order 8",
                QByteArray::fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));
        edwards("Ed25519", "order 8, the other",
                QByteArray::fromHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));
        edwards("Ed25519", "not below p", octetsOf("f0", 32, "ff", "7f"));
        edwards("Ed25519", "no point", octetsOf("02", 32, "00"));
        const QByteArray p448 = QByteArray(56, 'f') + "fe" + QByteArray(54, 'f');
        edwards("Ed448", "0", octetsOf("", 57, "00"));
        edwards("Ed448", "1", octetsOf("01", 57, "00"));
        edwards("Ed448", "p-1", QByteArray::fromHex("fe" + p448.mid(2) + "00"));
        edwards("Ed448", "p", QByteArray::fromHex(p448 + "00"));
        edwards("Ed448", "p+1", QByteArray::fromHex(QByteArray(56, '0') + QByteArray(56, 'f') + "00"));
        edwards("Ed448", "not below 2^448", octetsOf("", 57, "00", "01"));
        edwards("Ed448", "no point", octetsOf("02", 57, "00"));
        // u of order 1, 2, 4 and 8, and what is the same modulo p (RFC 7748 section 6).
        const auto montgomery = [&add](const char *name, const QByteArray &what, QByteArray point) {
            add(name, what, point);
            if (point.size() != 32)
                return;
            point.back() = char(point.back() | 0x80); // which X25519 must ignore (section 5)
            add(name, what + " with the highest bit", point);
        };
        montgomery("X25519", "0", octetsOf("", 32, "00"));
        montgomery("X25519", "1", octetsOf("01", 32, "00"));
        montgomery("X25519", "order 8",
                   QByteArray::fromHex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"));
        montgomery("X25519", "order 8, the other",
                   QByteArray::fromHex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"));
        montgomery("X25519", "p-1", octetsOf("ec", 32, "ff", "7f"));
        montgomery("X25519", "p", octetsOf("ed", 32, "ff", "7f"));
        montgomery("X25519", "p+1", octetsOf("ee", 32, "ff", "7f"));
        montgomery("X448", "0", octetsOf("", 56, "00"));
        montgomery("X448", "1", octetsOf("01", 56, "00"));
        montgomery("X448", "p-1", QByteArray::fromHex("fe" + p448.mid(2)));
        montgomery("X448", "p", QByteArray::fromHex(p448));
        montgomery("X448", "p+1", QByteArray::fromHex(QByteArray(56, '0') + QByteArray(56, 'f')));
    }

    void refusesUnsafePoints()
    {
        QFETCH(QByteArray, curve);
        QFETCH(QByteArray, point);
        QCOMPARE(outcome(jwk(curve, point)), "KeyInvalid");
        const QByteArray spki = der(curve, point);
        QCOMPARE(outcome(spki), "KeyInvalid");
        QCOMPARE(outcome("-----BEGIN PUBLIC KEY-----\n" + spki.toBase64() + "\n-----END PUBLIC KEY-----\n"),
                 "KeyInvalid");
    }

    /// What the rows above differ from in one octet.
    void takesOtherPoints_data()
    {
        QTest::addColumn<QByteArray>("curve");
        QTest::addColumn<QByteArray>("point");
        QTest::newRow("Ed25519 y = 3") << QByteArray("Ed25519") << octetsOf("03", 32, "00");
        QTest::newRow("Ed448 y = 3") << QByteArray("Ed448") << octetsOf("03", 57, "00");
        QTest::newRow("X25519 u = 9") << QByteArray("X25519") << octetsOf("09", 32, "00");
        QTest::newRow("X448 u = 5") << QByteArray("X448") << octetsOf("05", 56, "00");
        // RFC 7748 section 5: must be taken, as 3 and as 9.
        QTest::newRow("X25519 u = p + 3") << QByteArray("X25519") << octetsOf("f0", 32, "ff", "7f");
        QTest::newRow("X25519 highest bit") << QByteArray("X25519") << octetsOf("09", 32, "00", "80");
    }

    void takesOtherPoints()
    {
        QFETCH(QByteArray, curve);
        QFETCH(QByteArray, point);
        QCOMPARE(outcome(jwk(curve, point)), "accepted");
        QCOMPARE(outcome(der(curve, point)), "accepted");
        QCOMPARE(outcome(jwk(curve, point.chopped(1))), "KeyInvalid");
        QCOMPARE(outcome(jwk(curve, point + '\0')), "KeyInvalid");
    }

    /// About every second y is on the curve: nothing that OpenSSL makes is refused.
    void takesFreshKeys_data()
    {
        QTest::addColumn<QByteArray>("type");
        for (const char *type : {"ED25519", "ED448", "X25519", "X448"})
            QTest::newRow(type) << QByteArray(type);
    }

    void takesFreshKeys()
    {
        QFETCH(QByteArray, type);
        for (int round = 0; round < 50; ++round)
            QCOMPARE(outcome(spki(named(type.constData()))), "accepted");
    }
};

QTEST_APPLESS_MAIN(TestKeyPoints)
#include "tst_key_points.moc"
