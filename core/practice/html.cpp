#include "html.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

QByteArray escaped(const QString &text)
{
    // toHtmlEscaped leaves the single quote; no attribute here is in single quotes.
    return text.toHtmlEscaped().toUtf8();
}

QByteArray escaped(const QByteArray &utf8)
{
    return escaped(QString::fromUtf8(utf8));
}

Response htmlPage(int status, const QString &title, const QByteArray &body)
{
    Response response{.status = status,
                      .headers = {{"Content-Type", "text/html; charset=utf-8"},
                                  {"Content-Security-Policy",
                                   "default-src 'none'; style-src 'self'; img-src data:; "
                                   "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
                                  // With no-referrer, browsers would send `Origin: null` with our own forms.
                                  {"Referrer-Policy", "same-origin"}}};
    response.body =
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width\"><title>" +
        // An icon of nothing: browsers would ask for /favicon.ico.
        escaped(title) + "</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"" +
        stylePath +
        "\"></head><body>\n<header><a href=\"/\">Claimcheck practice server</a> "
        "<strong>A teaching and test server: its passwords are known to all. Keep nothing here that "
        "matters.</strong></header>\n<main><h1>" +
        escaped(title) + "</h1>\n" + body + "</main></body></html>\n";
    return response;
}

Response seeOther(const QString &path)
{
    return {.status = 303, .headers = {{"Location", path.toUtf8()}}};
}

QByteArray formTo(const QString &path, const QByteArray &inside, const QString &button)
{
    return "<form method=\"post\" action=\"" + escaped(path) + "\">" + inside + "<button>" + escaped(button) +
           "</button></form>\n";
}

QByteArray hiddenField(const QByteArray &name, QByteArrayView value)
{
    return "<input type=\"hidden\" name=\"" + name + "\" value=\"" + escaped(value.toByteArray()) + "\">";
}

QByteArray inputField(const QString &label, const QByteArray &name, const QByteArray &type,
                      QByteArrayView value)
{
    return "<label>" + escaped(label) + " <input type=\"" + type + "\" name=\"" + name + "\" value=\"" +
           escaped(value.toByteArray()) + "\"></label> ";
}

QByteArray tableOf(const std::vector<QString> &titles, const std::vector<std::vector<QByteArray>> &rows)
{
    QByteArray html = "<table>\n<tr>";
    for (const QString &title : titles)
        html += "<th>" + escaped(title) + "</th>";
    html += "</tr>\n";
    for (const auto &row : rows) {
        html += "<tr>";
        for (const QByteArray &cell : row)
            html += "<td>" + cell + "</td>";
        html += "</tr>\n";
    }
    return html + "</table>\n";
}

Response styleSheet()
{
    return {.status = 200,
            .headers = {{"Content-Type", "text/css"}, {"Cache-Control", "public, max-age=300"}},
            .body =
                "body{font:16px/1.5 sans-serif;margin:0;color:#1c1c1c;background:#fff}"
                "header{background:#fdf3d0;padding:.6em 1em;border-bottom:1px solid #c9a400}"
                "main{max-width:70em;margin:0 auto;padding:0 1em 3em}"
                "table{border-collapse:collapse;margin:.5em 0}"
                "td,th{text-align:left;vertical-align:top;padding:.2em .8em .2em 0;"
                "border-bottom:1px solid #ddd}"
                "form{margin:.3em 0}td form{margin:0;display:inline-block}button,input,select{font:inherit}"
                "pre{background:#f4f4f4;padding:.6em;white-space:pre-wrap;overflow-wrap:anywhere}"};
}

} // namespace claimcheck::practice
