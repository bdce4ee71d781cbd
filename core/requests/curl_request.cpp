#include "curl_request.h"

#include "curl_form.h"
#include "form_text.h"

#include "http/header_rules.h"

#include <QCoreApplication>

namespace claimcheck::requests {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

} // namespace

void CurlRequest::addHeader(const QByteArray &line)
{
    if (line.startsWith('@'))
        return m_out.leaveOut(where(), words("Headers from a file were left out."));
    const qsizetype colon = line.indexOf(':');
    const qsizetype semicolon = line.indexOf(';');
    const QByteArray name = line.left(colon > 0 ? colon : semicolon).trimmed();
    if (colon > 0 && !line.mid(colon + 1).trimmed().isEmpty())
        m_spec.headers.push_back({name, line.mid(colon + 1).trimmed()});
    else if (colon < 0 && semicolon > 0) // "Name;": curl sends it without a value
        m_spec.headers.push_back({name, {}});
    else if (colon > 0)
        m_removed += name.toLower();
}

/// "NAME=content", "=content", "NAME@file", "@file", "content" (curl's manual, --data-urlencode).
void CurlRequest::addData(CurlEffect effect, const QByteArray &value)
{
    const bool isQuery = effect == CurlEffect::UrlQuery;
    m_posts = m_posts || !isQuery;
    QByteArrayList &list = isQuery ? m_query : m_data;
    const bool encodes = isQuery || effect == CurlEffect::DataUrlencode;
    if (!encodes && effect != CurlEffect::DataRaw && value.startsWith('@'))
        return addFile(effect, value.mid(1));
    if (!encodes || (isQuery && value.startsWith('+'))) {
        list += isQuery ? value.mid(1) : value;
        return;
    }
    const qsizetype equals = value.indexOf('=');
    const qsizetype file = value.indexOf('@');
    if (file >= 0 && (equals < 0 || file < equals))
        return m_out.leaveOut(where(), words("A field with a file's content was left out."));
    // The name is expected to be encoded already.
    list += (equals > 0 ? value.left(equals + 1) : QByteArray()) + formEncoded(value.mid(equals + 1));
}

void CurlRequest::addFile(CurlEffect effect, const QByteArray &file)
{
    if (file == "-")
        return m_out.leaveOut(where(), words("What standard input was to bring was left out."));
    if (!m_file.isEmpty())
        return m_out.leaveOut(where(), words("Only one file can be the body."));
    m_file = file;
    if (effect == CurlEffect::Data)
        m_out.leaveOut(where(), words("curl takes line ends out of the file of -d; they stay here."));
}

void CurlRequest::addForm(const QByteArray &value)
{
    m_posts = true;
    CurlForm form = curlForm(value);
    for (const QString &what : form.leftOut)
        m_out.leaveOut(where(), what);
    for (BodyPart &part : form.parts)
        m_parts.push_back(std::move(part));
}

/// curl asks a proxy at port 1080 when none is said.
void CurlRequest::addProxy(const QByteArray &value, const char *scheme)
{
    if (value.isEmpty()) {
        connection().proxy = QStringLiteral("none");
        return;
    }
    QByteArray proxy = value.contains("://") ? value : scheme + value;
    const qsizetype host = proxy.indexOf("://") + 3;
    if (const qsizetype at = proxy.lastIndexOf('@'); at >= host) {
        m_out.leaveOut(where(), words("The proxy's user name and password were left out."));
        proxy.remove(host, at + 1 - host);
    }
    if (proxy.startsWith("socks5h://"))
        proxy.remove(6, 1); // names are always the proxy's to look up
    while (proxy.endsWith('/'))
        proxy.chop(1);
    if (proxy.indexOf(':', std::max(host - 1, proxy.lastIndexOf(']'))) < 0)
        proxy += ":1080";
    if (http::checkProxy(QString::fromUtf8(proxy)) || proxy.contains("{{"))
        connection().proxy = QString::fromUtf8(proxy);
    else
        m_out.leaveOut(
            where(),
            words("A proxy of this kind was left out: %1").arg(QString::fromUtf8(proxy.left(host - 3))));
}

void CurlRequest::addCertificate(const QByteArray &value)
{
    // "file:password": a colon that a backslash precedes is the file's own.
    qsizetype colon = value.indexOf(':');
    while (colon > 0 && value[colon - 1] == '\\')
        colon = value.indexOf(':', colon + 1);
    if (colon >= 0)
        m_out.leaveOut(
            where(),
            words("The password of the client certificate was left out: keys are read unencrypted."));
    connection().clientCertificate =
        QString::fromUtf8(value.left(colon < 0 ? value.size() : colon).replace("\\:", ":"));
}

void CurlRequest::apply(CurlEffect effect, const QString &option, const QByteArray &value)
{
    switch (effect) {
    case CurlEffect::Method:
        m_method = value;
        return;
    case CurlEffect::Header:
        return addHeader(value);
    case CurlEffect::Json:
        m_json = true;
        return addData(effect, value);
    case CurlEffect::Data:
    case CurlEffect::DataRaw:
    case CurlEffect::DataBinary:
    case CurlEffect::DataUrlencode:
    case CurlEffect::UrlQuery:
        return addData(effect, value);
    case CurlEffect::Form:
        return addForm(value);
    case CurlEffect::FormString: {
        const qsizetype equals = value.indexOf('=');
        m_posts = true;
        m_parts.push_back({.name = value.left(equals), .value = value.mid(equals + 1)});
        return;
    }
    case CurlEffect::User:
        if (!value.contains(':'))
            m_out.leaveOut(where(), words("curl would ask for the password of -u; it is empty here."));
        return setHeader(m_usual, "Authorization",
                         "Basic " + (value.contains(':') ? value : value + ':').toBase64());
    case CurlEffect::Bearer:
        return setHeader(m_usual, "Authorization", "Bearer " + value);
    case CurlEffect::Agent:
        return setHeader(m_usual, "User-Agent", value);
    case CurlEffect::Referer:
        return setHeader(m_usual, "Referer", value.split(';').value(0));
    case CurlEffect::Range:
        return setHeader(m_usual, "Range", "bytes=" + value);
    case CurlEffect::Cookie:
        if (!value.contains('='))
            break; // a file
        m_cookies += value;
        return;
    case CurlEffect::Proxy:
        return addProxy(value, "http://");
    case CurlEffect::SocksProxy:
        return addProxy(value, "socks5://");
    case CurlEffect::NoProxy:
        if (value != "*")
            break;
        return addProxy({}, "");
    case CurlEffect::CaFile:
        connection().caFile = QString::fromUtf8(value);
        return;
    case CurlEffect::Certificate:
        return addCertificate(value);
    case CurlEffect::ClientKey:
        connection().clientKey = QString::fromUtf8(value);
        return;
    case CurlEffect::Timeout: {
        bool ok = false;
        const double seconds = value.toDouble(&ok);
        if (ok && seconds > 0 && seconds < 86'400)
            m_spec.timeout = std::chrono::milliseconds(static_cast<qint64>(seconds * 1000));
        return;
    }
    case CurlEffect::Url:
        return addUrl(value);
    case CurlEffect::UploadFile:
        m_uploads = true;
        return addFile(effect, value == "." ? QByteArray("-") : value);
    case CurlEffect::Get:
        m_get = true;
        return;
    case CurlEffect::Head:
        m_head = true;
        return;
    case CurlEffect::FollowRedirects:
        m_spec.redirects = http::RedirectPolicy::Follow;
        return;
    case CurlEffect::Http2:
        connection().http2 = true;
        return;
    case CurlEffect::NoGlob:
        m_noGlob = true;
        return;
    case CurlEffect::PathAsIs:
        m_pathAsIs = true;
        return;
    case CurlEffect::Compressed: // always asked for
    case CurlEffect::Harmless:
    case CurlEffect::Next:
        return;
    case CurlEffect::LeftOut:
        break;
    }
    m_out.leaveOut(where(), words("The option %1 was left out.").arg(option));
}

/// What the options say that -H does not, and what curl would do about a header of the transport's.
void CurlRequest::finishHeaders()
{
    http::Headers &headers = m_spec.headers;
    for (const http::Header &usual : m_usual) {
        if (!http::headerValue(headers, usual.name) && !m_removed.contains(usual.name.toLower()))
            headers.push_back(usual);
    }
    if (!m_cookies.isEmpty()) {
        if (const auto own = http::headerValue(headers, "Cookie"))
            m_cookies += *own;
        setHeader(headers, "Cookie", m_cookies.join("; "));
    }
    const QByteArray host = hostOf(m_urls.first());
    std::erase_if(headers, [&](const http::Header &header) {
        if (!http::isFramingHeader(header.name))
            return false;
        const bool isLost = header.name.compare("Host", Qt::CaseInsensitive) == 0
                                ? header.value.compare(host, Qt::CaseInsensitive) != 0
                                : !http::checkedHeaders({header}, {});
        if (isLost)
            m_out.leaveOut(where(), words("The header %1 was left out: the connection's own is sent.")
                                        .arg(QString::fromUtf8(header.name)));
        return true;
    });
    // Accept and Expect are not sent unless they are said.
    for (const QByteArray &name : m_removed) {
        if (name != "accept" && name != "expect" && name != "content-type")
            m_out.leaveOut(where(), words("A header that takes another one away was left out: %1")
                                        .arg(QString::fromUtf8(name.left(100))));
    }
}

Body CurlRequest::makeBody()
{
    if (!m_parts.empty()) {
        setHeader(m_spec.headers, "Content-Type", "multipart/form-data; boundary=claimcheck-parts");
        Body body;
        body.kind = BodyKind::Multipart;
        body.parts = m_parts;
        return body;
    }
    if (m_posts && !m_get) {
        const QByteArray type = m_json ? "application/json" : "application/x-www-form-urlencoded";
        if (!http::headerValue(m_spec.headers, "Content-Type") && !m_removed.contains("content-type"))
            m_spec.headers.push_back({"Content-Type", type});
        if (m_json && !http::headerValue(m_spec.headers, "Accept") && !m_removed.contains("accept"))
            m_spec.headers.push_back({"Accept", "application/json"});
    }
    if (!m_file.isEmpty()) {
        if (!m_data.isEmpty())
            m_out.leaveOut(where(), words("The data beside the file of the body was left out."));
        Body body;
        body.kind = BodyKind::File;
        body.file = m_file;
        return body;
    }
    if (m_data.isEmpty())
        return {};
    return m_out.textBody(m_data.join(m_json ? "" : "&"),
                          http::headerValue(m_spec.headers, "Content-Type").value_or(QByteArray()), where());
}

/// The address with what options add to its path and query.
QByteArray CurlRequest::address(QByteArray url)
{
    if (!url.contains("://") && !url.startsWith("{{"))
        url.prepend("http://");
    const QByteArray plain = QByteArray(url).replace("{{", "").replace("}}", "");
    if (!m_noGlob && (plain.contains('{') || plain.contains('[')))
        m_out.leaveOut(
            where(), words("curl would make several addresses of { } and [ ]; they stay as they are here."));
    const qsizetype hash = url.indexOf('#');
    const QByteArray fragment = hash < 0 ? QByteArray() : url.mid(hash);
    url.chop(fragment.size());
    if (m_uploads && !m_file.isEmpty() && url.endsWith('/') && !url.contains('?'))
        url += m_file.mid(m_file.lastIndexOf('/') + 1).toPercentEncoding();
    if (m_pathAsIs &&
        (url.contains("/./") || url.contains("/../") || url.endsWith("/.") || url.endsWith("/..")))
        m_out.leaveOut(where(), words("\"/../\" and \"/./\" of the address are resolved before it is sent."));
    if (!m_query.isEmpty())
        url += (url.contains('?') ? '&' : '?') + m_query.join('&');
    return url + fragment;
}

Result<Done> CurlRequest::finish()
{
    if (m_urls.isEmpty())
        return Error{ErrorCode::ImportUnreadable, words("The command"), words("curl is given no address")};
    if (m_get) {
        if (!m_file.isEmpty())
            m_out.leaveOut(where(), words("A query with a file's content was left out."));
        m_query = m_data + m_query;
        m_data.clear();
        m_file.clear();
    }
    finishHeaders();
    m_spec.body = makeBody();
    const QByteArray usual = m_uploads ? "PUT" : m_head ? "HEAD" : m_posts && !m_get ? "POST" : "GET";
    m_spec.method = m_method.value_or(usual);
    if (const QByteArray upper = m_spec.method.toUpper(); upper != m_spec.method) {
        m_out.leaveOut(where(), words("The method %1 is written in capitals here.")
                                    .arg(QString::fromUtf8(m_spec.method.left(40))));
        m_spec.method = upper;
    }
    for (const QByteArray &url : m_urls) {
        RequestSpec spec = m_spec;
        spec.url = address(url);
        if (const auto added = m_out.add(std::move(spec)); !added)
            return added.error();
    }
    return Done{};
}

} // namespace claimcheck::requests
