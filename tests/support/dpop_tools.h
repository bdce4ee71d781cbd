#pragma once

#include "jose/dpop.h"
#include "jose/key_export.h"
#include "jose_tools.h"

#include <QCryptographicHash>

/// A good DPoP proof and what it is good for; tests change one thing of either.
namespace dpop_tools {

using namespace jose_tools;

inline const Key &clientKey()
{
    static const Key key = *generateKey(KeyType::Ec, "P-256");
    return key;
}

inline const QByteArray accessToken = "Kz~8mXK1EalYznwH";

inline QByteArray hashOf(const QByteArray &text)
{
    return encoded(QCryptographicHash::hash(text, QCryptographicHash::Sha256));
}

/// A JSON string of plain characters.
inline QByteArray quoted(const QByteArray &text)
{
    return '"' + text + '"';
}

inline QByteArray header(const QByteArray &jwk = *publicJwk(clientKey()), const QByteArray &more = {},
                         const QByteArray &type = "dpop+jwt", const QByteArray &algorithm = "ES256")
{
    return R"({"typ":")" + type + R"(","alg":")" + algorithm + R"(","jwk":)" + jwk + more + '}';
}

/// The claims of a good proof; `change` replaces one member, or leaves it out when it is empty.
inline QByteArray claims(const QByteArray &member = {}, const QByteArray &change = {})
{
    QByteArrayList list;
    const std::pair<const char *, QByteArray> all[] = {
        {"jti", R"("1")"}, {"htm", R"("GET")"}, {"htu", R"("https://rs.example/a")"},
        {"iat", "1000"},   {"nonce", R"("n")"}, {"ath", quoted(hashOf(accessToken))}};
    for (const auto &[name, value] : all) {
        if (name != member)
            list << '"' + QByteArray(name) + "\":" + value;
        else if (!change.isEmpty())
            list << '"' + QByteArray(name) + "\":" + change;
    }
    return '{' + list.join(',') + '}';
}

inline QByteArray proof(const QByteArray &claimsText = claims(), const QByteArray &headerText = header())
{
    return signedToken(headerText, claimsText, clientKey(), "ES256");
}

inline DpopExpectations good()
{
    DpopExpectations expected;
    expected.request = {"GET", "https://rs.example/a?b#c", accessToken, QByteArray("n")};
    expected.at = seconds(1000);
    expected.thumbprint = *thumbprint(clientKey());
    return expected;
}

inline Validation inspected(const QByteArray &text, const DpopExpectations &expected)
{
    return inspectDpopProof(ParsedToken::parse(text), expected);
}

inline QByteArray verdict(const QByteArray &text, const DpopExpectations &expected = good())
{
    const Validation validation = inspected(text, expected);
    return validation.accepted() ? QByteArray("none") : codeName(validation.firstError()->code);
}

inline QByteArray named(const Validation &validation, const QByteArray &name)
{
    for (const Check &check : validation.checks) {
        if (check.name == name)
            return summary(check);
    }
    return "absent";
}

/// A secret as a JWK.
inline QByteArray secretJwk()
{
    return R"({"kty":"oct","k":")" + encoded(QByteArray(32, 's')) + R"("})";
}

/// The member that binds an access token to the key of this thumbprint.
inline QByteArray confirmation(const QByteArray &thumbprint)
{
    return R"(,"cnf":{"jkt":")" + thumbprint + R"("})";
}

/// What the claims of a good proof are, byte for byte.
inline QByteArray madeClaims()
{
    return R"({"jti":"1","htm":"GET","htu":"https://rs.example/a","iat":1000,"ath":")" + hashOf(accessToken) +
           R"(","nonce":"n"})";
}

/// An access token, verified, that confirms a key (RFC 9449 section 6.1).
inline VerifiedToken boundToken(const QByteArray &cnf)
{
    const Key server = *generateKey(KeyType::Ec, "P-256");
    const QByteArray text = signedToken(R"({"alg":"ES256"})", R"({"exp":2000)" + cnf + '}', server, "ES256");
    Expectations expected;
    expected.at = seconds(1000);
    return *jose::verify(ParsedToken::parse(text), only(server), expected);
}

} // namespace dpop_tools
