#include "findings_cases.h"

#include "certificates_data.h"

namespace claimcheck::inspect::testing {

namespace {

QByteArray header(const QByteArray &json)
{
    const QByteArray good = quiet();
    return base64url::encode(json) + good.mid(good.indexOf('.'));
}

/// RFC 8037 appendix A.1.
const QByteArray publicKey =
    R"("kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")";

} // namespace

std::vector<RuleCase> headerCases()
{
    const QByteArray issuer = R"(,"iss":"https://id.example")";
    const QByteArray jku = R"(,"jku":"https://id.example/keys")";
    const auto kid = [](const QByteArray &name) { return quiet({}, R"(,"kid":)" + name); };
    return {
        {"alg-none",
         quiet().replace(0, quiet().indexOf('.'), base64url::encode(R"({"alg":"NonE"})")),
         {"alg-none"},
         header(R"({"alg":"HS384"})")},
        {"alg-missing", header(R"({"typ":"JWT"})"), {"alg-missing"}, header(R"({"alg":"HS384"})")},
        {"alg-not-text", header(R"({"alg":384})"), {"alg-not-text"}, header(R"({"alg":"HS384"})")},
        {"alg-unknown", header(R"({"alg":"hs384"})"), {"alg-unknown"}, header(R"({"alg":"HS384"})")},
        {"alg-for-encryption",
         header(R"({"alg":"RSA-OAEP"})"),
         {"alg-for-encryption"},
         header(R"({"alg":"HS384"})")},
        {"alg-eddsa",
         tokenOf(R"({"aud":"api","exp":1800000300})", R"({"alg":"EdDSA"})"),
         {"alg-eddsa", "other-spellings"},
         tokenOf(R"({"aud":"api","exp":1800000300})", R"({"alg":"Ed25519"})")},
        {"key-carried",
         quiet(issuer, jku),
         {"key-carried"},
         quiet(issuer, R"(,"JKU":"https://id.example/keys")")},
        {"key-url-plain-http",
         quiet({}, R"(,"x5u":"http://id.example/keys")"),
         {"key-carried", "key-url-plain-http"},
         quiet({}, R"(,"x5u":"https://id.example/keys")")},
        {"key-url-private",
         quiet({}, R"(,"jku":"https://169.254.169.254/keys")"),
         {"key-carried", "key-url-private"},
         quiet({}, R"(,"jku":"https://169.253.169.254/keys")")},
        {"key-url-other-origin",
         quiet(issuer, R"(,"jku":"https://id.example.evil.example/keys")"),
         {"key-carried", "key-url-other-origin"},
         quiet(issuer, jku)},
        {"key-url-invalid",
         quiet({}, R"(,"jku":"https://user@id.example/keys")"),
         {"key-carried", "key-url-invalid"},
         quiet({}, jku)},
        {"jwk-private",
         quiet(R"(,"cnf":{"jwk":{)" + publicKey + R"(,"d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}})"),
         {"jwk-private"},
         quiet(R"(,"cnf":{"jwk":{)" + publicKey + "}}")},
        {"jwk-invalid",
         quiet(R"(,"cnf":{"jwk":{)" + QByteArray(publicKey).replace("11q", "1") + "}}"),
         {"jwk-invalid"},
         quiet(R"(,"cnf":{"jwk":{)" + publicKey + "}}")},
        {"x5c-invalid",
         quiet({}, R"(,"x5c":["AAAA"])"),
         {"key-carried", "x5c-invalid"},
         quiet({}, QByteArray(R"(,"x5c":[")") + signerCertificate + "\"]")},
        {"x5c-expired",
         quiet({}, QByteArray(R"(,"x5c":[")") + expiredCertificate + "\"]"),
         {"key-carried", "x5c-expired"},
         quiet({}, QByteArray(R"(,"x5c":[")") + signerCertificate + "\"]")},
        {"kid-not-text", kid("7"), {"kid-not-text"}, kid("\"7\"")},
        {"kid-path", kid(R"("../../dev/null")"), {"kid-path"}, kid(R"("a..b/c")")},
        {"kid-sql", kid(R"("x' UNION SELECT 'k")"), {"kid-sql"}, kid(R"("union--select_1")")},
        {"kid-url", kid(R"("https://kms.example/key/1")"), {"kid-url"}, kid(R"("urn:https:key")")},
        {"typ-unfitting",
         header(R"({"alg":"HS384","typ":"JWT"})").replace(quiet().split('.')[1], base64url::encode("hello")),
         {"json-syntax", "typ-unfitting"},
         header(R"({"alg":"HS384","typ":"JWT"})")},
        {"type-for-typ",
         header(R"({"alg":"HS384","type":"JWT"})"),
         {"type-for-typ"},
         header(R"({"alg":"HS384","type":"JWT","typ":"JWT"})")},
        {"crit-present",
         quiet({}, R"(,"crit":["x"],"x":1)"),
         {"crit-present"},
         quiet({}, R"(,"Crit":["x"],"x":1)")},
        {"crit-invalid",
         quiet({}, R"(,"crit":["y"],"x":1)"),
         {"crit-invalid"},
         quiet({}, R"(,"crit":["x"],"x":1)")},
        {"crit-registered",
         quiet({}, R"(,"crit":["typ"])"),
         {"crit-registered"},
         quiet({}, R"(,"crit":["x"],"x":1)")},
        {"b64-not-critical",
         quiet({}, R"(,"b64":"true")"),
         {"b64-not-critical"},
         quiet({}, R"(,"b64":true)")},
        {"b64-unencoded",
         base64url::encode(R"({"alg":"HS384","b64":false,"crit":["b64"]})") + ".hello." +
             quiet().split('.')[2],
         {"crit-present", "payload-not-json", "b64-unencoded"},
         quiet({}, R"(,"b64":true,"crit":["b64"])")},
        {"zip-compressed",
         base64url::encode(R"({"alg":"dir","enc":"A256GCM","zip":"DEF"})") +
             "..48V1_ALb6US04U3b.5eymLA.XFBoMYUZodetZdvTiFvSkQ",
         {"zip-compressed"},
         base64url::encode(R"({"alg":"dir","enc":"A256GCM"})") +
             "..48V1_ALb6US04U3b.5eymLA.XFBoMYUZodetZdvTiFvSkQ"},
        {"zip-in-signed", quiet({}, R"(,"zip":"DEF")"), {"zip-in-signed"}, quiet({}, R"(,"Zip":"DEF")")},
        {"cty-nested",
         base64url::encode(R"({"alg":"HS384","cty":"JWT"})") + '.' + base64url::encode(quiet()) + '.' +
             quiet().split('.')[2],
         {"cty-nested"},
         quiet({}, R"(,"cty":"JWT")")},
        {"cty-unfitting", quiet({}, R"(,"cty":"JWT")"), {"cty-unfitting"}, quiet({}, R"(,"cty":"json")")},
        {"exp-in-header",
         tokenOf(R"({"sub":"a","aud":"api"})", R"({"alg":"HS384","exp":1800000300})"),
         {"exp-in-header", "time-no-expiry"},
         quiet({}, R"(,"exp":1800000300)")},
        {"header-claim-differs",
         quiet({}, R"(,"sub":"bob")"),
         {"header-claim-differs"},
         quiet({}, R"(,"sub":"alice")")},
    };
}

} // namespace claimcheck::inspect::testing
