#include "filled_in.h"

#include "http_file_layout.h"

#include <QDir>

namespace claimcheck::requests {

namespace {

class Filling final {
public:
    Filling(const Expander &expander, const QString &folder) : m_expander(expander), m_folder(folder) {}

    void text(QByteArray &value)
    {
        if (m_error || !value.contains("{{"))
            return;
        const auto expanded = m_expander.expand(value);
        if (expanded)
            value = expanded->savedForm();
        else
            m_error = expanded.error();
    }
    void path(QByteArray &value)
    {
        text(value);
        if (!value.isEmpty())
            value = QDir(m_folder).absoluteFilePath(QString::fromUtf8(value)).toUtf8();
    }
    void headers(http::Headers &headers)
    {
        for (http::Header &header : headers)
            text(header.value);
    }
    /// Lines that stand for a file keep their kind.
    void bodyText(QByteArray &body)
    {
        text(body);
        QByteArrayList lines = body.split('\n');
        for (QByteArray &line : lines) {
            const auto include = includeOf(line);
            if (!include)
                continue;
            QByteArray file = include->path;
            path(file);
            line = (include->expands ? "<@ " : "< ") + file;
        }
        body = lines.join('\n');
    }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

private:
    const Expander &m_expander;
    const QString m_folder;
    std::optional<Error> m_error;
};

} // namespace

Result<RequestSpec> filledIn(RequestSpec spec, const Expander &expander, const QString &folder)
{
    Filling fill(expander, folder);
    fill.text(spec.url);
    fill.headers(spec.headers);
    if (spec.body.kind == BodyKind::Json || spec.body.kind == BodyKind::Text)
        fill.bodyText(spec.body.text);
    for (FormField &field : spec.body.fields) {
        fill.text(field.name);
        fill.text(field.value);
    }
    for (BodyPart &part : spec.body.parts) {
        for (QByteArray *value : {&part.name, &part.value, &part.fileName, &part.contentType})
            fill.text(*value);
        fill.headers(part.headers);
        fill.path(part.file);
    }
    fill.path(spec.body.file);
    if (fill.error())
        return *fill.error();
    return spec;
}

} // namespace claimcheck::requests
