// What stays: the history, and the secrets of the keychain.

#include "tst_cli_send.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>

void TestCliSend::keepsAHistory()
{
    QCOMPARE(run({u"history"_s, u"clear"_s}).exitCode, 0);
    QCOMPARE(request({u"POST"_s, u"/echo?n=1"_s, u"-d"_s, u"the body"_s, u"-H"_s, u"X-A: b"_s}).exitCode, 0);
    QCOMPARE(request({u"GET"_s, u"/bad?n=2"_s, u"-H"_s, u"X-Api-Key: s3cret-too"_s}).exitCode, 0);
    CliRun listed = run({u"history"_s, u"--json"_s});
    QJsonArray entries = listed.json().array();
    QCOMPARE(entries.size(), 2);
    QCOMPARE(entries[0][u"status"_s].toInt(), 500);
    QCOMPARE(entries[0][u"profile"_s].toString(), u"p"_s);
    QCOMPARE(run({u"history"_s, u"list"_s, u"--search"_s, u"n=1"_s, u"--json"_s}).json().array().size(), 1);
    QVERIFY(!listed.output.contains("s3cret"));
    const QString first = QString::number(entries[1][u"id"_s].toInt());
    QVERIFY(run({u"history"_s, u"show"_s, first}).output.contains("the body"));
    // Again, as it was.
    const SeenRequest before = m_server.requests()[0];
    m_server.forget();
    const CliRun again = run({u"history"_s, u"send"_s, first});
    QVERIFY2(again.exitCode == 0, again.errors);
    QCOMPARE(again.output, "the body"_qba);
    QCOMPARE(m_server.requests()[0].raw, before.raw);
    // What was typed as a secret is gone, and the request with it.
    const QString second = QString::number(entries[0][u"id"_s].toInt());
    const CliRun marked = run({u"history"_s, u"send"_s, second, u"--json"_s});
    QCOMPARE(marked.errorCode(), "SecretReferenceUnknown"_qba);
    const QByteArray har = run({u"history"_s, u"export"_s}).output;
    const QJsonObject log = QJsonDocument::fromJson(har)[u"log"_s].toObject();
    QCOMPARE(log[u"entries"_s].toArray().size(), 3);
    QCOMPARE(log[u"entries"_s][0][u"request"_s][u"method"_s].toString(), u"POST"_s);
    QVERIFY(!har.contains("s3cret") && !har.contains("opaque-token"));
    QCOMPARE(run({u"history"_s, u"remove"_s, first}).exitCode, 0);
    QCOMPARE(run({u"history"_s, u"show"_s, first}).exitCode, 3);
    QCOMPARE(run({u"history"_s, u"show"_s}).exitCode, 2);
    // Off, and on again.
    QCOMPARE(run({u"history"_s, u"off"_s}).exitCode, 0);
    QCOMPARE(request({u"GET"_s, u"/echo"_s}).exitCode, 0);
    QCOMPARE(run({u"history"_s, u"--json"_s}).json().array().size(), 2);
    QCOMPARE(run({u"history"_s, u"on"_s}).exitCode, 0);
    QCOMPARE(request({u"GET"_s, u"/echo"_s}).exitCode, 0);
    QCOMPARE(run({u"history"_s, u"--json"_s}).json().array().size(), 3);
    QCOMPARE(run({u"history"_s, u"clear"_s}).exitCode, 0);
    QCOMPARE(run({u"history"_s, u"--json"_s}).json().array().size(), 0);
}

void TestCliSend::aDamagedHistoryIsKeptAside()
{
    QVERIFY(!write("config/history.sqlite", QByteArray(5000, 'x')).isEmpty());
    const CliRun result = request({u"GET"_s, u"/echo"_s});
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.errors.contains("history.sqlite.damaged-"), result.errors);
    QCOMPARE(run({u"history"_s, u"--json"_s}).json().array().size(), 1);
    // Settings that say nothing: nothing is written down, and that is said.
    QVERIFY(!write("config/history.json", "what").isEmpty());
    const CliRun unsure = request({u"GET"_s, u"/echo"_s});
    QCOMPARE(unsure.exitCode, 0);
    QVERIFY2(unsure.errors.contains("history.json"), unsure.errors);
    QCOMPARE(run({u"history"_s, u"on"_s}).exitCode, 0);
    QCOMPARE(run({u"history"_s, u"--json"_s}).json().array().size(), 1);
}

void TestCliSend::secretsStayOnTheirServers()
{
    TestServer other;
    other.answerWith([](const SeenRequest &) { return Answer::text("ok"); });
    const QStringList add = {u"secret"_s, u"add"_s, u"api key"_s, u"--secret-file"_s, u"-"_s};
    QCOMPARE(run(add, "k3pt-value\n").exitCode, 2); // nowhere to go
    const CliRun added = run(add + QStringList{u"--url"_s, m_server.url("/x").toString()}, "k3pt-value\n");
    QVERIFY2(added.exitCode == 0, added.errors);
    const CliRun listed = run({u"secret"_s, u"list"_s, u"--json"_s});
    QCOMPARE(listed.json()[0][u"name"_s].toString(), u"api key"_s);
    QVERIFY(!listed.output.contains("k3pt-value"));
    const QString header = u"X-Key: {{keychain:api key}}"_s;
    QCOMPARE(request({u"GET"_s, u"/echo"_s, u"-H"_s, header}).exitCode, 0);
    QCOMPARE(m_server.requests()[0].header("X-Key"), "k3pt-value"_qba);
    const CliRun refused = request({u"GET"_s, other.url().toString(), u"-H"_s, header, u"--json"_s});
    QCOMPARE(refused.errorCode(), "LeashRefused"_qba);
    QCOMPARE(other.connections(), 0);
    QCOMPARE(run({u"secret"_s, u"remove"_s, u"api key"_s}).exitCode, 0);
    QCOMPARE(run({u"secret"_s, u"remove"_s, u"api key"_s, u"--json"_s}).errorCode(),
             "SecretReferenceUnknown"_qba);
}

/// Neither by a slip of the pen nor by an import.
void TestCliSend::keptSecretsAreNotReplaced()
{
    const QByteArray origin = m_server.origin();
    const QStringList add = {u"secret"_s,
                             u"add"_s,
                             u"127.0.0.1-"_s + QString::number(m_server.port()),
                             u"--url"_s,
                             m_server.url().toString(),
                             u"--secret-file"_s,
                             u"-"_s};
    const auto named = [&add](const QString &name, const QStringList &more = {}) {
        QStringList all = add;
        all[2] = name;
        return all + more;
    };
    const QString name =
        u"127.0.0.1-"_s + QString::number(m_server.port()) + u"-x-api-key"_s; // what the import would call it
    QCOMPARE(run(named(name), "first-value-1\n").exitCode, 0);
    const CliRun again = run(named(name, {u"--json"_s}), "other-value-2\n");
    QCOMPARE(again.exitCode, 2);
    QCOMPARE(again.errorCode(), "UsageInvalid"_qba);
    const auto sent = [&](const QString &reference) {
        m_server.forget();
        const CliRun result =
            request({u"GET"_s, u"/echo"_s, u"-H"_s, u"X-Key: {{keychain:%1}}"_s.arg(reference)});
        return result.exitCode == 0 ? m_server.requests()[0].header("X-Key") : result.errors;
    };
    QCOMPARE(sent(name), "first-value-1"_qba);
    const QString file = m_folder.filePath(u"kept.http"_s);
    const CliRun imported =
        run({u"import"_s, u"curl"_s, u"-"_s, u"--output"_s, file, u"--keep-secrets"_s, u"--json"_s},
            "curl " + origin + "/echo -H 'X-Api-Key: imported-value-3'");
    QVERIFY2(imported.exitCode == 0, imported.errors);
    const QString reference = imported.json()[u"secrets"_s][0][u"reference"_s].toString();
    QCOMPARE(reference, u"{{keychain:%1-2}}"_s.arg(name));
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QVERIFY(written.readAll().contains("X-Api-Key: " + reference.toUtf8()));
    QCOMPARE(sent(name), "first-value-1"_qba);
    QCOMPARE(sent(name + u"-2"_s), "imported-value-3"_qba);
    QCOMPARE(run(named(name, {u"--replace"_s}), "other-value-2\n").exitCode, 0);
    QCOMPARE(sent(name), "other-value-2"_qba);
    QCOMPARE(run({u"secret"_s, u"remove"_s, name}).exitCode, 0);
    QCOMPARE(run({u"secret"_s, u"remove"_s, name + u"-2"_s}).exitCode, 0);
}
