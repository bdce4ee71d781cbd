#include "support/jose_tools.h"
#include "support/openssl_command.h"

using namespace jose_tools;

namespace {

struct KindRow {
    const char *name;
    const char *arguments; // of openssl genpkey
    const char *oldForm;   // the command that writes PKCS#1 or SEC1; nullptr where there is none
};

constexpr KindRow kinds[] = {
    {"RSA", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "rsa -traditional"},
    {"P-256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "ec"},
    {"P-384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "ec"},
    {"P-521", "-algorithm EC -pkeyopt ec_paramgen_curve:P-521", "ec"},
    {"secp256k1", "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", "ec"},
    {"Ed25519", "-algorithm ED25519", nullptr},
    {"Ed448", "-algorithm ED448", nullptr},
    {"X25519", "-algorithm X25519", nullptr},
    {"X448", "-algorithm X448", nullptr},
};

const KindRow &kind(const QByteArray &name)
{
    return *std::find_if(std::begin(kinds), std::end(kinds),
                         [&name](const KindRow &row) { return name == row.name; });
}

QByteArray command(const char *first, const QByteArray &rest, const QByteArray &input = {})
{
    return openssl_command::run((QByteArray(first) + ' ' + rest).constData(), input);
}

QByteArray thumbprintOf(const QByteArray &text, bool isPrivate)
{
    const Result<KeySet> set = importKeys(text, QStringLiteral("source"));
    if (!set)
        return codeName(set.error().code) + ' ' + set.error().detail.toUtf8();
    if (set->keys.size() != 1 || set->keys[0].isPrivate() != isPrivate)
        return "another key";
    return *thumbprint(set->keys[0]);
}

} // namespace

/// Every format, written by the `openssl` command and read by us, and the reverse.
class TestKeyFormats : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithOpenssl_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const KindRow &row : kinds)
            QTest::newRow(row.name) << QByteArray(row.name);
    }

    void agreesWithOpenssl()
    {
        QFETCH(QByteArray, name);
        const QByteArray pem = command("genpkey", kind(name).arguments);
        const QByteArray known = thumbprintOf(pem, true);
        QCOMPARE(known.size(), 43);
        QCOMPARE(thumbprintOf(command("pkey", "-outform DER", pem), true), known);
        QCOMPARE(thumbprintOf(command("pkey", "-pubout", pem), false), known);
        const QByteArray spki = command("pkey", "-pubout -outform DER", pem);
        QCOMPARE(thumbprintOf(spki, false), known);
        if (const char *oldForm = kind(name).oldForm) {
            QCOMPARE(thumbprintOf(command(oldForm, "", pem), true), known);
            QCOMPARE(thumbprintOf(command(oldForm, "-outform DER", pem), true), known);
        }
        if (name == "RSA") {
            QCOMPARE(thumbprintOf(command("rsa", "-RSAPublicKey_out", pem), false), known);
            QCOMPARE(thumbprintOf(command("rsa", "-RSAPublicKey_out -outform DER", pem), false), known);
        }

        // … and what we write, it reads, and finds consistent.
        const Key key = jose_tools::key(pem);
        const QByteArray written = privatePem(key)->reveal().toByteArray();
        QCOMPARE(written, pem);
        command("pkey", "-check -noout", written);
        QCOMPARE(command("pkey", "-pubin -pubcheck -outform DER", *publicPem(key)), "Key is valid\n" + spki);
        const Key fromJwk = jose_tools::key(privateJwk(key)->reveal().toByteArray());
        QCOMPARE(privatePem(fromJwk)->reveal().toByteArray(), pem);
        const Key fromPublicJwk = jose_tools::key(*publicJwk(key));
        QVERIFY(!fromPublicJwk.isPrivate());
        QCOMPARE(*publicPem(fromPublicJwk), *publicPem(key));
        QCOMPARE(*publicPem(*publicKeyOf(key)), *publicPem(key));
        QVERIFY(!publicKeyOf(key)->isPrivate());
    }

    void readsCertificates_data()
    {
        QTest::addColumn<QByteArray>("name");
        // The others cannot sign one.
        for (const char *name : {"RSA", "P-256", "P-384", "P-521", "secp256k1", "Ed25519", "Ed448"})
            QTest::newRow(name) << QByteArray(name);
    }

    void readsCertificates()
    {
        QFETCH(QByteArray, name);
        const QByteArray pem = command("genpkey", kind(name).arguments);
        const QByteArray known = thumbprintOf(pem, true);
        const QByteArray certificate = command("req", "-x509 -new -key /dev/stdin -subj /CN=test", pem);
        QCOMPARE(thumbprintOf(certificate, false), known);
        QCOMPARE(thumbprintOf(command("x509", "-outform DER", certificate), false), known);
        // Text before it, and a key and its certificate in one file are one key.
        QCOMPARE(thumbprintOf(command("x509", "-text", certificate), false), known);
        QCOMPARE(thumbprintOf(certificate + pem, true), known);
        QCOMPARE(thumbprintOf(pem + certificate, true), known);
    }

    void readsSeveralKeysOfOneText()
    {
        const QByteArray first = command("genpkey", kind("P-256").arguments);
        const QByteArray second = command("genpkey", kind("Ed448").arguments);
        const KeySet set = keys("# first\n" + first + "# second\n" + command("pkey", "-pubout", second));
        QCOMPARE(set.keys.size(), size_t(2));
        QVERIFY(set.keys[0].isPrivate());
        QVERIFY(!set.keys[1].isPrivate());
        QCOMPARE(set.keys[1].curve(), "Ed448");
    }

    /// PKCS#12's way of writing PEM: attributes in front of each block.
    void readsBagAttributes()
    {
        const QByteArray pem = command("genpkey", kind("P-256").arguments);
        const QByteArray certificate = command("req", "-x509 -new -key /dev/stdin -subj /CN=test", pem);
        const QByteArray p12 = command("pkcs12", "-export -passout pass:word", pem + certificate);
        const QByteArray bags = command("pkcs12", "-nodes -passin pass:word", p12);
        QVERIFY(bags.startsWith("Bag Attributes"));
        QCOMPARE(thumbprintOf(bags, true), thumbprintOf(pem, true));
    }

    void refusesCurvesThatAreSpelledOut()
    {
        const QByteArray explicitKey = command(
            "genpkey", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit");
        QCOMPARE(thumbprintOf(explicitKey, true),
                 "KeyInvalid its curve is not P-256, P-384, P-521 or secp256k1");
    }
};

QTEST_GUILESS_MAIN(TestKeyFormats)
#include "tst_key_formats.moc"
