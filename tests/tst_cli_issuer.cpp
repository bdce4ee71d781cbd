#include "support/cli_process.h"
#include "support/test_server.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// `verify --issuer`: keys by OpenID Connect Discovery 1.0, from a server in this process.
class TestCliIssuer final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void keysAreDiscovered();
    void batchesUseThemToo();
    void whatIsWrongIsNamed_data();
    void whatIsWrongIsNamed();

private:
    /// Like runCli, while the server in this thread goes on answering.
    CliRun run(const QStringList &arguments, const QByteArray &input = {});
    [[nodiscard]] QByteArray configuration(const QString &issuer, const QString &keys) const;
    TestServer m_server;
    QString m_issuer;
    QByteArray m_token;
};

CliRun TestCliIssuer::run(const QStringList &arguments, const QByteArray &input)
{
    QProcess process;
    process.start(cliProgram(), arguments);
    process.write(input);
    process.closeWriteChannel();
    CliRun result;
    if (!QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, 60'000) ||
        process.exitStatus() != QProcess::NormalExit)
        return result;
    result.exitCode = process.exitCode();
    result.output = process.readAllStandardOutput();
    result.errors = process.readAllStandardError();
    return result;
}

QByteArray TestCliIssuer::configuration(const QString &issuer, const QString &keys) const
{
    return QJsonDocument(QJsonObject{{u"issuer"_s, issuer}, {u"jwks_uri"_s, keys}}).toJson();
}

void TestCliIssuer::initTestCase()
{
    const QTemporaryDir folder;
    const CliRun key = run({u"key"_s, u"generate"_s, u"--kty"_s, u"EC"_s, u"--kid"_s, u"k"_s});
    QCOMPARE(key.exitCode, 0);
    QFile file(folder.filePath(u"key"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(key.output) > 0);
    file.close();
    m_token = run({u"sign"_s, u"--key"_s, file.fileName(), u"--alg"_s, u"ES256"_s, u"--header"_s,
                   u"{\"kid\":\"k\"}"_s, u"--claims"_s, u"{\"exp\":4000000000}"_s})
                  .output.trimmed();
    const CliRun set = run({u"key"_s, u"public"_s, u"--to"_s, u"jwks"_s, file.fileName()});
    m_issuer = m_server.url("/tenant").toString();
    m_server.when("/keys", Answer::json(set.output));
    m_server.when("/tenant/.well-known/openid-configuration",
                  Answer::json(configuration(m_issuer, m_server.url("/keys").toString())));
    m_server.when("/other/.well-known/openid-configuration",
                  Answer::json(configuration(m_issuer, m_server.url("/keys").toString())));
    const QString plain = m_server.url("/plain").toString();
    m_server.when("/plain/.well-known/openid-configuration",
                  Answer::json(configuration(plain, u"http://keys.example/keys"_s)));
    m_server.when("/nojson/.well-known/openid-configuration", Answer::text("hello"));
    const QString nowhere = m_server.url("/nowhere").toString();
    m_server.when("/nowhere/.well-known/openid-configuration",
                  Answer::json(configuration(nowhere, m_server.url("/none").toString())));
    const QString relative = m_server.url("/relative").toString();
    m_server.when("/relative/.well-known/openid-configuration",
                  Answer::json(configuration(relative, u"/keys"_s)));
}

void TestCliIssuer::keysAreDiscovered()
{
    const CliRun good = run({u"verify"_s, u"-"_s, u"--json"_s, u"--issuer"_s, m_issuer}, m_token);
    QVERIFY2(good.exitCode == 0, good.errors.constData());
    QCOMPARE(good.json()[u"signature"][u"keySource"].toString(), u"discovered"_s);
}

void TestCliIssuer::batchesUseThemToo()
{
    const CliRun good = run({u"verify"_s, u"--batch"_s, u"-"_s, u"--issuer"_s, m_issuer},
                            "{\"token\":\"" + m_token + "\"}\n");
    QCOMPARE(good.exitCode, 0);
    QCOMPARE(good.json()[u"verified"].toBool(), true);
}

void TestCliIssuer::whatIsWrongIsNamed_data()
{
    QTest::addColumn<QString>("issuer");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("another issuer's document")
        << m_server.url("/other").toString() << QByteArray("IssuerMismatch");
    QTest::newRow("a slash more than it says") << m_issuer + u'/' << QByteArray("IssuerMismatch");
    QTest::newRow("keys over plain http") << m_server.url("/plain").toString() << QByteArray("UrlInsecure");
    QTest::newRow("plain http") << u"http://idp.example"_s << QByteArray("UrlInsecure");
    QTest::newRow("no address") << u"idp"_s << QByteArray("UrlInvalid");
    QTest::newRow("no document") << m_server.url("/none").toString() << QByteArray("MetadataNotFound");
    QTest::newRow("no JSON") << m_server.url("/nojson").toString() << QByteArray("ResponseNotJson");
    QTest::newRow("no keys there") << m_server.url("/nowhere").toString() << QByteArray("UnexpectedStatus");
    QTest::newRow("a relative address")
        << m_server.url("/relative").toString() << QByteArray("MetadataInvalid");
}

void TestCliIssuer::whatIsWrongIsNamed()
{
    QFETCH(const QString, issuer);
    QFETCH(const QByteArray, code);
    const CliRun bad = run({u"verify"_s, u"-"_s, u"--json"_s, u"--issuer"_s, issuer}, m_token);
    QCOMPARE(bad.errorCode(), code);
    QCOMPARE(bad.exitCode, code == "IssuerMismatch" ? 1 : 3);
    QVERIFY(bad.output.isEmpty());
}

QTEST_GUILESS_MAIN(TestCliIssuer)
#include "tst_cli_issuer.moc"
