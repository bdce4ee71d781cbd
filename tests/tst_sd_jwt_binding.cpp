#include "jose/key_export.h"
#include "support/sd_jwt_tools.h"

using namespace sd_jwt_tools;

namespace {

const QByteArray name = encoded(R"(["salt-1","name","Ana"])");
const QByteArray age = encoded(R"(["salt-2","age",7])");
const QByteArray bindingHeader = R"({"alg":"ES256","typ":"kb+jwt"})";

/// A confirmation of this JWK (RFC 7800 section 3.2).
QByteArray confirmation(const QByteArray &jwk)
{
    return R"({"jwk":)" + jwk + '}';
}

QByteArray payload(const QByteArray &cnf = confirmation(*publicJwk(holderKey())))
{
    return R"({"iss":"i","exp":2000,"_sd":[)" + quotedDigest(name) + ',' + quotedDigest(age) + "]" +
           (cnf.isEmpty() ? QByteArray() : R"(,"cnf":)" + cnf) + '}';
}

/// The claims of a KB-JWT for this text; `change` replaces one member, or leaves it out when it is empty.
QByteArray bindingClaims(const QByteArray &text, const QByteArray &member = {}, const QByteArray &change = {})
{
    QByteArrayList claims;
    const std::pair<const char *, QByteArray> all[] = {
        {"iat", "1000"}, {"aud", R"("v")"}, {"nonce", R"("n")"}, {"sd_hash", quotedDigest(text)}};
    for (const auto &[key, value] : all) {
        if (key != member)
            claims << '"' + QByteArray(key) + "\":" + value;
        else if (!change.isEmpty())
            claims << '"' + QByteArray(key) + "\":" + change;
    }
    return '{' + claims.join(',') + '}';
}

Expectations issuerExpectations()
{
    Expectations expected;
    expected.at = seconds(1000);
    expected.issuer = QByteArray("i");
    return expected;
}

KeyBindingExpectations bindingExpectations()
{
    KeyBindingExpectations expected;
    expected.required = true;
    expected.audience = QByteArray("v");
    expected.nonce = QByteArray("n");
    return expected;
}

SdJwtValidation inspected(const QByteArray &text, const Expectations &expected = issuerExpectations(),
                          const KeyBindingExpectations &binding = bindingExpectations())
{
    return inspectSdJwt(parsed(text), only(issuerKey()), expected, binding);
}

QByteArray verdict(const SdJwtValidation &validation)
{
    if (validation.accepted() != !validation.firstError())
        return "verdict and error disagree";
    return validation.accepted() ? QByteArray("none") : codeName(validation.firstError()->code);
}

QByteArray named(const std::vector<Check> &checks, const QByteArray &wanted)
{
    for (const Check &check : checks) {
        if (check.name == wanted)
            return summary(check);
    }
    return "absent";
}

/// The text with a KB-JWT of these claims.
QByteArray bound(const QByteArray &text, const QByteArray &claims, const QByteArray &header = bindingHeader,
                 const Key &key = holderKey(), const char *algorithm = "ES256")
{
    return text + signedToken(header, claims, key, algorithm);
}

} // namespace

/// RFC 9901 section 7: what a verifier makes of issuer, disclosures and key binding together.
class TestSdJwtBinding : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judgesTheBinding_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("code");
        const QByteArray text = issued(payload(), {name});
        const auto row = [](const char *tag, const QByteArray &token, const char *code) {
            QTest::newRow(tag) << token << QByteArray(code);
        };
        const auto changed = [&](const char *tag, const char *member, const QByteArray &value,
                                 const char *code) {
            row(tag, bound(text, bindingClaims(text, member, value)), code);
        };
        row("good", bound(text, bindingClaims(text)), "none");
        row("none", text, "KeyBindingMissing");
        changed("aud of another", "aud", R"("w")", "AudienceMismatch");
        changed("aud absent", "aud", "", "ClaimMissing");
        changed("aud a list", "aud", R"(["v"])", "JsonTypeMismatch");
        changed("nonce of another", "nonce", R"("m")", "NonceMismatch");
        changed("nonce absent", "nonce", "", "ClaimMissing");
        changed("iat absent", "iat", "", "ClaimMissing");
        changed("iat old", "iat", "399", "TokenTooOld");
        changed("iat just not old", "iat", "400", "none");
        changed("iat ahead", "iat", "1001", "TokenFromFuture");
        changed("iat a text", "iat", R"("1000")", "NumericDateInvalid");
        changed("sd_hash absent", "sd_hash", "", "ClaimMissing");
        changed("sd_hash of the issuer's token alone", "sd_hash", quotedDigest(text.left(text.indexOf('~'))),
                "KeyBindingHashMismatch");
        changed("sd_hash without the last tilde", "sd_hash", quotedDigest(text.chopped(1)),
                "KeyBindingHashMismatch");
        const QByteArray more = issued(payload(), {name, age});
        changed("sd_hash of more disclosures", "sd_hash", quotedDigest(more), "KeyBindingHashMismatch");
        row("a disclosure taken away", bound(issued(payload(), {}), bindingClaims(text)),
            "KeyBindingHashMismatch");
        row("typ JWT", bound(text, bindingClaims(text), R"({"alg":"ES256","typ":"JWT"})"), "TypeMismatch");
        row("typ absent", bound(text, bindingClaims(text), R"({"alg":"ES256"})"), "TypeMismatch");
        row("alg none",
            text + encoded(R"({"alg":"none","typ":"kb+jwt"})") + '.' + encoded(bindingClaims(text)) + '.',
            "TokenUnsecured");
        row("crit", bound(text, bindingClaims(text), R"({"alg":"ES256","typ":"kb+jwt","crit":["x"],"x":1})"),
            "CriticalUnsupported");
        row("by another key", bound(text, bindingClaims(text), bindingHeader, issuerKey()),
            "SignatureMismatch");
        row("one part of a token", text + "e30", "TokenPartMissing");
        row("a kid of its own",
            bound(text, bindingClaims(text), R"({"alg":"ES256","typ":"kb+jwt","kid":"x"})"), "none");
        // What the issuer confirms
        const auto confirmed = [&](const char *tag, const QByteArray &cnf, const char *code) {
            const QByteArray other = issued(payload(cnf), {name});
            row(tag, bound(other, bindingClaims(other)), code);
        };
        const QByteArray jwk = *publicJwk(holderKey());
        confirmed("no cnf", {}, "KeyMissing");
        confirmed("a cnf without jwk", R"({"kid":"x"})", "KeyMissing");
        confirmed("a cnf that is a text", R"("x")", "KeyMissing");
        confirmed("a key of another curve", confirmation(*publicJwk(*generateKey(KeyType::Ec, "P-384"))),
                  "AlgorithmNotAllowed");
        confirmed("a private key", confirmation(privateJwk(holderKey())->reveal().toByteArray()),
                  "KeyInvalid");
        confirmed("a secret",
                  confirmation(R"({"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})"),
                  "KeyInvalid");
    }

    void judgesTheBinding()
    {
        QFETCH(QByteArray, text);
        QTEST(verdict(inspected(text)), "code");
    }

    /// Whether one is required is policy; one that is there must be good.
    void judgesABindingThatIsNotRequired()
    {
        KeyBindingExpectations optional = bindingExpectations();
        optional.required = false;
        const QByteArray text = issued(payload(), {name});
        const SdJwtValidation without = inspected(text, issuerExpectations(), optional);
        QCOMPARE(verdict(without), "none");
        QVERIFY(!without.keyBinding);
        QCOMPARE(named(without.checks, "key-binding"), "not-checked");
        QCOMPARE(named(without.checks, "sd_hash"), "not-checked");
        const QByteArray foreign = bound(text, bindingClaims(text), bindingHeader, issuerKey());
        QCOMPARE(verdict(inspected(foreign, issuerExpectations(), optional)), "SignatureMismatch");
    }

    void wantsToKnowTheAudience()
    {
        const QByteArray text = issued(payload(), {name});
        const QByteArray token = bound(text, bindingClaims(text));
        KeyBindingExpectations expected = bindingExpectations();
        expected.audience = Unset{};
        QCOMPARE(verdict(inspected(token, issuerExpectations(), expected)), "AudienceUnset");
        expected.audience = Ignored{};
        expected.nonce = Unset{};
        QCOMPARE(verdict(inspected(token, issuerExpectations(), expected)), "none");
        expected.algorithms = {"ES384"};
        QCOMPARE(verdict(inspected(token, issuerExpectations(), expected)), "AlgorithmNotAllowed");
    }

    /// An issuer that is not believed vouches for nobody's key.
    void confirmsNoKeyByATokenThatWasNotAccepted()
    {
        const QByteArray text = issued(payload(), {name});
        const QByteArray token = bound(text, bindingClaims(text));
        QVERIFY(*inspected(token).keyBinding->signature.keySource == KeySource::Confirmed);
        const auto binding = [&](const KeySet &keys, const Expectations &expected) {
            const SdJwtValidation validation =
                inspectSdJwt(parsed(token), keys, expected, bindingExpectations());
            return verdict(validation) + ", " + named(validation.keyBinding->checks, "signature");
        };
        QCOMPARE(binding(only(holderKey()), issuerExpectations()), "SignatureMismatch, failed KeyNotVouched");
        QCOMPARE(binding(only(issuerKey(), KeySource::CarriedByToken), issuerExpectations()),
                 "KeyNotVouched, failed KeyNotVouched");
        Expectations expected = issuerExpectations();
        expected.issuer = QByteArray("other");
        QCOMPARE(binding(only(issuerKey()), expected), "IssuerMismatch, failed KeyNotVouched");
    }

    /// RFC 9901 section 9.7: what a holder withholds is not there.
    void judgesClaimsAsDisclosed()
    {
        const QByteArray expiry = encoded(R"(["s","exp",2000])");
        const QByteArray hidden = R"({"iss":"i","_sd":[)" + quotedDigest(expiry) + "]}";
        KeyBindingExpectations none;
        QCOMPARE(verdict(inspected(issued(hidden, {expiry}), issuerExpectations(), none)), "none");
        QCOMPARE(verdict(inspected(issued(hidden, {}), issuerExpectations(), none)), "ExpirationMissing");
        Expectations later = issuerExpectations();
        later.at = seconds(2000);
        QCOMPARE(verdict(inspected(issued(hidden, {expiry}), later, none)), "TokenExpired");
    }

    void showsThePayloadOnlyOfASignedToken()
    {
        const QByteArray text = issued(payload({}), {name});
        KeyBindingExpectations none;
        QCOMPARE(inspected(text, issuerExpectations(), none).processed.value(),
                 R"({"iss":"i","exp":2000,"name":"Ana"})");
        const SdJwtValidation foreign =
            inspectSdJwt(parsed(text), only(holderKey()), issuerExpectations(), none);
        QVERIFY(!foreign.processed);
        QCOMPARE(verdict(foreign), "SignatureMismatch");
    }

    /// A bad disclosure spoils the whole token, for whoever looks at the issuer's part alone as well.
    void refusesBadDisclosures()
    {
        KeyBindingExpectations none;
        const SdJwtValidation validation =
            inspected(issued(payload({}), {name, encoded(R"(["s","x",1])")}), issuerExpectations(), none);
        QCOMPARE(verdict(validation), "DisclosureUnreferenced");
        QVERIFY(!validation.issuer.accepted());
        QCOMPARE(named(validation.issuer.checks, "signature"), "passed");
        QCOMPARE(named(validation.checks, "disclosures"), "failed DisclosureUnreferenced");
        QVERIFY(!validation.processed);
    }

    void acceptsNothingByDefault()
    {
        QVERIFY(!SdJwtValidation().accepted());
        QCOMPARE(verdict(inspectSdJwt(parsed("~"), {}, {}, {})), "JsonEmpty");
    }
};

QTEST_APPLESS_MAIN(TestSdJwtBinding)
#include "tst_sd_jwt_binding.moc"
