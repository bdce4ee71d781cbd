#include "requests/export.h"

#include "base/random.h"
#include "curl_lines.h"
#include "requests/import.h"
#include "support/http_call.h"
#include "support/test_server.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace claimcheck;
using namespace claimcheck::requests;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

namespace {

const FixedClock clock_(TimePoint{});

PreparedRequest prepared(const RequestSpec &spec, const QString &folder,
                         const std::vector<FileVariable> &variables = {})
{
    const auto out = prepare(spec, Expander(variables, {}, clock_, randomBytes), folder);
    if (!out)
        qWarning() << describe(out.error()).message;
    return out ? *out : PreparedRequest();
}

/// What the server saw, as far as it is the request's own: the order and the tools' own headers aside.
QByteArrayList facts(const SeenRequest &seen)
{
    // An address is normalised by each in its own way; what it means is the same.
    QByteArrayList list = {seen.method, QByteArray::fromPercentEncoding(seen.target), seen.body};
    for (const char *name : {"Authorization", "X-One", "X-Quoted", "Cookie"})
        list +=
            seen.has(name) ? QByteArray(name) + ": " + seen.header(name) : QByteArray(name) + " is missing";
    // A body without a type has none; multipart's boundary is each tool's own.
    list += seen.header("Content-Type").left(seen.header("Content-Type").indexOf(';'));
    return list;
}

/// All that the server saw, but for what each program adds of its own.
QByteArrayList wholeOf(const SeenRequest &seen)
{
    static const QByteArrayList own = {"accept", "accept-encoding", "accept-language", "connection",
                                       "host",   "content-length"};
    QByteArrayList headers;
    for (const auto &[name, value] : seen.headers) {
        const bool isOwnAgent = value.startsWith("curl/") || value.startsWith("Claimcheck/");
        if (!own.contains(name.toLower()) && !isOwnAgent)
            headers += name.toLower() + ": " + value;
    }
    std::sort(headers.begin(), headers.end());
    QByteArrayList list =
        QByteArrayList{seen.method + ' ' + seen.target} + headers + QByteArrayList{seen.body};
    const QByteArray type = seen.header("Content-Type");
    if (type == "application/x-www-form-urlencoded") // what need not be encoded may be
        list.last() = QByteArray::fromPercentEncoding(list.last().replace('+', ' '));
    if (const qsizetype at = type.indexOf("boundary="); at >= 0) {
        for (QByteArray &text : list)
            text.replace(type.mid(at + 9), "BOUNDARY");
    }
    return list;
}

} // namespace

/// What is exported is run by the real programs, and the server must see what our own client sends.
class TestRequestsExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sendsTheSame();
    void sendsPartsAlike();
    void noPartIsASettingOfCurl();
    void sendsWhatCurlSends();
    void encodesBasicAlike();
    void holdsNoSecret();
    void writesSecretsOnlyWhenTold();
    void keepsTheLeash();
    void refusesUnknownReferences();
    void survivesHostileText();

private:
    [[nodiscard]] bool run(const QString &program, const QByteArray &script);
    QTemporaryDir m_dir;
};

void TestRequestsExport::initTestCase()
{
    const auto write = [this](const char *name, const QByteArray &bytes) {
        QFile file(m_dir.filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() &&
               file.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    };
    QVERIFY(write("claimcheck", "#!/bin/sh\n"
                                "[ \"$1\" = header ] && printf 'Authorization: Bearer of %s\\n' \"$2\"\n"
                                "[ \"$1\" = token ] && printf 'token-%s%s\\n' \"$2\" \"$4\"\nexit 0\n"));
    QVERIFY(write("body bin's", QByteArray("\0\xff\r\n'x'", 7)));
    QVERIFY(write("template.txt", "a={{v}}\n"));
    for (const char *name : {"note.txt", "data.json", "plain", "a,b.txt"})
        QVERIFY(write(name, "{\"in\":\""_qba + name + "\r\n\"}\n"));
}

bool TestRequestsExport::run(const QString &program, const QByteArray &script)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PATH"_s, m_dir.path() + u':' + environment.value(u"PATH"_s));
    environment.insert(u"MY_KEY"_s, u"key-value_1"_s);
    for (const QString &name : {u"http_proxy"_s, u"HTTP_PROXY"_s, u"all_proxy"_s, u"ALL_PROXY"_s})
        environment.remove(name);
    process.setProcessEnvironment(environment);
    QEventLoop loop;
    connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
    // From a file: QProcess' arguments are text, and a script may be any bytes.
    QFile file(m_dir.filePath(u"script"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(script) != script.size())
        return false;
    file.close();
    process.setWorkingDirectory(m_dir.path());
    process.start(program, {file.fileName()});
    loop.exec();
    if (process.exitCode() != 0)
        qWarning().noquote() << script << process.readAllStandardError();
    return process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

/// All at once: one shell and one interpreter instead of dozens.
void TestRequestsExport::sendsTheSame()
{
    std::vector<std::pair<const char *, RequestSpec>> rows;
    const auto row = [&rows](const char *name, RequestSpec spec) {
        rows.emplace_back(name, std::move(spec));
    };
    const auto text = [](const char *type, QByteArray body, BodyKind kind = BodyKind::Text) {
        RequestSpec spec{.method = "POST", .url = "{{base}}/x"};
        if (*type)
            spec.headers = {{"Content-Type", type}};
        spec.body.kind = kind;
        spec.body.text = std::move(body);
        return spec;
    };
    row("GET", {.url = "{{base}}/x?a=1&b=c%20d"});
    row("HEAD", {.method = "HEAD", .url = "{{base}}/x"});
    row("DELETE", {.method = "DELETE", .url = "{{base}}/x"});
    row("headers", {.url = "{{base}}/x",
                    .headers = {{"X-One", "it's \"quoted\" $HOME `id` \\n"}, {"Cookie", "a=1; b=2"}}});
    row("letters in a header", {.url = "{{base}}/x", .headers = {{"X-One", "\xC3\xA9 \xE2\x82\xAC"}}});
    row("brackets", {.url = "{{base}}/x?a[]=%5B1-3%5D&b={c,d}"});
    row("JSON", text("", "{\n  \"a\": \"it's \\\"b\\\"\"\n}", BodyKind::Json));
    row("text", text("text/plain", "@not a file\n$HOME 'x' \\ \xC3\xA9"));
    row("no UTF-8", text("x/y", "\xff\xfe"));
    row("PUT without a type", [&] {
        RequestSpec spec = text("", "plain");
        spec.method = "PUT";
        return spec;
    }());
    RequestSpec form{.method = "POST", .url = "{{base}}/x"};
    form.body.kind = BodyKind::Form;
    form.body.fields = {{"a", "1 & 2"}, {"\xC3\xBC", "{{v}}"}};
    row("form", form);
    RequestSpec file = text("x/y", {});
    file.body.kind = BodyKind::File;
    file.body.file = "body bin's";
    row("file", file);
    file.body.file = "template.txt";
    file.body.expandsFile = true;
    row("file with variables", file);
    row("text around a file", text("x/y", "before\n< body bin's\nafter"));
    RequestSpec references{.url = "{{base}}/x?k={{keychain:my-key}}",
                           .headers = {{"X-Quoted", "a {{profile:dev one.token}} b"}}};
    row("secrets in the request", references);
    RequestSpec secretForm = form;
    secretForm.body.fields = {{"t", "{{profile:dev.id_token}}"}};
    row("a secret in a form", secretForm);
    TestServer server;
    server.answerWith([](const SeenRequest &) { return Answer::text("ok"); });
    const std::vector<FileVariable> variables = {{"base", server.origin(), 1}, {"v", "two words & more", 2}};
    const http::Leash leash{.resources = {*http::Origin::of(server.url())}};
    QByteArray curl, python;
    for (const auto &[name, spec] : rows) {
        const PreparedRequest request = prepared(spec, m_dir.path(), variables);
        std::vector<ResolvedSecret> secrets;
        for (const SecretReference &reference : request.references()) {
            const QByteArray value =
                reference.from == SecretReference::From::Keychain
                    ? "key-value_1"_qba
                    : "token-" + reference.name + (reference.field == "id_token" ? "id" : "");
            secrets.push_back({reference, {.secret = Secret(value), .leash = leash}});
        }
        auto sendable = makeSendable(request, secrets);
        QVERIFY2(sendable, name);
        std::vector<http::Credential> credentials = sendable->credentials;
        credentials.push_back({.secret = Secret(QByteArrayView("of my prod")), .leash = leash});
        http::Client client;
        HttpCall call(client, sendable->request, credentials);
        QVERIFY2(call.succeeded(), call.code());
        const ExportSecrets secretsOfExport{.profile = "my prod"};
        curl += exportCurl(request, secretsOfExport);
        python += exportPython(request, secretsOfExport);
    }
    QVERIFY(run(u"bash"_s, "set -e\n" + curl));
    QVERIFY(run(u"python3"_s, python));
    const size_t count = rows.size();
    QCOMPARE(server.requests().size(), 3 * count);
    for (size_t i = 0; i < count; ++i) {
        QByteArrayList ours = facts(server.requests()[i]);
        const RequestSpec &spec = rows[i].second;
        QCOMPARE(ours[3], "Authorization: Bearer of my prod"_qba);
        if (spec.body.kind != BodyKind::None && !http::headerValue(asWritten(spec).headers, "Content-Type"))
            ours.last() = ""; // Qt makes one up for a body without a type
        for (const size_t other : {count + i, 2 * count + i}) {
            const QByteArrayList theirs = facts(server.requests()[other]);
            QVERIFY2(theirs == ours,
                     rows[i].first + "\n"_qba + theirs.join('\n') + "\n---\n" + ours.join('\n'));
        }
    }
}

void TestRequestsExport::sendsPartsAlike()
{
    RequestSpec spec{.method = "POST", .url = "{{base}}/x"};
    spec.body.kind = BodyKind::Multipart;
    spec.body.parts = {
        {.name = "plain", .value = "@v;type=x \"q\""},
        {.name = "file", .file = "body bin's", .fileName = "a;b.bin", .contentType = "x/y"},
        {.name = "typed", .value = "@\"j\\;", .contentType = "application/json"},
        {.name = "headed", .file = "plain", .contentType = "x/z", .headers = {{"X-Part", "1; \"2\""}}}};
    TestServer server;
    server.answerWith([](const SeenRequest &) { return Answer::text("ok"); });
    const PreparedRequest request = prepared(spec, m_dir.path(), {{"base", server.origin(), 1}});
    http::Client client;
    HttpCall call(client, makeSendable(request, {})->request);
    QVERIFY(call.succeeded());
    QVERIFY(run(u"bash"_s, exportCurl(request)));
    QVERIFY(run(u"python3"_s, exportPython(request)));
    for (const SeenRequest &seen : server.requests()) {
        QVERIFY(seen.header("Content-Type").startsWith("multipart/form-data; boundary="));
        QByteArray boundary = seen.header("Content-Type").mid(30);
        QVERIFY(seen.body.startsWith("--" + boundary + "\r\n"));
        QVERIFY2(seen.body.contains("name=\"plain\"\r\n\r\n@v;type=x \"q\"\r\n"), seen.body);
        QVERIFY2(seen.body.contains("name=\"file\"; filename=\"a;b.bin\"\r\nContent-Type: x/y\r\n\r\n" +
                                    QByteArray("\0\xff\r\n'x'\r\n", 9)),
                 seen.body);
        QVERIFY2(seen.body.contains("name=\"typed\"\r\nContent-Type: application/json\r\n\r\n@\"j\\;\r\n"),
                 seen.body);
        const qsizetype headed = seen.body.indexOf("name=\"headed\"\r\n");
        QVERIFY2(headed > 0 && seen.body.indexOf("X-Part: 1; \"2\"\r\n", headed) > 0 &&
                     seen.body.indexOf("Content-Type: x/z\r\n", headed) > 0,
                 seen.body);
        QVERIFY(seen.body.endsWith("--" + boundary + "--\r\n"));
    }
    QCOMPARE(server.requests().size(), 3u);
}

/// What stands in a file of somebody else's must not make curl read a file of this machine.
void TestRequestsExport::noPartIsASettingOfCurl()
{
    const QString path = m_dir.filePath(u"body bin's"_s);
    RequestSpec spec{.method = "POST", .url = "{{base}}/x"};
    spec.body.kind = BodyKind::Multipart;
    spec.body.parts = {
        {.name = "x=@" + path.toUtf8() + ";q", .value = "named", .contentType = "text/plain"},
        {.name = "typed", .value = "typed", .contentType = "text/plain; headers=@" + path.toUtf8()}};
    TestServer server;
    server.answerWith([](const SeenRequest &) { return Answer::text("ok"); });
    const PreparedRequest request = prepared(spec, m_dir.path(), {{"base", server.origin(), 1}});
    const QByteArray line = exportCurl(request);
    QVERIFY(line.startsWith("# "));
    QVERIFY(run(u"bash"_s, line));
    QCOMPARE(server.requests().size(), 1u);
    const QByteArray body = server.requests().front().body;
    QVERIFY2(body.contains("\r\n\r\nnamed\r\n") && body.contains("\r\n\r\ntyped\r\n"), body);
    QVERIFY2(!body.contains("'x'"), body); // of that file
}

/// "Authorization: Basic user:password" of the editors, with and without a secret in it.
void TestRequestsExport::encodesBasicAlike()
{
    TestServer server;
    server.answerWith([](const SeenRequest &) { return Answer::text("ok"); });
    const http::Leash leash{.resources = {*http::Origin::of(server.url())}};
    const QByteArray secret = "key-value_1";
    const std::vector<std::pair<QByteArray, QByteArray>> rows = {
        {"Basic {{user}}:pa ss:1", "Basic " + "bob:pa ss:1"_qba.toBase64()},
        {"basic {{user}}   pa ss:1", "Basic " + "bob:pa ss:1"_qba.toBase64()},
        {"Basic {{user}}:", "Basic " + "bob:"_qba.toBase64()},
        {"Basic {{user}}:{{keychain:my-key}}", "Basic " + ("bob:" + secret).toBase64()},
        {"Basic {{user}} {{keychain:my-key}}", "Basic " + ("bob:" + secret).toBase64()},
        {"Basic {{keychain:my-key}}", "Basic " + secret}, // encoded already
        {"Basic {{keychain:my-key}} ", "Basic " + secret},
        {"Basic Ym9iOg==", "Basic Ym9iOg=="},
        {"Basic Ym9iOg==  ", "Basic Ym9iOg=="},
        {"Basic {{user}}: ", "Basic " + "bob: "_qba.toBase64()},
        {"Basically {{user}}:x", "Basically bob:x"},
    };
    QByteArray curl, python;
    for (const auto &[value, sent] : rows) {
        const PreparedRequest request =
            prepared({.url = server.origin() + "/", .headers = {{"authorization", value}}}, m_dir.path(),
                     {{"user", "bob", 1}});
        const auto sendable = makeSendable(
            request, request.references().empty()
                         ? std::vector<ResolvedSecret>()
                         : std::vector<ResolvedSecret>{{*secretReference("keychain:my-key"),
                                                        {.secret = Secret(secret), .leash = leash}}});
        QVERIFY(sendable);
        http::Client client;
        HttpCall call(client, sendable->request, sendable->credentials);
        QVERIFY2(call.succeeded(), call.code());
        curl += exportCurl(request);
        python += exportPython(request);
    }
    QVERIFY(!curl.contains(secret) && !python.contains(secret));
    QVERIFY(run(u"bash"_s, "set -e\n" + curl));
    QVERIFY(run(u"python3"_s, python));
    QCOMPARE(server.requests().size(), 3 * rows.size());
    for (size_t i = 0; i < server.requests().size(); ++i)
        QCOMPARE(server.requests()[i].header("Authorization"), rows[i % rows.size()].second);
}

/// The real curl runs each line, and what is imported of it is sent by our own client.
void TestRequestsExport::sendsWhatCurlSends()
{
    TestServer server;
    server.answerWith([](const SeenRequest &) { return Answer::text("ok"); });
    QByteArrayList lines = curlLines;
    QByteArray script = "set -e\n";
    std::vector<size_t> firsts; // of each line, among what the server sees
    size_t count = 0;
    std::vector<RequestSpec> specs;
    for (QByteArray &line : lines) {
        line.replace("BASE", server.origin()).replace("PORT", QByteArray::number(server.url().port()));
        script += line + '\n';
        auto import = importCurl(line);
        QVERIFY2(import, line);
        const bool isListed = line.contains("--insecure");
        QVERIFY2(import->leftOut.size() == size_t(isListed), line);
        HttpFile file = httpFileOf(*import);
        QCOMPARE(file.entries().size(), import->requests.size());
        for (const HttpEntry &entry : file.entries())
            specs.push_back(entry.spec);
        firsts.push_back(count);
        count += import->requests.size();
        // The same name may stand for another secret in the next line.
        for (const OfferedSecret &secret : import->secrets) {
            for (RequestSpec *spec = &specs[firsts.back()]; spec != specs.data() + count; ++spec) {
                for (http::Header &header : spec->headers)
                    header.value.replace("{{keychain:" + secret.name + "}}",
                                         secret.value.reveal().toByteArray());
            }
        }
    }
    QVERIFY(run(u"bash"_s, script));
    QCOMPARE(server.requests().size(), count);
    for (size_t i = 0; i < count; ++i) {
        const auto sendable = makeSendable(prepared(specs[i], m_dir.path()), {});
        QVERIFY(sendable);
        http::Client client;
        HttpCall call(client, sendable->request);
        QVERIFY2(call.succeeded(), call.code() + ' ' + specs[i].url);
    }
    QCOMPARE(server.requests().size(), 2 * count);
    QByteArray differences;
    for (size_t i = 0; i < count; ++i) {
        const QByteArrayList theirs = wholeOf(server.requests()[i]),
                             ours = wholeOf(server.requests()[count + i]);
        if (theirs != ours)
            differences += theirs.join('\n') + "\n---\n" + ours.join('\n') + '\n';
    }
    QVERIFY2(differences.isEmpty(), differences);
}

void TestRequestsExport::holdsNoSecret()
{
    const RequestSpec spec{.url = "https://a.example/{{keychain:k}}",
                           .headers = {{"A", "{{profile:p.token}}"}}};
    const PreparedRequest request = prepared(spec, {});
    const QByteArray curl = exportCurl(request, {.profile = "prod"});
    QVERIFY(curl.contains("-H \"$(claimcheck header prod)\""));
    QVERIFY(curl.contains("\"$(claimcheck token p)\""));
    QVERIFY(curl.contains("\"${K:?}\""));
    const auto http = exportHttp(spec);
    QVERIFY(http);
    QVERIFY(http->contains("{{keychain:k}}") && http->contains("{{profile:p.token}}"));
    QCOMPARE(request.header("a"), "{{profile:p.token}}"_qba);
}

void TestRequestsExport::writesSecretsOnlyWhenTold()
{
    const PreparedRequest request =
        prepared({.url = "https://a.example", .headers = {{"A", "{{keychain:k}}"}}}, {});
    ExportSecrets secrets;
    secrets.revealed = {{*secretReference("keychain:k"), {.secret = Secret(QByteArrayView("s3cret"))}}};
    secrets.revealedHeader = http::Header{"Authorization", "Bearer t0ken"};
    for (const QByteArray &text : {exportCurl(request, secrets), exportPython(request, secrets)}) {
        QVERIFY(text.contains("s3cret") && text.contains("Bearer t0ken"));
        QVERIFY(!text.contains("claimcheck"));
    }
}

/// A secret in a template goes nowhere but where it belongs.
void TestRequestsExport::keepsTheLeash()
{
    TestServer server, other;
    server.answerWith([](const SeenRequest &) { return Answer::text("ok"); });
    for (const bool fits : {true, false}) {
        const PreparedRequest request =
            prepared({.url = "{{base}}/", .headers = {{"X-Key", "{{keychain:k}}"}}}, {},
                     {{"base", server.origin(), 1}});
        const http::Leash leash{.resources = {*http::Origin::of(fits ? server.url() : other.url())}};
        const auto sendable = makeSendable(
            request,
            {{*secretReference("keychain:k"), {.secret = Secret(QByteArrayView("s3cret")), .leash = leash}}});
        QVERIFY(sendable);
        http::Client client;
        HttpCall call(client, sendable->request, sendable->credentials);
        QCOMPARE(call.code(), fits ? ""_qba : "LeashRefused"_qba);
    }
    QCOMPARE(server.requests().size(), 1u);
    QCOMPARE(other.connections(), 0);
}

void TestRequestsExport::refusesUnknownReferences()
{
    const auto code = [this](const RequestSpec &spec) {
        const auto sendable = makeSendable(prepared(spec, m_dir.path()), {});
        return sendable ? QByteArray()
                        : codeName(sendable.error().code) + ' ' + sendable.error().subject.toUtf8();
    };
    QCOMPARE(code({.url = "https://a.example"}), ""_qba);
    QCOMPARE(code({.url = "https://a.example/{{keychain:k}}"}), "SecretReferenceUnknown {{keychain:k}}"_qba);
    QCOMPARE(code({.url = "nowhere"}), "UrlInvalid nowhere"_qba);
    QCOMPARE(code({.url = "https://a.example", .headers = {{"A b", "c"}}}), "HeaderInvalid A b"_qba);
    RequestSpec file{.url = "https://a.example"};
    file.body.kind = BodyKind::File;
    file.body.file = "gone";
    QVERIFY(code(file).startsWith("FileUnreadable"));
}

void TestRequestsExport::survivesHostileText()
{
    const QByteArrayList texts = {"'; touch evil; '",
                                  "$(touch evil)",
                                  "`touch evil`",
                                  "\\'; touch evil #",
                                  "\"+__import__('os').system('touch evil')+\"",
                                  "\\\"); import os; os.system('touch evil') #",
                                  "a\\",
                                  "\xC3\xA9\xE2\x80\xAE"};
    TestServer server;
    server.answerWith([](const SeenRequest &) { return Answer::text("ok"); });
    QByteArray curl, python;
    for (const QByteArray &text : texts) {
        RequestSpec spec{.method = "POST", .url = server.origin() + "/x"};
        spec.body.kind = BodyKind::Text;
        spec.body.text = text;
        spec.headers = {{"Content-Type", "text/plain"}};
        const PreparedRequest request = prepared(spec, m_dir.path());
        curl += exportCurl(request, {.profile = text});
        // A name of a profile can be anything; what requests takes for a header cannot.
        python += exportPython(request, {.profile = text.at(0) < 0 ? "x"_qba : text});
    }
    QVERIFY(run(u"bash"_s, "set -e\n" + curl));
    QVERIFY(run(u"python3"_s, python));
    QVERIFY(!QFile::exists(m_dir.filePath(u"evil"_s)));
    QCOMPARE(server.requests().size(), size_t(2 * texts.size()));
    for (size_t i = 0; i < server.requests().size(); ++i)
        QCOMPARE(server.requests()[i].body, texts[qsizetype(i) % texts.size()]);
}

QTEST_GUILESS_MAIN(TestRequestsExport)
#include "tst_requests_export.moc"
