#include "token_look.h"

#include "base/base64url.h"
#include "base/json.h"

namespace claimcheck::requests {

namespace {

std::optional<TimePoint> timeOf(json::Value claims, QByteArrayView name)
{
    constexpr double latest = 253402300800; // the year 10000
    const auto seconds = claims.find(name).toDouble();
    if (!seconds || *seconds < 0 || *seconds > latest)
        return std::nullopt;
    return TimePoint(std::chrono::milliseconds(static_cast<qint64>(*seconds * 1000)));
}

QStringList listOf(json::Value value)
{
    QStringList list;
    if (value.isString())
        list += value.toString();
    for (const json::Value &element : value.elements()) {
        if (element.isString())
            list += element.toString();
    }
    return list;
}

} // namespace

TokenLook lookAt(const Secret &token)
{
    TokenLook look;
    const QByteArrayView text = token.reveal();
    const qsizetype first = text.indexOf('.');
    const qsizetype second = first < 0 ? -1 : text.indexOf('.', first + 1);
    if (second < 0)
        return look;
    const auto header = json::Document::parse(base64url::decodeLeniently(text.first(first)).bytes);
    const auto payload =
        json::Document::parse(base64url::decodeLeniently(text.sliced(first + 1, second - first - 1)).bytes);
    if (!header || !payload || !header->root().isObject() || !payload->root().isObject())
        return look;
    const json::Value claims = payload->root();
    look.isJwt = true;
    look.type = header->root().find("typ").toString();
    look.issuer = claims.find("iss").toString();
    look.audience = listOf(claims.find("aud"));
    // A string apart by spaces (RFC 8693), or a list under either name.
    for (const char *name : {"scope", "scp", "scopes"}) {
        for (const QString &scope : listOf(claims.find(name)))
            look.scopes += scope.split(u' ', Qt::SkipEmptyParts);
    }
    look.expiresAt = timeOf(claims, "exp");
    look.notBefore = timeOf(claims, "nbf");
    look.issuedAt = timeOf(claims, "iat");
    look.looksLikeIdToken =
        (claims.find("nonce").isValid() || claims.find("at_hash").isValid()) && look.scopes.isEmpty();
    look.isBoundToKey = claims.find("cnf").find("jkt").isString();
    look.isBoundToCertificate = claims.find("cnf").find("x5t#S256").isString();
    return look;
}

} // namespace claimcheck::requests
