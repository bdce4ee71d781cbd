#include "request_options.h"

#include "base/json.h"
#include "base/random.h"
#include "input.h"
#include "invocation.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

const QByteArray formType = "application/x-www-form-urlencoded";

Error usage(const char *text)
{
    return {ErrorCode::UsageInvalid, {}, QCoreApplication::translate("Cli", text)};
}

QByteArray absolutePath(const QString &file)
{
    return QDir::current().absoluteFilePath(file).toUtf8();
}

/// Collects the body from the options that make one; they cannot be mixed.
class BodyOptions final {
public:
    BodyOptions(const Invocation &run, AskedRequest &asked) : m_run(run), m_asked(asked) {}

    Result<Done> read()
    {
        const bool hasData = isAnySet({"data", "data-binary", "data-raw", "data-urlencode"});
        const bool hasForm = isAnySet({"form", "form-string"});
        const bool uploads = m_run.isSet(u"upload-file"_s);
        if (hasData + hasForm + uploads > 1)
            return usage(
                QT_TRANSLATE_NOOP("Cli", "A request has one body: --data, --form or --upload-file."));
        if (m_run.isSet(u"get"_s))
            return hasForm || uploads
                       ? Result<Done>(
                             usage(QT_TRANSLATE_NOOP("Cli", "--get takes its query from --data alone.")))
                       : readQuery();
        if (hasForm)
            return readForm();
        if (uploads)
            return takeWhole(u'@' + *m_run.value(u"upload-file"_s), {});
        return hasData ? readData() : Result<Done>(Done{});
    }

private:
    [[nodiscard]] bool isAnySet(std::initializer_list<const char *> names) const
    {
        return std::any_of(names.begin(), names.end(),
                           [this](const char *name) { return m_run.isSet(QLatin1String(name)); });
    }

    /// "@FILE" is read while it is sent, "@-" and "-" are standard input.
    Result<Done> takeWhole(const QString &value, const QByteArray &type)
    {
        if (value.startsWith(u'@') && value != u"@-") {
            m_asked.spec.body.kind = requests::BodyKind::File;
            m_asked.spec.body.file = absolutePath(value.mid(1));
        } else {
            auto text = value == u"-" || value == u"@-" ? readAll(u"-"_s) : value.toUtf8();
            if (!text)
                return text.error();
            m_asked.body = *std::move(text);
        }
        setType(type.isEmpty() ? guessedType() : type);
        return Done{};
    }

    [[nodiscard]] QByteArray guessedType() const
    {
        // Of a file that is read while it is sent, the name has to do.
        const bool isJson = m_asked.body ? bool(json::Document::parse(*m_asked.body))
                                         : m_asked.spec.body.file.toLower().endsWith(".json");
        return isJson ? "application/json" : "application/octet-stream";
    }

    void setType(const QByteArray &type)
    {
        if (!http::headerValue(m_asked.spec.headers, "Content-Type"))
            m_asked.spec.headers.push_back({"Content-Type", type});
    }

    /// All pieces joined by "&", as curl joins them.
    Result<QByteArray> joined()
    {
        QByteArrayList pieces;
        for (const char *option : {"data", "data-binary", "data-raw"}) {
            const QStringList values = m_run.values(QLatin1String(option));
            for (const QString &value : values) {
                const bool readsFile = qstrcmp(option, "data-raw") != 0;
                auto text = readsFile ? readText(value) : Result<QByteArray>(value.toUtf8());
                if (!text)
                    return text.error();
                pieces += *std::move(text);
            }
        }
        const QStringList encoded = m_run.values(u"data-urlencode"_s);
        for (const QString &value : encoded) {
            auto text = urlEncoded(value);
            if (!text)
                return text.error();
            pieces += *std::move(text);
        }
        return pieces.join('&');
    }

    /// "NAME=content", "=content", "NAME@file", "@file", "content" (curl's manual, --data-urlencode).
    static Result<QByteArray> urlEncoded(const QString &value)
    {
        const qsizetype equals = value.indexOf(u'='), at = value.indexOf(u'@');
        const bool isFile = at >= 0 && (equals < 0 || at < equals);
        const qsizetype mark = isFile ? at : equals;
        const QByteArray name = mark > 0 ? value.left(mark).toUtf8() + '=' : QByteArray();
        auto content = isFile ? readAll(value.mid(at + 1)) : Result<QByteArray>(value.mid(mark + 1).toUtf8());
        if (!content)
            return content.error();
        return name + content->toPercentEncoding();
    }

    Result<Done> readData()
    {
        const QStringList data = m_run.values(u"data"_s) + m_run.values(u"data-binary"_s);
        const QStringList raw = m_run.values(u"data-raw"_s);
        if (data.size() == 1 && raw.isEmpty() && !m_run.isSet(u"data-urlencode"_s))
            return takeWhole(data.first(), {});
        auto body = joined();
        if (!body)
            return body.error();
        m_asked.body = *std::move(body);
        setType(data.size() + raw.size() == 1 && !m_run.isSet(u"data-urlencode"_s) ? guessedType()
                                                                                   : formType);
        return Done{};
    }

    Result<Done> readQuery()
    {
        const auto query = joined();
        if (!query)
            return query.error();
        QByteArray &url = m_asked.spec.url;
        const qsizetype fragment = url.indexOf('#');
        const QByteArray end = fragment < 0 ? QByteArray() : url.mid(fragment);
        url.truncate(url.size() - end.size());
        if (!query->isEmpty())
            url += (url.contains('?') ? '&' : '?') + *query;
        url += end;
        return Done{};
    }

    Result<Done> readForm()
    {
        auto &body = m_asked.spec.body;
        body.kind = requests::BodyKind::Multipart;
        const QStringList parts = m_run.values(u"form"_s);
        for (const QString &value : parts) {
            auto part = partOf(value);
            if (!part)
                return part.error();
            body.parts.push_back(*std::move(part));
        }
        const QStringList texts = m_run.values(u"form-string"_s);
        for (const QString &text : texts)
            body.parts.push_back({.name = text.section(u'=', 0, 0).toUtf8(),
                                  .value = text.mid(text.indexOf(u'=') + 1).toUtf8()});
        // Nobody can write a line into a file that ends a part of it.
        const auto boundary = randomText(18);
        if (!boundary)
            return boundary.error();
        setType("multipart/form-data; boundary=" + *boundary);
        return Done{};
    }

    /// "name=text", "name=@file", "name=<file", each with ";type=T" and ";filename=F" after it (curl's
    /// manual,
    /// --form). A quoted text may hold ";".
    static Result<requests::BodyPart> partOf(const QString &value)
    {
        const qsizetype equals = value.indexOf(u'=');
        if (equals < 1)
            return usage(QT_TRANSLATE_NOOP("Cli", "--form takes NAME=TEXT, NAME=@FILE or NAME=<FILE."));
        requests::BodyPart part{.name = value.left(equals).toUtf8()};
        QStringList pieces = split(value.mid(equals + 1));
        const QString content = pieces.takeFirst();
        for (const QString &piece : std::as_const(pieces)) {
            const QString setting = piece.trimmed();
            if (setting.startsWith(u"type="))
                part.contentType = setting.mid(5).toUtf8();
            else if (setting.startsWith(u"filename="))
                part.fileName = setting.mid(9).toUtf8();
            else
                return usage(
                    QT_TRANSLATE_NOOP("Cli", "After a part of --form come type= and filename= only."));
        }
        if (!content.startsWith(u'@') && !content.startsWith(u'<')) {
            part.value = content.toUtf8();
            return part;
        }
        part.file = absolutePath(content.mid(1));
        if (content.startsWith(u'@') && part.fileName.isEmpty())
            part.fileName = content.section(u'/', -1).remove(u'@').toUtf8();
        if (content.startsWith(u'@') && part.contentType.isEmpty())
            part.contentType = "application/octet-stream";
        return part;
    }

    /// At each ";" outside of quotes; the quotes go, and a backslash in them keeps what follows.
    static QStringList split(const QString &text)
    {
        QStringList pieces(QString{});
        bool isQuoted = false;
        for (qsizetype i = 0; i < text.size(); ++i) {
            if (text[i] == u'"')
                isQuoted = !isQuoted;
            else if (text[i] == u'\\' && isQuoted && i + 1 < text.size())
                pieces.back() += text[++i];
            else if (text[i] == u';' && !isQuoted)
                pieces += QString();
            else
                pieces.back() += text[i];
        }
        return pieces;
    }

    const Invocation &m_run;
    AskedRequest &m_asked;
};

Result<http::Header> parseHeader(const QString &line)
{
    const auto colon = line.indexOf(u':');
    if (colon < 1)
        return usage(QT_TRANSLATE_NOOP("Cli", "-H takes 'Name: value'."));
    return http::Header{line.left(colon).trimmed().toUtf8(), line.mid(colon + 1).trimmed().toUtf8()};
}

} // namespace

QString remoteName(const QString &url)
{
    // Of "https://host/path?query" or "/path?query", the end of the path.
    const QString path = url.section(u'#', 0, 0).section(u'?', 0, 0).section(u"://"_s, -1).section(u'/', 1);
    return path.section(u'/', -1);
}

Result<AskedRequest> readRequestOptions(const Invocation &run, const QUrl &base)
{
    AskedRequest asked;
    asked.spec.method = run.arguments().at(1).toUpper().toLatin1();
    const QString url = run.arguments().at(2);
    if (run.isSet(u"remote-name"_s)) {
        const QString name = remoteName(url);
        if (run.isSet(u"output"_s))
            return usage(
                QT_TRANSLATE_NOOP("Cli", "An answer goes into one file: --output or --remote-name."));
        if (name.isEmpty() || name == u"." || name == u"..")
            return usage(QT_TRANSLATE_NOOP("Cli", "The address ends in no name of a file."));
    }
    const bool isPath = url.startsWith(u'/') && !url.startsWith(u"//");
    asked.spec.url =
        isPath ? base.resolved(QUrl(u"/"_s)).toString(QUrl::FullyEncoded).chopped(1).toUtf8() + url.toUtf8()
               : url.toUtf8();
    const QStringList lines = run.values(u"H"_s);
    for (const QString &line : lines) {
        const auto header = parseHeader(line);
        if (!header)
            return header.error();
        asked.spec.headers.push_back(*header);
    }
    if (const auto read = BodyOptions(run, asked).read(); !read)
        return read.error();
    const auto seconds = run.number(u"max-time"_s);
    if (!seconds)
        return seconds.error();
    if (*seconds)
        asked.spec.timeout = std::chrono::seconds(**seconds);
    if (run.isSet(u"no-location"_s))
        asked.spec.redirects = http::RedirectPolicy::None;
    return asked;
}

std::vector<Option> requestOptions()
{
    return {
        {"H", "HEADER", QT_TRANSLATE_NOOP("Cli", "a header; may be repeated")},
        {"data", "D|@FILE|-",
         QT_TRANSLATE_NOOP("Cli", "the body: text, a file, or standard input; several are joined by &"), "d"},
        {"data-binary", "D|@FILE|-",
         QT_TRANSLATE_NOOP("Cli", "the same: nothing is ever left out of a file")},
        {"data-raw", "D", QT_TRANSLATE_NOOP("Cli", "the body as it is, also when it begins with @")},
        {"data-urlencode", "[NAME=]D|[NAME]@FILE",
         QT_TRANSLATE_NOOP("Cli", "a field of a form, encoded; may be repeated")},
        {"get", nullptr, QT_TRANSLATE_NOOP("Cli", "put --data into the query instead of a body"), "G"},
        {"form", "NAME=TEXT|NAME=@FILE",
         QT_TRANSLATE_NOOP("Cli", "a part of multipart/form-data; files are read while they are sent; may be "
                                  "repeated, and end in ;type=T;filename=F"),
         "F"},
        {"form-string", "NAME=TEXT", QT_TRANSLATE_NOOP("Cli", "the same, and the text is only text")},
        {"upload-file", "FILE", QT_TRANSLATE_NOOP("Cli", "the body, read while it is sent"), "T"},
        {"location", nullptr, QT_TRANSLATE_NOOP("Cli", "follow redirects, as it is without this"), "L"},
        {"no-location", nullptr, QT_TRANSLATE_NOOP("Cli", "print a redirect in place of following it")},
        {"remote-name", nullptr,
         QT_TRANSLATE_NOOP("Cli", "write the body to a file of this folder, named as the end of the address"),
         "O"},
        {"max-time", "SECONDS",
         QT_TRANSLATE_NOOP("Cli", "give up after this long; without this, after 30 seconds of silence, or 2 "
                                  "minutes in the middle of a body"),
         "m"},
    };
}

} // namespace claimcheck::app
