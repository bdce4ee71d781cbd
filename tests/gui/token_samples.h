#pragma once

#include "base/base64url.h"
#include "base/clock.h"

#include <QByteArray>
#include <QTest>
#include <QWidget>

/// What the tests of the token panel share.
namespace samples {

using namespace claimcheck;

/// 2026-11-21T20:54:17Z, on a whole second.
constexpr qint64 nowSeconds = 1795294457;

inline TimePoint moment(qint64 seconds)
{
    return TimePoint(std::chrono::seconds(seconds));
}

/// Nobody signed it: the signature is some bytes.
inline QByteArray token(QByteArrayView header, QByteArrayView payload)
{
    return base64url::encode(header) + '.' + base64url::encode(payload) + '.' +
           base64url::encode("not a signature");
}

inline QByteArray token(QByteArrayView payload)
{
    return token(R"({"alg":"RS256","typ":"JWT"})", payload);
}

/// A widget by its object name; the test fails where there is none.
template <class T>
T *find(const QWidget &root, const char *name)
{
    T *found = root.findChild<T *>(QString::fromLatin1(name));
    if (!found)
        QTest::qFail(name, __FILE__, __LINE__);
    return found;
}

} // namespace samples
