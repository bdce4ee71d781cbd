#pragma once

#include "support/cli_process.h"
#include "support/dpop_vectors.h"
#include "support/jose_vectors.h"
#include "support/sd_jwt_vectors.h"

#include <QJsonDocument>
#include <QJsonObject>

/// Lines for `verify --batch`, and what its answers say in short.
namespace batch_tools {

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

inline constexpr qint64 beforeExpiry = 1300819379; // of the tokens of RFC 7515 appendix A

inline QJsonObject object(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

inline QByteArray line(const QJsonObject &members)
{
    return QJsonDocument(members).toJson(QJsonDocument::Compact) + '\n';
}

/// RFC 7515 appendix A.1: match and verified as long as nothing is changed.
inline QJsonObject a1()
{
    return {{u"token"_s, QString::fromLatin1(rfc::a1Token)},
            {u"jwk"_s, object(rfc::a1Key)},
            {u"at"_s, beforeExpiry}};
}

inline QJsonObject with(QJsonObject members, const QString &name, const QJsonValue &value)
{
    members[name] = value;
    return members;
}

inline QJsonObject without(QJsonObject members, const QString &name)
{
    members.remove(name);
    return members;
}

inline QJsonObject dpopLine(const QJsonObject &dpop)
{
    return {{u"token"_s, QString::fromLatin1(rfc9449::fig13)}, {u"at"_s, 1562262618}, {u"dpop"_s, dpop}};
}

inline QJsonObject dpopFig13()
{
    return {{u"htm"_s, u"GET"_s},
            {u"htu"_s, u"https://resource.example.org/protectedresource"_s},
            {u"jkt"_s, QString::fromLatin1(rfc9449::jkt)},
            {u"accessToken"_s, QString::fromLatin1(rfc9449::accessToken)}};
}

inline QJsonObject sdJwtLine(const QJsonObject &sdJwt)
{
    return {{u"token"_s, QString::fromLatin1(rfc9901::presented)},
            {u"jwk"_s, object(rfc9901::issuerKey)},
            {u"at"_s, rfc9901::presentedAt},
            {u"sdJwt"_s, sdJwt}};
}

inline QJsonObject boundTo(const char *audience, const char *nonce)
{
    return {{u"requireKeyBinding"_s, true},
            {u"aud"_s, QString::fromLatin1(audience)},
            {u"nonce"_s, QString::fromLatin1(nonce)}};
}

/// "match true", "mismatch false SignatureMismatch".
inline QByteArray summary(const QJsonObject &answer)
{
    return (answer[u"outcome"_s].toString() + (answer[u"verified"_s].toBool() ? u" true"_s : u" false"_s) +
            (answer[u"code"_s].isNull() ? QString() : u' ' + answer[u"code"_s].toString()))
        .toLatin1();
}

inline QByteArray base64url(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

} // namespace batch_tools
