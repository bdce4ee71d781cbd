#include "requests/variables.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::requests;
using namespace Qt::StringLiterals;

namespace {

// 2026-01-31T12:00:00.250Z
const FixedClock clock_(TimePoint(std::chrono::milliseconds(1769860800250)));

/// 0, 1, 2, …: the same in every run.
RandomSource counting()
{
    return [next = 0](qsizetype count) mutable -> Result<QByteArray> {
        QByteArray bytes;
        for (qsizetype i = 0; i < count; ++i)
            bytes += static_cast<char>(next++);
        return bytes;
    };
}

Expander expander(const std::vector<FileVariable> &file, const Environment &environment = {})
{
    return Expander(file, environment, clock_, counting());
}

QByteArray expandedOr(const Expander &expander, QByteArrayView text)
{
    const auto expanded = expander.expand(text);
    return expanded ? expanded->savedForm()
                    : codeName(expanded.error().code) + ' ' + expanded.error().subject.toUtf8();
}

} // namespace

class TestRequestsVariables : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void expands_data();
    void expands();
    void makesDynamicValues_data();
    void makesDynamicValues();
    void saysWhenThereIsNoRandomness();
    void keepsSecretsAsReferences();
    void readsReferences_data();
    void readsReferences();
    void stopsValuesThatMultiply();
    void tellsWhereAValueComesFrom();
    void readsEnvironments();
    void warnsOfSecretsInFiles();
    void refusesDamagedEnvironments_data();
    void refusesDamagedEnvironments();
    void readsOnlyFiles();
    void linksStayWithinTheFolder();
    void setsAVariableAndNothingElse_data();
    void setsAVariableAndNothingElse();
};

void TestRequestsVariables::expands_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *text, const char *expected) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
    };
    row("plain", "no variables", "no variables");
    row("from the environment", "{{host}}/x", "https://dev.example/x");
    row("from the file, through the environment", "{{base}}/x", "https://dev.example/api/x");
    row("the file comes first", "{{both}}", "file");
    row("spaces in the braces", "{{ host }}", "https://dev.example");
    row("several", "{{host}}{{both}}{{host}}", "https://dev.examplefilehttps://dev.example");
    row("an empty value", "a{{empty}}b", "ab");
    row("open braces", "{{host", "{{host");
    row("an opening before another", "{{ {{both}}", "{{ file");
    row("three braces", "{{{both}}}", "{file}");
    row("unknown", "{{nobody}}", "VariableUnknown nobody");
    row("no name", "{{}}", "VariableUnknown ");
    row("itself", "{{self}}", "VariableLoop self");
    row("in a circle", "{{ping}}", "VariableLoop ping");
    row("unknown inside of a value", "{{broken}}", "VariableUnknown gone");
    row("unknown dynamic", "{{$nothing}}", "VariableUnknown $nothing");
    row("the environment of the process", "{{$processEnv HOME}}", "VariableUnknown $processEnv HOME");
    row("a .env file", "{{$dotenv KEY}}", "VariableUnknown $dotenv KEY");
}

void TestRequestsVariables::expands()
{
    QFETCH(QByteArray, text);
    const std::vector<FileVariable> file = {
        {"base", "{{host}}/api"}, {"both", "file"},       {"self", "{{self}}"}, {"ping", "{{pong}}"},
        {"pong", "x{{ping}}"},    {"broken", "{{gone}}"}, {"empty", ""}};
    const Environment environment{.name = "dev",
                                  .variables = {{"host", "https://dev.example"}, {"both", "environment"}}};
    QTEST(expandedOr(expander(file, environment), text), "expected");
}

void TestRequestsVariables::makesDynamicValues_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *text, const char *expected) {
        QTest::newRow(text) << "{{" + QByteArray(text) + "}}" << QByteArray(expected);
    };
    row("$guid", "00010203-0405-4607-8809-0a0b0c0d0e0f");
    row("$random.uuid", "00010203-0405-4607-8809-0a0b0c0d0e0f");
    row("$timestamp", "1769860800");
    row("$timestamp -1 d", "1769774400");
    row("$timestamp 2 h", "1769868000");
    row("$timestamp 1 M", "1772280000"); // 28 February
    row("$timestamp 1", "VariableUnknown $timestamp 1");
    row("$timestamp 1 x", "VariableUnknown $timestamp 1 x");
    row("$isoTimestamp", "2026-01-31T12:00:00.250Z");
    row("$datetime iso8601", "2026-01-31T12:00:00.250Z");
    row("$datetime iso8601 1 y", "2027-01-31T12:00:00.250Z");
    row("$datetime rfc1123", "Sat, 31 Jan 2026 12:00:00 GMT");
    row("$datetime \"YYYY-MM-DD HH:mm\"", "2026-01-31 12:00");
    row("$datetime 'DD.MM.YYYY' 1 d", "01.02.2026");
    // 0x0001020304050607 modulo the bound.
    row("$randomInt", "426");
    row("$randomInt 5 6", "5");
    row("$randomInt -3 7", "0");
    row("$random.integer(1, 100)", "53");
    row("$randomInt 6 5", "VariableUnknown $randomInt 6 5");
    row("$randomInt 1", "VariableUnknown $randomInt 1");
    row("$random.hexadecimal(4)", "7f7f");
    row("$random.hexadecimal(0)", "VariableUnknown $random.hexadecimal(0)");
    row("$random.hexadecimal(100000)", "VariableUnknown $random.hexadecimal(100000)");
}

void TestRequestsVariables::makesDynamicValues()
{
    QFETCH(QByteArray, text);
    QTEST(expandedOr(expander({}), text), "expected");
}

void TestRequestsVariables::saysWhenThereIsNoRandomness()
{
    const Expander none({}, {}, clock_,
                        [](qsizetype) -> Result<QByteArray> { return Error{ErrorCode::RandomUnavailable}; });
    QCOMPARE(expandedOr(none, "{{$guid}}"), "RandomUnavailable "_qba);
    QCOMPARE(expandedOr(none, "{{$randomInt}}"), "RandomUnavailable "_qba);
}

void TestRequestsVariables::keepsSecretsAsReferences()
{
    const Expander expander_ = expander({{"auth", "Bearer {{profile:my.prod.token}}"}, {"who", "x"}});
    const auto expanded = expander_.expand("{{auth}} and {{keychain:api key}}, {{auth}} {{who}}");
    QVERIFY(expanded);
    QVERIFY(expanded->holdsSecret());
    QCOMPARE(expanded->pieces.size(), 7u);
    QCOMPARE(expanded->pieces[0], (Piece{"Bearer ", {}}));
    const SecretReference prod{SecretReference::From::Profile, "my.prod", "token"};
    QVERIFY(expanded->pieces[1].secret == prod);
    QCOMPARE(expanded->references().size(), 2u);
    QVERIFY(expanded->references()[0] == prod);
    QCOMPARE(expanded->references()[1].name, "api key"_qba);
    QCOMPARE(
        expanded->savedForm(),
        "Bearer {{profile:my.prod.token}} and {{keychain:api key}}, Bearer {{profile:my.prod.token}} x"_qba);
    // What was written out is no second template.
    QVERIFY(!expander_.expand("{{who}}")->holdsSecret());
}

void TestRequestsVariables::readsReferences_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("isOne");
    const auto row = [](const char *name, bool isOne) { QTest::newRow(name) << QByteArray(name) << isOne; };
    row("profile:prod.token", true);
    row("profile:prod.id_token", true);
    row("profile:prod.refresh_token", false);
    row("profile:prod", false);
    row("profile:.token", false);
    row("keychain:x", true);
    row("keychain:", false);
    row("Profile:prod.token", false);
}

void TestRequestsVariables::readsReferences()
{
    QFETCH(QByteArray, name);
    const auto reference = secretReference(name);
    QTEST(reference.has_value(), "isOne");
    if (reference)
        QCOMPARE(referenceText(*reference), "{{" + name + "}}");
}

void TestRequestsVariables::stopsValuesThatMultiply()
{
    std::vector<FileVariable> variables = {{"v0", "lol"}, {"e0", ""}};
    for (int i = 1; i < 60; ++i) {
        const QByteArray before = QByteArray::number(i - 1);
        variables.push_back({"v" + QByteArray::number(i), QByteArray("{{v" + before + "}}").repeated(10)});
        variables.push_back({"e" + QByteArray::number(i), QByteArray("{{e" + before + "}}").repeated(10)});
    }
    const Expander laughs = expander(variables);
    QVERIFY(expandedOr(laughs, "{{v50}}").startsWith("InputTooLarge"));
    QVERIFY(expandedOr(laughs, "{{e50}}").startsWith("InputTooLarge"));
    QCOMPARE(expandedOr(laughs, "{{v2}}"), QByteArray("lol").repeated(100));
    QCOMPARE(placeholders(QByteArray(200'000, '{')).size(), 0u);
    QCOMPARE(placeholders(QByteArray("{{ ").repeated(100'000)).size(), 0u);
}

void TestRequestsVariables::tellsWhereAValueComesFrom()
{
    using Origin = Expander::Origin;
    const Expander all = expander({{"f", "1"}}, {.name = "dev", .variables = {{"e", "1"}, {"f", "2"}}});
    QVERIFY(all.originOf("f") == Origin::File);
    QVERIFY(all.originOf("e") == Origin::Environment);
    QVERIFY(all.originOf("$randomInt 1 2") == Origin::Dynamic);
    QVERIFY(all.originOf("$random.integer(1,2)") == Origin::Dynamic);
    QVERIFY(all.originOf("$randomin") == Origin::Unknown);
    QVERIFY(all.originOf("keychain:x") == Origin::Secret);
    QVERIFY(all.originOf("g") == Origin::Unknown);
}

void TestRequestsVariables::readsEnvironments()
{
    const auto read = Environments::parse(
        R"({"$shared":{"host":"s","port":8080,"on":true},"dev":{"host":"d","$profile":"dev one"},)"
        R"("prod":{"$production":true,"list":[1, 2],"none":null}})",
        R"({"dev":{"host":"private"},"mine":{}})");
    QVERIFY(read);
    QCOMPARE(read->all().size(), 3u);
    const auto dev = read->find("dev");
    QVERIFY(dev);
    QCOMPARE(dev->variables.at("host"), "private"_qba);
    QCOMPARE(dev->variables.at("port"), "8080"_qba);
    QCOMPARE(dev->variables.at("on"), "true"_qba);
    QCOMPARE(dev->profile, "dev one"_qba);
    QVERIFY(!dev->isProduction);
    const auto prod = read->find("prod");
    QCOMPARE(prod->variables.at("host"), "s"_qba);
    QCOMPARE(prod->variables.at("list"), "[1, 2]"_qba);
    QVERIFY(!prod->variables.count("none"));
    QVERIFY(!prod->variables.count("$production"));
    QVERIFY(prod->isProduction);
    // The later file cannot take the mark away, but can set it.
    const auto both = Environments::parse(R"({"a":{"$production":true},"b":{"$production":false}})",
                                          R"({"a":{"$production":false},"b":{"$production":true}})");
    QVERIFY(both && both->find("a")->isProduction && both->find("b")->isProduction);
    QCOMPARE(read->warnings().size(), 1u);
    QVERIFY(read->warnings()[0].what == EnvironmentWarning::What::ValueUnreadable);
    const auto missing = read->find("test");
    QVERIFY(!missing);
    QCOMPARE(codeName(missing.error().code), "EnvironmentUnknown"_qba);
    QCOMPARE(missing.error().subject, u"test"_s);
}

void TestRequestsVariables::warnsOfSecretsInFiles()
{
    const auto read = Environments::parse(
        R"({"dev":{"password":"x","api_key":"{{keychain:k}}","token_url":"https://a.example","empty_secret":""}})",
        R"({"dev":{"greeting":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}})");
    QVERIFY(read);
    QCOMPARE(read->warnings().size(), 2u);
    QCOMPARE(read->warnings()[0].variable, "password"_qba);
    QCOMPARE(read->warnings()[0].file, u"http-client.env.json"_s);
    QCOMPARE(read->warnings()[1].variable, "greeting"_qba);
    QCOMPARE(read->warnings()[1].file, u"http-client.private.env.json"_s);
}

void TestRequestsVariables::refusesDamagedEnvironments_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("none") << QByteArray() << QByteArray();
    QTest::newRow("good") << "{\"dev\":{}}"_qba << QByteArray();
    QTest::newRow("cut") << "{\"dev\":{}"_qba
                         << "JsonSyntax"_qba;
    QTest::newRow("array") << "[]"_qba
                           << "JsonNotObject"_qba;
    QTest::newRow("twice") << "{\"dev\":{\"a\":1,\"a\":2}}"_qba
                           << "JsonDuplicateName"_qba;
}

void TestRequestsVariables::refusesDamagedEnvironments()
{
    QFETCH(QByteArray, text);
    const auto read = Environments::parse(text);
    QTEST(read ? QByteArray() : codeName(read.error().code), "code");
}

/// A pipe or a terminal in place of the file would stop whoever reads it.
void TestRequestsVariables::readsOnlyFiles()
{
    const QTemporaryDir dir;
    QVERIFY(Environments::read(dir.path())); // none is there
    QVERIFY(QFile::link(u"/dev/null"_s, dir.filePath(u"http-client.env.json"_s)));
    const auto read = Environments::read(dir.path());
    QVERIFY(!read);
    QCOMPARE(codeName(read.error().code), "FileUnreadable"_qba);
}

/// Whoever wrote a collection does not choose among all JSON files of whoever opens it.
void TestRequestsVariables::linksStayWithinTheFolder()
{
    const QTemporaryDir dir;
    QVERIFY(QDir(dir.path()).mkpath(u"c/api"_s));
    const auto write = [&dir](const QString &name) {
        QFile file(dir.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write("{\"dev\": {\"host\": \"h\"}}") > 0;
    };
    QVERIFY(write(u"outside.json"_s) && write(u"c/inside.json"_s));
    const QString folder = dir.filePath(u"c/api"_s), root = dir.filePath(u"c"_s);
    const auto codeOf = [](const Result<Environments> &read) {
        return read ? QByteArray::number(qsizetype(read->all().size())) : codeName(read.error().code);
    };
    for (const char *name : {Environments::fileName, Environments::privateFileName}) {
        const QString link = dir.filePath(u"c/api/"_s + QString::fromLatin1(name));
        QVERIFY(QFile::link(dir.filePath(u"c/inside.json"_s), link));
        QCOMPARE(codeOf(Environments::read(folder, root)), "1"_qba);
        QCOMPARE(codeOf(Environments::read(folder)), "FileUnreadable"_qba); // of a file without a collection
        QVERIFY(QFile::remove(link));
        QVERIFY(QFile::link(dir.filePath(u"outside.json"_s), link));
        QCOMPARE(codeOf(Environments::read(folder, root)), "FileUnreadable"_qba);
        QVERIFY(QFile::remove(link));
    }
}

void TestRequestsVariables::setsAVariableAndNothingElse_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const char *before, const char *after) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after);
    };
    row("no file", "", "{\n  \"dev\": {\n    \"host\": \"h\\\"1\"\n  }\n}\n");
    row("a value", "{ \"dev\" : {\"a\":1.0,\"host\":\"old\" } }\r\n",
        "{ \"dev\" : {\"a\":1.0,\"host\":\"h\\\"1\" } }\r\n");
    row("another variable", "{\n  \"dev\": {\n    \"a\": 1,\n    \"b\": 2\n  }\n}",
        "{\n  \"dev\": {\n    \"a\": 1,\n    \"b\": 2,\n    \"host\": \"h\\\"1\"\n  }\n}");
    row("beside one", "{\"dev\": {\n    \"a\": 1\n  }}",
        "{\"dev\": {\n    \"a\": 1,\n    \"host\": \"h\\\"1\"\n  }}");
    row("an empty environment", "{\n  \"dev\": {}\n}", "{\n  \"dev\": {\n    \"host\": \"h\\\"1\"\n  }\n}");
    row("another environment", "{\n  \"prod\": {}\n}",
        "{\n  \"prod\": {},\n  \"dev\": {\n    \"host\": \"h\\\"1\"\n  }\n}");
}

void TestRequestsVariables::setsAVariableAndNothingElse()
{
    QFETCH(QByteArray, before);
    const auto after = Environments::withVariable(before, "dev", "host", "h\"1");
    QVERIFY(after);
    QTEST(*after, "after");
    QCOMPARE(Environments::parse(*after)->find("dev")->variables.at("host"), "h\"1"_qba);
}

QTEST_GUILESS_MAIN(TestRequestsVariables)
#include "tst_requests_variables.moc"
