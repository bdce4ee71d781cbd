#include "curl_request.h"

#include "form_text.h"

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
    if (colon > 0 && !line.mid(colon + 1).trimmed().isEmpty())
        m_spec.headers.push_back({line.left(colon).trimmed(), line.mid(colon + 1).trimmed()});
    else if (colon < 0 && semicolon > 0) // "Name;": curl sends it without a value
        m_spec.headers.push_back({line.left(semicolon).trimmed(), {}});
    else
        m_out.leaveOut(where(), words("A header that takes another one away was left out: %1")
                                    .arg(QString::fromUtf8(line.left(100))));
}

/// "NAME=content", "=content", "NAME@file", "@file", "content" (curl's manual, --data-urlencode).
void CurlRequest::addData(CurlEffect effect, const QByteArray &value)
{
    const bool readsFile = effect != CurlEffect::DataRaw && effect != CurlEffect::DataUrlencode;
    if (readsFile && value.startsWith('@')) {
        if (m_file.isEmpty() && m_data.isEmpty())
            m_file = value.mid(1);
        else
            m_out.leaveOut(where(), words("Only one file can be the body."));
        if (effect == CurlEffect::Data)
            m_out.leaveOut(where(), words("curl takes line ends out of the file of -d; they stay here."));
        return;
    }
    if (effect != CurlEffect::DataUrlencode) {
        m_data += value;
        return;
    }
    const qsizetype equals = value.indexOf('=');
    const qsizetype file = value.indexOf('@');
    if (file >= 0 && (equals < 0 || file < equals))
        return m_out.leaveOut(where(), words("A field with a file's content was left out."));
    // The name is expected to be encoded already.
    m_data += (equals > 0 ? value.left(equals + 1) : QByteArray()) + formEncoded(value.mid(equals + 1));
}

/// "name=value", "name=@file;type=T;filename=F", "name=<file".
void CurlRequest::addForm(const QByteArray &value)
{
    const qsizetype equals = value.indexOf('=');
    if (equals < 1)
        return m_out.leaveOut(where(), words("A part of the form has no name and was left out."));
    BodyPart part{.name = value.left(equals)};
    QByteArray content = value.mid(equals + 1);
    // What follows a quoted content, or a ";" before one of these words, describes the part.
    QByteArrayList settings;
    for (const char *name : {"type=", "filename=", "headers=", "encoder="}) {
        const qsizetype at = content.indexOf(QByteArray(";") + name);
        if (at >= 0 && !content.startsWith('"'))
            settings += content.mid(at + 1);
    }
    for (const QByteArray &setting : settings) {
        const QByteArray first =
            setting.left(setting.indexOf(';') < 0 ? setting.size() : setting.indexOf(';'));
        const QByteArray text = first.mid(first.indexOf('=') + 1);
        if (first.startsWith("type="))
            part.contentType = text;
        else if (first.startsWith("filename="))
            part.fileName = text.startsWith('"') && text.endsWith('"') ? text.mid(1, text.size() - 2) : text;
        else
            m_out.leaveOut(where(),
                           words("%1 of a part was left out.").arg(QString::fromUtf8(first.left(40))));
        content = content.left(std::min(content.size(), content.indexOf(';' + first)));
    }
    if (content.startsWith('@') || content.startsWith('<')) {
        part.file = content.mid(1);
        if (content.startsWith('@') && part.fileName.isEmpty())
            part.fileName = part.file.mid(part.file.lastIndexOf('/') + 1);
    } else {
        part.value = content;
    }
    m_parts.push_back(std::move(part));
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
        return addData(effect, value);
    case CurlEffect::Form:
        return addForm(value);
    case CurlEffect::FormString: {
        const qsizetype equals = value.indexOf('=');
        m_parts.push_back({.name = value.left(equals), .value = value.mid(equals + 1)});
        return;
    }
    case CurlEffect::User:
        if (!value.contains(':'))
            m_out.leaveOut(where(), words("curl would ask for the password of -u; it is empty here."));
        return setHeader(m_spec.headers, "Authorization",
                         "Basic " + (value.contains(':') ? value : value + ':').toBase64());
    case CurlEffect::Bearer:
        return setHeader(m_spec.headers, "Authorization", "Bearer " + value);
    case CurlEffect::Agent:
        return setHeader(m_spec.headers, "User-Agent", value);
    case CurlEffect::Referer:
        return setHeader(m_spec.headers, "Referer", value.split(';').value(0));
    case CurlEffect::Range:
        return setHeader(m_spec.headers, "Range", "bytes=" + value);
    case CurlEffect::Cookie:
        if (value.contains('='))
            return setHeader(m_spec.headers, "Cookie", value);
        break;
    case CurlEffect::Proxy: {
        const QByteArray proxy = value.contains("://") ? value : "http://" + value;
        if (const qsizetype at = proxy.lastIndexOf('@'); at >= 0) {
            m_out.leaveOut(where(), words("The proxy's user name and password were left out."));
            connection().proxy = QString::fromUtf8(proxy.left(proxy.indexOf("://") + 3) + proxy.mid(at + 1));
        } else {
            connection().proxy = QString::fromUtf8(proxy);
        }
        return;
    }
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
        m_file = value;
        if (!m_method)
            m_method = "PUT";
        return;
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
    case CurlEffect::Compressed: // always asked for
    case CurlEffect::Harmless:
    case CurlEffect::Next:
        return;
    case CurlEffect::LeftOut:
        break;
    }
    m_out.leaveOut(where(), words("The option %1 was left out.").arg(option));
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
    if (!m_data.isEmpty() || !m_file.isEmpty()) {
        const QByteArray type = m_json ? "application/json" : "application/x-www-form-urlencoded";
        if (!http::headerValue(m_spec.headers, "Content-Type") && m_method.value_or("") != "PUT")
            m_spec.headers.push_back({"Content-Type", type});
        if (m_json && !http::headerValue(m_spec.headers, "Accept"))
            m_spec.headers.push_back({"Accept", "application/json"});
    }
    if (!m_file.isEmpty()) {
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

Result<Done> CurlRequest::finish()
{
    if (m_urls.isEmpty())
        return Error{ErrorCode::ImportUnreadable, words("The command"), words("curl is given no address")};
    QByteArray query;
    if (m_get) {
        query = m_data.join('&');
        m_data.clear();
    }
    m_spec.body = makeBody();
    const bool hasBody = m_spec.body.kind != BodyKind::None || !m_data.isEmpty();
    m_spec.method = m_method.value_or(m_head ? "HEAD" : hasBody ? "POST" : "GET");
    for (QByteArray url : m_urls) {
        if (!url.contains("://") && !url.startsWith("{{"))
            url.prepend("http://");
        const QByteArray plain = QByteArray(url).replace("{{", "").replace("}}", "");
        if (!m_noGlob && (plain.contains('{') || plain.contains('[')))
            m_out.leaveOut(
                where(),
                words("curl would make several addresses of { } and [ ]; they stay as they are here."));
        if (!query.isEmpty())
            url += (url.contains('?') ? '&' : '?') + query;
        RequestSpec spec = m_spec;
        spec.url = url;
        if (const auto added = m_out.add(std::move(spec)); !added)
            return added.error();
    }
    return Done{};
}

} // namespace claimcheck::requests
