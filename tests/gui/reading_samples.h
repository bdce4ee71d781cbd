#pragma once

#include "token_samples.h"

#include <QCryptographicHash>

/// Tokens of every kind, for the tests of the panel that reads them.
namespace samples {

inline QByteArray quoted(const QByteArray &text)
{
    return '"' + text + '"';
}

/// General JSON (RFC 7515 section 7.2.1) with two signatures; the second has a header of its own.
inline QByteArray generalJson()
{
    const auto signature = [](QByteArrayView header, const QByteArray &unprotected) {
        return R"({"protected":)" + quoted(base64url::encode(header)) + unprotected + R"(,"signature":)" +
               quoted(base64url::encode("not a signature")) + '}';
    };
    return R"({"payload":)" + quoted(base64url::encode(R"({"iss":"joe","exp":1795298057})")) +
           R"(,"signatures":[)" + signature(R"({"alg":"RS256"})", R"(,"header":{"kid":"2010-12-29"})") + ',' +
           signature(R"({"alg":"ES256","kid":"e9bc"})", {}) + "]}";
}

/// Five segments; nothing can decrypt it.
inline QByteArray encrypted()
{
    return base64url::encode(R"({"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"k1"})") + '.' +
           base64url::encode(QByteArray(256, 'k')) + '.' + base64url::encode(QByteArray(12, 'i')) + '.' +
           base64url::encode(QByteArray(300, 'c')) + '.' + base64url::encode(QByteArray(16, 't'));
}

inline QByteArray digestOf(const QByteArray &disclosure)
{
    return base64url::encode(QCryptographicHash::hash(disclosure, QCryptographicHash::Sha256));
}

/// Two disclosures that match, one that nothing refers to if `stray`, one digest that is a decoy; without a
/// key binding.
inline QByteArray selective(bool stray = false)
{
    const QByteArray name = base64url::encode(R"(["salt-1","given_name","Alice"])");
    const QByteArray mail = base64url::encode(R"(["salt-2","email","alice@idp.example"])");
    const QByteArray payload = R"({"iss":"https://idp.example","exp":1795298057,"_sd":[)" +
                               quoted(digestOf(name)) + ',' + quoted(digestOf(mail)) + ',' +
                               quoted(digestOf("a decoy")) + R"(],"_sd_alg":"sha-256"})";
    QByteArray text = token(R"({"alg":"ES256","typ":"dc+sd-jwt"})", payload) + '~' + name + '~' + mail + '~';
    if (stray)
        text += base64url::encode(R"(["salt-3","phone","1"])") + '~';
    return text;
}

/// A token inside a token (RFC 7519 appendix A.2 without the encryption).
inline QByteArray nested()
{
    return token(R"({"alg":"RS256","cty":"JWT"})", token(R"({"sub":"inner","exp":1795298057})"));
}

} // namespace samples
