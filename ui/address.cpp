#include "address.h"

#include "http/origin_policy.h"

namespace claimcheck::ui {

namespace {
constexpr qsizetype longestHost = 253;
constexpr qsizetype mostDots = 8; // a token has dots too
} // namespace

bool looksLikeAddress(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.startsWith(u"https://", Qt::CaseInsensitive) ||
        trimmed.startsWith(u"http://", Qt::CaseInsensitive))
        return true;
    if (trimmed.size() > longestHost || trimmed.contains(u' ') || trimmed.startsWith(u"ey"))
        return false;
    const QUrl url = addressFrom(trimmed);
    const bool named = trimmed.contains(u'.') && trimmed.count(u'.') <= mostDots;
    return url.isValid() && (named || http::isLoopbackHost(url.host()));
}

QUrl addressFrom(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.contains(QStringLiteral("://")) || trimmed.isEmpty())
        return QUrl(trimmed, QUrl::StrictMode);
    const QUrl guess(QStringLiteral("https://") + trimmed, QUrl::StrictMode);
    return http::isLoopbackHost(guess.host()) ? QUrl(QStringLiteral("http://") + trimmed, QUrl::StrictMode)
                                              : guess;
}

} // namespace claimcheck::ui
