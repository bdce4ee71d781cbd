#pragma once

#include "base/base64url.h"
#include "inspect/report.h"

#include <QList>

/// Tokens and reports for the inspector's tests. The moment of all of them is `now`.
namespace claimcheck::inspect::testing {

inline constexpr qint64 now = 1'800'000'000;

inline TimePoint at(qint64 seconds)
{
    return TimePoint(std::chrono::seconds(seconds));
}

/// As many bytes as a signature of the header's alg has.
inline QByteArray signatureFor(const QByteArray &header)
{
    if (header.contains("HS384"))
        return QByteArray(48, 'x');
    if (header.contains("HS256"))
        return QByteArray(32, 'x');
    if (header.contains("ES384"))
        return QByteArray(96, 'x');
    if (header.contains("ES512"))
        return QByteArray(132, 'x');
    const bool isRsa = header.contains("\"RS") || header.contains("\"PS");
    return QByteArray(isRsa ? 256 : 64, 'x');
}

/// HS384 is the algorithm whose signature has no other spellings.
inline QByteArray tokenOf(const QByteArray &claims, const QByteArray &header = R"({"alg":"HS384"})")
{
    return base64url::encode(header) + '.' + base64url::encode(claims) + '.' +
           base64url::encode(signatureFor(header));
}

/// A token that nothing is wrong with at `now`, with one more member where needed.
inline QByteArray quiet(const QByteArray &more = {}, const QByteArray &moreHeader = {})
{
    return tokenOf(R"({"sub":"alice","aud":"api","iat":1799999900,"exp":1800000300)" + more + '}',
                   R"({"alg":"HS384","typ":"JWT")" + moreHeader + '}');
}

inline QByteArrayList ids(const ReportPtr &report)
{
    QByteArrayList list;
    for (const Finding &finding : report->findings)
        list << finding.id;
    return list;
}

inline json::Document parsed(const QByteArray &text)
{
    return json::Document::parse(text).value();
}

inline jose::SignatureResult matchBy(jose::KeySource source)
{
    jose::SignatureResult signature;
    signature.outcome = jose::SignatureOutcome::Match;
    signature.keySource = source;
    return signature;
}

} // namespace claimcheck::inspect::testing
