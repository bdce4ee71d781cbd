#pragma once

#include "page_browser.h"
#include "practice_provider.h"

#include <QJsonDocument>
#include <QUrlQuery>

#include <utility>
#include <vector>

namespace claimcheck::test {

/// Names and values of a form or a query. In `with`, an empty value takes the name away.
using Pairs = std::vector<std::pair<QByteArray, QByteArray>>;

inline constexpr char loopbackRedirect[] = "http://127.0.0.1:34567/callback";
// The pair of RFC 7636 appendix B.
inline constexpr char knownVerifier[] = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline constexpr char knownChallenge[] = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

[[nodiscard]] inline Pairs with(Pairs pairs, const Pairs &changes)
{
    for (const auto &change : changes) {
        std::erase_if(pairs, [&](const auto &pair) { return pair.first == change.first; });
        if (!change.second.isEmpty())
            pairs.push_back(change);
    }
    return pairs;
}

[[nodiscard]] inline QByteArray encoded(const Pairs &pairs)
{
    QByteArrayList list;
    for (const auto &[name, value] : pairs)
        list.append(name.toPercentEncoding() + '=' + value.toPercentEncoding());
    return list.join('&');
}

/// An authorization request that is right in everything.
[[nodiscard]] inline Pairs goodRequest()
{
    return {{"response_type", "code"},          {"client_id", "claimcheck"},
            {"redirect_uri", loopbackRedirect}, {"scope", "openid profile email offline_access notes:read"},
            {"state", "state-of-this-request"}, {"nonce", "nonce-of-this-request"},
            {"code_challenge", knownChallenge}, {"code_challenge_method", "S256"}};
}

[[nodiscard]] inline QUrl authorizationUrl(const PracticeProvider &provider, const Pairs &request)
{
    return QUrl::fromEncoded(provider.url().toUtf8() + "/oauth/authorize?" + encoded(request),
                             QUrl::StrictMode);
}

[[nodiscard]] inline QByteArray parameter(const QUrl &url, const char *name)
{
    return QUrlQuery(url).queryItemValue(QLatin1StringView(name), QUrl::FullyDecoded).toUtf8();
}

[[nodiscard]] inline RawAnswer postForm(const PracticeProvider &provider, const QByteArray &path,
                                        const Pairs &form, RawHeaders headers = {})
{
    headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    return rawRequest(provider.port(), "POST", path, std::move(headers), encoded(form));
}

/// The request for the tokens of a code that `goodRequest` gave.
[[nodiscard]] inline Pairs codeForm(const QByteArray &code)
{
    return {{"grant_type", "authorization_code"},
            {"client_id", "claimcheck"},
            {"code", code},
            {"redirect_uri", loopbackRedirect},
            {"code_verifier", knownVerifier}};
}

/// Signs in and consents: a code.
[[nodiscard]] inline QByteArray approvedCode(PracticeProvider &provider, const Pairs &changes = {},
                                             const Person &person = {})
{
    return parameter(provider.approve(authorizationUrl(provider, with(goodRequest(), changes)), person),
                     "code");
}

/// The whole code flow: what the token endpoint answers.
[[nodiscard]] inline RawAnswer signInWithCode(PracticeProvider &provider, const Pairs &changes = {})
{
    return postForm(provider, "/oauth/token", codeForm(approvedCode(provider, changes)));
}

/// The Claims Set of a token, not verified.
[[nodiscard]] inline QJsonObject claimsOf(const QByteArray &token)
{
    return QJsonDocument::fromJson(
               QByteArray::fromBase64(token.split('.').value(1), QByteArray::Base64UrlEncoding))
        .object();
}
[[nodiscard]] inline QJsonObject headerOf(const QByteArray &token)
{
    return QJsonDocument::fromJson(
               QByteArray::fromBase64(token.split('.').value(0), QByteArray::Base64UrlEncoding))
        .object();
}

} // namespace claimcheck::test
