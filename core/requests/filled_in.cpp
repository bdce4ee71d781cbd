#include "filled_in.h"

#include "http_file_layout.h"

#include <QCoreApplication>
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
    /// Lines that stand for a file keep their kind. They are found before anything is filled in, as `prepare`
    /// does: a value is text, and one that makes such a line would choose a file to send.
    void bodyText(QByteArray &body)
    {
        QByteArrayList filled, plain;
        const auto endPlain = [&] {
            if (plain.isEmpty())
                return;
            QByteArray value = plain.join('\n');
            text(value);
            for (const QByteArray &line : value.split('\n')) {
                if (const auto made = includeOf(line))
                    refuse(made->path);
            }
            filled += value;
            plain.clear();
        };
        for (const QByteArray &line : body.split('\n')) {
            const auto include = includeOf(line);
            if (!include) {
                plain += line;
                continue;
            }
            endPlain();
            QByteArray file = include->path;
            path(file);
            if (file.contains('\n'))
                refuse(file);
            filled += (include->expands ? "<@ " : "< ") + file;
        }
        endPlain();
        body = filled.join('\n');
    }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

private:
    void refuse(const QByteArray &file)
    {
        if (!m_error)
            m_error = Error{ErrorCode::FileUnreadable, QString::fromUtf8(file.left(200)),
                            QCoreApplication::translate("Requests", "a variable names it in its value, and a "
                                                                    "line that stands for a file has to "
                                                                    "stand in the request")};
    }

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
