#pragma once

#include "cpu_time.h"

#include "base/base64url.h"
#include "base/json.h"
#include "jose/key_import.h"
#include "jose/signature.h"
#include "jose/verification.h"

#include <QTest>

/// What the tests of core/jose share: keys from text, tokens with any header, and readable comparisons.
namespace jose_tools {

using namespace claimcheck;
using namespace claimcheck::jose;

inline KeySet keys(const QByteArray &text)
{
    Result<KeySet> set = importKeys(text, QStringLiteral("test"));
    if (!set)
        qFatal("test key: %s %s", codeName(set.error().code).constData(), qPrintable(set.error().detail));
    return std::move(set).value();
}

inline Key key(const QByteArray &text)
{
    return keys(text).keys.at(0);
}

inline KeySet only(const Key &key, KeySource source = KeySource::Pinned)
{
    return {{key}, source, {}};
}

inline Key secretKey(const QByteArray &bytes)
{
    const Result<KeySet> set = importSecret(Secret(bytes), SecretEncoding::Text);
    if (!set)
        qFatal("test secret: %s", codeName(set.error().code).constData());
    return set->keys.at(0);
}

inline QByteArray encoded(const QByteArray &bytes)
{
    return base64url::encode(bytes);
}

/// A token with exactly these bytes, signed whatever the header says.
inline QByteArray signedToken(const QByteArray &header, const QByteArray &payload, const Key &key,
                              const char *algorithm)
{
    const QByteArray input = encoded(header) + '.' + encoded(payload);
    const Result<QByteArray> signature = makeOne(*findAlgorithm(algorithm), key, input);
    if (!signature)
        qFatal("test signature: %s", codeName(signature.error().code).constData());
    return input + '.' + encoded(*signature);
}

/// "match", "mismatch SignatureLength", "could-not-check KeyNotFound": outcome and code at once.
inline QByteArray summary(const SignatureResult &result)
{
    return outcomeName(result.outcome) +
           (result.reason ? ' ' + codeName(result.reason->code) : QByteArray()) +
           (result.weakKey ? " weak" : "");
}

inline QByteArray summary(const Check &check)
{
    return checkOutcomeName(check.outcome) +
           (check.outcome == Check::Outcome::Failed ? ' ' + codeName(check.reason->code) : QByteArray());
}

inline QByteArray tried(const QByteArray &token, const KeySet &keys,
                        const std::vector<QByteArray> &algorithms = {})
{
    return summary(checkSignature(ParsedToken::parse(token), keys, algorithms));
}

template <class T>
QByteArray codeOf(const Result<T> &result)
{
    return result ? QByteArray("none") : codeName(result.error().code);
}

inline TimePoint seconds(qint64 count)
{
    return TimePoint(std::chrono::seconds(count));
}

} // namespace jose_tools
