#include "support/jose_openssl.h"
#include "support/jose_tools.h"
#include "support/jose_vectors.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace jose_tools;
using namespace jose_openssl;

namespace {

QJsonObject object(const char *text)
{
    return QJsonDocument::fromJson(text).object();
}

QByteArray text(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

/// The JWK with one member put in place of what was there (or taken out, for an undefined value).
QByteArray with(const char *jwk, const char *member, const QJsonValue &value)
{
    QJsonObject changed = object(jwk);
    if (value.isUndefined())
        changed.remove(QLatin1String(member));
    else
        changed[QLatin1String(member)] = value;
    return text(changed);
}

QByteArray imported(const QByteArray &source)
{
    const Result<KeySet> set = importKeys(source, QStringLiteral("source"));
    return set ? QByteArray("keys ") + QByteArray::number(qsizetype(set->keys.size()))
               : codeName(set.error().code);
}

QString number(const QByteArray &hex)
{
    return QString::fromLatin1(encoded(QByteArray::fromHex(hex)));
}

/// A public RSA key with this modulus.
QByteArray rsaJwk(const QString &modulus)
{
    return "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" + modulus.toLatin1() + "\"}";
}

} // namespace

class TestJwk : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesOtherJwks_data()
    {
        QTest::addColumn<QByteArray>("jwk");
        QTest::addColumn<QByteArray>("code");
        const auto add = [](const char *name, const QByteArray &jwk, const char *code) {
            QTest::newRow(name) << jwk << QByteArray(code);
        };
        const QJsonValue absent = QJsonValue::Undefined;
        const char *ecKey = rfc::a3Key;
        const char *rsaKey = rfc::a2Key;
        const char *okpKey = rfc::edPrivateKey;
        const auto member = [](const char *jwk, const char *name) {
            return object(jwk)[QLatin1String(name)].toString();
        };
        add("array", "[]", "KeyFormatUnknown");
        add("no kty", with(ecKey, "kty", absent), "KeyFormatUnknown");
        add("unknown kty", with(ecKey, "kty", QStringLiteral("ec")), "KeyInvalid");
        add("kty is a number", with(ecKey, "kty", 1), "JsonTypeMismatch");
        add("kid is a number", with(ecKey, "kid", 1), "JsonTypeMismatch");
        add("key_ops is a text", with(ecKey, "key_ops", QStringLiteral("verify")), "JsonTypeMismatch");
        add("key_ops holds a number", with(ecKey, "key_ops", QJsonArray{1}), "JsonTypeMismatch");
        add("key_ops repeats",
            with(ecKey, "key_ops", QJsonArray{QStringLiteral("verify"), QStringLiteral("verify")}),
            "KeyInvalid");
        add("key_ops is empty", with(ecKey, "key_ops", QJsonArray()), "KeyInvalid");
        add("repeated member",
            QByteArray(ecKey).replace("{\"kty\":\"EC\",", "{\"kty\":\"EC\",\"kty\":\"EC\","),
            "JsonDuplicateName");
        add("EC without x", with(ecKey, "x", absent), "KeyInvalid");
        add("EC without crv", with(ecKey, "crv", absent), "KeyInvalid");
        add("EC on another curve", with(ecKey, "crv", QStringLiteral("P-384")), "KeyInvalid");
        add("EC on an unknown curve", with(ecKey, "crv", QStringLiteral("secp192r1")), "KeyInvalid");
        add("EC x is y", with(ecKey, "x", member(ecKey, "y")), "KeyInvalid");
        add("EC x with a leading zero",
            with(ecKey, "x",
                 number("00" +
                        QByteArray::fromBase64(member(ecKey, "x").toLatin1(), QByteArray::Base64UrlEncoding)
                            .toHex())),
            "KeyInvalid");
        // The same octets one after another, cut at another place.
        const auto bytes = [&member, ecKey](const char *name) {
            return QByteArray::fromBase64(member(ecKey, name).toLatin1(), QByteArray::Base64UrlEncoding);
        };
        const QByteArray longer = with(ecKey, "x", number((bytes("x") + bytes("y").left(1)).toHex()));
        add("EC x takes an octet of y", with(longer.constData(), "y", number(bytes("y").mid(1).toHex())),
            "KeyInvalid");
        add("EC point at infinity", QByteArray(R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA"})"),
            "KeyInvalid");
        add("EC point 0,0",
            with(with(ecKey, "x", number(QByteArray(64, '0'))).constData(), "y", number(QByteArray(64, '0'))),
            "KeyInvalid");
        add("EC d of another key", with(ecKey, "d", member(ecKey, "x")), "KeyInvalid");
        add("EC d is 0", with(ecKey, "d", number(QByteArray(64, '0'))), "KeyInvalid");
        add("EC d is n",
            with(ecKey, "d", number("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")),
            "KeyInvalid");
        add("EC d is short", with(ecKey, "d", number("01")), "KeyInvalid");
        add("padding", with(ecKey, "x", QString(member(ecKey, "x") + u'=')), "Base64Padding");
        add("standard alphabet",
            with(ecKey, "x", member(ecKey, "x").replace(u'-', u'+').replace(u'_', u'/').replace(0, 1, u'+')),
            "Base64Alphabet");
        add("foreign character", with(ecKey, "x", QString(u' ' + member(ecKey, "x"))),
            "Base64ForeignCharacter");
        add("unused bits", with(okpKey, "x", member(okpKey, "x").chopped(1).append(u'p')),
            "Base64TrailingBits");
        add("RSA without e", with(rsaKey, "e", absent), "KeyInvalid");
        add("RSA e is 1", with(rsaKey, "e", number("01")), "KeyInvalid");
        add("RSA e is even", with(rsaKey, "e", number("010000")), "KeyInvalid");
        add("RSA e is empty", with(rsaKey, "e", QString()), "KeyInvalid");
        add("RSA e is giant", with(rsaKey, "e", number(QByteArray(66, 'f'))), "KeyTooLarge");
        add("RSA n is empty", with(rsaKey, "n", QString()), "KeyInvalid");
        add("RSA n of 504 bits", with(rsaKey, "n", number(QByteArray(126, 'f'))), "KeyInvalid");
        add("RSA n is even", rsaJwk(number(QByteArray(510, 'f') + "f0")), "KeyInvalid");
        add("RSA n of 16,392 bits", rsaJwk(number(QByteArray(4098, 'f'))), "KeyTooLarge");
        add("RSA n of a megabyte", rsaJwk(QString(1000000, u'A')), "KeyTooLarge");
        add("RSA d of another key", with(rsaKey, "d", member(rsaKey, "n")), "KeyInvalid");
        add("RSA factors without q", with(rsaKey, "q", absent), "KeyInvalid");
        add("RSA factors without d", with(rsaKey, "d", absent), "KeyInvalid");
        add("RSA wrong dp", with(rsaKey, "dp", member(rsaKey, "dq")), "KeyInvalid");
        add("RSA wrong qi", with(rsaKey, "qi", member(rsaKey, "dq")), "KeyInvalid");
        add("RSA more than two primes", with(rsaKey, "oth", QJsonArray()), "KeyInvalid");
        add("OKP on another curve", with(okpKey, "crv", QStringLiteral("Ed22519")), "KeyInvalid");
        add("OKP x is short", with(okpKey, "x", number(QByteArray(62, '1'))), "KeyInvalid");
        add("OKP d of another key", with(okpKey, "d", member(okpKey, "x")), "KeyInvalid");
        add("oct without k", R"({"kty":"oct"})", "KeyInvalid");
        add("oct with an empty k", R"({"kty":"oct","k":""})", "KeyInvalid");
        add("not JSON", "{", "JsonSyntax");
    }

    void refusesOtherJwks()
    {
        QFETCH(QByteArray, jwk);
        QTEST(imported(jwk), "code");
    }

    void takesRsaKeysWithoutFactors()
    {
        QJsonObject jwk = object(rfc::a2Key);
        for (const char *factor : {"p", "q", "dp", "dq", "qi"})
            jwk.remove(QLatin1String(factor));
        QVERIFY(key(text(jwk)).isPrivate());
        // … but d must belong to n and e.
        jwk[QStringLiteral("d")] = jwk[QStringLiteral("n")];
        QCOMPARE(imported(text(jwk)), "KeyInvalid");
    }

    void takesRsaFromTheSmallestToTheLargest()
    {
        QCOMPARE(key(spki(rsa(512))).bits(), 512);
        QCOMPARE(key(spki(rsa(1024))).bits(), 1024);
        QCOMPARE(key(spki(rsaWithExponent(2048, 3))).bits(), 2048);
        QByteArray modulus(4096, 'f');
        modulus[4095] = '1';
        QCOMPARE(imported(rsaJwk(number(modulus))), "keys 1");
    }

    /// RFC 8032: with such a key, one signature fits many messages.
    void refusesEd25519PointsOfSmallOrder_data()
    {
        QTest::addColumn<QByteArray>("point");
        const QByteArray ones(60, 'f');
        for (const QByteArray &y :
             {QByteArray(64, '0'), "01" + QByteArray(62, '0'), "ec" + ones + "7f", "ed" + ones + "7f",
              "ee" + ones + "7f",
              QByteArray("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
              QByteArray("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")}) {
            QByteArray point = QByteArray::fromHex(y);
            QTest::newRow(y.constData()) << point;
            point[31] = char(point[31] | 0x80);
            QTest::newRow((y + " with the sign bit").constData()) << point;
        }
        QTest::newRow("y is not below p") << QByteArray::fromHex("ff" + ones + "7f");
    }

    void refusesEd25519PointsOfSmallOrder()
    {
        QFETCH(QByteArray, point);
        const QByteArray jwk = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + encoded(point) + "\"}";
        QCOMPARE(imported(jwk), "KeyInvalid");
        const QByteArray der = QByteArray::fromHex("302a300506032b6570032100") + point;
        QCOMPARE(imported("-----BEGIN PUBLIC KEY-----\n" + der.toBase64() + "\n-----END PUBLIC KEY-----\n"),
                 "KeyInvalid");
    }

    void keepsGoodKeysOfASetWithBadOnes()
    {
        const QByteArray set =
            R"({"keys":[{"kty":"new","kid":"a"},)" + QByteArray(rfc::edKey) + ",7," +
            R"({"kty":"oct","kty":"oct","k":"AA"},{"kty":"EC","crv":"P-256","kid":"b"}],"more":1})";
        const KeySet read = keys(set);
        QCOMPARE(read.keys.size(), size_t(1));
        QCOMPARE(read.rejected.size(), size_t(4));
        QCOMPARE(read.rejected[0].subject, QStringLiteral("a"));
        QCOMPARE(codeName(read.rejected[1].code), "JsonNotObject");
        QCOMPARE(read.rejected[1].subject, QStringLiteral("2"));
        QCOMPARE(codeName(read.rejected[2].code), "JsonDuplicateName");
        QCOMPARE(read.rejected[3].subject, QStringLiteral("b"));
        QCOMPARE(imported(R"({"keys":[]})"), "keys 0");
        QCOMPARE(imported(R"({"keys":{}})"), "JsonTypeMismatch");
        QCOMPARE(imported(R"({"keys":[],"keys":[]})"), "JsonDuplicateName");
    }

    void readsMetadata()
    {
        const Key read = key(
            R"({"kty":"oct","k":"AAAA","kid":"k\u00fc","alg":"HS256","use":"sig","key_ops":["sign","verify"]})");
        QCOMPARE(read.metadata().kid, QByteArray("k\xC3\xBC"));
        QCOMPARE(read.metadata().alg, "HS256");
        QCOMPARE(read.metadata().use, "sig");
        QCOMPARE(read.metadata().keyOps.size(), size_t(2));
        QCOMPARE(read.bits(), 24);
    }
};

QTEST_APPLESS_MAIN(TestJwk)
#include "tst_jwk.moc"
