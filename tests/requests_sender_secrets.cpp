// Secrets of the keychain: where they go, and how they are kept.

#include "tst_requests_sender.h"

#include "requests/import_keeping.h"
#include "requests/kept_secrets.h"

#include <numeric>

void TestRequestsSender::keep(const QByteArray &name, const QByteArray &secret)
{
    const http::Leash leash{.resources = {*http::Origin::of(m_server->url())}};
    std::optional<Result<Done>> done;
    QObject context;
    const auto keeping = KeptSecrets(m_computer->keychain)
                             .keep(name, Secret(secret), leash, &context,
                                   [&done](const Result<Done> &result) { done = result; });
    QTRY_VERIFY(done && *done);
}

void TestRequestsSender::secretsOfTheKeychainKeepTheirLeash()
{
    TestServer other;
    other.answerWith([](const SeenRequest &) { return ServerAnswer::text("ok"); });
    const KeptSecrets kept(m_computer->keychain);
    const http::Leash leash{.resources = {*http::Origin::of(m_server->url())}};
    std::optional<Result<Done>> done;
    QObject context;
    const auto keeping = kept.keep("api key", Secret("k3pt-value"_qba), leash, &context,
                                   [&done](const Result<Done> &result) { done = result; });
    QTRY_VERIFY(done && *done);

    Outbound out = get("{{base}}/me");
    out.spec.headers = {{"X-Key", "{{keychain:api key}}"}};
    Sent sent = send(out);
    QCOMPARE(codeOf(sent), ""_qba);
    QCOMPARE(m_server->requests()[0].header("X-Key"), "k3pt-value"_qba);
    QCOMPARE(http::headerValue(sent.request.headers, "X-Key"), "{{keychain:api key}}"_qba);
    // Anywhere else it is refused whole.
    out.spec.url = other.origin() + "/me";
    sent = send(out);
    QCOMPARE(codeOf(sent), "LeashRefused"_qba);
    QCOMPARE(other.connections(), 0);
    // A name of a host is looked up and shown: none is made of a secret.
    for (const char *url :
         {"http://{{keychain:api key}}.example/", "http://{{keychain:api key}}",
          "http://x:{{keychain:api key}}@a.example/", "{{keychain:api key}}://a.example/"}) {
        sent = send(get(url));
        QVERIFY2(codeOf(sent) == "UrlInvalid", url + ": "_qba + codeOf(sent));
        QVERIFY(!(sent.answer.error().subject + sent.answer.error().detail).contains(u"k3pt"_s));
    }
    QCOMPARE(codeOf(send(get("{{base}}?k={{keychain:api key}}"))), ""_qba);
    QCOMPARE(codeOf(send(get("{{base}}/me#{{keychain:api key}}"))), ""_qba);
    out = get("{{base}}/me?k={{keychain:no such}}");
    sent = send(out);
    QCOMPARE(codeOf(sent), "SecretReferenceUnknown"_qba);
    QCOMPARE(sent.answer.error().subject, u"{{keychain:no such}}"_s);
    out = get("{{base}}/me?k={{profile:nobody.token}}");
    QCOMPARE(codeOf(send(out)), "ProfileNotFound"_qba);
    out = get("{{base}}/me?k={{profile:work.token}}");
    QCOMPARE(codeOf(send(out)), "NotSignedIn"_qba);
    signedIn();
    out = get("{{base}}/me?k={{profile:work.id_token}}");
    QCOMPARE(codeOf(send(out)), "IdTokenMissing"_qba);
}

void TestRequestsSender::secretsAreKeptListedAndRemoved()
{
    const KeptSecrets kept(m_computer->keychain);
    const http::Leash leash{.resources = {*http::Origin::of(QUrl(u"https://a.example"_s))}};
    const auto run = [](auto start) {
        QObject context;
        std::optional<QByteArray> code;
        const auto operation = start(&context, [&code](const auto &result) {
            code = result ? QByteArray() : codeName(result.error().code);
        });
        return QTest::qWaitFor([&code] { return code.has_value(); }, claimcheck::test::busyMachineMs)
                   ? *code
                   : "no answer"_qba;
    };
    const auto keep = [&](const QByteArray &name, const QByteArray &secret, const http::Leash &where) {
        return run([&](QObject *context, auto done) {
            return kept.keep(name, Secret(secret), where, context, done);
        });
    };
    QCOMPARE(keep("b", "one", leash), ""_qba);
    QCOMPARE(keep("a", "two", leash), ""_qba);
    QCOMPARE(keep("b", "three", leash), ""_qba); // in place of the first
    QCOMPARE(keep("", "x", leash), "UsageInvalid"_qba);
    QCOMPARE(keep("a}}b", "x", leash), "UsageInvalid"_qba);
    QCOMPARE(keep("c", "two\nlines", leash), "UsageInvalid"_qba);
    QCOMPARE(keep("c", "", leash), "UsageInvalid"_qba);
    QCOMPARE(keep("c", "x", {}), "UsageInvalid"_qba);
    QByteArrayList names;
    const auto list = [&] {
        names.clear();
        return run([&](QObject *context, auto done) {
            return kept.list(context, [&names, done](const Result<std::vector<KeptSecret>> &all) {
                for (const KeptSecret &secret : all ? *all : std::vector<KeptSecret>())
                    names += secret.name;
                done(all);
            });
        });
    };
    QCOMPARE(list(), ""_qba);
    QCOMPARE(names, QByteArrayList({"a", "b"}));
    const auto remove = [&](const QByteArray &name) {
        return run([&](QObject *context, auto done) { return kept.remove(name, context, done); });
    };
    QCOMPARE(remove("a"), ""_qba);
    QCOMPARE(remove("a"), "SecretReferenceUnknown"_qba);
    QCOMPARE(list(), ""_qba);
    QCOMPARE(names, QByteArrayList({"b"}));
}

/// An import whose secret has the name of one that is kept: nothing of that one changes, and the files that
/// are written name the new one.
void TestRequestsSender::whatIsKeptIsNeverReplacedByAnImport()
{
    const KeptSecrets kept(m_computer->keychain);
    const auto leashTo = [](const QString &origin) {
        return http::Leash{.resources = {*http::Origin::of(QUrl(origin))}};
    };
    const auto imported = [&kept](const QByteArray &text) {
        QObject context;
        std::optional<Result<Import>> result;
        auto import = importCurl(text);
        if (!import)
            qFatal("not read");
        std::vector<size_t> all(import->secrets.size());
        std::iota(all.begin(), all.end(), size_t(0));
        const auto keeping = keepSecrets(kept, *std::move(import), all, &context,
                                         [&result](Result<Import> kept_) { result = std::move(kept_); });
        if (!QTest::qWaitFor([&result] { return result.has_value(); }, claimcheck::test::busyMachineMs) ||
            !*result)
            qFatal("not kept");
        return **std::move(result);
    };
    const auto fileOf = [](Import import) { return httpFileOf(import); };
    const auto read = [&kept](const QByteArray &name) {
        QObject context;
        std::optional<http::Credential> found;
        bool isDone = false;
        const auto reading = kept.read(name, &context, [&](const Result<http::Credential> &credential) {
            isDone = true;
            if (credential)
                found = *credential;
        });
        if (!QTest::qWaitFor([&isDone] { return isDone; }, claimcheck::test::busyMachineMs))
            qFatal("no answer");
        return found;
    };
    const auto is = [&](const QByteArray &name, const QByteArray &secret, const QString &origin) {
        const auto found = read(name);
        return found && found->secret.equals(Secret(secret)) && found->leash == leashTo(origin);
    };
    const QByteArray first = "curl https://api.example/a -H 'X-Api-Key: first-key-1'";
    QByteArray text = fileOf(imported(first)).text();
    QVERIFY(text.contains("{{keychain:api.example-x-api-key}}"));
    QVERIFY(is("api.example-x-api-key", "first-key-1", u"https://api.example"_s));
    // The same once more is what is there already.
    text = fileOf(imported(first)).text();
    QVERIFY(text.contains("{{keychain:api.example-x-api-key}}"));
    QVERIFY(!read("api.example-x-api-key-2"));
    // Another secret, and the same secret for another port: each gets a name of its own.
    text = fileOf(imported("curl https://api.example/a -H 'X-Api-Key: other-key-2' -d "
                           "'{\"password\":\"other-key-2\"}' -H 'Content-Type: application/json'"))
               .text();
    QCOMPARE(text.count("{{keychain:api.example-x-api-key-2}}"), 2);
    QCOMPARE(text.count("{{keychain:"), 2);
    text = fileOf(imported("curl https://api.example:8443/a -H 'X-Api-Key: first-key-1'")).text();
    QVERIFY(!text.contains("{{keychain:api.example-x-api-key}}"));
    QVERIFY(is("api.example-x-api-key", "first-key-1", u"https://api.example"_s));
    QVERIFY(is("api.example-x-api-key-2", "other-key-2", u"https://api.example"_s));
    // A free name that the import itself uses for something else is not free.
    const Import both = imported("curl https://api.example/a -H 'X-Api-Key: third-key-3'\n"
                                 "curl https://api.example/b -H 'X-Api-Key: fourth-key-4'");
    QCOMPARE(both.secrets.size(), 2u);
    QVERIFY(both.secrets[0].name != both.secrets[1].name);
    QVERIFY(is(both.secrets[0].name, "third-key-3", u"https://api.example"_s));
    QVERIFY(is(both.secrets[1].name, "fourth-key-4", u"https://api.example"_s));
    QVERIFY(both.requests[0].headers[0].value == "{{keychain:" + both.secrets[0].name + "}}");
    QVERIFY(both.requests[1].headers[0].value == "{{keychain:" + both.secrets[1].name + "}}");
    QVERIFY(is("api.example-x-api-key-2", "other-key-2", u"https://api.example"_s));
}
