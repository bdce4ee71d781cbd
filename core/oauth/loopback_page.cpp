#include "loopback_page.h"

#include "http/origin_policy.h"

#include <QCoreApplication>
#include <QCryptographicHash>

namespace claimcheck::oauth {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("Loopback", text);
}

const char *reasonPhrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 421:
        return "Misdirected Request";
    case 431:
        return "Request Header Fields Too Large";
    default:
        return "Bad Request";
    }
}

QByteArray head(int status, qsizetype length, const QByteArray &policy)
{
    QByteArray text = "HTTP/1.1 " + QByteArray::number(status) + ' ' + reasonPhrase(status) + "\r\n";
    if (status == 405)
        text += "Allow: GET\r\n";
    text += "Content-Type: text/html; charset=utf-8\r\n"
            "Content-Length: " +
            QByteArray::number(length) +
            "\r\n"
            "Content-Security-Policy: default-src 'none'; base-uri 'none'; frame-ancestors 'none'; " +
            policy +
            "\r\n"
            "X-Frame-Options: DENY\r\n"
            "Cross-Origin-Opener-Policy: same-origin\r\n"
            "Cross-Origin-Resource-Policy: same-origin\r\n"
            "Referrer-Policy: no-referrer\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            "Cache-Control: no-store\r\n"
            "Connection: close\r\n"
            "\r\n";
    return text;
}

QByteArray escaped(const QString &text)
{
    return text.toHtmlEscaped().toUtf8();
}

/// All of a page but what stands below its text, and its end.
QByteArray beginning(const QString &title, const QString &text)
{
    return "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
           escaped(title) + "</title>\n</head>\n<body>\n<h1>" + escaped(title) + "</h1>\n<p>" +
           escaped(text) + "</p>\n";
}
constexpr const char *ending = "</body>\n</html>\n";

/// As bytes that fit between the quotes of an attribute, and wiped with the page.
void appendAttribute(QByteArray &page, QByteArrayView value)
{
    for (const char c : value) {
        switch (c) {
        case '&':
            page += "&amp;";
            break;
        case '"':
            page += "&quot;";
            break;
        case '<':
            page += "&lt;";
            break;
        case '>':
            page += "&gt;";
            break;
        default:
            page += c;
        }
    }
}

/// Not form.submit(): a field of that name would stand before it.
constexpr const char *submitting = "HTMLFormElement.prototype.submit.call(document.forms[0]);";

/// Where the form may lead. Chromium judges each redirect after the post as well: the provider may send the
/// browser on to the server that it has its own people from, and in the end back here.
QByteArray formPolicy(const QUrl &action)
{
    const auto origin = http::Origin::of(action);
    const QByteArray own = origin ? origin->toString().toLatin1() : QByteArray();
    const QByteArray others = action.scheme() == u"https" ? QByteArray(" https:") : QByteArray();
    return "form-action 'self' " + own + others;
}

} // namespace

QByteArray pageAnswer(const LoopbackPage &page, PageBody body)
{
    const QByteArray text = beginning(page.title, page.text) + ending;
    const QByteArray answer = head(page.status, text.size(), "form-action 'none'");
    return body == PageBody::Sent ? answer + text : answer;
}

LoopbackPage strangerPage(int status)
{
    return {status, translated(QT_TRANSLATE_NOOP("Loopback", "Nothing to see here")),
            translated(QT_TRANSLATE_NOOP("Loopback", "This address only waits for the end of a sign-in. This "
                                                     "request is not it, and changes nothing."))};
}

Secret postAnswer(const QUrl &action, const std::vector<std::pair<QByteArray, Secret>> &fields)
{
    QByteArray page = beginning(
        translated(QT_TRANSLATE_NOOP("Loopback", "Going on to the server")),
        translated(QT_TRANSLATE_NOOP("Loopback", "The browser goes on by itself. If it does not, use "
                                                 "the button.")));
    const QByteArray address = action.toEncoded();
    const QByteArray button =
        escaped(translated(QT_TRANSLATE_NOOP("Loopback", "Continue to %1")).arg(action.host()));
    // Reserved whole, each character at its longest: a buffer that grows leaves copies behind.
    qsizetype size = page.size() + button.size() + address.size() * 6 + 1024;
    for (const auto &[name, value] : fields)
        size += 64 + (name.size() + value.size()) * 6;
    page.reserve(size);
    page += "<form method=\"post\" action=\"";
    appendAttribute(page, address);
    page += "\">\n";
    for (const auto &[name, value] : fields) {
        page += "<input type=\"hidden\" name=\"";
        appendAttribute(page, name);
        page += "\" value=\"";
        appendAttribute(page, value.reveal());
        page += "\">\n";
    }
    page += "<button>" + button + "</button>\n</form>\n<script>";
    page += submitting;
    page += "</script>\n";
    page += ending;

    const QByteArray hash = QCryptographicHash::hash(submitting, QCryptographicHash::Sha256).toBase64();
    QByteArray answer = head(200, page.size(), "script-src 'sha256-" + hash + "'; " + formPolicy(action));
    answer.reserve(answer.size() + page.size());
    answer += page;
    Secret result(answer);
    wipe(page);
    wipe(answer);
    return result;
}

} // namespace claimcheck::oauth
