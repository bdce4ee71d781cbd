#pragma once

#include "inspect/finder.h"

#include "base/base64url.h"

#include <QJsonArray>
#include <QJsonDocument>

/// Tokens, and what they are wrapped in, for the finder's tests.
namespace claimcheck::inspect::testing {

inline QByteArray token(const QByteArray &header, const QByteArray &claims, qsizetype signatureBytes)
{
    QByteArray signature;
    for (qsizetype i = 0; i < signatureBytes; ++i)
        signature += static_cast<char>(i * 37 + 11);
    return base64url::encode(header) + '.' + base64url::encode(claims) + '.' + base64url::encode(signature);
}

inline const QByteArray one =
    token(R"({"alg":"HS256","typ":"JWT"})", R"({"sub":"alice","exp":1900000000})", 32);
inline const QByteArray two =
    token(R"({"alg":"ES256","kid":"k"})", R"({"sub":"bob","iss":"https://idp.example"})", 64);

/// RFC 7515 appendix A.7, on one line.
inline const QByteArray flattened =
    R"({"payload":"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODB9","protected":"eyJhbGciOiJFUzI1NiJ9","header":{"kid":"e9bc097a"},"signature":"DtEhU3ljbEg8L38VWAfUAqOyKAM6"})";

/// "kind|label|token" of all that was found.
inline QByteArrayList summary(const std::vector<Found> &found)
{
    QByteArrayList list;
    for (const Found &f : found)
        list << tokenKindName(f.kind) + '|' + f.label + '|' + f.token;
    return list;
}

inline QByteArray jsonString(const QByteArray &text)
{
    return QJsonDocument(QJsonArray{QString::fromUtf8(text)})
        .toJson(QJsonDocument::Compact)
        .chopped(1)
        .sliced(1);
}

inline QByteArray wrapped(const QByteArray &text, qsizetype width)
{
    QByteArray out;
    for (qsizetype i = 0; i < text.size(); i += width)
        out += (i ? "\n" : "") + text.mid(i, width);
    return out;
}

} // namespace claimcheck::inspect::testing
