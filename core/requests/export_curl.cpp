#include "export.h"

#include "basic_pair.h"

#include <algorithm>

namespace claimcheck::requests {

namespace {

/// A word in single quotes; the one character that these cannot hold stands outside of them.
QByteArray quoted(QByteArray text)
{
    return '\'' + text.replace('\'', "'\\''") + '\'';
}

/// The text as one shell word; what a secret yields stands in double quotes between its parts.
class ShellText final {
public:
    explicit ShellText(const ExportSecrets &secrets) : m_secrets(secrets) {}

    [[nodiscard]] QByteArray operator()(const PreparedText &text, const QByteArray &before = {}) const
    {
        QByteArray out, plain = before;
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
            if (!plain.isEmpty())
                out += quoted(plain);
            plain.clear();
            if (piece.secret->from == SecretReference::From::Profile)
                out += "\"$(claimcheck token " + quotedInside(piece.secret->name) +
                       (piece.secret->field == "id_token" ? " --kind id" : "") + ")\"";
            else
                out += "\"${" + environmentName(*piece.secret) + ":?}\"";
        }
        return plain.isEmpty() && !out.isEmpty() ? out : out + quoted(plain);
    }

    /// An argument inside of "$(…)": quoted when it is no plain word.
    [[nodiscard]] static QByteArray quotedInside(const QByteArray &name)
    {
        const bool isPlain = !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                   c == '_' || c == '-';
        });
        return isPlain && !name.startsWith('-') ? name : quoted(name);
    }

private:
    const ExportSecrets &m_secrets;
};

/// "-F" values: a quoted content may hold what would else begin a setting.
QByteArray formQuoted(const QByteArray &text)
{
    QByteArray out = text;
    return '"' + out.replace('\\', "\\\\").replace('"', "\\\"") + '"';
}

/// Whether curl would take a parameter of this type for a setting of its own: some of those read files.
bool holdsSetting(const QByteArray &type)
{
    const QByteArrayList parameters = type.split(';').mid(1);
    return std::any_of(parameters.begin(), parameters.end(), [](const QByteArray &parameter) {
        const QByteArray name = parameter.left(parameter.indexOf('=')).trimmed().toLower();
        return name == "type" || name == "filename" || name == "headers" || name == "encoder";
    });
}

/// `notes`: what curl cannot say.
void addParts(QByteArrayList &options, QByteArrayList &notes, const PreparedRequest &request,
              const ShellText &shell)
{
    for (const PreparedRequest::Part &part : request.parts) {
        QByteArray name = savedForm(part.name);
        if (name.contains('=')) { // curl takes the first for the end of the name, and "@" after it for a file
            name.replace('=', "%3D");
            notes += "# In the name of a part %3D stands for =, which curl cannot send.\n";
        }
        if (part.file.isEmpty() && part.contentType.empty() && part.fileName.empty() &&
            part.headers.empty()) {
            options += "--form-string " + shell(part.value, name + '=');
            continue;
        }
        PreparedText value = {{name + '='}};
        if (part.file.isEmpty()) {
            // In quotes: the text may begin with "@" or hold a ";".
            value.push_back({"\""});
            for (PreparedPiece piece : part.value) {
                piece.text.replace('\\', "\\\\").replace('"', "\\\"");
                value.push_back(piece);
            }
            value.push_back({"\""});
        } else {
            value.push_back({(part.fileName.empty() ? "<" : "@") + formQuoted(part.file.toUtf8())});
        }
        if (const QByteArray type = savedForm(part.contentType); holdsSetting(type))
            notes += "# The type of a part is left out: curl would read a setting of its own in it.\n";
        else if (!type.isEmpty())
            value.push_back({";type=" + type});
        if (!part.fileName.empty())
            value.push_back({";filename=" + formQuoted(savedForm(part.fileName))});
        for (const PreparedHeader &header : part.headers)
            value.push_back({";headers=" + formQuoted(header.name + ": " + savedForm(header.value))});
        options += "-F " + shell(value);
    }
}

void addConnection(QByteArrayList &options, const http::ConnectionSettings &connection)
{
    const auto add = [&options](const char *option, const QString &value) {
        if (!value.isEmpty())
            options += option + quoted(value.toUtf8());
    };
    add("--cacert ", connection.caFile);
    add("--cert ", connection.clientCertificate);
    add("--key ", connection.clientKey);
    if (connection.proxy == u"none")
        options += "--noproxy '*'";
    else
        add("--proxy ", connection.proxy);
    if (connection.http2)
        options += "--http2";
}

} // namespace

QByteArray environmentName(const SecretReference &reference)
{
    QByteArray name;
    for (const char c : reference.name) {
        const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        const bool isDigit = c >= '0' && c <= '9';
        if (isDigit && name.isEmpty())
            name += '_';
        name += (upper >= 'A' && upper <= 'Z') || isDigit ? upper : '_';
    }
    return name;
}

QByteArray exportCurl(const PreparedRequest &request, const ExportSecrets &secrets)
{
    const ShellText shell(secrets);
    const bool hasParts = !request.parts.empty();
    QByteArrayList options, notes;
    const QByteArray usual = request.body.empty() ? "GET" : "POST";
    if (request.method == "HEAD" && request.body.empty())
        options += "--head";
    else if (request.method != usual)
        options += "-X " + ShellText::quotedInside(request.method);
    if (request.redirects != http::RedirectPolicy::None)
        options += "-L";
    if (request.timeout && request.timeout->count() > 0)
        options += "--max-time " + QByteArray::number(double(request.timeout->count()) / 1000);
    if (request.connection)
        addConnection(options, *request.connection);
    if (secrets.revealedHeader)
        options += "-H " + quoted(secrets.revealedHeader->name + ": " + secrets.revealedHeader->value);
    else if (!secrets.profile.isEmpty())
        options += "-H \"$(claimcheck header " + ShellText::quotedInside(secrets.profile) + ")\"";
    bool hasType = false;
    for (const PreparedHeader &header : request.headers) {
        const bool isType = header.name.compare("Content-Type", Qt::CaseInsensitive) == 0;
        hasType = hasType || isType;
        // curl makes the boundary of its own parts.
        if (isType && hasParts)
            continue;
        if (const auto pair = basicPair(header)) {
            options += "-u " + shell(*pair);
            continue;
        }
        options += "-H " + (header.value.empty() ? quoted(header.name + ';')
                                                 : shell(header.value, header.name + ": "));
    }
    QByteArray pipe;
    if (hasParts) {
        addParts(options, notes, request, shell);
    } else if (!request.body.empty()) {
        if (!hasType)
            options += "-H 'Content-Type:'";
        if (request.body.size() > 1) {
            QByteArrayList commands;
            for (const BodyRun &run : request.body)
                commands +=
                    run.file.isEmpty() ? "printf %s " + shell(run.text) : "cat " + quoted(run.file.toUtf8());
            pipe = "{ " + commands.join("; ") + "; } | ";
            options += "--data-binary @-";
        } else if (request.body.front().file.isEmpty()) {
            options += "--data-raw " + shell(request.body.front().text);
        } else {
            options += "--data-binary " + quoted('@' + request.body.front().file.toUtf8());
        }
    }
    const QByteArray url = savedForm(request.url);
    if (url.contains('[') || url.contains('{'))
        options += "--globoff";
    options += "--url " + shell(request.url);
    return notes.join() + pipe + "curl " + options.join(" \\\n  ") + '\n';
}

} // namespace claimcheck::requests
