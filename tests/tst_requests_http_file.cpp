#include "tst_requests_http_file.h"

void TestRequestsHttpFile::readsRequestLines_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("version");
    const auto row = [](const char *name, const char *text, const char *method, const char *url,
                        const char *version) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(method) << QByteArray(url)
                            << QByteArray(version);
    };
    row("method and address", "GET https://a.example/x", "GET", "https://a.example/x", "");
    row("address alone", "https://a.example/x", "GET", "https://a.example/x", "");
    row("with a version", "PUT https://a.example/x HTTP/2", "PUT", "https://a.example/x", "HTTP/2");
    row("template with spaces", "GET {{base}}/x?t={{$datetime iso8601 1 d}}", "GET",
        "{{base}}/x?t={{$datetime iso8601 1 d}}", "");
    row("query on lines of its own", "GET https://a.example\n  ?a=1\n  &b=2 HTTP/1.1\nX: y", "GET",
        "https://a.example?a=1&b=2", "HTTP/1.1");
    row("query without indent", "GET https://a.example\n?a=1\n&b=2\nX: y", "GET", "https://a.example?a=1&b=2",
        "");
    row("path on lines of its own", "GET https://a.example\n  /x\n  /y", "GET", "https://a.example/x/y", "");
    row("after a BOM", "\xEF\xBB\xBFGET https://a.example", "GET", "https://a.example", "");
    row("after a script", "< {%\n GET x\n%}\nDELETE https://a.example", "DELETE", "https://a.example", "");
    row("CR LF", "GET https://a.example\r\n  ?a=1\r\nX: y\r\n", "GET", "https://a.example?a=1", "");
    row("lower case", "get https://a.example", "GET", "https://a.example", "");
    row("no method in lower case", "fetch https://a.example", "GET", "fetch https://a.example", "");
    row("a version with a remark", "GET https://a.example HTTP/2 (Prior Knowledge)", "GET",
        "https://a.example", "HTTP/2 (Prior Knowledge)");
}

void TestRequestsHttpFile::readsRequestLines()
{
    QFETCH(QByteArray, text);
    const HttpFile file = parsed(text);
    QCOMPARE(file.entries().size(), 1u);
    const RequestSpec &spec = file.entries().front().spec;
    QTEST(spec.method, "method");
    QTEST(spec.url, "url");
    QTEST(spec.httpVersion, "version");
}

void TestRequestsHttpFile::readsWhatStandsInTheSample()
{
    const HttpFile file = parsed(sample);
    QCOMPARE(file.entries().size(), 6u);
    QCOMPARE(file.variables().size(), 2u);
    QCOMPARE(file.variables()[1].name, "token"_qba);
    QCOMPARE(file.variables()[1].value, "{{profile:prod.token}}"_qba);
    QCOMPARE(file.variables()[1].line, 3);

    const RequestSpec &me = file.entries()[0].spec;
    QCOMPARE(me.title, "Who am I"_qba);
    QCOMPARE(me.name, "me"_qba);
    QCOMPARE(*me.timeout, std::chrono::milliseconds(10000));
    QCOMPARE(me.headers, (http::Headers{{"Accept", "application/json"}, {"X-Other", "spaced"}}));
    QVERIFY(me.body.kind == BodyKind::None);
    QCOMPARE(file.entries()[0].line, 9);
    QCOMPARE(*file.indexOf("me"), size_t(0));

    const RequestSpec &search = file.entries()[1].spec;
    QCOMPARE(search.url, "https://api.example/search?q=one two&page=2"_qba);
    QCOMPARE(*file.indexOf("Search"), size_t(1));
    QVERIFY(!file.indexOf(""));

    const RequestSpec &post = file.entries()[2].spec;
    QVERIFY(post.redirects == http::RedirectPolicy::None);
    QVERIFY(post.credential.from == CredentialChoice::From::Another);
    QCOMPARE(post.credential.profile, "staging"_qba);
    QCOMPARE(post.assertions, std::vector<QByteArray>{"status == 201"});
}

void TestRequestsHttpFile::readsBodies()
{
    for (const QByteArray &text : {sample, withCrLf(sample)}) {
        const HttpFile file = parsed(text);
        const Body &json = file.entries()[2].spec.body;
        QVERIFY(json.kind == BodyKind::Json);
        QCOMPARE(json.text, "{\n  \"name\": \"x\",\n\n  \"n\": 1\n}"_qba);

        const Body &form = file.entries()[3].spec.body;
        QVERIFY(form.kind == BodyKind::Form);
        QCOMPARE(form.fields, (std::vector<FormField>{{"a", "1"}, {"b", "two words"}, {"c", "{{x&y=z}}&"}}));

        const Body &parts = file.entries()[4].spec.body;
        QVERIFY(parts.kind == BodyKind::Multipart);
        QCOMPARE(parts.parts.size(), 2u);
        QCOMPARE(parts.parts[0], (BodyPart{.name = "text", .value = "hello"}));
        QCOMPARE(
            parts.parts[1],
            (BodyPart{
                .name = "file", .file = "./a.png", .fileName = "a \"b\".png", .contentType = "image/png"}));

        const Body &fromFile = file.entries()[5].spec.body;
        QVERIFY(fromFile.kind == BodyKind::File);
        QCOMPARE(fromFile.file, "./body.xml"_qba);
        QVERIFY(fromFile.expandsFile);
    }
}

void TestRequestsHttpFile::namesWhatItDoesNotKnow()
{
    const HttpFile file = parsed("GET https://a.example\nno header\nX: y\n###\nGRAPHQL https://a.example\n");
    QCOMPARE(file.entries()[0].problems.size(), 1u);
    QCOMPARE(file.entries()[0].problems[0].line, 2);
    QCOMPARE(file.entries()[0].spec.headers.size(), 1u);
    QCOMPARE(file.entries()[1].problems.size(), 1u);
    QCOMPARE(file.entries()[1].problems[0].line, 5);
    // What the two editors know beyond requests is kept, and takes no line of a request with it.
    const HttpFile others = parsed(
        "import other.http\nrun #login\n@host = a.example\n# @no-cookie-jar\nget https://{{host}} HTTP/2 "
        "(Prior Knowledge)\nAuthorization: Digest bob pw\nX-REQUEST-TYPE: GraphQL\n\n### curl\ncurl -X "
        "POST https://a.example\n### WebSocket\nWEBSOCKET wss://a.example\n\n===\nhello\n");
    QCOMPARE(others.entries().size(), 3u);
    QCOMPARE(others.variables().size(), 1u);
    const HttpEntry &lower = others.entries()[0];
    QCOMPARE(lower.spec.method, "GET"_qba);
    QCOMPARE(lower.spec.url, "https://{{host}}"_qba);
    QCOMPARE(lower.spec.httpVersion, "HTTP/2 (Prior Knowledge)"_qba);
    QCOMPARE(lower.problems.size(), 4u);
    QCOMPARE(others.entries()[1].problems.size(), 1u);
    QVERIFY(others.entries()[1].problems[0].text.contains(u"import"));
    QCOMPARE(others.entries()[2].problems.size(), 1u);
    HttpFile same = others;
    for (size_t i = 0; i < same.entries().size(); ++i)
        QVERIFY(same.replace(i, RequestSpec(same.entries()[i].spec)));
    QCOMPARE(same.text(), others.text());
    // A body whose parts cannot be read is kept as text, and says so.
    const HttpFile parts = parsed("POST https://a.example\nContent-Type: multipart/form-data; boundary=B\n\n"
                                  "--B\nno part\n");
    QVERIFY(parts.entries()[0].spec.body.kind == BodyKind::Text);
    QCOMPARE(parts.entries()[0].problems.size(), 1u);
}

/// Every prefix of the sample, and the sample with one byte changed, is read, and saving what was read
/// changes nothing.
void TestRequestsHttpFile::survivesAnyBytes()
{
    const auto check = [](const QByteArray &text) {
        HttpFile file = parsed(text);
        for (size_t i = 0; i < file.entries().size(); ++i) {
            const RequestSpec spec = file.entries()[i].spec;
            if (asWritten(spec) == spec && (!file.replace(i, spec) || file.text() != text))
                return false;
        }
        return true;
    };
    for (qsizetype i = 0; i < sample.size(); i += 7)
        QVERIFY2(check(sample.first(i)), sample.first(i).constData());
    for (qsizetype i = 0; i < sample.size(); i += 5) {
        for (const char c : {'\n', '#', ' ', '<', '>', '@', '\xff'}) {
            QByteArray text = sample;
            text[i] = c;
            QVERIFY2(check(text), text.constData());
        }
    }
    const auto binary = HttpFile::parse(QByteArray("GET x\0", 6));
    QVERIFY(!binary);
    QCOMPARE(codeName(binary.error().code), "HttpFileInvalid"_qba);
    const auto huge = HttpFile::parse(QByteArray(HttpFile::maxBytes + 1, 'x'));
    QVERIFY(!huge);
    QCOMPARE(codeName(huge.error().code), "InputTooLarge"_qba);
}

QTEST_GUILESS_MAIN(TestRequestsHttpFile)
#include "tst_requests_http_file.moc"
