#include "support/sd_jwt_tools.h"
#include "support/sd_jwt_vectors.h"

using namespace sd_jwt_tools;

namespace {

const QByteArray name = encoded(R"(["salt-1","name","Ana"])");
const QByteArray age = encoded(R"(["salt-2","age",18446744073709551615.0])");
const QByteArray element = encoded(R"(["salt-3","DE"])");

/// A payload whose top level has these digests.
QByteArray withDigests(const QByteArrayList &disclosures, const QByteArray &more = {})
{
    QByteArrayList digests;
    for (const QByteArray &disclosure : disclosures)
        digests << quotedDigest(disclosure);
    return R"({"iss":"i")" + more + R"(,"_sd":[)" + digests.join(',') + "]}";
}

} // namespace

class TestSdJwt : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void processes_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QByteArrayList>("disclosures");
        QTest::addColumn<QByteArray>("result");
        const auto add = [](const char *row, const QByteArray &payload, const QByteArrayList &disclosures,
                            const char *result) {
            QTest::newRow(row) << payload << disclosures << QByteArray(result);
        };
        add("nothing to disclose", R"({"iss":"i"})", {}, R"({"iss":"i"})");
        add("a property", withDigests({name}), {name}, R"({"iss":"i","name":"Ana"})");
        add("withheld", withDigests({name}), {}, R"({"iss":"i"})");
        add("two, in the order of their digests", withDigests({age, name}), {name, age},
            R"({"iss":"i","age":18446744073709551615.0,"name":"Ana"})");
        add("raw bytes", R"({ "a" : 1.0 , "b":"\u00e9\/" , "c" : [ 1e2 ] })", {},
            R"({"a":1.0,"b":"\u00e9\/","c":[1e2]})");
        add("an element", R"({"n":["FR",{"...":)" + quotedDigest(element) + R"(},"IT"]})", {element},
            R"({"n":["FR","DE","IT"]})");
        add("a withheld element", R"({"n":["FR",{"...":)" + quotedDigest(element) + R"(},"IT"]})", {},
            R"({"n":["FR","IT"]})");
        add("an object of nothing", R"({"a":{"_sd":[)" + quotedDigest(name) + "]}}", {}, R"({"a":{}})");
        add("below an object", R"({"a":{"_sd":[)" + quotedDigest(name) + "]}}", {name},
            R"({"a":{"name":"Ana"}})");
        const QByteArray outer = encoded(R"(["s","address",{"country":"DE","_sd":[)" + quotedDigest(name) +
                                         R"(],"list":[{"...":)" + quotedDigest(element) + "}]}]");
        add("in a disclosure", withDigests({outer}), {element, outer, name},
            R"({"iss":"i","address":{"country":"DE","list":["DE"],"name":"Ana"}})");
        add("inner ones withheld", withDigests({outer}), {outer},
            R"({"iss":"i","address":{"country":"DE","list":[]}})");
        add("sha-256 said", withDigests({name}, R"(,"_sd_alg":"sha-256")"), {name},
            R"({"iss":"i","name":"Ana"})");
        add("the same name elsewhere", withDigests({name}, R"(,"a":{"name":1})"), {name},
            R"({"iss":"i","a":{"name":1},"name":"Ana"})");

        // RFC 9901 section 7.1 step 5, and what follows from it
        add("nothing refers to it", withDigests({name}), {name, age}, "DisclosureUnreferenced");
        add("its outer one is withheld", withDigests({outer}), {name}, "DisclosureUnreferenced");
        add("one changed letter", withDigests({name}), {encoded(R"(["salt-1","name","ana"])")},
            "DisclosureUnreferenced");
        // Step 4
        add("a digest twice in one list", withDigests({name, name}), {name}, "DisclosureRepeated");
        add("a digest in two places", withDigests({name}, R"(,"a":{"_sd":[)" + quotedDigest(name) + "]}"),
            {name}, "DisclosureRepeated");
        add("a digest twice, undisclosed", withDigests({name, name}), {}, "DisclosureRepeated");
        add("a digest in a list and an array",
            withDigests({element}, R"(,"n":[{"...":)" + quotedDigest(element) + "}]"), {},
            "DisclosureRepeated");
        add("a disclosure twice", withDigests({name}), {name, name}, "DisclosureRepeated");
        // Step 3.c
        const auto disclosed = [&add](const char *row, const char *json, const char *code) {
            const QByteArray text = encoded(json);
            add(row, withDigests({text}), {text}, code);
        };
        disclosed("(the same with a good one)", R"(["s","x",1])", R"({"iss":"i","x":1})");
        disclosed("named _sd", R"(["s","_sd",["x"]])", "DisclosureNameForbidden");
        disclosed("named _sd with an escape", R"(["s","\u005fsd",["x"]])", "DisclosureNameForbidden");
        disclosed("named ...", R"(["s","...",1])", "DisclosureNameForbidden");
        disclosed("named _sd_alg", R"(["s","_sd_alg","sha-256"])", "DisclosureNameForbidden");
        disclosed("an existing name", R"(["s","iss","x"])", "DisclosureNameExists");
        disclosed("an existing name with an escape", R"(["s","\u0069ss","x"])", "DisclosureNameExists");
        add("the same name twice", withDigests({name, encoded(R"(["s","name",1])")}),
            {name, encoded(R"(["s","name",1])")}, "DisclosureNameExists");
        disclosed("two elements for a property", R"(["s",1])", "DisclosureInvalid");
        disclosed("four elements", R"(["s","x",1,2])", "DisclosureInvalid");
        disclosed("one element", R"(["s"])", "DisclosureInvalid");
        disclosed("no element", "[]", "DisclosureInvalid");
        disclosed("an object", R"({"s":"x"})", "DisclosureInvalid");
        disclosed("no JSON", R"(["s","x",1)", "DisclosureInvalid");
        disclosed("empty", "", "DisclosureInvalid");
        disclosed("the salt is a number", R"([1,"x",1])", "DisclosureInvalid");
        disclosed("the salt is null", R"([null,"x",1])", "DisclosureInvalid");
        disclosed("the name is a number", R"(["s",1,1])", "DisclosureInvalid");
        disclosed("a name twice in its value", R"(["s","x",{"a":1,"a":2}])", "JsonDuplicateName");
        add("three elements for an array's", R"({"n":[{"...":)" + quotedDigest(name) + "}]}", {name},
            "DisclosureInvalid");
        for (const char *ending : {"=", "\n", "."}) {
            const QByteArray text = name + ending;
            add(qPrintable(QStringLiteral("not canonical: ") + QLatin1String(ending).trimmed()),
                withDigests({text}), {text}, "DisclosureInvalid");
        }
        // ["s","x",1] is 11 octets: its last character has two bits that must be zero.
        const QByteArray spelled = encoded(R"(["s","x",1])").chopped(1) + 'R';
        add("unused bits that are not zero", withDigests({spelled}), {spelled}, "DisclosureInvalid");

        // Section 4.1.1
        add("sha-1", withDigests({name}, R"(,"_sd_alg":"sha-1")"), {name}, "SdAlgorithmUnsupported");
        add("SHA-256 in capitals", withDigests({name}, R"(,"_sd_alg":"SHA-256")"), {name},
            "SdAlgorithmUnsupported");
        add("_sd_alg is a number", withDigests({name}, R"(,"_sd_alg":256)"), {name}, "JsonTypeMismatch");
        add("_sd_alg twice", withDigests({name}, R"(,"_sd_alg":"sha-256","_sd_alg":"sha-256")"), {name},
            "JsonDuplicateName");
        add("_sd_alg below the top", withDigests({name}, R"(,"a":{"_sd_alg":"sha-256"})"), {name},
            "TokenFormInvalid");
        // Section 4.1: these names have no other use
        add("_sd is no list", R"({"_sd":"x"})", {}, "JsonTypeMismatch");
        add("_sd holds a number", R"({"_sd":[1]})", {}, "JsonTypeMismatch");
        add("... is a number", R"({"n":[{"...":1}]})", {}, "JsonTypeMismatch");
        add("... has a neighbour", R"({"n":[{"...":"x","a":1}]})", {}, "TokenFormInvalid");
        add("... in an object", R"({"n":{"...":"x"}})", {}, "TokenFormInvalid");
        add("_sd twice", R"({"_sd":[],"_sd":[]})", {}, "JsonDuplicateName");
        add("a name twice", R"({"iss":"a","iss":"b"})", {}, "JsonDuplicateName");
        add("a list as payload", "[]", {}, "JsonNotObject");
        add("no JSON as payload", "x", {}, "JsonSyntax");
    }

    void processes()
    {
        QFETCH(QByteArray, payload);
        QFETCH(QByteArrayList, disclosures);
        QTEST(outcome(parsed(issued(payload, disclosures))), "result");
    }

    void knowsThreeHashes_data()
    {
        QTest::addColumn<int>("hash");
        QTest::newRow("sha-256") << int(QCryptographicHash::Sha256);
        QTest::newRow("sha-384") << int(QCryptographicHash::Sha384);
        QTest::newRow("sha-512") << int(QCryptographicHash::Sha512);
    }

    void knowsThreeHashes()
    {
        QFETCH(int, hash);
        const QByteArray tag = QTest::currentDataTag();
        const QByteArray digest = digestOf(name, QCryptographicHash::Algorithm(hash));
        const SdJwt token =
            parsed(issued(R"({"_sd_alg":")" + tag + R"(","_sd":[")" + digest + R"("]})", {name}));
        QCOMPARE(outcome(token), R"({"name":"Ana"})");
        QCOMPARE(token.hashAlgorithm(), tag);
        QCOMPARE(token.disclosures().front().digest, digest);
    }

    void describesItsDisclosures()
    {
        const QByteArray inner = encoded(R"(["s","a/b~",{"x":1}])");
        const QByteArray item = encoded(R"(["s",{"_sd":[)" + quotedDigest(inner) + "]}]");
        const QByteArray bad = encoded(R"([1,"bad",2])");
        const QByteArray text = issued(R"({"l":[{"...":"decoy"},7,{"...":)" + quotedDigest(item) +
                                           R"(}],"_sd":["decoy-2",)" + quotedDigest(bad) + "]}",
                                       {inner, bad, item});
        const SdJwt token = parsed(text);
        const std::vector<Disclosure> &all = token.disclosures();
        QCOMPARE(all.size(), size_t(3));
        for (const Disclosure &disclosure : all) {
            QCOMPARE(text.mid(disclosure.span.begin, disclosure.span.size()), disclosure.text);
            QVERIFY(disclosure.referenced);
        }
        QCOMPARE(all[0].name.value(), QStringLiteral("a/b~"));
        QCOMPARE(all[0].value.raw().toByteArray(), R"({"x":1})");
        QCOMPARE(all[0].pointer, QStringLiteral("/l/1/a~1b~0"));
        QCOMPARE(all[0].parent.value(), size_t(2));
        QVERIFY(!all[0].problem);
        QCOMPARE(all[1].name.value(), QStringLiteral("bad"));
        QCOMPARE(codeName(all[1].problem->code), "DisclosureInvalid");
        QCOMPARE(all[1].problem->subject, QStringLiteral("2"));
        QCOMPARE(all[1].pointer, QString());
        QVERIFY(!all[2].name);
        QCOMPARE(all[2].pointer, QStringLiteral("/l/1"));
        QVERIFY(!all[2].parent);
        QCOMPARE(token.unmatchedDigests(), 2);
        QVERIFY(!token.keyBinding());
        QCOMPARE(token.presentation().toByteArray(), text);
    }

    void splitsAtTildes()
    {
        QCOMPARE(codeOf(SdJwt::parse("a.b.c")), "TokenFormInvalid");
        QCOMPARE(codeOf(SdJwt::parse("")), "TokenFormInvalid");
        // RFC 9901 section 8: in the JSON serialization disclosures stand in the header.
        QCOMPARE(codeOf(SdJwt::parse(" {\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"AA\"}~")),
                 "TokenFormInvalid");
        const SdJwt bare = parsed("a.b.c~");
        QVERIFY(bare.disclosures().empty());
        QVERIFY(!bare.keyBinding());
        const SdJwt bound = parsed("a.b.c~x~~d.e.f");
        QCOMPARE(bound.disclosures().size(), size_t(2));
        QCOMPARE(bound.disclosures()[1].text, "");
        QCOMPARE(bound.keyBinding()->text(), "d.e.f");
        QCOMPARE(bound.presentation().toByteArray(), "a.b.c~x~~");
        QCOMPARE(bound.issuerToken().text(), "a.b.c");
    }

    void recognizesItself_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("is");
        const QByteArray issuedText = rfc9901::issued;
        QTest::newRow("RFC 9901 section 5.1") << issuedText << true;
        QTest::newRow("RFC 9901 section 5.2") << QByteArray(rfc9901::presented) << true;
        QTest::newRow("more tildes than disclosures") << issuedText + QByteArray(10001, '~') << true;
        QTest::newRow("nothing but tildes") << QByteArray(10002, '~') << false;
        QTest::newRow("a JWT") << issuedText.left(issuedText.indexOf('~')) << false;
        // RFC 9449 section 7.1: an access token may hold tildes.
        QTest::newRow("another token") << QByteArray("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU") << false;
        QTest::newRow("a foreign character") << issuedText + "a b~" << false;
        QTest::newRow("nothing") << QByteArray() << false;
    }

    void recognizesItself()
    {
        QFETCH(QByteArray, text);
        QTEST(SdJwt::looksLikeOne(text), "is");
    }
};

QTEST_APPLESS_MAIN(TestSdJwt)
#include "tst_sd_jwt.moc"
