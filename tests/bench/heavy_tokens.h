#pragma once

#include "base/base64url.h"

#include <QCryptographicHash>

/// Tokens that are too much for anybody who does not expect them. Nobody signed them.
namespace claimcheck::bench {

inline QByteArray tokenOf(const QByteArray &payload, const QByteArray &header = R"({"alg":"RS256"})")
{
    return base64url::encode(header) + '.' + base64url::encode(payload) + '.' +
           base64url::encode("not a signature");
}

inline QByteArray manyClaims(int count, const QByteArray &value = {})
{
    QByteArray text = "{";
    for (int i = 0; i < count; ++i)
        text += "\"claim" + QByteArray::number(i) +
                "\":" + (value.isEmpty() ? QByteArray::number(i) : value) + ',';
    return text + "\"exp\":1795298057}";
}

inline QByteArray manyTokens(int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i)
        text += "access_token=" + tokenOf("{\"sub\":\"" + QByteArray::number(i) + "\"}") + '\n';
    return text;
}

/// An SD-JWT whose issuer hid each claim (RFC 9901).
inline QByteArray manyDisclosures(int count)
{
    QByteArray digests, disclosures;
    for (int i = 0; i < count; ++i) {
        const QByteArray disclosure =
            base64url::encode("[\"salt\",\"claim" + QByteArray::number(i) + "\",\"value\"]");
        digests += (i > 0 ? ",\"" : "\"") +
                   base64url::encode(QCryptographicHash::hash(disclosure, QCryptographicHash::Sha256)) + '"';
        disclosures += disclosure + '~';
    }
    return tokenOf("{\"_sd\":[" + digests + "],\"exp\":1795298057}") + '~' + disclosures;
}

inline QByteArray manySignatures(int count)
{
    QByteArray signatures;
    for (int i = 0; i < count; ++i)
        signatures += QByteArray(i > 0 ? "," : "") + "{\"protected\":\"" +
                      base64url::encode(manyClaims(500)) + "\",\"signature\":\"AAAA\"}";
    return "{\"payload\":\"" + base64url::encode(manyClaims(1000)) + "\",\"signatures\":[" + signatures +
           "]}";
}

} // namespace claimcheck::bench
