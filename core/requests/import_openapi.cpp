#include "base/json_writer.h"
#include "form_text.h"
#include "import_builder.h"
#include "openapi_example.h"
#include "openapi_parameter.h"
#include "secret_names.h"

#include "http/header_rules.h"

#include <QCoreApplication>

#include <array>
#include <map>
#include <set>
#include <utility>

namespace claimcheck::requests {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

constexpr std::array<const char *, 8> methods{"get",     "put",  "post",  "delete",
                                              "options", "head", "patch", "trace"};

/// Beyond these a document is no description of an API any more.
constexpr qsizetype mostOfAKind = 200;
constexpr qsizetype longestPath = 8 * 1024;
constexpr qsizetype longestName = 256;
constexpr int mostParameters = 100'000; // of a whole document, which may name one list again and again

class OpenApiReader final {
public:
    OpenApiReader(json::Value root, ImportBuilder &out) : m_root(root), m_examples(root), m_out(out) {}

    Result<Done> read()
    {
        readServers();
        for (const json::Member &path : m_root.find("paths").members()) {
            const QByteArray name = path.name.toUtf8();
            const json::Value item = m_examples.resolved(path.value);
            if (name.size() > longestPath) {
                m_out.leaveOut(QString::fromUtf8(name.left(80)), words("The path is too long."));
                continue;
            }
            if (!item.isObject()) {
                m_out.leaveOut(QString::fromUtf8(name),
                               words("The reference to this path leads nowhere here."));
                continue;
            }
            for (const char *method : methods) {
                const json::Value operation = item.find(method);
                if (!operation.isObject())
                    continue;
                if (const auto done = readOperation(name, item, method, operation); !done)
                    return done.error();
            }
        }
        if (m_examples.isExhausted())
            m_out.leaveOut({}, words("It has more schemas than are looked at: examples are missing."));
        if (m_root.find("webhooks").size() > 0)
            m_out.leaveOut({}, words("Webhooks are requests of the server and were left out."));
        return Done{};
    }

private:
    /// The address with the defaults of its variables, without a slash at its end. Made once: all operations
    /// may name the same.
    QByteArray serverUrl(json::Value server)
    {
        const auto known = m_serverUrls.find(server.span().begin);
        if (known != m_serverUrls.end())
            return known->second;
        const QByteArray written = textMember(server, "url");
        const json::Value variables = server.find("variables");
        // A default is not looked at again: two that name each other would grow without an end.
        QByteArray url;
        qsizetype copied = 0;
        qsizetype open = -1;
        const bool fits =
            variables.size() > 0 && variables.size() <= mostOfAKind && written.size() <= longestPath;
        for (qsizetype at = 0; fits && at < written.size(); ++at) {
            if (written[at] == '{')
                open = at;
            if (written[at] != '}' || open < 0)
                continue;
            const json::Value variable = variables.find(written.mid(open + 1, at - open - 1));
            const QByteArray value = textMember(variable, "default");
            if (variable.isObject() && url.size() + value.size() <= longestPath) {
                url += QByteArrayView(written).sliced(copied, open - copied);
                url += value;
                copied = at + 1;
            }
            open = -1;
        }
        url += written.mid(copied);
        while (url.endsWith('/'))
            url.chop(1);
        m_serverUrls.emplace(server.span().begin, url);
        return url;
    }

    /// The first server's address is the variable {{baseUrl}}, so that an environment can change it.
    void readServers()
    {
        const auto servers = m_root.find("servers").elements();
        const QByteArray url = servers.empty() ? QByteArray() : serverUrl(servers[0]);
        if (!url.contains("://"))
            m_out.leaveOut({}, words("The document names no server: set the variable baseUrl."));
        m_out.addVariable("baseUrl", url.contains("://") ? url : "https://api.example" + url);
        for (size_t i = 1; i < servers.size() && i < 20; ++i)
            m_out.leaveOut({}, words("Another server was left out: %1")
                                   .arg(QString::fromUtf8(textMember(servers[i], "url").left(200))));
    }

    /// An operation, or a path, may have a server of its own.
    [[nodiscard]] QByteArray baseOf(json::Value item, json::Value operation)
    {
        for (const json::Value &owner : {operation, item}) {
            const auto servers = owner.find("servers").elements();
            const QByteArray url = servers.empty() ? QByteArray() : serverUrl(servers[0]);
            if (!url.isEmpty())
                return url.contains("://") ? url : "{{baseUrl}}" + url;
        }
        return "{{baseUrl}}";
    }

    Result<Done> readOperation(const QByteArray &path, json::Value item, const char *method,
                               json::Value operation)
    {
        RequestSpec spec;
        spec.method = QByteArray(method).toUpper();
        const QByteArray summary = textMember(operation, "summary").simplified();
        spec.title = summary.isEmpty() ? spec.method + ' ' + path : summary.left(200);
        QByteArray id;
        for (const char c : textMember(operation, "operationId"))
            id += c == ' ' ? '_' : c;
        spec.name = id.trimmed().left(200);
        const QString where = QString::fromUtf8(spec.method + ' ' + shownName(path));
        m_path = path;
        m_query.clear();
        m_unsaid.clear();
        // An operation's own parameter replaces the path's of the same name and place.
        std::vector<json::Value> parameters;
        m_places.clear();
        for (const json::Value &list : {item.find("parameters"), operation.find("parameters")}) {
            for (const json::Value &entry : list.elements())
                addParameter(parameters, m_examples.resolved(entry), where);
        }
        for (const json::Value &parameter : parameters)
            readParameter(parameter, spec, where);
        if (!m_unsaid.isEmpty())
            m_out.leaveOut(where, words("Optional parameters without an example were left out: %1")
                                      .arg(m_unsaid.join(QLatin1String(", ")).left(300)));
        describeRest();
        readBody(m_examples.resolved(operation.find("requestBody")), spec, where);
        readSecurity(operation, spec, where);
        spec.url = baseOf(item, operation) + m_path + (m_query.isEmpty() ? QByteArray() : '?' + m_query);
        return m_out.add(std::move(spec));
    }

    /// What the path names and no parameter describes is a variable: "{id}" becomes "{{id}}".
    void describeRest()
    {
        QByteArray path;
        qsizetype at = 0;
        while (at < m_path.size()) {
            const qsizetype open = m_path.indexOf('{', at);
            const qsizetype close = open < 0 ? -1 : m_path.indexOf('}', open);
            if (close < 0)
                break;
            const bool isVariable = m_path[open + 1] == '{';
            const qsizetype end = isVariable ? m_path.indexOf("}}", open) + 2 : close + 1;
            if (end < open + 2)
                break;
            const QByteArray name = m_path.mid(open, end - open);
            path += m_path.mid(at, open - at) + (isVariable ? name : '{' + name + '}');
            at = end;
        }
        m_path = path + m_path.mid(at);
    }

    void addParameter(std::vector<json::Value> &parameters, json::Value parameter, const QString &where)
    {
        if (parameters.size() >= static_cast<size_t>(mostOfAKind))
            return m_out.leaveOut(where, words("It has more parameters than are taken over."));
        if (!parameter.isObject())
            return m_out.leaveOut(where, words("A parameter's reference leads nowhere here."));
        const QByteArray name = textMember(parameter, "name");
        if (name.size() > longestName)
            return m_out.leaveOut(where, words("The name of a parameter is too long."));
        if (--m_budget < 0) {
            if (m_budget == -1)
                m_out.leaveOut({}, words("It has more parameters than are taken over."));
            return;
        }
        const auto [place, isNew] =
            m_places.try_emplace({textMember(parameter, "in"), name}, parameters.size());
        if (isNew)
            parameters.push_back(parameter);
        else
            parameters[place->second] = parameter;
    }

    /// Once: a path that repeats a name could grow without an end.
    static void replaceFirst(QByteArray &text, const QByteArray &from, const QByteArray &to)
    {
        if (const qsizetype at = text.indexOf(from); at >= 0)
            text.replace(at, from.size(), to);
    }

    void readParameter(json::Value parameter, RequestSpec &spec, const QString &where)
    {
        const QByteArray name = textMember(parameter, "name");
        const QByteArray in = textMember(parameter, "in");
        const json::Value required = parameter.find("required");
        const bool isRequired = required.isValid() && required.type() == json::Type::True;
        if (in == "cookie")
            return m_out.leaveOut(where, words("The parameter %1 (%2) was left out.")
                                             .arg(QString::fromUtf8(name.left(80)), QString::fromUtf8(in)));
        // Said by the operation's content and security (OpenAPI 3.1, "Parameter Object").
        static const QByteArrayList elsewhere = {"accept", "content-type", "authorization"};
        if (in == "header" && elsewhere.contains(name.toLower()))
            return;
        // A value that is only made up would ask for something else than no value does.
        const bool needed = isRequired || in == "path";
        // A secret is for whoever sends it to say.
        const bool makesUp = needed && !isSecretName(name);
        auto example = makesUp ? m_examples.exampleOf(parameter) : m_examples.givenExampleOf(parameter);
        const bool hasRoom = m_path.size() <= longestPath && m_query.size() <= longestPath;
        if (example && (example->size() > longestPath || !hasRoom))
            example = {};
        if (!needed && !example) {
            m_unsaid += QString::fromUtf8(name.left(80));
            return;
        }
        const QByteArray variable = "{{" + name + "}}";
        if (in == "path")
            replaceFirst(m_path, '{' + name + '}', example ? pathParameter(parameter, *example) : variable);
        else if (in == "query")
            m_query += (m_query.isEmpty() ? QByteArray() : QByteArray("&")) +
                       (example ? queryParameter(parameter, *example) : formEncoded(name) + '=' + variable);
        else if (in == "header" && http::isToken(name) && !http::isFramingHeader(name))
            spec.headers.push_back({name, example ? headerParameter(parameter, *example) : variable});
        else
            m_out.leaveOut(where, words("The parameter %1 (%2) was left out.")
                                      .arg(QString::fromUtf8(name.left(80)), QString::fromUtf8(in.left(20))));
    }

    void readBody(json::Value body, RequestSpec &spec, const QString &where)
    {
        const auto contents = body.find("content").members();
        if (contents.empty())
            return;
        // JSON where it is offered, else the first.
        json::Member chosen = contents.front();
        for (const json::Member &content : contents) {
            if (content.name.toUtf8().startsWith("application/json")) {
                chosen = content;
                break;
            }
        }
        const QByteArray type = chosen.name.toUtf8();
        const json::Value schema = m_examples.resolved(chosen.value.find("schema"));
        const auto example = m_examples.exampleOf(chosen.value);
        const bool isForm = type.startsWith("application/x-www-form-urlencoded");
        const bool isMultipart = type.startsWith("multipart/");
        // Any type: what looks like JSON is meant so.
        const bool isJsonText = example && (example->startsWith('{') || example->startsWith('['));
        QByteArray sent = type;
        if (isMultipart)
            sent = "multipart/form-data; boundary=claimcheck-parts";
        else if (type.contains('*'))
            sent = isJsonText ? "application/json" : "application/octet-stream";
        setHeader(spec.headers, "Content-Type", sent);
        if (m_examples.isFile(schema))
            return m_out.leaveOut(where, words("The body is a file, which has to be chosen."));
        const bool isGiven = m_examples.givenExampleOf(chosen.value).has_value();
        if (!example || (type.contains("xml") && !isGiven)) // made from the schema it would be JSON
            return m_out.leaveOut(where, words("The body has no example."));
        const auto document = json::Document::parse(*example);
        if (!isForm && !isMultipart) {
            const bool isJson = sent.contains("json");
            spec.body = m_out.textBody(isJson ? *example : plainValue(*example), sent, where);
            return;
        }
        spec.body.kind = isForm ? BodyKind::Form : BodyKind::Multipart;
        for (const json::Member &field :
             document ? document->root().members() : std::vector<json::Member>()) {
            const QByteArray name = field.name.toUtf8();
            const QByteArray text = field.value.raw().toByteArray();
            const bool isList = field.value.isArray(), isObject = field.value.isObject();
            if (isMultipart && m_examples.isFile(schema.find("properties").find(name))) {
                m_out.leaveOut(where, words("The part %1 is a file, which has to be chosen.")
                                          .arg(QString::fromUtf8(name.left(80))));
                spec.body.parts.push_back({.name = name, .file = name, .fileName = name});
            } else if (isMultipart) {
                spec.body.parts.push_back({.name = name,
                                           .value = plainValue(text),
                                           .contentType = isList || isObject ? "application/json" : ""});
            } else if (isList) { // style form, exploded, is what is usual
                for (const json::Value &element : field.value.elements())
                    spec.body.fields.push_back({name, plainValue(element.raw().toByteArray())});
            } else {
                spec.body.fields.push_back({name, plainValue(text)});
            }
        }
        if (spec.body.fields.empty() && spec.body.parts.empty()) {
            spec.body = {};
            m_out.leaveOut(where, words("The body has no example."));
        }
    }

    /// `security: []` means none; otherwise the profile's credential serves, whatever the scheme's name is.
    void readSecurity(json::Value operation, RequestSpec &spec, const QString &where)
    {
        const json::Value own = operation.find("security");
        const json::Value security = own.isArray() ? own : m_root.find("security");
        if (own.isArray() && own.size() == 0) {
            spec.credential.from = CredentialChoice::From::None;
            return;
        }
        for (const json::Value &alternative : security.elements()) {
            for (const json::Member &member : alternative.members()) {
                const json::Value scheme = m_examples.resolved(
                    m_root.find("components").find("securitySchemes").find(member.name.toUtf8()));
                if (textMember(scheme, "type") != "apiKey")
                    continue;
                if (!m_keys.insert(member.name.toUtf8()).second)
                    continue; // said once
                m_out.leaveOut(where, words("It wants an API key (%1): use a profile of the kind api-key.")
                                          .arg(QString::fromUtf8(textMember(scheme, "name").left(80))));
            }
            return; // the first alternative is enough
        }
    }

    json::Value m_root;
    OpenApiExamples m_examples;
    ImportBuilder &m_out;
    QByteArray m_path;
    QByteArray m_query;
    QStringList m_unsaid;                                         // optional parameters of the operation
    std::map<std::pair<QByteArray, QByteArray>, size_t> m_places; // of the operation's, by "in" and name
    int m_budget = mostParameters;
    std::map<qsizetype, QByteArray> m_serverUrls; // by where they stand
    std::set<QByteArray> m_keys;                  // security schemes that were spoken of
};

} // namespace

Result<Import> importOpenApi(const QByteArray &text)
{
    const QString kind = words("The OpenAPI document");
    const auto document = readImport(text, kind);
    if (!document)
        return document.error();
    const QByteArray version = textMember(document->root(), "openapi");
    if (!version.startsWith("3.0") && !version.startsWith("3.1"))
        return Error{ErrorCode::ImportUnreadable, kind, words("it is not OpenAPI 3.0 or 3.1")};
    ImportBuilder out;
    if (const auto read = OpenApiReader(document->root(), out).read(); !read)
        return read.error();
    return out.take();
}

} // namespace claimcheck::requests
