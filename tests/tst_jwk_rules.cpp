#include "jose/key_factory.h"
#include "support/jose_openssl.h"
#include "support/jose_tools.h"
#include "support/jose_vectors.h"
#include "support/jwk_vectors.h"
#include "support/large_key.h"

#include <QCryptographicHash>
#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace jose_tools;
using namespace jose_openssl;

namespace {

constexpr char vectorsPath[] = CLAIMCHECK_SOURCE_DIR "/../shared/vectors/rfc-vectors.json";

QByteArray text(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray outcome(const QByteArray &source)
{
    const Result<KeySet> set = importKeys(source, QStringLiteral("source"));
    return set ? "keys " + QByteArray::number(qsizetype(set->keys.size())) : codeName(set.error().code);
}

QString number(const QByteArray &hex)
{
    return QString::fromLatin1(encoded(QByteArray::fromHex(hex)));
}

/// A key with this modulus (hex) and exponent (hex), which need not belong together.
QByteArray rsaPublic(const QByteArray &modulus, const QByteArray &exponent)
{
    return text({{QStringLiteral("kty"), QStringLiteral("RSA")},
                 {QStringLiteral("n"), number(modulus)},
                 {QStringLiteral("e"), number(exponent)}});
}

QByteArray modulus(int bits)
{
    if (bits == 4104)
        return numberBytes(keyNumber(key(large_key::pem).handle(), "n").get()).toHex();
    return numberBytes(keyNumber(rsa(static_cast<unsigned>(bits)).get(), "n").get()).toHex();
}

QByteArrayList thumbprintsOf(const QByteArray &source)
{
    QByteArrayList list;
    for (const Key &key : keys(source).keys)
        list += *thumbprint(key);
    return list;
}

} // namespace

class TestJwkRules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTheKeysOfTheRfc()
    {
        // RFC 7638 section 3.1 prints the second; the first is python3-jwcrypto's.
        const QByteArrayList known{"cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s",
                                   "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"};
        QCOMPARE(thumbprintsOf(rfc::jwkA1), known);
        QCOMPARE(thumbprintsOf(rfc::jwkA2), known);
        const KeySet publicSet = keys(rfc::jwkA1);
        QVERIFY(publicSet.exposed.empty() && publicSet.rejected.empty());
        QCOMPARE(publicSet.keys[0].metadata().use, "enc");
        QCOMPARE(publicSet.keys[1].metadata().alg, "RS256");
        const KeySet privateSet = keys(rfc::jwkA2);
        QVERIFY(privateSet.keys[0].isPrivate() && privateSet.keys[1].isPrivate());
        QCOMPARE(QStringList(privateSet.exposed.begin(), privateSet.exposed.end()),
                 QStringList({QStringLiteral("1"), QStringLiteral("2011-04-29")}));
        const KeySet secrets = keys(rfc::jwkA3);
        QCOMPARE(secrets.keys[0].secret().size(), 16);
        QCOMPARE(secrets.keys[1].secret().size(), 64);
        QCOMPARE(secrets.exposed.size(), size_t(2));
        QCOMPARE(secrets.exposed[0], QStringLiteral("0"));
        QCOMPARE(key(rfc::jwkB).metadata().kid, "1b94c");
        QVERIFY(key(rfc::jwkC).isPrivate());
        QCOMPARE(key(rfc::jwkC).metadata().kid, "juliet@capulet.lit");
    }

    void readsTheSharedVectors()
    {
        QFile file(QString::fromUtf8(vectorsPath));
        if (!file.open(QIODevice::ReadOnly)) {
            QVERIFY2(qEnvironmentVariable("CI") != u"true", "In CI the vectors must be there.");
            QSKIP("7 cases: the RFC vectors are not beside the project.");
        }
        const QJsonArray vectors =
            QJsonDocument::fromJson(file.readAll())[QStringLiteral("vectors")].toArray();
        int ran = 0;
        for (const QJsonValue &vector : vectors) {
            const QString kind = vector[QStringLiteral("kind")].toString();
            const QByteArray id = vector[QStringLiteral("id")].toString().toUtf8();
            const QJsonObject value = vector[QStringLiteral("value")].toObject();
            if (kind == u"thumbprint") {
                const QJsonObject jwk = vector[QStringLiteral("key")].toObject();
                QCOMPARE(QString::fromLatin1(*thumbprint(key(text(jwk)))),
                         vector[QStringLiteral("value")].toString());
            } else if (kind == u"jwk" || kind == u"jwk-x5c") {
                QVERIFY2(outcome(text(value)) == "keys 1", id);
            } else if (kind == u"jwks") {
                QVERIFY2(outcome(text(value)) == "keys 2", id);
            } else {
                continue;
            }
            ++ran;
        }
        qInfo("RFC vectors: %d of keys and thumbprints ran, none is an exception.", ran);
        QCOMPARE(ran, 7);
    }

    void thumbprintsWithEveryDigest_data()
    {
        QTest::addColumn<QByteArray>("jwk");
        QTest::addColumn<QByteArray>("covered"); // RFC 7638 section 3.2, 3.2.1; RFC 8037 section 2
        QTest::newRow("rfc8037-A.3") << QByteArray(rfc::edPrivateKey)
                                     << QByteArray("{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":"
                                                   "\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}");
        QTest::newRow("rfc7515-A.3") << QByteArray(rfc::a3Key)
                                     << QByteArray("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":"
                                                   "\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":"
                                                   "\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}");
        QTest::newRow("secret") << QByteArray("{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"AAEC\"}")
                                << QByteArray("{\"k\":\"AAEC\",\"kty\":\"oct\"}");
    }

    void thumbprintsWithEveryDigest()
    {
        QFETCH(QByteArray, jwk);
        QFETCH(QByteArray, covered);
        for (const auto &[name, algorithm] : {std::pair{"SHA256", QCryptographicHash::Sha256},
                                              {"SHA384", QCryptographicHash::Sha384},
                                              {"SHA512", QCryptographicHash::Sha512}})
            QCOMPARE(*thumbprint(key(jwk), name), encoded(QCryptographicHash::hash(covered, algorithm)));
    }

    /// RFC 7517 section 4.3.
    void useAndOperationsAgree_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<QByteArray>("code");
        const auto add = [](const char *members, const char *code) {
            QTest::newRow(members) << QByteArray(members) << QByteArray(code);
        };
        add("\"use\":\"sig\",\"key_ops\":[\"sign\",\"verify\"]", "keys 1");
        add("\"use\":\"sig\",\"key_ops\":[\"sign\",\"encrypt\"]", "KeyInvalid");
        add("\"use\":\"sig\",\"key_ops\":[\"deriveKey\"]", "KeyInvalid");
        add("\"use\":\"enc\",\"key_ops\":[\"wrapKey\",\"unwrapKey\"]", "keys 1");
        add("\"use\":\"enc\",\"key_ops\":[\"verify\"]", "KeyInvalid");
        add("\"use\":\"other\",\"key_ops\":[\"verify\"]", "keys 1");
        add("\"use\":\"sig\",\"key_ops\":[\"other\"]", "keys 1");
        add("\"key_ops\":[\"verify\",\"encrypt\"]", "keys 1");
    }

    void useAndOperationsAgree()
    {
        QFETCH(QByteArray, members);
        QTEST(outcome("{\"kty\":\"oct\",\"k\":\"AAAA\"," + members + '}'), "code");
    }

    void turnsOperationsRound()
    {
        const Key own =
            key(rfc::a3Key)
                .withMetadata({"k", "ES256", "sig", {"sign", "verify", "decrypt", "deriveBits", "other"}});
        const std::vector<QByteArray> turned{"verify", "encrypt", "other"};
        QCOMPARE(publicKeyOf(own)->metadata().keyOps, turned);
        QVERIFY(publicJwk(own)->endsWith("\"kid\":\"k\",\"alg\":\"ES256\",\"use\":\"sig\","
                                         "\"key_ops\":[\"verify\",\"encrypt\",\"other\"]}"));
        const QByteArray full = privateJwk(own)->reveal().toByteArray();
        QVERIFY(full.contains("\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\",\"kid\":\"k\""));
        QVERIFY(full.endsWith("\"key_ops\":[\"sign\",\"verify\",\"decrypt\",\"deriveBits\",\"other\"]}"));
        // What says nothing to turn round says nothing at all afterwards.
        QVERIFY(publicKeyOf(own.withMetadata({{}, {}, {}, {"deriveKey"}}))->metadata().keyOps.empty());
    }

    /// What was published must not be used as if nobody knew it: the set says which.
    void noticesPrivateMembersOfSets()
    {
        const QByteArray set = "{\"keys\":[" + QByteArray(rfc::edKey) + ",{\"kty\":\"new\",\"d\":\"AA\"}," +
                               "{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"s\"}," +
                               "{\"kty\":\"RSA\",\"kid\":\"r\",\"q\":1}," + rfc::edPrivateKey + "]}";
        const KeySet read = keys(set);
        QCOMPARE(read.keys.size(), size_t(3));
        QCOMPARE(QStringList(read.exposed.begin(), read.exposed.end()),
                 QStringList(
                     {QStringLiteral("1"), QStringLiteral("s"), QStringLiteral("r"), QStringLiteral("4")}));
    }

    void boundsSets()
    {
        const QByteArray one = "{\"kty\":\"oct\",\"k\":\"AAAA\"},";
        QCOMPARE(outcome("{\"keys\":[" + one.repeated(1000).chopped(1) + "]}"), "keys 1000");
        QCOMPARE(outcome("{\"keys\":[" + one.repeated(1001).chopped(1) + "]}"), "KeyTooLarge");
        // Checking keys of this size takes seconds where their numbers are chosen for it. (Here they are not:
        // 2^16384 - 1 is divisible by 3.)
        const QByteArray large = rsaPublic(QByteArray(4096, 'f'), "010001") + ',';
        const KeySet set = keys("{\"keys\":[" + large.repeated(3) + rfc::edKey + "]}");
        QCOMPARE(set.keys.size(), size_t(1));
        QCOMPARE(set.rejected.size(), size_t(3));
        QCOMPARE(codeName(set.rejected[1].code), "KeyInvalid");
        QCOMPARE(codeName(set.rejected[2].code), "KeyTooLarge");
    }

    void boundsRsaNumbers_data()
    {
        QTest::addColumn<int>("bits");
        QTest::addColumn<QByteArray>("exponent");
        QTest::addColumn<QByteArray>("code");
        const QByteArray of65bits = "010000000000000001";
        QTest::newRow("3") << 2048 << QByteArray("03") << QByteArray("keys 1");
        QTest::newRow("2") << 2048 << QByteArray("02") << QByteArray("KeyInvalid");
        QTest::newRow("1") << 2048 << QByteArray("01") << QByteArray("KeyInvalid");
        QTest::newRow("0") << 2048 << QByteArray("00") << QByteArray("KeyInvalid");
        QTest::newRow("256 bits") << 2048 << QByteArray(64, 'f') << QByteArray("keys 1");
        QTest::newRow("257 bits") << 2048 << "01" + QByteArray(64, 'f') << QByteArray("KeyTooLarge");
        QTest::newRow("65 bits") << 3072 << of65bits << QByteArray("keys 1");
        QTest::newRow("65 bits, large modulus") << 4104 << of65bits << QByteArray("KeyTooLarge");
        QTest::newRow("64 bits, large modulus") << 4104 << QByteArray(16, 'f') << QByteArray("keys 1");
    }

    void boundsRsaNumbers()
    {
        QFETCH(int, bits);
        QFETCH(QByteArray, exponent);
        static QHash<int, QByteArray> moduli;
        if (!moduli.contains(bits))
            moduli[bits] = modulus(bits);
        QTEST(outcome(rsaPublic(moduli[bits], exponent)), "code");
    }

    /// Beyond 4,096 bits the numbers are checked one by one: OpenSSL's own check takes too long.
    void checksLargePrivateKeys()
    {
        QByteArray jwk;
        const qint64 took =
            test::cpuMs([&] { jwk = privateJwk(key(large_key::pem))->reveal().toByteArray(); });
        QVERIFY2(took < 3000, QByteArray::number(took));
        const QJsonObject good = QJsonDocument::fromJson(jwk).object();
        QCOMPARE(outcome(text(good)), "keys 1");
        QJsonObject withoutFactors = good;
        for (const char *member : {"p", "q", "dp", "dq", "qi"}) {
            withoutFactors.remove(QLatin1String(member));
            QJsonObject bad = good;
            bad[QLatin1String(member)] = good[QLatin1String(member == QByteArray("dq") ? "dp" : "dq")];
            QVERIFY2(outcome(text(bad)) == "KeyInvalid", member);
        }
        QJsonObject bad = good;
        bad[QStringLiteral("d")] = good[QStringLiteral("dp")];
        QCOMPARE(outcome(text(bad)), "KeyInvalid");
        QCOMPARE(outcome(text(withoutFactors)), "keys 1");
        // PKCS#8 has no place for such a key (RFC 8017 appendix A.1.2), a JWK has.
        const Key bare = key(text(withoutFactors));
        QCOMPARE(codeOf(privatePem(bare)), "KeyInvalid");
        QCOMPARE(QJsonDocument::fromJson(privateJwk(bare)->reveal().toByteArray()).object(), withoutFactors);
    }

    void checksTheFormOfPoints_data()
    {
        QTest::addColumn<QByteArray>("spki");
        QTest::addColumn<QByteArray>("code");
        const QByteArray whole = spki(ec("P-256"));
        const QByteArray point = QByteArray::fromBase64(body(whole)).last(64);
        const QByteArray algorithm = QByteArray::fromHex("301306072a8648ce3d020106082a8648ce3d030107");
        const auto add = [&algorithm](const char *name, const QByteArray &encodedPoint, const char *code) {
            const QByteArray bits =
                QByteArray(1, '\x03') + char(encodedPoint.size() + 1) + '\0' + encodedPoint;
            const QByteArray inner = algorithm + bits;
            QTest::newRow(name) << QByteArray(1, '\x30') + char(inner.size()) + inner << QByteArray(code);
        };
        const char odd = char(point.back() & 1);
        add("uncompressed", '\x04' + point, "keys 1");
        add("compressed", char(2 + odd) + point.first(32), "keys 1");
        add("hybrid", char(6 + odd) + point, "KeyInvalid");
        add("infinity", QByteArray(1, '\0'), "KeyInvalid");
        QByteArray off = point;
        off.back() = char(off.back() ^ 1);
        add("not on the curve", '\x04' + off, "KeyFormatUnknown");
    }

    void checksTheFormOfPoints()
    {
        QFETCH(QByteArray, spki);
        QTEST(outcome(spki), "code");
        // However it came, it goes out uncompressed.
        if (outcome(spki) == "keys 1")
            QCOMPARE(QByteArray::fromBase64(body(*publicPem(key(spki)))).size(), 91);
    }
};

QTEST_APPLESS_MAIN(TestJwkRules)
#include "tst_jwk_rules.moc"
