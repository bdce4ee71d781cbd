#pragma once

#include "jose_tools.h"

/// Tokens with any claims, signed with one key, and what the validator says of them.
namespace claims_token {

using namespace jose_tools;

inline const Key &testKey()
{
    static const Key key = secretKey(QByteArray(32, 'k'));
    return key;
}

inline QByteArray token(const QByteArray &claims, const QByteArray &header = R"({"alg":"HS256"})")
{
    return signedToken(header, claims, testKey(), "HS256");
}

inline Expectations at(qint64 time)
{
    Expectations expected;
    expected.at = seconds(time);
    return expected;
}

inline Validation judged(const QByteArray &claims, const Expectations &expected)
{
    return jose::inspect(ParsedToken::parse(token(claims)), only(testKey()), expected);
}

inline QByteArray named(const Validation &validation, const QByteArray &name)
{
    for (const Check &check : validation.checks) {
        if (check.name == name)
            return summary(check);
    }
    return "absent";
}

/// The same token in the flattened JSON serialization (RFC 7515 section 7.2.2). `unprotected` is an object.
inline QByteArray flattened(const QByteArray &compact, const QByteArray &unprotected = "{}")
{
    const QByteArrayList parts = compact.split('.');
    return R"({"payload":")" + parts[1] + R"(","protected":")" + parts[0] + R"(","header":)" + unprotected +
           R"(,"signature":")" + parts[2] + R"("})";
}

/// Tokens of one payload in the general JSON serialization (RFC 7515 section 7.2.1).
inline QByteArray general(const QByteArrayList &compact)
{
    QByteArrayList signatures;
    for (const QByteArray &one : compact) {
        const QByteArrayList parts = one.split('.');
        signatures << R"({"protected":")" + parts[0] + R"(","signature":")" + parts[2] + R"("})";
    }
    return R"({"payload":")" + compact.first().split('.')[1] + R"(","signatures":[)" + signatures.join(',') +
           "]}";
}

/// What `verify` says of a token with these claims.
inline QByteArray verified(const QByteArray &claims, const Expectations &expected)
{
    return codeOf(jose::verify(ParsedToken::parse(token(claims)), only(testKey()), expected));
}

} // namespace claims_token
