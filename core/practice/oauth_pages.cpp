#include "oauth_pages.h"

#include <QUrl>

namespace claimcheck::practice::provider {

namespace {

/// What the Content-Security-Policy calls where the URI leads: an origin, or a scheme of an app's own.
QByteArray policySource(const QByteArray &redirectUri)
{
    const QUrl url(QString::fromUtf8(redirectUri), QUrl::StrictMode);
    if (redirectUri.isEmpty() || !url.isValid())
        return {};
    if (url.host().isEmpty())
        return ' ' + url.scheme().toLatin1() + ':';
    return ' ' +
           url.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo)
               .toEncoded();
}

} // namespace

QByteArray escaped(const QByteArray &utf8)
{
    return QString::fromUtf8(utf8).toHtmlEscaped().toUtf8();
}

QByteArray hiddenField(const char *name, const QByteArray &value)
{
    return "<input type=\"hidden\" name=\"" + QByteArray(name) + "\" value=\"" + escaped(value) + "\">\n";
}

Response page(int status, const QByteArray &title, const QByteArray &content, const QByteArray &redirectUri)
{
    return {.status = status,
            .headers = {{"Content-Type", "text/html; charset=utf-8"},
                        {"Content-Security-Policy",
                         "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'" +
                             policySource(redirectUri)},
                        {"Referrer-Policy", "same-origin"}},
            .body = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
                    escaped(title) + " - Claimcheck practice server</title></head><body>\n<h1>" +
                    escaped(title) + "</h1>\n" + content +
                    "<p><small>This is a practice server on this machine. Its users and their passwords "
                    "are known to all.</small></p>\n</body></html>\n"};
}

Response errorPage(int status, const QByteArray &message)
{
    return page(status, "This request cannot be answered", "<p>" + escaped(message) + "</p>\n");
}

Response seeOther(const QByteArray &location)
{
    return {.status = 303, .headers = {{"Location", location}}, .body = {}};
}

} // namespace claimcheck::practice::provider
