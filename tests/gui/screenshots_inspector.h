#pragma once

#include "base/base64url.h"
#include "jose/key.h"
#include "jose/key_export.h"
#include "jose/signing.h"

#include <QByteArray>

/// Tokens for the pictures of the inspector, by the clock of the pictures (2026-11-21T20:54:17Z).
namespace pictures {

using namespace claimcheck;

/// One key for all, made anew for each run.
inline const jose::Key &signingKey()
{
    static const jose::Key key = *jose::generateKey(jose::KeyType::Ec, "P-256");
    return key;
}

inline QByteArray keySet()
{
    return "{\"keys\":[" + *jose::publicJwk(signingKey()) + "]}";
}

/// As an identity provider makes it, with what belongs into it.
inline QByteArray idToken(qint64 exp = 1795298057)
{
    const QByteArray claims =
        R"({"iss":"https://idp.example/realms/acme","sub":"8c1f0f8e-6d1d-4a43-9c35-5b6f7c6d2a10","aud":"acme-web",)"
        R"("exp":)" +
        QByteArray::number(exp) + ",\"iat\":" + QByteArray::number(exp - 3600) +
        ",\"auth_time\":" + QByteArray::number(exp - 3607) +
        R"(,"nonce":"n-0S6_WzA2Mj","acr":"1","amr":["pwd","otp"],)"
        R"("azp":"acme-web","preferred_username":"alice","email_verified":true,"scope":"openid profile email"})";
    return *jose::signCompact(R"({"alg":"ES256","typ":"JWT","kid":"2026-11"})", claims, signingKey(),
                              *jose::findAlgorithm("ES256"));
}

/// Somebody changed a claim after it was signed.
inline QByteArray forged()
{
    const QByteArrayList parts = idToken().split('.');
    QByteArray claims = *base64url::decode(parts[1]);
    claims.replace("\"alice\"", "\"admin\"");
    return parts[0] + '.' + base64url::encode(claims) + '.' + parts[2];
}

/// Cut off in the middle of the payload, as from a terminal.
inline QByteArray broken()
{
    return idToken().left(220);
}

/// Nearly all that can be wrong in one token.
inline QByteArray fortyFindings()
{
    const QByteArray header =
        R"({"alg":"nOne","type":"JWT","typ":"at+jwt","kid":"../../etc/passwd' OR 1=1--","jku":"http://10.0.0.1/k",)"
        R"("x5u":"https://elsewhere.example/c","crit":["exp","unknown",""],"b64":true,"zip":"DEF","exp":1,)"
        R"("jwk":{"kty":"oct","k":"c2VjcmV0"},"cty":"JWT","cty":"x","alg2":"None"})";
    const QByteArray claims =
        "{\"iss\":\"http://idp.example\",\"\xD1\x96ss\":\"https://evil.example\",\"sub\":\"admin' OR 1=1--\","
        "\"sub\":\"alice\",\"aud\":\"*\",\"exp\":\"1795294457000\",\"iat\":1795294457000,\"nbf\":1895294457."
        "5,"
        "\"jti\":\"1\",\"password\":\"hunter2\",\"card\":\"4111 1111 1111 "
        "1111\",\"email\":\"alice@acme.example\","
        "\"html\":\"<script>alert(1)</script>\",\"note\":\"abc\xE2\x80\xAE"
        "def\xE2\x80\x8B\",\"big\":9007199254740993,\"session_id\":\"5f4dcc3b5aa765d61d8327deb882cf99\","
        "\"key\":\"-----BEGIN PRIVATE KEY-----\\nMIIEvQ\\n-----END PRIVATE KEY-----\",\"blob\":\"" +
        QByteArray(600, 'A') + "\",\"roles\":[\"*\"],\"scope\":\"admin *\"} ";
    return base64url::encode(header) + '.' + base64url::encode(claims) + "==.";
}

} // namespace pictures
