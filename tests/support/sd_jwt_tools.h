#pragma once

#include "jose/sd_jwt.h"
#include "jose_tools.h"

#include <QCryptographicHash>

/// SD-JWTs of any content, hashed by Qt and not by what is tested.
namespace sd_jwt_tools {

using namespace jose_tools;

inline QByteArray digestOf(const QByteArray &text,
                           QCryptographicHash::Algorithm hash = QCryptographicHash::Sha256)
{
    return encoded(QCryptographicHash::hash(text, hash));
}

/// The quoted digest of a disclosure, for a payload.
inline QByteArray quotedDigest(const QByteArray &disclosure)
{
    return '"' + digestOf(disclosure) + '"';
}

inline const Key &issuerKey()
{
    static const Key key = *generateKey(KeyType::Ec, "P-256");
    return key;
}

inline const Key &holderKey()
{
    static const Key key = *generateKey(KeyType::Ec, "P-256");
    return key;
}

inline QByteArray joined(const QByteArray &jwt, const QByteArrayList &disclosures)
{
    QByteArray text = jwt + '~';
    for (const QByteArray &disclosure : disclosures)
        text += disclosure + '~';
    return text;
}

/// A signed SD-JWT with this payload and these disclosures.
inline QByteArray issued(const QByteArray &payload, const QByteArrayList &disclosures)
{
    return joined(signedToken(R"({"alg":"ES256","typ":"example+sd-jwt"})", payload, issuerKey(), "ES256"),
                  disclosures);
}

inline SdJwt parsed(const QByteArray &text)
{
    Result<SdJwt> token = SdJwt::parse(text);
    if (!token)
        qFatal("test SD-JWT: %s", codeName(token.error().code).constData());
    return std::move(token).value();
}

/// The processed payload, or the code of the problem.
inline QByteArray outcome(const SdJwt &token)
{
    return token.processed() ? *token.processed() : codeName(token.processed().error().code);
}

} // namespace sd_jwt_tools
