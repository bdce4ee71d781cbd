#include "base/english_plurals.h"
#include "requests/import.h"

#include "import_samples.h"

#include <QBuffer>
#include <QTest>

#include <algorithm>

using namespace claimcheck;
using namespace claimcheck::requests;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray withToken(QByteArray text)
{
    return text.replace("TOKEN", importToken);
}

/// Whether nothing that was offered stands in the file.
bool holdsNone(const Import &import, const QByteArray &file)
{
    return std::none_of(import.secrets.begin(), import.secrets.end(), [&file](const OfferedSecret &secret) {
        return file.contains(secret.value.reveal().toByteArray());
    });
}

QString leftOutText(const Import &import)
{
    QString text;
    for (const LeftOut &left : import.leftOut)
        text += left.where + u": "_s + left.what + u'\n';
    return text;
}

using Importer = Result<Import> (*)(const QByteArray &);

} // namespace

class TestRequestsImport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsHar();
    void readsPostman();
    void readsWhatPostmanAddsItself();
    void readsPostmanEnvironments();
    void readsOpenApi();
    void writesParametersInTheirStyle();
    void fillsInWhatIsNamedOnce();
    void takesSecretsOutOfTitles();
    void refusesForeignFiles_data();
    void refusesForeignFiles();
    void staysWithinLimits();
    void countsWhatAFileHasNoRoomFor_data();
    void countsWhatAFileHasNoRoomFor();
    void readsUpToItsLimit_data();
    void readsUpToItsLimit();
    void neverWritesASecret();
};

void TestRequestsImport::readsHar()
{
    auto import = importHar(withToken(harSample));
    QVERIFY(import);
    QCOMPARE(import->requests.size(), 4u);
    const RequestSpec &first = import->requests[0];
    QCOMPARE(first.method, "POST"_qba);
    QCOMPARE(first.headers.size(), 3u);
    QCOMPARE(first.headers[0],
             (http::Header{"authorization", "Bearer {{keychain:api.example-access-token}}"}));
    QCOMPARE(first.url,
             "https://api.example/v1/things?page=1&access_token={{keychain:api.example-access-token}}"_qba);
    QCOMPARE(first.body.text, R"({"name":"x","password":"{{keychain:api.example-password}}"})"_qba);
    QCOMPARE(import->requests[1].body.fields[0], (FormField{"user", "a@b"}));
    QCOMPARE(import->secrets.size(), 4u); // the token, the cookie, two passwords
    const QString left = leftOutText(*import);
    QCOMPARE(import->leftOut.size(), 3u);
    QVERIFY(left.contains(u"no HTTP request") && left.contains(u"not text") && left.contains(u"read a file"));
    const QByteArray file = httpFileOf(*import).text();
    QVERIFY(holdsNone(*import, file));
    QVERIFY(!file.contains("hunter2"));
}

void TestRequestsImport::readsPostman()
{
    auto import = importPostman(withToken(postmanSample));
    QVERIFY(import);
    QCOMPARE(import->requests.size(), 6u);
    const auto &all = import->requests;
    QCOMPARE(all[0].title, "Folder / Get"_qba);
    QCOMPARE(all[0].url, "{{base}}/users/42?x=1"_qba);
    QCOMPARE(all[0].headers, (http::Headers{{"A", "1"}}));
    QVERIFY(all[0].credential.from == CredentialChoice::From::None);
    QVERIFY(all[1].body.kind == BodyKind::Json);
    QCOMPARE(all[1].headers.back().value, "Bearer {{keychain:request-authorization}}"_qba);
    QCOMPARE(all[2].body.fields, (std::vector<FormField>{{"a", "1 2"}}));
    QVERIFY(all[2].headers.back().value.startsWith("Basic {{keychain:"));
    QCOMPARE(all[3].body.parts[1].file, "/tmp/a.png"_qba);
    QCOMPARE(all[3].headers.back().name, "X-Key"_qba);
    QVERIFY(all[3].headers.back().value.startsWith("{{keychain:"));
    QCOMPARE(all[4].body.text, "{\"query\": \"{ me }\", \"variables\": {\"a\":1}}"_qba);
    QCOMPARE(all[5].url, "https://api.example/plain"_qba);
    QCOMPARE(import->variables.size(), 2u);
    QCOMPARE(import->variables[1].value, "{{keychain:variable-apikey}}"_qba);
    const QString left = leftOutText(*import);
    QVERIFY(left.contains(u"script (prerequest)") && left.contains(u"oauth2") &&
            left.contains(u"switched off"));
    HttpFile file = httpFileOf(*import);
    QCOMPARE(file.entries().size(), 6u);
    QCOMPARE(file.variables().size(), 2u);
    QCOMPARE(file.variables()[0].name, "base"_qba);
    QVERIFY(holdsNone(*import, file.text()));
    QVERIFY(!file.text().contains("k-123"));
}

void TestRequestsImport::readsWhatPostmanAddsItself()
{
    auto import = importPostman(postmanOthers);
    QVERIFY(import);
    const auto &all = import->requests;
    QCOMPARE(all.size(), 5u);
    QCOMPARE(all[0].url, "{{base}}/a%20b?q={{an x}}"_qba);
    QCOMPARE(all[0].headers,
             (http::Headers{{"Content-Type", "text/plain"},
                            {"Authorization", "Basic {{user}}:{{keychain:request-password}}"}}));
    QCOMPARE(all[1].headers, (http::Headers{{"A", "1"}, {"B", "2"}, {"Content-Type", "application/xml"}}));
    QVERIFY(all[2].redirects == http::RedirectPolicy::None);
    // A secret is found beside a variable that makes the text no JSON, and comes back as it was written.
    QCOMPARE(all[2].body.text, "{\"id\": {{id}}, \"password\": \"{{keychain:request-password-2}}\"}"_qba);
    QCOMPARE(import->secrets[1].value.reveal().toByteArray(), "hun\\\"ter3"_qba);
    QCOMPARE(all[3].body.parts, (std::vector<BodyPart>{{.name = "f", .file = "a.txt", .fileName = "a.txt"},
                                                       {.name = "f", .file = "d/b.txt", .fileName = "b.txt"},
                                                       {.name = "count", .value = "5"}}));
    QVERIFY(all[4].body.kind == BodyKind::None);
    const QString left = leftOutText(*import);
    for (const char *what :
         {"Text: The header Host", "Text: Line ends", "Xml: A header that is switched off",
          "Xml: A header with a name that cannot be sent", "Template: The setting strictSSL",
          "Template: The variable $randomCity", "Files: The field n", "Files: A field that is",
          "Get: Postman sends no body", "Socket: It is no HTTP request"})
        QVERIFY2(left.contains(QString::fromLatin1(what)), what);
    QCOMPARE(import->leftOut.size(), 10u);
    const QByteArray file = httpFileOf(*import).text();
    QVERIFY(holdsNone(*import, file) && !file.contains("ter3"));
}

void TestRequestsImport::readsPostmanEnvironments()
{
    auto import = importPostman(postmanEnvironment);
    QVERIFY(import);
    QCOMPARE(import->environments.size(), 1u);
    QCOMPARE(import->environments[0].variables.size(), 2u);
    QCOMPARE(import->secrets.size(), 1u);
    QCOMPARE(import->leftOut.size(), 1u);
    const QByteArray text = environmentFileOf(*import);
    QVERIFY(!text.contains("s3cret"));
    const auto read = Environments::parse(text);
    QVERIFY(read);
    QVERIFY(read->warnings().empty());
    QCOMPARE(read->find("Prod")->variables.at("host"), "https://api.example"_qba);
    QCOMPARE(read->find("Prod")->variables.at("pass_phrase_x"),
             "{{keychain:" + import->secrets[0].name + "}}");
}

void TestRequestsImport::readsOpenApi()
{
    auto import = importOpenApi(openApiSample);
    QVERIFY(import);
    QCOMPARE(import->requests.size(), 4u);
    QCOMPARE(import->variables[0].value, "https://eu.api.example/v1"_qba);
    const RequestSpec &get = import->requests[0];
    QCOMPARE(get.name, "getNode"_qba);
    QCOMPARE(get.url, "{{baseUrl}}/nodes/7?q=a+b"_qba);
    QCOMPARE(get.headers, (http::Headers{{"X-Trace", "string"}}));
    QVERIFY(get.credential.from == CredentialChoice::From::None);
    const RequestSpec &put = import->requests[1];
    QVERIFY(put.body.kind == BodyKind::Json);
    QVERIFY(put.body.text.startsWith("{\n  \"name\": \"string\",\n  \"child\": {\n"));
    QCOMPARE(put.body.text.count("\"child\""), 1); // not within itself again and again
    QVERIFY(put.body.text.contains("\"when\": \"2026-01-31T12:00:00Z\""));
    QVERIFY(put.body.text.contains("\"kind\": \"a\"") && !put.body.text.contains("\"id\""));
    QVERIFY(put.credential.from == CredentialChoice::From::Profile);
    QCOMPARE(import->requests[3].body.fields, (std::vector<FormField>{{"a", "0"}, {"b", "string"}}));
    const QString left = leftOutText(*import);
    QVERIFY2(left.contains(u"sid (cookie)") && left.contains(u"API key (X-Key)") &&
                 left.contains(u"no example") && left.contains(u"/gone"),
             qUtf8Printable(left));
    QCOMPARE(httpFileOf(*import).entries().size(), 4u);
    // 3.1 is read as well, with a list of types and examples.
    const auto newer = importOpenApi(
        R"({"openapi":"3.1.0","paths":{"/a":{"post":{"requestBody":{"content":{"application/json":)"
        R"({"schema":{"type":["null","object"],"properties":{"x":{"type":"string","examples":["e"]}}}}}}}}}})");
    QVERIFY(newer);
    QCOMPARE(newer->requests[0].body.text, "{\n  \"x\": \"e\"\n}"_qba);
}

/// The values of "Style Examples" in the OpenAPI specification, where it has them.
void TestRequestsImport::writesParametersInTheirStyle()
{
    auto import = importOpenApi(openApiOthers);
    QVERIFY(import);
    const auto &all = import->requests;
    QCOMPARE(all.size(), 7u);
    QCOMPARE(all[0].url, "{{baseUrl}}/a/3,4/.R=100.G=200/;matrix=x%20y,z?list=a+b&list=c&comma=a,b&pipe=a%7Cb"
                         "&deep[R]=1&deep[G]=x%26y&json=%7B%22a%22%3A1%7D&needed=true"_qba);
    QCOMPARE(all[0].headers, (http::Headers{{"X-List", "a,b"}}));
    QCOMPARE(all[1].url, "https://files.example/upload"_qba);
    QCOMPARE(all[1].method, "PUT"_qba);
    QVERIFY(all[1].body.kind == BodyKind::None);
    QCOMPARE(all[2].body.parts,
             (std::vector<BodyPart>{{.name = "picture", .file = "picture", .fileName = "picture"},
                                    {.name = "pet",
                                     .value = "{\n    \"name\": \"string\",\n    \"id\": 0\n  }",
                                     .contentType = "application/json"},
                                    {.name = "note", .value = "string"}}));
    QCOMPARE(all[3].body.text, "<pet/>"_qba);
    QVERIFY(all[4].body.kind == BodyKind::None);
    QCOMPARE(all[5].body.fields, (std::vector<FormField>{{"tag", "a"}, {"tag", "b"}, {"n", "1"}}));
    // Nothing that is made up is offered as a secret.
    QCOMPARE(all[6].url, "{{baseUrl}}/any/{{who}}?api_key={{api_key}}"_qba);
    QVERIFY(all[6].body.kind == BodyKind::Json);
    QCOMPARE(all[6].body.text, "{\n  \"password\": \"{{password}}\",\n  \"tax\": 0\n}"_qba);
    QVERIFY(import->secrets.empty());
    const QString left = leftOutText(*import);
    for (const char *what : {"were left out: limit, page", "PUT /upload: The body is a file",
                             "The part picture is a file", "POST /xml: The body has no example"})
        QVERIFY2(left.contains(QString::fromLatin1(what)), qUtf8Printable(left));
    QCOMPARE(import->leftOut.size(), 4u);
}

/// What a value names is not filled in again, nor one name everywhere: either would grow without an end.
void TestRequestsImport::fillsInWhatIsNamedOnce()
{
    QByteArray variables, servers;
    for (int i = 0; i < 40; ++i) {
        const QByteArray from = QByteArray::number(i), to = QByteArray::number(i + 1);
        variables += (i ? "," : "") + QByteArray(R"({"key":"v)") + from + R"(","value":"x/:v)" + to + "/:v" +
                     to + "\"}";
        servers +=
            (i ? "," : "") + QByteArray("\"v") + from + R"(":{"default":"x{v)" + to + "}{v" + to + "}\"}";
    }
    const auto postman = importPostman(
        R"({"info":{"name":"c","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},)"
        R"("item":[{"name":"r","request":{"method":"GET","url":{"raw":"https://a.example/:v0/:v0?q","variable":[)" +
        variables + "]}}}]}");
    QVERIFY(postman);
    QCOMPARE(postman->requests.at(0).url, "https://a.example/x/:v1/:v1/x/:v1/:v1?q"_qba);

    const QByteArray parameter =
        R"({"name":"a","in":"path","required":true,"example":")" + QByteArray(8000, 'y') + "\"}";
    const auto openApi =
        importOpenApi(R"({"openapi":"3.0.0","servers":[{"url":"https://{v0}.example","variables":{)" +
                      servers + R"(}}],"paths":{"/)" + QByteArray("{a}").repeated(2000) +
                      R"(":{"get":{"parameters":[)" + parameter + "]}}}}");
    QVERIFY(openApi);
    QCOMPARE(openApi->variables.at(0).value, "https://x{v1}{v1}.example"_qba);
    QCOMPARE(openApi->requests.at(0).url.count('y'), 8000);
    QCOMPARE(openApi->requests.at(0).url.count("{{a}}"), 1999);

    const QByteArray named = R"({"in":"query","required":true,"example":[1,2],"name":")";
    const auto names =
        importOpenApi(R"({"openapi":"3.0.0","paths":{"/x":{"get":{"parameters":[)" + named +
                      QByteArray(256, 'n') + "\"}," + named + QByteArray(257, 'm') + "\"}]}}}}");
    QVERIFY(names);
    QCOMPARE(names->requests.at(0).url.count('n'), 512);
    QCOMPARE(names->requests.at(0).url.count('m'), 0);
    QVERIFY(std::any_of(names->leftOut.begin(), names->leftOut.end(),
                        [](const LeftOut &left) { return left.what.contains(u"too long"_s); }));
}

void TestRequestsImport::takesSecretsOutOfTitles()
{
    for (const QByteArray &title : {"https://a.example/x?api_key=s3cret-value"_qba,
                                    "{{base}}/x?api_key=s3cret-value"_qba, "of " + importToken}) {
        const auto import = importPostman(
            R"({"info":{"name":"c","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},)"
            R"("item":[{"name":")" +
            title +
            R"(","event":[{"listen":"test","script":{"exec":["x"]}}],)"
            R"("request":{"method":"GET","url":"https://a.example/?token=t0ken"}}]})");
        QVERIFY(import);
        QVERIFY(import->requests.at(0).title.contains("tok#")); // and no reference
        QCOMPARE(import->secrets.size(), 1u);
        for (const QByteArray &secret : {"s3cret-value"_qba, importToken}) {
            QVERIFY2(!import->requests.at(0).title.contains(secret),
                     import->requests.at(0).title.constData());
            for (const LeftOut &left : import->leftOut)
                QVERIFY2(!left.where.contains(QString::fromUtf8(secret)), qPrintable(left.where));
            for (const OfferedSecret &offered : import->secrets)
                QVERIFY2(!offered.where.contains(QString::fromUtf8(secret)), qPrintable(offered.where));
        }
    }
}

void TestRequestsImport::refusesForeignFiles_data()
{
    QTest::addColumn<Importer>("importer");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *name, Importer importer, const QByteArray &text, const char *code) {
        QTest::newRow(name) << importer << text << QByteArray(code);
    };
    row("HAR", importHar, harSample, "");
    row("HAR with a byte order mark", importHar, "\xEF\xBB\xBF" + harSample, "");
    row("HAR, cut", importHar, harSample.chopped(1), "ImportUnreadable");
    row("HAR without entries", importHar, "{\"log\":{}}", "ImportUnreadable");
    row("Postman", importPostman, postmanSample, "");
    row("Postman v1", importPostman,
        R"({"info":{"schema":"https://schema.getpostman.com/json/collection/v1.0.0/"},"item":[]})",
        "ImportUnreadable");
    row("HAR as Postman", importPostman, harSample, "ImportUnreadable");
    row("OpenAPI", importOpenApi, openApiSample, "");
    row("Swagger 2", importOpenApi, "{\"swagger\":\"2.0\",\"paths\":{}}", "ImportUnreadable");
    row("YAML", importOpenApi, "openapi: 3.0.0\npaths: {}\n", "ImportUnreadable");
    row("a list", importOpenApi, "[]", "ImportUnreadable");
    row("nothing", importHar, "", "ImportUnreadable");
    row("not UTF-8", importHar, "{\"log\":\"\xff\"}", "ImportUnreadable");
}

void TestRequestsImport::refusesForeignFiles()
{
    QFETCH(Importer, importer);
    QFETCH(QByteArray, text);
    const auto import = importer(text);
    QTEST(import ? QByteArray() : codeName(import.error().code), "code");
    if (!import)
        QVERIFY(!import.error().detail.isEmpty());
}

void TestRequestsImport::staysWithinLimits()
{
    for (const Importer importer : {Importer(importHar), Importer(importPostman), Importer(importOpenApi)}) {
        const auto deep =
            importer(QByteArray("{\"log\":") + QByteArray(100'000, '[') + QByteArray(100'000, ']') + '}');
        QVERIFY(!deep);
        QCOMPARE(codeName(deep.error().code), "ImportUnreadable"_qba);
        const auto huge = importer(QByteArray(maxImportBytes + 1, ' '));
        QVERIFY(!huge);
        QCOMPARE(codeName(huge.error().code), "ImportTooLarge"_qba);
    }
    QByteArray many = "{\"log\":{\"entries\":[";
    for (size_t i = 0; i <= maxImportRequests; ++i)
        many += (i ? "," : "") +
                QByteArray(R"({"request":{"method":"GET","url":"https://a.example","headers":[]}})");
    const auto flood = importHar(many + "]}}");
    QVERIFY(!flood);
    QCOMPARE(codeName(flood.error().code), "ImportTooLarge"_qba);
    // One header for many addresses is as much as it is when it is written out.
    const QByteArray repeated = "curl -H 'X: {{" + QByteArray(200'000, 'x') + "}}'";
    QVERIFY(importCurl(repeated + " a"_qba.repeated(500)));
    const auto copies = importCurl(repeated + " a"_qba.repeated(600));
    QVERIFY(!copies);
    QCOMPARE(codeName(copies.error().code), "ImportTooLarge"_qba);
    // So is whatever else a part says.
    for (const char *setting : {"filename=", "type=", "headers=X: "}) {
        const QByteArray part = "curl -F 'a=b;"_qba + setting + "{{" + QByteArray(200'000, 'x') + "}}'";
        QVERIFY(importCurl(part + " a"_qba.repeated(500)));
        const auto parts = importCurl(part + " a"_qba.repeated(600));
        QVERIFY2(!parts, setting);
        QCOMPARE(codeName(parts.error().code), "ImportTooLarge"_qba);
    }
    // Each schema names ten others, ten deep: answered, with a budget.
    QByteArray schemas;
    for (int i = 0; i < 10; ++i) {
        schemas += (i ? "," : "") + QByteArray("\"S") + QByteArray::number(i) + "\":{\"properties\":{";
        for (int j = 0; j < 10; ++j)
            schemas += (j ? "," : "") + QByteArray("\"p") + QByteArray::number(j) +
                       R"(":{"$ref":"#/components/schemas/S)" + QByteArray::number((i + j) % 10) + "\"}";
        schemas += "}}";
    }
    const auto wide = importOpenApi(
        R"({"openapi":"3.0.0","paths":{"/":{"post":{"requestBody":{"content":{"application/json":)"
        R"({"schema":{"$ref":"#/components/schemas/S0"}}}}}}},"components":{"schemas":{)" +
        schemas + "}}}");
    QVERIFY(wide);
    QVERIFY(wide->requests[0].body.text.size() < 1'000'000);
}

void TestRequestsImport::countsWhatAFileHasNoRoomFor_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("said");
    QTest::newRow("none") << 31 << QString();
    QTest::newRow("one") << 32 << u": 1 request was left out: a file of requests has room for 32 MB.\n"_s;
    QTest::newRow("nine") << 40 << u": 9 requests were left out: a file of requests has room for 32 MB.\n"_s;
}

/// What fits is there.
void TestRequestsImport::countsWhatAFileHasNoRoomFor()
{
    QFETCH(const int, count);
    EnglishPlurals plurals;
    QVERIFY(QCoreApplication::installTranslator(&plurals));
    RequestSpec spec{.url = "https://a.example"};
    spec.body.kind = BodyKind::Text;
    spec.body.text = QByteArray(1024 * 1024, 'x');
    Import large{.requests = std::vector(size_t(count), spec)};
    QCOMPARE(httpFileOf(large).entries().size(), 31u);
    QTEST(leftOutText(large), "said");
}

void TestRequestsImport::readsUpToItsLimit_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("nothing") << 0 << ""_qba;
    QTest::newRow("one less") << 2'999'999 << ""_qba;
    QTest::newRow("as much") << 3'000'000 << ""_qba;
    QTest::newRow("one more") << 3'000'001 << "ImportTooLarge"_qba;
    QTest::newRow("much more") << 9'000'000 << "ImportTooLarge"_qba;
}

/// A pipe, whose size nobody knows, as well as a file.
void TestRequestsImport::readsUpToItsLimit()
{
    QFETCH(int, size);
    class Pipe final : public QIODevice {
    public:
        explicit Pipe(const QByteArray &content) : m_left(content) {}
        [[nodiscard]] bool isSequential() const override { return true; }
        [[nodiscard]] qint64 bytesAvailable() const override
        {
            return m_left.size() + QIODevice::bytesAvailable();
        }

    protected:
        [[nodiscard]] qint64 readData(char *data, qint64 most) override
        {
            const qint64 count = std::min<qint64>({most, m_left.size(), 64 * 1024});
            std::copy_n(m_left.begin(), count, data);
            m_left = m_left.sliced(count);
            return count;
        }
        [[nodiscard]] qint64 writeData(const char *, qint64) override { return -1; }

    private:
        QByteArrayView m_left;
    };
    const QByteArray content(size, 'x');
    const auto codeOf = [&content](QIODevice &device) {
        if (!device.open(QIODevice::ReadOnly))
            return "closed"_qba;
        const auto read = readForImport(device, u"a file"_s, 3'000'000);
        if (read)
            return *read == content ? ""_qba : "other bytes"_qba;
        return read.error().subject == u"a file" ? codeName(read.error().code) : "other subject"_qba;
    };
    QBuffer file;
    file.setData(content);
    QTEST(codeOf(file), "code");
    Pipe pipe(content);
    QTEST(codeOf(pipe), "code");
}

void TestRequestsImport::neverWritesASecret()
{
    for (const QByteArray &text :
         {withToken(harSample), withToken(postmanSample), withToken(postmanEnvironment)}) {
        auto import = text.contains("entries") ? importHar(text) : importPostman(text);
        QVERIFY(import);
        QVERIFY(!import->secrets.empty());
        const QByteArray written =
            httpFileOf(*import).text() + environmentFileOf(*import) + leftOutText(*import).toUtf8();
        QVERIFY(holdsNone(*import, written));
        QVERIFY(!written.contains(importToken));
    }
}

QTEST_GUILESS_MAIN(TestRequestsImport)
#include "tst_requests_import.moc"
