// What is written leaves what a person wrote as it is.

#include "tst_requests_http_file.h"

void TestRequestsHttpFile::savingTheSameChangesNothing_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("sample") << sample;
    QTest::newRow("CR LF") << withCrLf(sample);
    QTest::newRow("BOM") << "\xEF\xBB\xBF" + sample;
    QTest::newRow("no final line end") << sample.trimmed();
    QTest::newRow("mixed line ends") << sample.first(300) + withCrLf(sample.mid(300));
    QTest::newRow("settings said twice")
        << "# @name a\n# @no-redirect\n# @assert status == 1\n# @name b\n# @redirects same-origin\n"
           "# @assert status == 1\nGET https://a.example\n"_qba;
    QTest::newRow("no UTF-8") << "GET https://a.example\nX: \xff\xfe\n\n\xc3\n"_qba;
}

void TestRequestsHttpFile::savingTheSameChangesNothing()
{
    QFETCH(QByteArray, text);
    HttpFile file = parsed(text);
    for (size_t i = 0; i < file.entries().size(); ++i) {
        QVERIFY(file.replace(i, RequestSpec(file.entries()[i].spec)));
        QCOMPARE(file.text(), text);
    }
}

void TestRequestsHttpFile::editsTouchOnlyTheirLines_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<std::function<void(RequestSpec &)>>("edit");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, int index, std::function<void(RequestSpec &)> edit,
                        const char *before, const char *after) {
        QTest::newRow(name) << index << std::move(edit) << QByteArray(before) << QByteArray(after);
    };
    row(
        "method", 0, [](RequestSpec &s) { s.method = "HEAD"; }, "GET {{base}}/me HTTP/1.1",
        "HEAD {{base}}/me HTTP/1.1");
    row(
        "title", 0, [](RequestSpec &s) { s.title = "I"; }, "### Who am I", "### I");
    row(
        "title taken away", 0, [](RequestSpec &s) { s.title = ""; }, "### Who am I", "###");
    row(
        "name", 0, [](RequestSpec &s) { s.name = "you"; }, "# @name me", "# @name you");
    row(
        "name taken away", 0, [](RequestSpec &s) { s.name = ""; }, "# @name me\n", "");
    row(
        "timeout", 0, [](RequestSpec &s) { s.timeout = std::chrono::milliseconds(1500); }, "// @timeout 10",
        "# @timeout 1500 ms");
    row(
        "assertion added", 0, [](RequestSpec &s) { s.assertions = {"time < 500"}; }, "# @unknown stays\n",
        "# @unknown stays\n# @assert time < 500\n");
    row(
        "a header's value", 0, [](RequestSpec &s) { s.headers[0].value = "text/html"; },
        "Accept: application/json", "Accept: text/html");
    row(
        "a header in front", 0,
        [](RequestSpec &s) {
            s.headers.insert(s.headers.begin(), {"A", "b"});
        },
        "Accept: application/json", "A: b\nAccept: application/json");
    row(
        "a header at the end", 0,
        [](RequestSpec &s) {
            s.headers.push_back({"A", "b"});
        },
        "X-Other:  spaced  \n", "X-Other:  spaced  \nA: b\n");
    row(
        "a header taken away", 0, [](RequestSpec &s) { s.headers.erase(s.headers.begin()); },
        "Accept: application/json\n", "");
    row(
        "a body where there was none", 0,
        [](RequestSpec &s) {
            s.body.kind = BodyKind::Text;
            s.body.text = "hi";
        },
        "X-Other:  spaced  \n\n", "X-Other:  spaced  \n\nhi\n\n");
    row(
        "address of several lines", 1, [](RequestSpec &s) { s.url = "https://b.example"; },
        "https://api.example/search\n    ?q=one two\n    &page=2\n  // not now: &size=9\nAccept: */*",
        "GET https://b.example\n  // not now: &size=9\nAccept: */*");
    row(
        "credential", 2,
        [](RequestSpec &s) {
            s.credential = {CredentialChoice::From::None, {}};
        },
        "# @credential staging", "# @credential none");
    row(
        "redirects", 2, [](RequestSpec &s) { s.redirects = http::RedirectPolicy::SameOrigin; },
        "# @no-redirect\n# @credential staging\n# @assert status == 201\n",
        "# @credential staging\n# @assert status == 201\n# @redirects same-origin\n");
    row(
        "JSON", 2, [](RequestSpec &s) { s.body.text = "[\n]"; }, "{\n  \"name\": \"x\",\n\n  \"n\": 1\n}",
        "[\n]");
    row(
        "no body", 2, [](RequestSpec &s) { s.body = {}; }, "{\n  \"name\": \"x\",\n\n  \"n\": 1\n}", "");
    row(
        "form", 3, [](RequestSpec &s) { s.body.fields[0].value = "ü &"; }, "a=1&b=two+words\n&c={{x&y=z}}%26",
        "a=%C3%BC+%26&b=two+words&c={{x&y=z}}%26");
    row(
        "part", 4, [](RequestSpec &s) { s.body.parts[1].file = "b.png"; }, "< ./a.png", "< b.png");
    row(
        "file", 5, [](RequestSpec &s) { s.body.expandsFile = false; }, "<@utf8 ./body.xml", "< ./body.xml");
}

void TestRequestsHttpFile::editsTouchOnlyTheirLines()
{
    QFETCH(int, index);
    QFETCH(std::function<void(RequestSpec &)>, edit);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    for (const bool crLf : {false, true}) {
        const QByteArray text = crLf ? withCrLf(sample) : sample;
        HttpFile file = parsed(text);
        RequestSpec spec = file.entries()[size_t(index)].spec;
        edit(spec);
        const auto done = file.replace(size_t(index), spec);
        if (!done)
            qWarning() << describe(done.error()).message;
        QVERIFY(done);
        QByteArray expected = sample;
        QCOMPARE(expected.count(before), 1);
        expected.replace(before, after);
        QCOMPARE(file.text(), crLf ? withCrLf(expected) : expected);
    }
}

void TestRequestsHttpFile::writesWhatItReads_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("empty file") << QByteArray();
    QTest::newRow("no final line end") << "GET https://a.example"_qba;
    QTest::newRow("CR LF") << "GET https://a.example\r\n\r\n"_qba;
    QTest::newRow("comment only") << "# nothing yet\n"_qba;
}

void TestRequestsHttpFile::writesWhatItReads()
{
    QFETCH(QByteArray, start);
    const HttpFile all = parsed(sample);
    HttpFile file = parsed(start);
    const size_t had = file.entries().size();
    for (const HttpEntry &entry : all.entries())
        QVERIFY(file.append(entry.spec));
    RequestSpec full{.title = "All", .name = "all", .method = "PATCH", .url = "https://a.example/{{x}}"};
    full.timeout = std::chrono::milliseconds(250);
    full.credential = {CredentialChoice::From::Another, "my profile"};
    full.connection = http::ConnectionSettings{.caFile = u"ca.pem"_s, .proxy = u"none"_s};
    full.assertions = {"status == 200", "header Content-Type contains json"};
    full.body.kind = BodyKind::Json;
    full.body.text = "{}\n\n";
    QVERIFY(file.append(full));
    QVERIFY(file.text().startsWith(start));
    QCOMPARE(file.entries().size(), had + 7);
    for (size_t i = 0; i < 6; ++i)
        QVERIFY(file.entries()[had + i].spec == all.entries()[i].spec);
    const RequestSpec &read = file.entries().back().spec;
    QVERIFY(read == asWritten(full));
    QCOMPARE(read.headers, (http::Headers{{"Content-Type", "application/json"}}));
    QCOMPARE(read.body.text, "{}"_qba);
    QCOMPARE(parsed(file.text()).entries().size(), file.entries().size());
}

void TestRequestsHttpFile::refusesWhatTheFormatCannotSay_data()
{
    QTest::addColumn<std::function<void(RequestSpec &)>>("edit");
    QTest::addColumn<bool>("fits");
    const auto row = [](const char *name, bool fits, std::function<void(RequestSpec &)> edit) {
        QTest::newRow(name) << std::move(edit) << fits;
    };
    const auto text = [](const char *body) {
        return [body](RequestSpec &s) {
            s.body.kind = BodyKind::Text;
            s.body.text = body;
        };
    };
    row("a body", true, text("one\n##\ntwo"));
    row("a separator in the body", false, text("one\n###\ntwo"));
    row("a handler in the body", false, text("one\n> {% x %}"));
    row("a blank line at the body's begin", true, text("\none"));
    row("an address", true, [](RequestSpec &s) { s.url = "https://b.example"; });
    row("an address with a line end", false, [](RequestSpec &s) { s.url = "https://b.example\nX: y"; });
    row("an empty address", false, [](RequestSpec &s) { s.url = ""; });
    row("a header with a line end", false, [](RequestSpec &s) { s.headers = {{"X", "1\nY: 2"}}; });
    row("a header that is a comment", false, [](RequestSpec &s) { s.headers = {{"#X", "1"}}; });
    row("a name with a line end", false, [](RequestSpec &s) { s.name = "a\nb"; });
    row("a boundary that stands in a part", false, [](RequestSpec &s) {
        s.headers = {{"Content-Type", "multipart/form-data; boundary=B"}};
        s.body.kind = BodyKind::Multipart;
        s.body.parts = {{.name = "a", .value = "x\n--B\ny"}};
    });
}

void TestRequestsHttpFile::refusesWhatTheFormatCannotSay()
{
    QFETCH(std::function<void(RequestSpec &)>, edit);
    QFETCH(bool, fits);
    const QByteArray text = "GET https://a.example\n\n### two\nGET https://a.example/two\n"_qba;
    HttpFile file = parsed(text);
    RequestSpec spec = file.entries()[0].spec;
    edit(spec);
    for (const bool appends : {false, true}) {
        HttpFile edited = file;
        const auto done = appends ? edited.append(spec) : edited.replace(0, spec);
        QCOMPARE(bool(done), fits);
        if (fits)
            continue;
        QCOMPARE(codeName(done.error().code), "HttpFileInvalid"_qba);
        QCOMPARE(edited.text(), text);
    }
}

void TestRequestsHttpFile::removesOneRequest()
{
    HttpFile file = parsed(sample);
    QVERIFY(file.remove(2));
    QByteArray expected = sample;
    const qsizetype begin = expected.indexOf("###\n# @no-redirect");
    expected.remove(begin, expected.indexOf("### form") - begin);
    QCOMPARE(file.text(), expected);
    while (!file.entries().empty())
        QVERIFY(file.remove(0));
    QVERIFY(file.text().startsWith("# A comment of the file\n@base"));
}

void TestRequestsHttpFile::setsVariables()
{
    HttpFile file = parsed(withCrLf(sample));
    QVERIFY(file.setVariable("base", "https://b.example"));
    QByteArray expected = withCrLf(sample);
    expected.replace("@base = https://api.example", "@base = https://b.example");
    QCOMPARE(file.text(), expected);
    QVERIFY(file.setVariable("fresh", "1"));
    QCOMPARE(file.text(), "@fresh = 1\r\n" + expected);
    QVERIFY(!file.setVariable("two words", "1"));
    QVERIFY(!file.setVariable("x", "1\nGET https://evil.example"));
    QCOMPARE(file.text(), "@fresh = 1\r\n" + expected);
}
