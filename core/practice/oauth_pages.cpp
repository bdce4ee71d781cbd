#include "oauth_pages.h"

#include <QUrl>

namespace claimcheck::practice::provider {

namespace {

/// What the Content-Security-Policy calls where the URI leads: an origin, or a scheme: of an app's own, or
/// for an IPv6 address, which the policy has no way to write.
QByteArray policySource(const QByteArray &redirectUri)
{
    const QUrl url(QString::fromUtf8(redirectUri), QUrl::StrictMode);
    if (redirectUri.isEmpty() || !url.isValid())
        return {};
    if (url.host().isEmpty() || url.host().contains(QLatin1Char(':')))
        return ' ' + url.scheme().toLatin1() + ':';
    return ' ' +
           url.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo)
               .toEncoded();
}

} // namespace

Response page(int status, const QByteArray &title, const QByteArray &content, const QByteArray &redirectUri)
{
    Response response = htmlPage(status, QString::fromUtf8(title), content);
    for (auto &[name, value] : response.headers) {
        if (name == "Content-Security-Policy")
            value.replace("form-action 'self'", "form-action 'self'" + policySource(redirectUri));
    }
    return response;
}

Response errorPage(int status, const QByteArray &message)
{
    return page(status, "This request cannot be answered", "<p>" + escaped(message) + "</p>\n");
}

QByteArray alert(const QByteArray &problem)
{
    return problem.isEmpty() ? QByteArray() : "<p role=\"alert\">" + escaped(problem) + "</p>\n";
}

Response sendTo(const QByteArray &location)
{
    return {.status = 303, .headers = {{"Location", location}}, .body = {}};
}

} // namespace claimcheck::practice::provider
