#include "export.h"

#include "base/utf8.h"
#include "basic_pair.h"

#include <algorithm>

namespace claimcheck::requests {

namespace {

/// A string literal, or one of bytes for what is no UTF-8.
QByteArray literal(const QByteArray &text, bool asBytes)
{
    QByteArray out = asBytes ? "b\"" : "\"";
    const char *end = text.constData() + text.size();
    for (const char *at = text.constData(); at < end;) {
        const qsizetype length = utf8::sequenceLength(at, end);
        const auto c = static_cast<unsigned char>(*at);
        if (length > 1 && !asBytes) {
            out += QByteArrayView(at, length);
            at += length;
            continue;
        }
        ++at;
        if (c == '"' || c == '\\')
            out += '\\' + QByteArray(1, static_cast<char>(c));
        else if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else if (c == '\t')
            out += "\\t";
        else if (c < 0x20 || c >= 0x7F)
            out += "\\x" + QByteArray(1, static_cast<char>(c)).toHex();
        else
            out += static_cast<char>(c);
    }
    return out + '"';
}

QByteArray literal(const QString &text)
{
    return literal(text.toUtf8(), false);
}

bool isUtf8(const QByteArray &text)
{
    const char *end = text.constData() + text.size();
    for (const char *at = text.constData(); at < end;) {
        const qsizetype length = utf8::sequenceLength(at, end);
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

/// Makes a script line by line, and notes which helpers it needs.
class Script final {
public:
    Script(const PreparedRequest &request, const ExportSecrets &secrets)
        : m_request(request), m_secrets(secrets)
    {
    }

    [[nodiscard]] QByteArray make()
    {
        const QByteArray url = expression(m_request.url);
        const QByteArray headers = headerLines();
        const QByteArray body = bodyArgument();
        QByteArray call =
            "response = requests.request(\n    " + literal(m_request.method, false) + ",\n    " + url + ",\n";
        if (!headers.isEmpty())
            call += "    headers=headers,\n";
        call += body + connectionArguments();
        const double seconds = m_request.timeout ? double(m_request.timeout->count()) / 1000 : 30;
        call += "    timeout=" + (seconds > 0 ? QByteArray::number(seconds) : QByteArray("None")) + ",\n";
        call += QByteArray("    allow_redirects=") +
                (m_request.redirects == http::RedirectPolicy::None ? "False" : "True") + ",\n)\n";
        QByteArray top;
        if (m_usesBase64)
            top += "import base64\n";
        if (m_usesEnvironment)
            top += "import os\n";
        if (m_usesClaimcheck)
            top += "import subprocess\n";
        top += (top.isEmpty() ? "" : "\n") + QByteArray("import requests\n\n");
        if (m_usesClaimcheck)
            top += "\ndef claimcheck(*arguments):\n"
                   "    done = subprocess.run([\"claimcheck\", *arguments], check=True, "
                   "stdout=subprocess.PIPE, text=True)\n"
                   "    return done.stdout.strip()\n\n\n";
        return top + headers + call + "print(response.status_code)\nprint(response.text)\n";
    }

private:
    /// Literals and calls joined by "+".
    QByteArray expression(const PreparedText &text)
    {
        QByteArrayList parts;
        QByteArray plain;
        const auto flush = [&] {
            if (!plain.isEmpty())
                parts += literal(plain, false);
            plain.clear();
        };
        for (const PreparedPiece &piece : text) {
            if (!piece.secret) {
                plain += piece.text;
                continue;
            }
            const auto known =
                std::find_if(m_secrets.revealed.begin(), m_secrets.revealed.end(),
                             [&](const ResolvedSecret &s) { return s.reference == *piece.secret; });
            if (known != m_secrets.revealed.end()) {
                plain += known->credential.secret.reveal();
                continue;
            }
            flush();
            QByteArray value = "os.environ[" + literal(environmentName(*piece.secret), false) + ']';
            if (piece.secret->from == SecretReference::From::Profile) {
                m_usesClaimcheck = true;
                value = "claimcheck(\"token\", " + literal(piece.secret->name, false) +
                        (piece.secret->field == "id_token" ? ", \"--kind\", \"id\")" : ")");
            } else {
                m_usesEnvironment = true;
            }
            if (piece.writing != Writing::Plain)
                value = (piece.writing == Writing::Form ? "requests.compat.quote_plus("
                                                        : "requests.utils.quote(") +
                        value + (piece.writing == Writing::Form ? ")" : ", safe=\"\")");
            parts += value;
        }
        flush();
        return parts.isEmpty() ? QByteArray("\"\"") : parts.join(" + ");
    }

    QByteArray headerValue(const PreparedHeader &header)
    {
        if (const auto pair = basicPair(header)) {
            m_usesBase64 = true;
            return "\"Basic \" + base64.b64encode((" + expression(*pair) + ").encode()).decode()";
        }
        // Text of other letters would go out as Latin-1, or not at all.
        const QByteArray value = savedForm(header.value);
        const bool isAscii = std::all_of(value.begin(), value.end(), [](char c) { return c >= 0; });
        return isAscii ? expression(header.value) : '(' + expression(header.value) + ").encode()";
    }

    QByteArray headerLines()
    {
        QByteArray lines;
        for (const PreparedHeader &header : m_request.headers) {
            // requests makes the boundary of its own parts.
            const bool isType = header.name.compare("Content-Type", Qt::CaseInsensitive) == 0;
            if (!isType || m_request.parts.empty())
                lines += "    " + literal(header.name, false) + ": " + headerValue(header) + ",\n";
        }
        if (m_secrets.revealedHeader)
            lines += "    " + literal(m_secrets.revealedHeader->name, false) + ": " +
                     literal(m_secrets.revealedHeader->value, false) + ",\n";
        const bool fromProfile = !m_secrets.revealedHeader && !m_secrets.profile.isEmpty();
        if (lines.isEmpty() && !fromProfile)
            return {};
        QByteArray out = "headers = {\n" + lines + "}\n";
        if (fromProfile) {
            m_usesClaimcheck = true;
            out += "name, _, value = claimcheck(\"header\", " + literal(m_secrets.profile, false) +
                   ").partition(\": \")\nheaders[name] = value\n";
        }
        return out;
    }

    QByteArray bodyArgument()
    {
        if (!m_request.parts.empty()) {
            QByteArray out = "    files=[\n";
            for (const PreparedRequest::Part &part : m_request.parts) {
                QByteArray type;
                if (!part.contentType.empty() || !part.headers.empty())
                    type = ", " + (part.contentType.empty() ? "None" : expression(part.contentType));
                QByteArrayList own;
                for (const PreparedHeader &header : part.headers)
                    own += literal(header.name, false) + ": " + expression(header.value);
                if (!own.isEmpty())
                    type += ", {" + own.join(", ") + '}';
                out += "        (" + expression(part.name) + ", (" +
                       (part.fileName.empty() ? QByteArray("None") : expression(part.fileName)) + ", " +
                       (part.file.isEmpty() ? expression(part.value)
                                            : "open(" + literal(part.file) + ", \"rb\")") +
                       type + ")),\n";
            }
            return out + "    ],\n";
        }
        QByteArrayList runs;
        for (const BodyRun &run : m_request.body) {
            const QByteArray text = savedForm(run.text);
            runs += !run.file.isEmpty() ? "open(" + literal(run.file) + ", \"rb\").read()"
                    : isUtf8(text)      ? "(" + expression(run.text) + ").encode()"
                                        : literal(text, true);
        }
        return runs.isEmpty() ? QByteArray() : "    data=" + runs.join(" + ") + ",\n";
    }

    [[nodiscard]] QByteArray connectionArguments() const
    {
        QByteArray out;
        if (!m_request.connection)
            return out;
        const http::ConnectionSettings &connection = *m_request.connection;
        if (!connection.caFile.isEmpty())
            out += "    verify=" + literal(connection.caFile) + ",\n";
        if (!connection.clientCertificate.isEmpty())
            out += "    cert=(" + literal(connection.clientCertificate) + ", " +
                   literal(connection.clientKey) + "),\n";
        if (connection.proxy == u"none")
            out += "    proxies={\"http\": \"\", \"https\": \"\"},\n";
        else if (!connection.proxy.isEmpty())
            out += "    proxies={\"http\": " + literal(connection.proxy) +
                   ", \"https\": " + literal(connection.proxy) + "},\n";
        return out;
    }

    const PreparedRequest &m_request;
    const ExportSecrets &m_secrets;
    bool m_usesClaimcheck = false;
    bool m_usesEnvironment = false;
    bool m_usesBase64 = false;
};

} // namespace

QByteArray exportPython(const PreparedRequest &request, const ExportSecrets &secrets)
{
    return Script(request, secrets).make();
}

Result<QByteArray> exportHttp(const RequestSpec &spec)
{
    HttpFile file;
    if (const auto added = file.append(spec); !added)
        return added.error();
    return file.text();
}

} // namespace claimcheck::requests
