#include "support/jose_openssl.h"
#include "support/jose_tools.h"
#include "support/jwk_vectors.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace jose_tools;
using namespace jose_openssl;

namespace {

QByteArray text(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray outcome(const QByteArray &source)
{
    const Result<KeySet> set = importKeys(source, QStringLiteral("source"));
    return set ? QByteArray("accepted") : codeName(set.error().code) + ' ' + set.error().subject.toUtf8();
}

QString digest(const QByteArray &der, QCryptographicHash::Algorithm algorithm)
{
    return QString::fromLatin1(encoded(QCryptographicHash::hash(der, algorithm)));
}

} // namespace

/// RFC 7517 sections 4.7 to 4.9: a JWK and its certificates are for one key.
class TestJwkCertificates : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void checksCertificates_data()
    {
        QTest::addColumn<QByteArray>("jwk");
        QTest::addColumn<QByteArray>("code");
        const Pkey own = ec("P-256");
        const QByteArray base64 = body(certificate(own));
        const QByteArray der = QByteArray::fromBase64(base64);
        const QString other = QString::fromLatin1(body(certificate(ec("P-256"))));
        const QJsonObject bare = QJsonDocument::fromJson(*publicJwk(key(spki(own)))).object();
        const QString good = QString::fromLatin1(base64);
        const auto add = [&bare](const char *name, const QJsonObject &members, const char *code) {
            QJsonObject jwk = bare;
            for (auto it = members.begin(); it != members.end(); ++it)
                jwk[it.key()] = it.value();
            QTest::newRow(name) << text(jwk) << QByteArray(code);
        };
        const QString x5c = QStringLiteral("x5c"), x5t = QStringLiteral("x5t"),
                      x5tS256 = QStringLiteral("x5t#S256");
        const QJsonArray chain{good};
        const QString sha1 = digest(der, QCryptographicHash::Sha1);
        const QString sha256 = digest(der, QCryptographicHash::Sha256);
        add("its own", {{x5c, chain}}, "accepted");
        add("with its authority's", {{x5c, QJsonArray{good, other}}}, "accepted");
        add("another key's", {{x5c, QJsonArray{other}}}, "KeyInvalid x5c");
        add("its own comes second", {{x5c, QJsonArray{other, good}}}, "KeyInvalid x5c");
        add("no list", {{x5c, good}}, "JsonTypeMismatch x5c");
        add("an empty list", {{x5c, QJsonArray()}}, "KeyInvalid x5c");
        add("a number", {{x5c, QJsonArray{1}}}, "JsonTypeMismatch x5c");
        add("a second one that is none", {{x5c, QJsonArray{good, QStringLiteral("AAAA")}}}, "KeyInvalid x5c");
        add("a public key", {{x5c, QJsonArray{QString::fromLatin1(body(spki(own)))}}}, "KeyInvalid x5c");
        QString url = good;
        add("base64url", {{x5c, QJsonArray{url.replace(u'+', u'-').replace(u'/', u'_').append(u'-')}}},
            "KeyInvalid x5c");
        add("white space", {{x5c, QJsonArray{QString(good).insert(64, u'\n')}}}, "KeyInvalid x5c");
        add("more after it", {{x5c, QJsonArray{QString::fromLatin1((der + QByteArray(3, 'x')).toBase64())}}},
            "KeyInvalid x5c");
        add("a giant", {{x5c, QJsonArray{good, QString(1000000, u'A')}}}, "KeyTooLarge x5c");
        QJsonArray many;
        for (int i = 0; i < 33; ++i)
            many.append(good);
        add("too many", {{x5c, many}}, "KeyTooLarge x5c");
        add("its digests", {{x5c, chain}, {x5t, sha1}, {x5tS256, sha256}}, "accepted");
        add("another SHA-1", {{x5c, chain}, {x5t, digest("x", QCryptographicHash::Sha1)}}, "KeyInvalid x5t");
        add("another SHA-256", {{x5c, chain}, {x5tS256, digest("x", QCryptographicHash::Sha256)}},
            "KeyInvalid x5t#S256");
        add("an empty digest", {{x5c, chain}, {x5t, QString()}}, "KeyInvalid x5t");
        add("a digest that is a number", {{x5c, chain}, {x5t, 1}}, "JsonTypeMismatch x5t");
        // Of a certificate that nobody shows.
        add("a digest alone", {{x5t, digest("x", QCryptographicHash::Sha1)}}, "accepted");
        QTest::newRow("a secret") << text({{QStringLiteral("kty"), QStringLiteral("oct")},
                                           {QStringLiteral("k"), QStringLiteral("AAAA")},
                                           {x5c, chain}})
                                  << QByteArray("KeyInvalid x5c");
    }

    void checksCertificates()
    {
        QFETCH(QByteArray, jwk);
        QTEST(outcome(jwk), "code");
    }

    void takesTheOneOfTheRfc()
    {
        QCOMPARE(outcome(rfc::jwkB), "accepted");
        QJsonObject jwk = QJsonDocument::fromJson(rfc::jwkB).object();
        const QJsonObject other = QJsonDocument::fromJson(rfc::jwkA1)[QStringLiteral("keys")][1].toObject();
        jwk[QStringLiteral("n")] = other[QStringLiteral("n")];
        QCOMPARE(outcome(text(jwk)), "KeyInvalid x5c");
    }
};

QTEST_APPLESS_MAIN(TestJwkCertificates)
#include "tst_jwk_certificates.moc"
