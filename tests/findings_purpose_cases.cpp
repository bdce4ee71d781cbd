#include "findings_cases.h"

namespace claimcheck::inspect::testing {

namespace {

QByteArray typed(const char *type, const QByteArray &json, const QByteArray &moreHeader = {})
{
    return tokenOf('{' + json + '}', QByteArray(R"({"alg":"ES384","typ":")") + type + '"' + moreHeader + '}');
}

/// RFC 8037 appendix A.1.
const QByteArray key =
    R"(,"jwk":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";

} // namespace

std::vector<RuleCase> purposeCases()
{
    const QByteArray proof = R"("jti":"a","htm":"GET","htu":"https://api.example/","iat":1799999990)";
    const QByteArray signOut =
        R"("iss":"https://id.example","aud":"c","iat":1799999990,"exp":1800000100,"jti":"a")";
    const QByteArray event = R"(,"events":{"http://schemas.openid.net/event/backchannel-logout":{}})";
    const QByteArray identity =
        R"("iss":"https://id.example","sub":"alice","iat":1799999990,"exp":1800000100,"nonce":"n")";
    const auto idToken = [&](const QByteArray &more) { return tokenOf('{' + identity + more + '}'); };
    const auto logout = [&](const QByteArray &more) { return typed("logout+jwt", signOut + more); };
    const auto audience = [](const char *aud) { return QByteArray(R"(,"aud":)") + aud; };
    return {
        {"purpose-claim-missing",
         typed("at+jwt",
               R"("iss":"i","exp":1800000300,"aud":"a","sub":"s","client_id":"c","iat":1799999990)"),
         {"purpose-claim-missing", "other-spellings"},
         typed(
             "at+jwt",
             R"("iss":"i","exp":1800000300,"aud":"a","sub":"s","client_id":"c","iat":1799999990,"jti":"j")")},
        {"purpose-claim-forbidden",
         logout(event + R"(,"sub":"s","nonce":"n")"),
         {"purpose-claim-forbidden", "other-spellings"},
         logout(event + R"(,"sub":"s","nonce2":"n")")},
        {"purpose-claim-unwise",
         typed("secevent+jwt",
               R"("iss":"i","iat":1799999990,"jti":"j","events":{"urn:x":{}},"exp":1800000100)"),
         {"purpose-claim-unwise", "other-spellings"},
         typed("secevent+jwt", R"("iss":"i","iat":1799999990,"jti":"j","events":{"urn:x":{}})")},
        {"purpose-parameter-missing",
         typed("dpop+jwt", proof),
         {"purpose-parameter-missing", "other-spellings"},
         typed("dpop+jwt", proof, key)},
        {"purpose-symmetric",
         tokenOf('{' + proof + '}', R"({"alg":"HS384","typ":"dpop+jwt")" + key + '}'),
         {"purpose-symmetric"},
         typed("dpop+jwt", proof, key)},
        {"purpose-event-missing",
         logout(R"(,"sub":"s","events":{"urn:x":{}})"),
         {"purpose-event-missing", "other-spellings"},
         logout(event + R"(,"sub":"s")")},
        {"purpose-subject-missing",
         logout(event),
         {"purpose-subject-missing", "other-spellings"},
         logout(event + R"(,"sid":"s")")},
        {"id-token-as-access-token",
         idToken(audience("\"c\"")),
         {"id-token-as-access-token"},
         idToken(audience("\"c\"") + R"(,"scope":"read")"),
         "access_token"},
        {"id-token-many-audiences",
         idToken(audience(R"(["a","b"])")),
         {"id-token-many-audiences"},
         idToken(audience(R"(["a","b"],"azp":"a")"))},
        {"id-token-long-subject",
         idToken(audience("\"c\""))
             .replace(idToken(audience("\"c\"")).split('.')[1],
                      base64url::encode('{' + QByteArray(identity).replace("alice", QByteArray(256, 'a')) +
                                        R"(,"aud":"c"})")),
         {"id-token-long-subject"},
         idToken(audience("\"c\""))
             .replace(idToken(audience("\"c\"")).split('.')[1],
                      base64url::encode('{' + QByteArray(identity).replace("alice", QByteArray(255, 'a')) +
                                        R"(,"aud":"c"})"))},
        {"assertion-not-self-issued",
         quiet(R"(,"iss":"bob")"),
         {"assertion-not-self-issued"},
         quiet(R"(,"iss":"alice")"),
         "client_assertion"},
    };
}

} // namespace claimcheck::inspect::testing
