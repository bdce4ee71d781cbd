// inspect and verify.

#include "tst_cli.h"

#include <QFile>
#include <QJsonArray>

namespace {

const QString beforeExpiry = u"1300819379"_s;
const QString atExpiry = u"1300819380"_s;

QJsonObject checkNamed(const QJsonDocument &verification, const QString &name)
{
    for (const QJsonValue &check : verification[u"checks"].toArray()) {
        if (check[u"name"] == name)
            return check.toObject();
    }
    return {};
}

} // namespace

void TestCli::inspectFindsTheToken_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("bare") << rfcToken;
    QTest::newRow("line end") << rfcToken + "\n";
    QTest::newRow("Bearer") << "Bearer " + rfcToken;
    QTest::newRow("header") << "Authorization: Bearer " + rfcToken + "\r\n";
    QTest::newRow("token response") << "{\"access_token\":\"" + rfcToken + "\",\"token_type\":\"Bearer\"}";
    QTest::newRow("cURL") << "curl -H 'Authorization: Bearer " + rfcToken + "' https://api.example/";
}

void TestCli::inspectFindsTheToken()
{
    QFETCH(const QByteArray, text);
    const CliRun run = runCli({u"inspect"_s, u"-"_s, u"--json"_s, u"--at"_s, beforeExpiry}, text);
    QCOMPARE(run.exitCode, 0);
    const QJsonDocument report = run.json();
    QCOMPARE(report[u"kind"].toString(), u"jws-compact"_s);
    QCOMPARE(report[u"size"].toInt(), rfcToken.size());
    const QJsonArray claims = report[u"claims"].toArray();
    QCOMPARE(claims.size(), 3);
    QCOMPARE(claims[1][u"name"].toString(), u"exp"_s);
    QCOMPARE(claims[1][u"raw"].toString(), u"1300819380"_s);
    QCOMPARE(claims[1][u"value"].toInteger(), 1300819380);
    QCOMPARE(claims[1][u"text"].toString(), u"2011-03-22T18:43:00Z"_s);
    QCOMPARE(report[u"times"][u"state"].toString(), u"not-expired"_s);
    QCOMPARE(report[u"times"][u"secondsLeft"].toInt(), 1);
    QCOMPARE(report[u"signature"][u"outcome"].toString(), u"not-checked"_s);
    QCOMPARE(report[u"verdict"][u"level"].toString(), u"neutral"_s);
}

void TestCli::inspectReportsWhatTheParserNotices()
{
    // {"alg":"none"} . {"sub":"a","sub":"b"} with padding, and no signature part.
    const CliRun run =
        runCli({u"inspect"_s, u"--json"_s}, "eyJhbGciOiJub25lIn0=.eyJzdWIiOiJhIiwic3ViIjoiYiJ9");
    QCOMPARE(run.exitCode, 0);
    QStringList ids;
    for (const QJsonValue &finding : run.json()[u"findings"].toArray())
        ids << finding[u"id"].toString();
    for (const QString &id : {u"base64-padding"_s, u"json-duplicate-name"_s})
        QVERIFY2(ids.contains(id), qPrintable(ids.join(u' ')));
    QVERIFY2(ids.size() >= 3, qPrintable(ids.join(u' '))); // the missing part, too
}

void TestCli::inspectTellsThatThereIsNoToken()
{
    const CliRun run = runCli({u"inspect"_s, u"--json"_s}, "There is no token in this sentence.");
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.errorCode(), "NoTokenFound");
    QVERIFY(run.output.isEmpty());
}

void TestCli::inspectTextNeverSaysValid()
{
    const CliRun run = runCli({u"inspect"_s, u"--at"_s, beforeExpiry}, rfcToken);
    QCOMPARE(run.exitCode, 0);
    QVERIFY2(run.output.startsWith("Not expired: 1 s left"), run.output.constData());
    QVERIFY2(run.output.contains("signature not checked"), run.output.constData());
    QVERIFY(!run.output.split('\n').first().toLower().contains("valid"));
}

void TestCli::inspectShowsControlCharactersAsText()
{
    // {"alg":"none"} . {"sub":"<ESC>[2J<U+202E>"}, the escape written raw and the override as UTF-8 in the
    // payload.
    const QByteArray payload = QByteArray("{\"sub\":\"\x7f\xe2\x80\xae\"}")
                                   .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    const CliRun run = runCli({u"inspect"_s}, "eyJhbGciOiJub25lIn0." + payload + ".");
    QCOMPARE(run.exitCode, 0);
    QVERIFY2(run.output.contains("<U+202E>"), run.output.constData());
    QVERIFY(!run.output.contains("\xe2\x80\xae"));
    QVERIFY(!run.output.contains('\x7f'));
}

void TestCli::verifyAccepts()
{
    const CliRun run = runCli({u"verify"_s, u"-"_s, u"--json"_s, u"--secret-file"_s, m_secretFile,
                               u"--secret-encoding"_s, u"base64url"_s, u"--at"_s, beforeExpiry},
                              rfcToken);
    QCOMPARE(run.exitCode, 0);
    QVERIFY(run.json()[u"verified"].toBool());
    QCOMPARE(run.json()[u"signature"][u"outcome"].toString(), u"match"_s);
    QCOMPARE(run.json()[u"signature"][u"keySource"].toString(), u"pinned"_s);
}

void TestCli::verifyRefuses_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QStringList>("changed");
    QTest::addColumn<QString>("outcome");
    QTest::addColumn<QString>("check");
    QTest::addColumn<QString>("code");
    QByteArray tampered = rfcToken;
    tampered[tampered.size() - 2] = 'Y';
    QTest::newRow("expired: exp <= now")
        << rfcToken << QStringList{u"--at"_s, atExpiry} << u"match"_s << u"exp"_s << u"TokenExpired"_s;
    QTest::newRow("a changed signature") << tampered << QStringList{u"--at"_s, beforeExpiry} << u"mismatch"_s
                                         << u"signature"_s << u"SignatureMismatch"_s;
    QTest::newRow("another issuer") << rfcToken << QStringList{u"--at"_s, beforeExpiry, u"--iss"_s, u"ann"_s}
                                    << u"match"_s << u"iss"_s << u"IssuerMismatch"_s;
    QTest::newRow("an algorithm that is not allowed")
        << rfcToken << QStringList{u"--at"_s, beforeExpiry, u"--alg"_s, u"HS512"_s} << u"could-not-check"_s
        << u"signature"_s << u"AlgorithmNotAllowed"_s;
    QTest::newRow("an audience that is not there")
        << rfcToken << QStringList{u"--at"_s, beforeExpiry, u"--aud"_s, u"me"_s} << u"match"_s << u"aud"_s
        << u"ClaimMissing"_s;
}

void TestCli::verifyRefuses()
{
    QFETCH(const QByteArray, token);
    QFETCH(const QStringList, changed);
    QFETCH(const QString, outcome);
    QFETCH(const QString, check);
    QFETCH(const QString, code);
    const CliRun run = runCli(QStringList{u"verify"_s, u"-"_s, u"--json"_s, u"--secret-file"_s, m_secretFile,
                                          u"--secret-encoding"_s, u"base64url"_s} +
                                  changed,
                              token);
    QCOMPARE(run.exitCode, 1);
    QVERIFY(run.errors.isEmpty());
    QVERIFY(!run.json()[u"verified"].toBool(true));
    QCOMPARE(run.json()[u"signature"][u"outcome"].toString(), outcome);
    QCOMPARE(checkNamed(run.json(), check)[u"outcome"].toString(),
             outcome == u"could-not-check" ? u"not-checked"_s : u"failed"_s);
    QCOMPARE(checkNamed(run.json(), check)[u"code"].toString(), code);
}

void TestCli::verifyTakesANamedSet_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("right") << QStringList{u"--expect"_s, u"joe's"_s} << 0;
    QTest::newRow("wrong") << QStringList{u"--expect"_s, u"ann's"_s} << 1;
    QTest::newRow("said otherwise") << QStringList{u"--expect"_s, u"ann's"_s, u"--iss"_s, u"joe"_s} << 0;
    QTest::newRow("unknown") << QStringList{u"--expect"_s, u"bob's"_s} << 2;
}

void TestCli::verifyTakesANamedSet()
{
    QFETCH(const QStringList, options);
    QFETCH(const int, exitCode);
    QVERIFY(!write(u"expectations.json"_s,
                   "{\"expectations\":[{\"name\":\"joe's\",\"alg\":[\"HS256\"],\"iss\":\"joe\"},"
                   "{\"name\":\"ann's\",\"iss\":\"ann\"}]}")
                 .isEmpty());
    const CliRun run =
        runCli(QStringList{u"verify"_s, u"-"_s, u"--secret-file"_s, m_secretFile, u"--secret-encoding"_s,
                           u"base64url"_s, u"--at"_s, beforeExpiry, u"--config-dir"_s, m_folder.path()} +
                   options,
               rfcToken);
    QCOMPARE(run.exitCode, exitCode);
}

void TestCli::verifyNeedsOneKeySource()
{
    const CliRun unreadable =
        runCli({u"verify"_s, u"-"_s, u"--json"_s, u"--key"_s, m_folder.filePath(u"nothing"_s)}, rfcToken);
    QCOMPARE(unreadable.exitCode, 3);
    QCOMPARE(unreadable.errorCode(), "FileUnreadable");
    const CliRun two = runCli(
        {u"verify"_s, u"-"_s, u"--json"_s, u"--key"_s, m_secretFile, u"--jwks"_s, m_secretFile}, rfcToken);
    QCOMPARE(two.exitCode, 2);
    QCOMPARE(two.errorCode(), "UsageInvalid");
}
