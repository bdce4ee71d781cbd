#include "jose/key_export.h"
#include "support/sd_jwt_tools.h"

using namespace sd_jwt_tools;

namespace {

const QByteArray street = encoded("[\"s1\",\"street\",\"Main St\"]");
const QByteArray address = encoded("[\"s2\",\"address\",{\"_sd\":[" + quotedDigest(street) + "]}]");
const QByteArray name = encoded("[\"s3\",\"name\",\"Ana\"]");

QByteArray payload()
{
    return "{\"iss\":\"i\",\"exp\":2000,\"cnf\":{\"jwk\":" + *publicJwk(holderKey()) + "},\"_sd\":[" +
           quotedDigest(address) + ',' + quotedDigest(name) + "]}";
}

SdJwt whole()
{
    return parsed(issued(payload(), {street, address, name}));
}

/// The names of the disclosures that are shown.
QByteArrayList shown(const Result<QByteArray> &presentation)
{
    QByteArrayList names;
    const SdJwt token = parsed(*presentation);
    for (const Disclosure &disclosure : token.disclosures())
        names << disclosure.name->toUtf8();
    return names;
}

KeyBindingRequest request()
{
    return {"https://verifier.example", "n-1", seconds(1000)};
}

QByteArray verdict(const QByteArray &text)
{
    Expectations expected;
    expected.at = seconds(1000);
    KeyBindingExpectations binding;
    binding.required = true;
    binding.audience = request().audience;
    binding.nonce = request().nonce;
    const SdJwtValidation validation = inspectSdJwt(parsed(text), only(issuerKey()), expected, binding);
    return validation.accepted() ? QByteArray("none") : codeName(validation.firstError()->code);
}

/// The flattened JSON serialization (RFC 9901 section 8.1) of a compact SD-JWT.
QByteArray flattened(const QByteArray &compact, const QByteArray &disclosures, const QByteArray &more = {})
{
    const QByteArrayList parts = compact.left(compact.indexOf('~')).split('.');
    return "{\"payload\":\"" + parts[1] + "\",\"protected\":\"" + parts[0] + "\",\"signature\":\"" +
           parts[2] + "\",\"header\":{\"disclosures\":" + disclosures + more + "}}";
}

QByteArray list(const QByteArrayList &texts)
{
    return texts.isEmpty() ? QByteArray("[]") : "[\"" + texts.join("\",\"") + "\"]";
}

} // namespace

/// What holders do with an SD-JWT, and its JSON serialization.
class TestSdJwtMaking : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// RFC 9901 section 7.2
    void presentsWhatIsChosen()
    {
        const SdJwt token = whole();
        QVERIFY(shown(presentSdJwt(token, {})).isEmpty());
        QCOMPARE(shown(presentSdJwt(token, {2})), QByteArrayList{"name"});
        QCOMPARE(shown(presentSdJwt(token, {2, 2, 1})), (QByteArrayList{"address", "name"}));
        QCOMPARE(*presentSdJwt(token, {0, 1, 2}), token.text());
        // A street needs its address, or nothing refers to it.
        const Result<QByteArray> inner = presentSdJwt(token, {0});
        QCOMPARE(shown(inner), (QByteArrayList{"street", "address"}));
        QVERIFY(parsed(*inner).processed());
        QCOMPARE(codeOf(presentSdJwt(token, {3})), "DisclosureUnreferenced");
        QCOMPARE(codeOf(presentSdJwt(parsed(issued(payload(), {street})), {0})), "DisclosureUnreferenced");
    }

    void binds()
    {
        const Algorithm &es256 = *findAlgorithm("ES256");
        const SdJwt presentation = parsed(*presentSdJwt(whole(), {2}));
        const Result<QByteArray> bound = makeKeyBinding(presentation, holderKey(), es256, request());
        QVERIFY(bound);
        QCOMPARE(verdict(*bound), "none");
        const SdJwt again = parsed(*bound);
        QCOMPARE(again.keyBinding()->part(PartId::Header).bytes, "{\"typ\":\"kb+jwt\",\"alg\":\"ES256\"}");
        QCOMPARE(again.keyBinding()->claims().find("sd_hash").toUtf8(), digestOf(presentation.text()));
        // One that is there is replaced, and not signed over.
        const Result<QByteArray> twice = makeKeyBinding(again, holderKey(), es256, request());
        QCOMPARE(verdict(*twice), "none");
        QCOMPARE(twice->count('~'), bound->count('~'));
        QCOMPARE(verdict(*makeKeyBinding(presentation, issuerKey(), es256, request())), "SignatureMismatch");
    }

    void bindsNothingBadly()
    {
        const Algorithm &es256 = *findAlgorithm("ES256");
        const SdJwt token = whole();
        KeyBindingRequest without = request();
        QCOMPARE(codeOf(makeKeyBinding(token, holderKey(), es256, without)), "none");
        without.nonce.clear();
        QCOMPARE(codeOf(makeKeyBinding(token, holderKey(), es256, without)), "ClaimMissing");
        without = request();
        without.audience.clear();
        QCOMPARE(codeOf(makeKeyBinding(token, holderKey(), es256, without)), "ClaimMissing");
        QCOMPARE(
            codeOf(makeKeyBinding(token, secretKey(QByteArray(32, 's')), *findAlgorithm("HS256"), request())),
            "AlgorithmNotAllowed");
        QCOMPARE(codeOf(makeKeyBinding(token, key(*publicJwk(holderKey())), es256, request())),
                 "KeyNotPrivate");
        QCOMPARE(codeOf(makeKeyBinding(parsed(issued(payload(), {street})), holderKey(), es256, request())),
                 "DisclosureUnreferenced");
    }

    /// RFC 9901 section 8
    void readsTheJsonSerialization_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char *tag, const QByteArray &text, const char *code) {
            QTest::newRow(tag) << text << QByteArray(code);
        };
        const QByteArray compact = issued(payload(), {name});
        const QByteArray bound =
            *makeKeyBinding(parsed(compact), holderKey(), *findAlgorithm("ES256"), request());
        const QByteArray binding = ",\"kb_jwt\":\"" + bound.mid(bound.lastIndexOf('~') + 1) + '"';
        row("bound", flattened(compact, list({name}), binding), "none");
        row("not bound", flattened(compact, list({name})), "KeyBindingMissing");
        row("fewer disclosures", flattened(compact, list({}), binding), "KeyBindingHashMismatch");
        row("another disclosure", flattened(compact, list({street}), binding), "DisclosureUnreferenced");
        row("an empty binding", flattened(compact, list({name}), ",\"kb_jwt\":\"\""), "JsonEmpty");
    }

    void readsTheJsonSerialization()
    {
        QFETCH(QByteArray, text);
        QTEST(verdict(text), "code");
        QVERIFY(SdJwt::looksLikeOne(text));
        const SdJwt token = parsed(text);
        for (const Disclosure &disclosure : token.disclosures())
            QCOMPARE(text.mid(disclosure.span.begin, disclosure.span.size()), disclosure.text);
    }

    void refusesOtherJson_data()
    {
        QTest::addColumn<QByteArray>("text");
        const QByteArray compact = issued(payload(), {name});
        QTest::newRow("no disclosures") << flattened(compact, "7");
        QTest::newRow("a number among them") << flattened(compact, "[7]");
        QTest::newRow("a binding that is a number") << flattened(compact, "[]", ",\"kb_jwt\":7");
        QTest::newRow("an object") << QByteArray("{}");
        QTest::newRow("no JSON") << QByteArray("{~");
        const QByteArrayList parts = compact.left(compact.indexOf('~')).split('.');
        const QByteArray signature = "{\"protected\":\"" + parts[0] + "\",\"signature\":\"" + parts[2] +
                                     "\",\"header\":{\"disclosures\":[]}}";
        QTest::newRow("disclosures of a second signature")
            << "{\"payload\":\"" + parts[1] + "\",\"signatures\":[" + signature + ',' + signature + "]}";
    }

    void refusesOtherJson()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(codeOf(SdJwt::parse(text)), "TokenFormInvalid");
    }

    void takesItsPresentationFromTheFirstSignature()
    {
        const QByteArray compact = issued(payload(), {name});
        QCOMPARE(parsed(flattened(compact, list({name}))).presentation().toByteArray(), compact);
    }
};

QTEST_APPLESS_MAIN(TestSdJwtMaking)
#include "tst_sd_jwt_making.moc"
