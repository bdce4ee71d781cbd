#include "support/id_token_cases.h"

// Apart from the test itself: moc 6.4 loses its way in raw string literals.
namespace id_token_cases {

const std::vector<Row> &rows()
{
    static const std::vector<Row> all = {
        {"oidcc-client-test", [](Trial &) {}, "none"},
        {"oidcc-client-test-idtoken-sig-rs256", [](Trial &) {}, "none"},
        {"oidcc-client-test-idtoken-sig-none",
         [](Trial &t) { t.text = encoded(R"({"alg":"none"})") + '.' + encoded(t.payload()) + '.'; },
         "TokenUnsecured signature"},
        {"idtoken-sig-none, named by the metadata",
         [](Trial &t) {
             t.text = encoded(R"({"alg":"none"})") + '.' + encoded(t.payload()) + '.';
             t.expected.algorithms = {QStringLiteral("none")};
         },
         "TokenUnsecured signature"},
        {"idtoken-sig-None in another case",
         [](Trial &t) { t.text = encoded(R"({"alg":"nOnE"})") + '.' + encoded(t.payload()) + '.'; },
         "TokenUnsecured signature"},
        {"oidcc-client-test-invalid-sig-rs256", [](Trial &t) { t.signer = otherRsaKey(); },
         "SignatureMismatch signature"},
        {"invalid-sig-rs256: a claim changed after signing",
         [](Trial &t) {
             QByteArrayList parts = t.token().split('.');
             t.set("sub", R"("mallory")");
             parts[1] = encoded(t.payload());
             t.text = parts.join('.');
         },
         "SignatureMismatch signature"},
        {"oidcc-client-test-idtoken-sig-es256", [](Trial &t) { t.use(key(rfc::a3Key), "ES256"); }, "none"},
        {"oidcc-client-test-invalid-sig-es256",
         [](Trial &t) {
             t.use(key(rfc::a3Key), "ES256");
             t.signer = *generateKey(KeyType::Ec, "P-256");
         },
         "SignatureMismatch signature"},
        {"fapi-client-test-idtoken-sig-ps256", [](Trial &t) { t.use(rsaKey(), "PS256"); }, "none"},
        {"idtoken-sig-eddsa", [](Trial &t) { t.use(key(rfc::edPrivateKey), "EdDSA"); }, "none"},

        // HS*: only with the client's own secret, where the metadata names it
        {"oidcc-client-test-idtoken-sig-hs256",
         [](Trial &t) {
             t.use(secretKey(clientSecret().reveal().toByteArray()), "HS256");
             t.expected.clientSecret = &clientSecret();
         },
         "none"},
        {"oidcc-client-test-invalid-sig-hs256",
         [](Trial &t) {
             t.use(secretKey(QByteArray(32, 'x')), "HS256");
             t.expected.clientSecret = &clientSecret();
         },
         "SignatureMismatch signature"},
        {"idtoken-sig-hs256 of a public client",
         [](Trial &t) { t.use(secretKey(clientSecret().reveal().toByteArray()), "HS256"); },
         "AlgorithmNotAllowed signature"},
        {"idtoken-sig-hs256 not named",
         [](Trial &t) {
             t.use(secretKey(clientSecret().reveal().toByteArray()), "HS256");
             t.expected.clientSecret = &clientSecret();
             t.expected.algorithms = {QStringLiteral("RS256")};
         },
         "AlgorithmNotAllowed signature"},
        {"idtoken-sig-hs256 with nothing named",
         [](Trial &t) {
             t.use(secretKey(clientSecret().reveal().toByteArray()), "HS256");
             t.expected.clientSecret = &clientSecret();
             t.expected.algorithms = {};
         },
         "AlgorithmNotAllowed signature"},
        {"idtoken-sig-hs256 with the public key as its secret",
         [](Trial &t) {
             t.header = R"({"alg":"HS256","kid":"r1"})";
             t.signer = secretKey(QByteArray(32, 'p'));
             t.algorithm = "HS256";
             t.expected.algorithms << QStringLiteral("HS256");
         },
         "AlgorithmNotAllowed signature"},
        {"idtoken-sig-hs256 with a published secret",
         [](Trial &t) {
             t.use(secretKey(QByteArray(32, 'p')), "HS256");
             t.keys = {{named(secretKey(QByteArray(32, 'p')), "k")}, KeySource::Discovered, {}, {}};
             t.expected.clientSecret = &clientSecret();
         },
         "SignatureMismatch signature"},
        {"idtoken-sig-hs256 with a short secret",
         [](Trial &t) {
             static const Secret tooShort(QByteArrayView("short"));
             t.use(secretKey("short"), "HS256");
             t.expected.clientSecret = &tooShort;
         },
         "KeyTooShort key-strength"},
        {"fapi-client-test-invalid-alternate-alg",
         [](Trial &t) {
             t.header = R"({"alg":"PS256","kid":"r1"})";
             t.algorithm = "PS256";
         },
         "AlgorithmNotAllowed signature"},
        {"alg that the key's own alg denies",
         [](Trial &t) { t.keys.keys = {named(t.keys.keys.front(), "r1", "RS512")}; },
         "AlgorithmNotAllowed signature"},
        {"nothing named: any public key", [](Trial &t) { t.expected.algorithms = {}; }, "none"},
        {"an unknown critical extension",
         [](Trial &t) { t.header = R"({"alg":"RS256","kid":"r1","crit":["x"],"x":1})"; },
         "CriticalUnsupported signature"},

        // keys
        {"oidcc-client-test-kid-absent-single-jwks", [](Trial &t) { t.header = R"({"alg":"RS256"})"; },
         "none"},
        {"oidcc-client-test-kid-absent-multiple-jwks",
         [](Trial &t) {
             t.header = R"({"alg":"RS256"})";
             t.keys.keys.push_back(named(*publicKeyOf(otherRsaKey()), "r2"));
         },
         "KeyAmbiguous signature"},
        {"kid-absent-multiple-jwks, one of them fits",
         [](Trial &t) {
             t.header = R"({"alg":"RS256"})";
             t.keys.keys.push_back(named(*publicKeyOf(key(rfc::a3Key)), "e1"));
             KeyMetadata encryption;
             encryption.use = "enc";
             t.keys.keys.push_back(publicKeyOf(otherRsaKey())->withMetadata(encryption));
         },
         "none"},
        {"kid named among several",
         [](Trial &t) { t.keys.keys.push_back(named(*publicKeyOf(otherRsaKey()), "r2")); }, "none"},
        {"oidcc-client-test-signing-key-rotation-just-before-signing",
         [](Trial &t) { t.header = R"({"alg":"RS256","kid":"new"})"; }, "KeyNotFound signature"},
        {"no keys", [](Trial &t) { t.keys.keys.clear(); }, "KeyMissing signature"},
        {"a key in the header",
         [](Trial &t) {
             t.signer = otherRsaKey();
             t.header = R"({"alg":"RS256","jwk":)" + *publicJwk(otherRsaKey()) + '}';
         },
         "SignatureMismatch signature"},

        // iss, sub, aud, azp
        {"oidcc-client-test-invalid-iss", [](Trial &t) { t.set("iss", R"("https://other.example")"); },
         "IssuerMismatch iss"},
        {"invalid-iss: a slash more", [](Trial &t) { t.set("iss", R"("https://op.example/")"); },
         "IssuerMismatch iss"},
        {"oidcc-client-test-missing-iss", [](Trial &t) { t.drop("iss"); }, "ClaimMissing iss"},
        {"oidcc-client-test-missing-sub", [](Trial &t) { t.drop("sub"); }, "ClaimMissing sub"},
        {"empty-sub", [](Trial &t) { t.set("sub", R"("")"); }, "ClaimMissing sub"},
        {"sub-is-a-number", [](Trial &t) { t.set("sub", "7"); }, "JsonTypeMismatch sub"},
        {"oidcc-client-test-refresh-token",
         [](Trial &t) {
             t.expected.subject = QStringLiteral("alice");
             t.expected.nonce.reset();
             t.expected.code = nullptr;
             t.drop("nonce");
         },
         "none"},
        {"oidcc-client-test-refresh-token-invalid-sub",
         [](Trial &t) { t.expected.subject = QStringLiteral("bob"); }, "SubjectMismatch sub"},
        {"oidcc-client-test-refresh-token-invalid-issuer",
         [](Trial &t) {
             t.expected.subject = QStringLiteral("alice");
             t.set("iss", R"("https://other.example")");
         },
         "IssuerMismatch iss"},
        {"oidcc-client-test-invalid-aud", [](Trial &t) { t.set("aud", R"("other")"); },
         "AudienceMismatch aud"},
        {"oidcc-client-test-missing-aud", [](Trial &t) { t.drop("aud"); }, "ClaimMissing aud"},
        {"fapi-client-test-valid-aud-as-array", [](Trial &t) { t.set("aud", R"(["client"])"); }, "none"},
        {"fapi-client-test-invalid-secondary-aud", [](Trial &t) { t.set("aud", R"(["other","client"])"); },
         "ClaimMissing azp"},
        {"several audiences and azp",
         [](Trial &t) {
             t.set("aud", R"(["other","client"])");
             t.set("azp", R"("client")");
         },
         "none"},
        {"invalid-azp", [](Trial &t) { t.set("azp", R"("other")"); }, "PartyMismatch azp"},
        {"azp-is-a-number", [](Trial &t) { t.set("azp", "1"); }, "JsonTypeMismatch azp"},
        {"aud-is-an-object", [](Trial &t) { t.set("aud", "{}"); }, "JsonTypeMismatch aud"},

        // times
        {"oidcc-client-test-missing-iat", [](Trial &t) { t.drop("iat"); }, "ClaimMissing iat"},
        {"iat-in-the-future", [](Trial &t) { t.set("iat", "1011"); }, "TokenFromFuture iat"},
        {"iat within the leeway", [](Trial &t) { t.set("iat", "1010"); }, "none"},
        {"fapi-client-test-invalid-missing-exp", [](Trial &t) { t.drop("exp"); }, "ExpirationMissing exp"},
        {"fapi-client-test-invalid-expired-exp", [](Trial &t) { t.set("exp", "990"); }, "TokenExpired exp"},
        {"exp within the leeway", [](Trial &t) { t.set("exp", "991"); }, "none"},
        {"nbf-in-the-future", [](Trial &t) { t.set("nbf", "1011"); }, "TokenNotYetValid nbf"},
        {"exp-is-text", [](Trial &t) { t.set("exp", R"("2000")"); }, "NumericDateInvalid exp"},
        {"max-age and auth_time",
         [](Trial &t) {
             t.expected.maxAge = std::chrono::seconds(60);
             t.set("auth_time", "930");
         },
         "none"},
        {"missing-auth-time", [](Trial &t) { t.expected.maxAge = std::chrono::seconds(60); },
         "ClaimMissing auth_time"},
        {"invalid-auth-time",
         [](Trial &t) {
             t.expected.maxAge = std::chrono::seconds(60);
             t.set("auth_time", "929");
         },
         "TokenTooOld auth_time"},
        {"auth-time-in-the-future",
         [](Trial &t) {
             t.expected.maxAge = std::chrono::seconds(60);
             t.set("auth_time", "1011");
         },
         "TokenFromFuture auth_time"},
        {"auth-time-is-text",
         [](Trial &t) {
             t.expected.maxAge = std::chrono::seconds(60);
             t.set("auth_time", R"("930")");
         },
         "NumericDateInvalid auth_time"},
        {"old auth_time that nobody asked for", [](Trial &t) { t.set("auth_time", "1"); }, "none"},

        // nonce
        {"oidcc-client-test-nonce-invalid", [](Trial &t) { t.set("nonce", R"("other")"); },
         "NonceMismatch nonce"},
        {"fapi-client-test-invalid-missing-nonce", [](Trial &t) { t.drop("nonce"); }, "ClaimMissing nonce"},
        {"oidcc-client-test-nonce-unless-code-flow",
         [](Trial &t) {
             t.expected.nonce.reset();
             t.drop("nonce");
         },
         "none"},
        {"nonce-is-a-number", [](Trial &t) { t.set("nonce", "1"); }, "JsonTypeMismatch nonce"},

        // hashes
        {"at_hash", [](Trial &t) { t.set("at_hash", R"("77QmUPtjPfzWtF2AnpK9RQ")"); }, "none"},
        {"oidcc-client-test-invalid-at-hash",
         [](Trial &t) { t.set("at_hash", R"("LDktKdoQak3Pk0cnXxCltA")"); }, "HashMismatch at_hash"},
        {"at-hash-is-null", [](Trial &t) { t.set("at_hash", "null"); }, "JsonTypeMismatch at_hash"},
        {"at_hash and no access token",
         [](Trial &t) {
             t.set("at_hash", R"("LDktKdoQak3Pk0cnXxCltA")");
             t.expected.accessToken = nullptr;
         },
         "none"},
        {"c_hash", [](Trial &t) { t.set("c_hash", R"("LDktKdoQak3Pk0cnXxCltA")"); }, "none"},
        {"oidcc-client-test-invalid-c-hash", [](Trial &t) { t.set("c_hash", R"("77QmUPtjPfzWtF2AnpK9RQ")"); },
         "HashMismatch c_hash"},

        // acr, typ, form
        {"acr",
         [](Trial &t) {
             t.expected.acrValues = QStringLiteral("silver gold");
             t.set("acr", R"("gold")");
         },
         "none"},
        {"invalid-acr",
         [](Trial &t) {
             t.expected.acrValues = QStringLiteral("silver gold");
             t.set("acr", R"("bronze")");
         },
         "AuthorizationRefused acr"},
        {"missing-acr", [](Trial &t) { t.expected.acrValues = QStringLiteral("gold"); }, "ClaimMissing acr"},
        {"typ JWT", [](Trial &t) { t.header = R"({"alg":"RS256","kid":"r1","typ":"JWT"})"; }, "none"},
        {"an access token in its place",
         [](Trial &t) { t.header = R"({"alg":"RS256","kid":"r1","typ":"at+jwt"})"; }, "TypeMismatch typ"},
        {"a logout token in its place",
         [](Trial &t) { t.header = R"({"alg":"RS256","kid":"r1","typ":"application/logout+JWT"})"; },
         "TypeMismatch typ"},
        {"a claim twice", [](Trial &t) { t.claims.emplace_back("sub", R"("mallory")"); },
         "JsonDuplicateName form"},
        {"JSON serialization",
         [](Trial &t) {
             const QByteArrayList parts = t.token().split('.');
             t.text = R"({"protected":")" + parts[0] + R"(","payload":")" + parts[1] + R"(","signature":")" +
                      parts[2] + R"("})";
         },
         "TokenFormInvalid form"},
        {"claims that are no object",
         [](Trial &t) { t.text = signedToken(t.header, "[]", t.signer, "RS256"); }, "JsonNotObject form"},
        {"no token", [](Trial &t) { t.text = "hello"; }, "Base64Length form"},
    };
    return all;
}

} // namespace id_token_cases
