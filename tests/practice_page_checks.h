#pragma once

#include "practice_tools.h"

#include <QRegularExpression>

/// What the tests of the practice server's pages share.
namespace claimcheck::test {

/// What is missing from a page for people: "" is nothing.
inline QByteArray wrongWithPage(const RawAnswer &page)
{
    const QByteArray policy = page.header("Content-Security-Policy");
    if (page.header("Content-Type") != "text/html; charset=utf-8")
        return "type " + page.header("Content-Type");
    if (!policy.startsWith("default-src 'none'; ") || !policy.contains("frame-ancestors 'none'") ||
        !policy.contains("form-action 'self'") || policy.contains("script-src") || policy.contains("unsafe"))
        return "policy " + policy;
    if (!page.body.contains("A teaching and test server: its passwords are known to all."))
        return "no word about what this server is: " + page.body.left(300);
    return page.body.contains("<script") || page.body.contains(" style=") ? "a script or a style" : "";
}

inline QByteArray hiddenValue(const QByteArray &page, const char *name)
{
    const QRegularExpression field(QStringLiteral("name=\"%1\" value=\"([^\"]*)\"").arg(QLatin1String(name)));
    return field.match(QString::fromUtf8(page)).captured(1).toUtf8();
}

/// Where a client sends the browser: the first page of the provider.
inline const QByteArray authorizeTarget =
    "/oauth/authorize?response_type=code&client_id=claimcheck&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback"
    "&scope=openid&state=s&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    "&code_challenge_method=S256";

} // namespace claimcheck::test
