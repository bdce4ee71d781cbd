#include "support/cli_process.h"
#include "support/jose_vectors.h"
#include "support/jwe_vectors.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

namespace {

QJsonObject object(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

QByteArray line(const QJsonObject &members)
{
    return QJsonDocument(members).toJson(QJsonDocument::Compact) + '\n';
}

QJsonObject with(QJsonObject members, const QString &name, const QJsonValue &value)
{
    members[name] = value;
    return members;
}

QJsonObject without(QJsonObject members, const QString &name)
{
    members.remove(name);
    return members;
}

QByteArray base64url(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

/// RFC 7516 appendix A.3: A128KW, decrypted as long as nothing is changed.
QJsonObject a3()
{
    return {{u"token"_s, QString::fromLatin1(rfc_jwe::a3Token)}, {u"jwk"_s, object(rfc_jwe::a3Key)}};
}

/// RFC 7517 appendix C: PBES2.
QJsonObject c7517()
{
    return {{u"token"_s, QString::fromLatin1(rfc_jwe::c7517Token)}};
}

constexpr char publicEc[] = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"e\","
                            "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                            "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}";

} // namespace

/// `decrypt --batch` and `key show --batch` through the real program.
class TestCliBatchDecrypt final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesAreDecrypted_data();
    void linesAreDecrypted();
    void theAnswerIsAsTheContractSays();
    void linesWithoutAKeyUseTheDefault();
    void keysAreShown_data();
    void keysAreShown();
    void aKeyIsShownAsTheContractSays();
};

void TestCliBatchDecrypt::linesAreDecrypted_data()
{
    QTest::addColumn<QJsonObject>("members");
    QTest::addColumn<QByteArray>("expected"); // "decrypted", or the code
    const auto row = [](const char *name, const QJsonObject &members, const char *expected) {
        QTest::newRow(name) << members << QByteArray(expected);
    };
    row("as it is", a3(), "decrypted");
    QByteArray tampered = rfc_jwe::a3Token;
    tampered[tampered.size() - 10] = tampered[tampered.size() - 10] == 'A' ? 'B' : 'A';
    row("a changed tag", with(a3(), u"token"_s, QString::fromLatin1(tampered)), "DecryptionFailed");
    row("another key",
        with(a3(), u"jwk"_s, QJsonObject{{u"kty"_s, u"oct"_s}, {u"k"_s, u"GawgguFyGrWKav7AX4VKUw"_s}}),
        "DecryptionFailed");
    row("as a secret", with(without(a3(), u"jwk"_s), u"secret"_s, u"GawgguFyGrWKav7AX4VKUg"_s), "decrypted");
    row("as a password", with(without(a3(), u"jwk"_s), u"password"_s, u"GawgguFyGrWKav7AX4VKUg"_s),
        "AlgorithmNotAllowed");
    row("as a set",
        with(without(a3(), u"jwk"_s), u"jwks"_s,
             QJsonObject{{u"keys"_s, QJsonArray{object(rfc_jwe::a3Key)}}}),
        "decrypted");
    row("as JSON", with(a3(), u"token"_s, object(rfc_jwe::a5Token)), "decrypted");
    row("no key", without(a3(), u"jwk"_s), "KeyMissing");
    row("its algorithm named", with(a3(), u"algorithms"_s, QJsonArray{u"A128KW"_s}), "decrypted");
    row("another algorithm named", with(a3(), u"algorithms"_s, QJsonArray{u"A256KW"_s}),
        "AlgorithmNotAllowed");
    row("no algorithm named", with(a3(), u"algorithms"_s, QJsonArray()), "BatchFieldInvalid");
    const QJsonObject a2 = {{u"token"_s, QString::fromLatin1(rfc_jwe::a2Token)},
                            {u"jwk"_s, object(rfc_jwe::a2Key)}};
    row("RSA1_5", a2, "AlgorithmNotAllowed");
    row("RSA1_5, named", with(a2, u"algorithms"_s, QJsonArray{u"RSA1_5"_s}), "decrypted");
    const QString password = QString::fromLatin1(base64url("Thus from my lips, by yours, my sin is purged."));
    row("a password", with(c7517(), u"password"_s, password), "decrypted");
    row("another password", with(c7517(), u"password"_s, u"AAAA"_s), "DecryptionFailed");
    row("a password that is not base64url", with(c7517(), u"password"_s, u"="_s), "BatchFieldInvalid");
    row("a signed token", with(a3(), u"token"_s, QString::fromLatin1(rfc::a1Token)), "TokenFormInvalid");
    row("an unknown member", with(a3(), u"at"_s, 1), "BatchFieldInvalid");
    row("two keys", with(a3(), u"password"_s, u"AAAA"_s), "BatchFieldInvalid");
    row("no token", without(a3(), u"token"_s), "BatchFieldInvalid");
}

void TestCliBatchDecrypt::linesAreDecrypted()
{
    QFETCH(const QJsonObject, members);
    QFETCH(const QByteArray, expected);
    const CliRun run = runCli({u"decrypt"_s, u"--batch"_s, u"-"_s}, line(members));
    QCOMPARE(run.exitCode, 0);
    const QJsonObject answer = run.json().object();
    const QString outcome = answer[u"outcome"_s].toString();
    QCOMPARE(outcome == u"failed" ? answer[u"code"_s].toString().toLatin1() : outcome.toLatin1(), expected);
    QCOMPARE(answer[u"plaintext"_s].isNull(), outcome != u"decrypted");
}

void TestCliBatchDecrypt::theAnswerIsAsTheContractSays()
{
    const CliRun run =
        runCli({u"decrypt"_s, u"--batch"_s, u"-"_s},
               line(with(a3(), u"id"_s, 1)) + line(with(without(a3(), u"jwk"_s), u"id"_s, 2)) + "x\n");
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.output,
             "{\"id\":1,\"outcome\":\"decrypted\",\"code\":null,\"plaintext\":\"" +
                 base64url("Live long and prosper.") +
                 "\"}\n{\"id\":2,\"outcome\":\"failed\",\"code\":\"KeyMissing\",\"plaintext\":null}\n"
                 "{\"id\":null,\"line\":3,\"code\":\"JsonSyntax\"}\n");
}

void TestCliBatchDecrypt::linesWithoutAKeyUseTheDefault()
{
    const QTemporaryDir folder;
    const auto write = [&folder](const QString &name, const QByteArray &bytes) {
        QFile file(folder.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? file.fileName()
                                                                                    : QString();
    };
    const QString key = write(u"key"_s, rfc_jwe::a3Key);
    const QString password = write(u"password"_s, "Thus from my lips, by yours, my sin is purged.\n");
    const QByteArray a3Line = line(without(a3(), u"jwk"_s));
    const auto outcome = [](const QStringList &arguments, const QByteArray &input) {
        const QJsonObject answer =
            runCli(QStringList{u"decrypt"_s, u"--batch"_s, u"-"_s} + arguments, input).json().object();
        return answer[u"code"_s].toString(answer[u"outcome"_s].toString());
    };
    QCOMPARE(outcome({u"--key"_s, key}, a3Line), u"decrypted"_s);
    QCOMPARE(outcome({u"--password-file"_s, password}, line(c7517())), u"decrypted"_s);
    // A password is never a key by itself.
    QCOMPARE(outcome({u"--password-file"_s, password}, a3Line), u"AlgorithmNotAllowed"_s);
}

void TestCliBatchDecrypt::keysAreShown_data()
{
    QTest::addColumn<QJsonObject>("members");
    QTest::addColumn<QByteArray>("expected"); // "accepted", or the code
    QTest::addColumn<int>("count");
    const QJsonObject publicKey = object(publicEc);
    const auto row = [](const char *name, const QJsonObject &members, const char *expected, int count) {
        QTest::newRow(name) << members << QByteArray(expected) << count;
    };
    row("a JWK", {{u"jwk"_s, publicKey}}, "accepted", 1);
    row("a point beside the curve",
        {{u"jwk"_s, with(publicKey, u"x"_s, u"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEV"_s)}},
        "Base64TrailingBits", 0);
    row("a point that is another's", {{u"jwk"_s, with(publicKey, u"x"_s, publicKey[u"y"_s])}}, "KeyInvalid",
        0);
    row("a set", {{u"jwks"_s, QJsonObject{{u"keys"_s, QJsonArray{publicKey, object(rfc::a1Key)}}}}},
        "accepted", 2);
    row("a set with one that is none",
        {{u"jwks"_s, QJsonObject{{u"keys"_s, QJsonArray{publicKey, QJsonObject{{u"kty"_s, u"X"_s}}}}}}},
        "accepted", 1);
    row("a set with none that is one",
        {{u"jwks"_s, QJsonObject{{u"keys"_s, QJsonArray{QJsonObject{{u"kty"_s, u"X"_s}}}}}}}, "KeyInvalid",
        0);
    row("an empty set", {{u"jwks"_s, QJsonObject{{u"keys"_s, QJsonArray()}}}}, "KeyMissing", 0);
    row("no key", {}, "KeyMissing", 0);
    row("a secret, which is no key to show", {{u"secret"_s, u"AAAA"_s}}, "BatchFieldInvalid", 0);
    row("a PEM that is none", {{u"pem"_s, u"x"_s}}, "KeyFormatUnknown", 0);
}

void TestCliBatchDecrypt::keysAreShown()
{
    QFETCH(const QJsonObject, members);
    QFETCH(const QByteArray, expected);
    QFETCH(const int, count);
    const CliRun run = runCli({u"key"_s, u"show"_s, u"--batch"_s, u"-"_s}, line(members));
    QCOMPARE(run.exitCode, 0);
    const QJsonObject answer = run.json().object();
    const QString outcome = answer[u"outcome"_s].toString();
    QCOMPARE(outcome == u"refused" ? answer[u"code"_s].toString().toLatin1() : outcome.toLatin1(), expected);
    QCOMPARE(answer[u"keys"_s].toArray().size(), count);
}

// RFC 8037 appendix A.3.
void TestCliBatchDecrypt::aKeyIsShownAsTheContractSays()
{
    const CliRun run = runCli(
        {u"key"_s, u"show"_s, u"--batch"_s, u"-"_s},
        "{\"id\":\"k\",\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMl"
        "rwIaaPcHURo\"}}\n");
    QVERIFY2(run.output.startsWith("{\"id\":\"k\",\"outcome\":\"accepted\",\"code\":null,\"keys\":[{\"kty\":"
                                   "\"OKP\",\"crv\":\"Ed25519\","
                                   "\"bits\":256,\"kid\":null,\"private\":false,\"thumbprints\":{\"sha256\":"
                                   "\"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k\",\"sha384\":\""),
             run.output.constData());
}

QTEST_GUILESS_MAIN(TestCliBatchDecrypt)
#include "tst_cli_batch_decrypt.moc"
