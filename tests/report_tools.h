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

inline QByteArray tokenOf(const QByteArray &claims, const QByteArray &header = R"({"alg":"ES256"})")
{
    return base64url::encode(header) + '.' + base64url::encode(claims) + '.' +
           base64url::encode(QByteArray(64, 'x'));
}

/// A token that nothing is wrong with at `now`, with one more member where needed.
inline QByteArray quiet(const QByteArray &more = {}, const QByteArray &moreHeader = {})
{
    return tokenOf(R"({"sub":"alice","iat":1799999900,"exp":1800000300)" + more + '}',
                   R"({"alg":"ES256","typ":"JWT")" + moreHeader + '}');
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
