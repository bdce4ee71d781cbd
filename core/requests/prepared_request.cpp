#include "prepared_request.h"

#include "basic_pair.h"
#include "body_runs.h"
#include "form_text.h"
#include "http_file_layout.h"
#include "within_folder.h"

#include "http/header_rules.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>

namespace claimcheck::requests {

namespace {

QByteArray written(QByteArrayView text, Writing writing)
{
    switch (writing) {
    case Writing::Percent:
        return text.toByteArray().toPercentEncoding();
    case Writing::Form:
        return formEncoded(text);
    case Writing::Plain:
        break;
    }
    return text.toByteArray();
}

Result<QByteArray> readFile(const QString &path, qint64 limit)
{
    QFile file(path);
    if (file.exists() && !QFileInfo(path).isFile()) // opening a pipe or a terminal waits for the other side
        return Error{ErrorCode::FileUnreadable, path, QStringLiteral("it is no file")};
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::FileUnreadable, path, file.errorString()};
    QByteArray content = file.read(limit + 1);
    if (content.size() > limit)
        return Error{ErrorCode::InputTooLarge, path};
    return content;
}

/// Whether a secret is part of where the request goes: it would be looked up, logged and shown with the host.
/// Percent-encoded as it is, one after the address' first '/', '?' or '#' stays there.
bool hasSecretInAuthority(const PreparedText &url)
{
    QByteArray before;
    for (const PreparedPiece &piece : url) {
        before += piece.text;
        const qsizetype authority = before.indexOf("://");
        const bool isOver =
            authority >= 0 && std::any_of(before.begin() + authority + 3, before.end(),
                                          [](char c) { return c == '/' || c == '?' || c == '#'; });
        if (piece.secret && !isOver)
            return true;
    }
    return false;
}

bool hasSecret(const PreparedText &text)
{
    return std::any_of(text.begin(), text.end(),
                       [](const PreparedPiece &piece) { return piece.secret.has_value(); });
}

/// Fills in one request, field by field; the first error ends it.
class Preparing final {
public:
    Preparing(const RequestSpec &spec, const Expander &expander, const QString &folder)
        : m_spec(spec), m_expander(expander), m_folder(folder)
    {
    }

    Result<PreparedRequest> run()
    {
        PreparedRequest out{.method = m_spec.method,
                            .url = text(m_spec.url, Writing::Plain, Writing::Percent),
                            .credential = m_spec.credential,
                            .timeout = m_spec.timeout,
                            .redirects = m_spec.redirects,
                            .connection = m_spec.connection};
        if (!m_error && hasSecretInAuthority(out.url))
            m_error = Error{ErrorCode::UrlInvalid, QString::fromUtf8(savedForm(out.url)).left(200)};
        const RequestSpec spec = asWritten(m_spec);
        for (const http::Header &header : spec.headers) {
            out.headers.push_back({header.name, text(header.value)});
            if (const auto pair = basicPair(out.headers.back()); pair && !hasSecret(*pair))
                out.headers.back().value = {{"Basic " + savedForm(*pair).toBase64()}};
        }
        makeBody(spec, out);
        if (m_error)
            return *m_error;
        return out;
    }

private:
    PreparedText text(QByteArrayView source, Writing plain = Writing::Plain, Writing secret = Writing::Plain)
    {
        PreparedText out;
        if (m_error)
            return out;
        const auto expanded = m_expander.expand(source);
        if (!expanded) {
            m_error = expanded.error();
            return out;
        }
        for (const Piece &piece : expanded->pieces)
            out.push_back({written(piece.text, plain), piece.secret, secret});
        return out;
    }

    QString path(const QByteArray &name)
    {
        const PreparedText expanded = text(name);
        const QString file = QDir(m_folder).absoluteFilePath(QString::fromUtf8(savedForm(expanded)));
        if (!m_error && !isWithin(m_folder, file))
            m_error = outsideError(file);
        return file;
    }

    void add(PreparedRequest &out, PreparedText added)
    {
        if (out.body.empty() || !out.body.back().file.isEmpty())
            out.body.emplace_back();
        auto &run = out.body.back().text;
        run.insert(run.end(), added.begin(), added.end());
    }
    void addFile(PreparedRequest &out, const Include &include)
    {
        const QString file = path(include.path);
        if (!include.expands || m_error) {
            out.body.push_back({{}, file});
            return;
        }
        const auto content = readFile(file, HttpFile::maxBytes);
        if (content)
            add(out, text(*content));
        else
            m_error = content.error();
    }

    void makeBody(const RequestSpec &spec, PreparedRequest &out)
    {
        const Body &body = spec.body;
        switch (body.kind) {
        case BodyKind::None:
            return;
        case BodyKind::File:
            return addFile(out, {body.file, body.expandsFile});
        case BodyKind::Form:
            for (const FormField &field : body.fields) {
                if (!out.body.empty())
                    add(out, {{"&"}});
                add(out, text(field.name, Writing::Form, Writing::Form));
                add(out, {{"="}});
                add(out, text(field.value, Writing::Form, Writing::Form));
            }
            return;
        case BodyKind::Multipart:
            return makeParts(spec, out);
        case BodyKind::Json:
        case BodyKind::Text:
            break;
        }
        // An include line stands for a file's content; the line ends around it stay.
        QByteArray plain;
        const QByteArrayList lines = body.text.split('\n');
        for (qsizetype i = 0; i < lines.size(); ++i) {
            const QByteArray end = i + 1 < lines.size() ? QByteArray("\n") : QByteArray();
            if (const auto include = includeOf(lines[i])) {
                add(out, text(plain));
                addFile(out, *include);
                plain = end;
            } else {
                plain += lines[i] + end;
            }
        }
        if (!plain.isEmpty())
            add(out, text(plain));
    }

    /// RFC 7578; lines end with CR LF.
    void makeParts(const RequestSpec &spec, PreparedRequest &out)
    {
        const QByteArray dashes =
            "--" + boundaryOf(http::headerValue(spec.headers, "Content-Type").value_or(QByteArray()));
        const auto quoted = [this](const QByteArray &name) {
            // The URL Standard's way of escaping names, which browsers use.
            PreparedText name_ = text(name);
            for (PreparedPiece &piece : name_)
                piece.text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
            return name_;
        };
        for (const BodyPart &part : spec.body.parts) {
            PreparedRequest::Part prepared{text(part.name), text(part.value), text(part.fileName),
                                           text(part.contentType),
                                           part.file.isEmpty() ? QString() : path(part.file)};
            add(out, {{dashes + "\r\nContent-Disposition: form-data; name=\""}});
            add(out, quoted(part.name));
            if (!part.fileName.isEmpty()) {
                add(out, {{"\"; filename=\""}});
                add(out, quoted(part.fileName));
            }
            add(out, {{"\"\r\n"}});
            if (!part.contentType.isEmpty()) {
                add(out, {{"Content-Type: "}});
                add(out, prepared.contentType);
                add(out, {{"\r\n"}});
            }
            for (const http::Header &header : part.headers) {
                prepared.headers.push_back({header.name, text(header.value)});
                add(out, {{header.name + ": "}});
                add(out, prepared.headers.back().value);
                add(out, {{"\r\n"}});
            }
            add(out, {{"\r\n"}});
            if (prepared.file.isEmpty())
                add(out, prepared.value);
            else
                out.body.push_back({{}, prepared.file});
            add(out, {{"\r\n"}});
            out.parts.push_back(std::move(prepared));
        }
        add(out, {{dashes + "--\r\n"}});
    }

    const RequestSpec &m_spec;
    const Expander &m_expander;
    const QString m_folder;
    std::optional<Error> m_error;
};

const http::Credential *find(const SecretReference &reference, const std::vector<ResolvedSecret> &secrets)
{
    const auto found =
        std::find_if(secrets.begin(), secrets.end(),
                     [&reference](const ResolvedSecret &secret) { return secret.reference == reference; });
    return found == secrets.end() ? nullptr : &found->credential;
}

Result<QByteArray> revealed(const PreparedText &text, const std::vector<ResolvedSecret> &secrets)
{
    QByteArray out;
    for (const PreparedPiece &piece : text) {
        if (!piece.secret) {
            out += piece.text;
            continue;
        }
        const http::Credential *credential = find(*piece.secret, secrets);
        if (!credential)
            return Error{ErrorCode::SecretReferenceUnknown, QString::fromUtf8(referenceText(*piece.secret))};
        out += written(credential->secret.reveal(), piece.writing);
    }
    return out;
}

/// Files are read while they are sent; what is text alone is small enough to be held.
Result<Done> makeBody(const PreparedRequest &prepared, const std::vector<ResolvedSecret> &secrets,
                      http::Request &request)
{
    std::vector<BodyRuns::Run> runs;
    qint64 size = 0;
    bool hasFile = false;
    for (const BodyRun &run : prepared.body) {
        hasFile |= !run.file.isEmpty();
        auto text = revealed(run.text, secrets);
        if (!text)
            return text.error();
        size += text->size();
        runs.push_back({*std::move(text), run.file});
    }
    if (size > maxRequestText)
        return Error{ErrorCode::InputTooLarge, QStringLiteral("The body")};
    if (!hasFile) {
        for (const BodyRuns::Run &run : runs)
            request.body += run.text;
        return Done{};
    }
    auto source = BodyRuns::make(std::move(runs));
    if (!source)
        return source.error();
    request.source = *std::move(source);
    return Done{};
}

template <class Visit>
void visitTexts(const PreparedRequest &request, Visit visit)
{
    visit(request.url);
    for (const PreparedHeader &header : request.headers)
        visit(header.value);
    for (const BodyRun &run : request.body)
        visit(run.text);
}

} // namespace

QByteArray savedForm(const PreparedText &text)
{
    QByteArray out;
    for (const PreparedPiece &piece : text)
        out += piece.secret ? referenceText(*piece.secret) : piece.text;
    return out;
}

std::vector<SecretReference> PreparedRequest::references() const
{
    std::vector<SecretReference> list;
    visitTexts(*this, [&list](const PreparedText &text) {
        for (const PreparedPiece &piece : text) {
            if (piece.secret && std::find(list.begin(), list.end(), *piece.secret) == list.end())
                list.push_back(*piece.secret);
        }
    });
    return list;
}

std::optional<QByteArray> PreparedRequest::header(QByteArrayView name) const
{
    for (const PreparedHeader &header : headers) {
        if (header.name.compare(name.toByteArray(), Qt::CaseInsensitive) == 0)
            return savedForm(header.value);
    }
    return std::nullopt;
}

Result<PreparedRequest> prepare(const RequestSpec &spec, const Expander &expander, const QString &folder)
{
    return Preparing(spec, expander, folder).run();
}

http::Request savedRequest(const PreparedRequest &prepared)
{
    http::Request request;
    request.method = prepared.method;
    request.url = QUrl(QString::fromUtf8(savedForm(prepared.url).trimmed()), QUrl::TolerantMode);
    for (const PreparedHeader &header : prepared.headers)
        request.headers.push_back({header.name, savedForm(header.value)});
    for (const BodyRun &run : prepared.body)
        request.body += run.file.isEmpty() ? savedForm(run.text) : "< " + run.file.toUtf8() + '\n';
    request.redirects = prepared.redirects;
    if (prepared.timeout)
        request.timeout = *prepared.timeout;
    return request;
}

Result<Sendable> makeSendable(const PreparedRequest &prepared, const std::vector<ResolvedSecret> &secrets)
{
    Sendable out;
    http::Request &request = out.request;
    request.method = prepared.method;
    request.redirects = prepared.redirects;
    if (prepared.timeout)
        request.timeout = *prepared.timeout;
    const auto url = revealed(prepared.url, secrets);
    if (!url)
        return url.error();
    request.url = QUrl(QString::fromUtf8(url->trimmed()), QUrl::TolerantMode);
    // Said with the saved form: the address itself may hold a secret.
    if (!request.url.isValid() || request.url.host().isEmpty())
        return Error{ErrorCode::UrlInvalid, QString::fromUtf8(savedForm(prepared.url)).left(200)};
    for (const PreparedHeader &header : prepared.headers) {
        const auto pair = basicPair(header);
        auto value = revealed(pair ? *pair : header.value, secrets);
        if (!value)
            return value.error();
        if (pair)
            value = "Basic " + value->toBase64();
        if (!http::isToken(header.name) || !http::isFieldValue(*value))
            return Error{ErrorCode::HeaderInvalid, QString::fromUtf8(header.name)};
        request.headers.push_back({header.name, *value});
    }
    if (const auto made = makeBody(prepared, secrets, request); !made)
        return made.error();
    for (const SecretReference &reference : prepared.references()) {
        out.credentials.push_back(*find(reference, secrets));
        out.credentials.back().placement = http::Credential::Placement::InRequest;
    }
    return out;
}

} // namespace claimcheck::requests
