#include "dynamic_variables.h"
#include "import_postman_body.h"

#include "http/header_rules.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace claimcheck::requests {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

/// A row of headers, or a line where they are one text.
enum class HeaderRow { Sent, SwitchedOff, Nameless };

/// A folder or a request, with what it inherits.
struct Item {
    json::Value value;
    QByteArray path; // names of the folders, with " / "
    json::Value auth;
};

class PostmanReader final {
public:
    PostmanReader(json::Value root, ImportBuilder &out) : m_root(root), m_out(out) {}

    Result<Done> read()
    {
        for (const json::Value &variable : m_root.find("variable").elements()) {
            if (!isSwitchedOff(variable))
                m_out.addVariable(textMember(variable, variable.find("key").isString() ? "key" : "id"),
                                  postmanText(variable.find("value")));
        }
        noteScripts(m_root, words("The collection"));
        // Folders may nest as deep as JSON may; a list of our own costs no stack.
        std::vector<Item> open;
        push(open, m_root.find("item"), {}, m_root.find("auth"));
        while (!open.empty()) {
            const Item item = open.back();
            open.pop_back();
            const QByteArray name = shownName(textMember(item.value, "name").simplified());
            const QByteArray path = item.path.isEmpty() ? name : item.path + " / " + name;
            const json::Value own = item.value.find("auth");
            const json::Value auth = own.isObject() ? own : item.auth;
            noteScripts(item.value, QString::fromUtf8(path));
            if (item.value.find("item").isArray())
                push(open, item.value.find("item"), path, auth);
            else if (const auto done = readRequest(item.value, path, auth); !done)
                return done.error();
        }
        return Done{};
    }

private:
    static void push(std::vector<Item> &open, json::Value list, const QByteArray &path, json::Value auth)
    {
        const auto elements = list.elements();
        for (auto element = elements.rbegin(); element != elements.rend(); ++element)
            open.push_back({*element, path, auth});
    }

    void noteScripts(json::Value value, const QString &where)
    {
        for (const json::Value &event : value.find("event").elements()) {
            const json::Value exec = event.find("script").find("exec");
            if (exec.size() > 0 || exec.isString())
                m_out.leaveOut(where, words("A script (%1) was left out.")
                                          .arg(QString::fromUtf8(textMember(event, "listen").left(40))));
        }
    }

    Result<Done> readRequest(json::Value item, const QByteArray &path, json::Value auth)
    {
        const json::Value request = item.find("request");
        const QString where = QString::fromUtf8(path);
        RequestSpec spec{.title = path};
        if (request.isString()) {
            spec.url = request.toUtf8();
            return m_out.add(std::move(spec));
        }
        if (!request.isObject()) {
            m_out.leaveOut(where, words("It holds no request."));
            return Done{};
        }
        if (const QByteArray method = textMember(request, "method"); !method.isEmpty())
            spec.method = method.toUpper();
        spec.url = urlOf(request.find("url"), where);
        if (spec.url.startsWith("ws:") || spec.url.startsWith("wss:") || spec.url.startsWith("grpc:")) {
            m_out.leaveOut(where, words("It is no HTTP request."));
            return Done{};
        }
        noteDynamic(request.raw(), where);
        for (const json::Value &header : request.find("header").elements())
            addHeader(textMember(header, "key").trimmed(), postmanText(header.find("value")).trimmed(),
                      isSwitchedOff(header) ? HeaderRow::SwitchedOff : HeaderRow::Sent, spec, where);
        if (request.find("header").isString()) {
            for (const QByteArray &line : request.find("header").toUtf8().split('\n')) {
                const qsizetype colon = line.indexOf(':');
                const HeaderRow row = line.trimmed().startsWith("//") ? HeaderRow::SwitchedOff
                                      : colon < 0                     ? HeaderRow::Nameless
                                                                      : HeaderRow::Sent;
                const QByteArray name = colon < 0 ? line : line.left(colon);
                addHeader(name.trimmed(), line.mid(colon + 1).trimmed(), row, spec, where);
            }
        }
        if (request.find("auth").isObject())
            auth = request.find("auth");
        for (const json::Member &setting : item.find("protocolProfileBehavior").members()) {
            const QByteArray name = setting.name.toUtf8();
            const bool isOff = setting.value.type() == json::Type::False;
            if (name == "followRedirects" && isOff)
                spec.redirects = http::RedirectPolicy::None;
            else if (name != "followRedirects" && name != "disableBodyPruning")
                m_out.leaveOut(where,
                               words("The setting %1 was left out.").arg(QString::fromUtf8(name.left(80))));
        }
        readBody(item, request.find("body"), spec, where);
        applyAuth(auth, spec, where);
        for (const char *left : {"proxy", "certificate"}) {
            if (request.find(left).isObject())
                m_out.leaveOut(where, words("The setting %1 was left out.").arg(QString::fromLatin1(left)));
        }
        return m_out.add(std::move(spec));
    }

    /// Postman makes up names, addresses and much else. Each is said once of a request.
    void noteDynamic(QByteArrayView text, const QString &where)
    {
        constexpr qsizetype longestName = 100;
        QSet<QByteArray> said;
        for (qsizetype at = text.indexOf("{{$"); at >= 0; at = text.indexOf("{{$", at + 3)) {
            const QByteArrayView rest = text.sliced(at + 2, std::min(text.size() - at - 2, longestName + 2));
            const qsizetype end = rest.indexOf("}}");
            const QByteArray name = rest.first(std::max<qsizetype>(end, 0)).toByteArray();
            if (name.isEmpty() || isDynamic(name) || said.contains(name))
                continue;
            said.insert(name);
            m_out.leaveOut(where, words("The variable %1 has no value here.").arg(QString::fromUtf8(name)));
        }
    }

    void addHeader(const QByteArray &name, const QByteArray &value, HeaderRow row, RequestSpec &spec,
                   const QString &where)
    {
        if (name.isEmpty()) // a row that nobody filled in
            return;
        if (row == HeaderRow::SwitchedOff)
            m_out.leaveOut(where, words("A header that is switched off was left out."));
        else if (row == HeaderRow::Nameless || (!http::isToken(name) && !name.contains("{{")))
            m_out.leaveOut(where, words("A header with a name that cannot be sent was left out."));
        else if (!http::isFramingHeader(name))
            spec.headers.push_back({name, value});
        else if (!http::checkedHeaders({{name, value}}, {}))
            m_out.leaveOut(where, words("The header %1 was left out: the connection's own is sent.")
                                      .arg(QString::fromUtf8(name)));
    }

    /// "/:name" with what it stands for. A value is not looked at again: two that name each other would grow
    /// without an end.
    static QByteArray withPathVariables(const QByteArray &raw, json::Value variables)
    {
        constexpr qsizetype mostVariables = 100, longestUrl = 64 * 1024;
        if (variables.size() == 0 || variables.size() > mostVariables || raw.size() > longestUrl)
            return raw;
        std::map<QByteArray, QByteArray> values;
        for (const json::Value &variable : variables.elements())
            values.emplace(textMember(variable, "key"), postmanText(variable.find("value")));
        QByteArray out;
        qsizetype copied = 0;
        for (qsizetype at = raw.indexOf("/:"); at >= 0; at = raw.indexOf("/:", at + 1)) {
            qsizetype end = at + 2;
            while (end < raw.size() && raw[end] != '/' && raw[end] != '?')
                ++end;
            const auto known = values.find(raw.mid(at + 2, end - at - 2));
            if (known == values.end() || known->first.isEmpty() ||
                out.size() + known->second.size() > longestUrl)
                continue;
            out += QByteArrayView(raw).sliced(copied, at + 1 - copied);
            out += known->second.isEmpty() ? "{{" + known->first + "}}" : known->second;
            copied = end;
        }
        return out + raw.mid(copied);
    }

    /// "raw" has everything, except for what was switched off and what ":name" in the path stands for.
    QByteArray urlOf(json::Value url, const QString &where)
    {
        QByteArray raw = url.isString() ? url.toUtf8() : textMember(url, "raw");
        if (raw.isEmpty() && url.isObject()) {
            const auto join = [&url](const char *name, char by) {
                QByteArrayList parts;
                for (const json::Value &part : url.find(name).elements())
                    parts += part.isString() ? part.toUtf8() : textMember(part, "value");
                return url.find(name).isString() ? textMember(url, name) : parts.join(by);
            };
            const QByteArray protocol = textMember(url, "protocol");
            raw = (protocol.isEmpty() ? QByteArray() : protocol + "://") + join("host", '.');
            if (const QByteArray port = postmanText(url.find("port")); !port.isEmpty())
                raw += ':' + port;
            raw += '/' + join("path", '/');
            char separator = '?';
            for (const json::Value &query : url.find("query").elements()) {
                if (isSwitchedOff(query))
                    continue;
                raw += separator + textMember(query, "key") + '=' + textMember(query, "value");
                separator = '&';
            }
        }
        raw = withPathVariables(raw, url.find("variable"));
        if (!raw.contains("://") && !raw.startsWith("{{") && !raw.isEmpty())
            raw.prepend("http://");
        raw = withoutSpaces(raw);
        for (const json::Value &query : url.find("query").elements()) {
            if (isSwitchedOff(query))
                m_out.leaveOut(where, words("A query parameter that is switched off was left out."));
        }
        return raw;
    }

    /// Those of a variable's name stay.
    static QByteArray withoutSpaces(const QByteArray &url)
    {
        QByteArray out;
        bool inVariable = false;
        for (qsizetype i = 0; i < url.size(); ++i) {
            if (url[i] == '{' || url[i] == '}')
                inVariable = url[i] == '{';
            if (url[i] == ' ' && !inVariable)
                out += "%20";
            else
                out += url[i];
        }
        return out;
    }

    /// Postman keeps the body that a request had before it became a GET, and does not send it.
    void readBody(json::Value item, json::Value body, RequestSpec &spec, const QString &where)
    {
        static const QByteArrayList bodiless = {"GET", "HEAD", "COPY", "PURGE", "UNLOCK"};
        const json::Value sends = item.find("protocolProfileBehavior").find("disableBodyPruning");
        const bool isSent =
            !bodiless.contains(spec.method) || (sends.isValid() && sends.type() == json::Type::True);
        RequestSpec with = spec;
        readPostmanBody(body, with, m_out, where);
        if (isSent || with.body.kind == BodyKind::None)
            spec = std::move(with);
        else
            m_out.leaveOut(where, words("Postman sends no body with this method: it was left out."));
    }

    /// v2.1 has a list of {key, value}, v2.0 an object.
    [[nodiscard]] static QByteArray authField(json::Value auth, const QByteArray &type, QByteArrayView name)
    {
        const json::Value fields = auth.find(type);
        for (const json::Value &field : fields.elements()) {
            if (field.find("key").equals(name))
                return postmanText(field.find("value"));
        }
        return fields.isObject() ? postmanText(fields.find(name)) : QByteArray();
    }

    void applyAuth(json::Value auth, RequestSpec &spec, const QString &where)
    {
        const QByteArray type = textMember(auth, "type");
        if (!auth.isObject() || type.isEmpty())
            return;
        const auto field = [&](QByteArrayView name) { return authField(auth, type, name); };
        if (type == "noauth") {
            spec.credential.from = CredentialChoice::From::None;
        } else if (type == "bearer") {
            setHeader(spec.headers, "Authorization", "Bearer " + field("token"));
        } else if (type == "basic") {
            const QByteArray user = field("username");
            QByteArray password = field("password");
            if ((user + password).contains("{{")) {
                // Encoded when it is sent.
                if (!password.isEmpty() && !password.contains("{{"))
                    password = m_out.reference("password", password, where, hostOf(spec.url));
                setHeader(spec.headers, "Authorization", "Basic " + user + ':' + password);
            } else {
                setHeader(spec.headers, "Authorization", "Basic " + (user + ':' + password).toBase64());
            }
        } else if (type == "apikey") {
            const QByteArray name = field("key");
            QByteArray value = field("value");
            // A secret whatever it is called.
            if (!value.isEmpty() && !value.contains("{{"))
                value = m_out.reference(name, value, where, hostOf(spec.url));
            if (field("in") == "query")
                spec.url += (spec.url.contains('?') ? '&' : '?') + name + '=' + value;
            else if (!name.isEmpty())
                spec.headers.push_back({name, value});
        } else {
            m_out.leaveOut(where, words("The authentication %1 was left out: choose a profile in its place.")
                                      .arg(QString::fromUtf8(type.left(40))));
        }
    }

    json::Value m_root;
    ImportBuilder &m_out;
};

bool isEnvironment(json::Value root)
{
    return root.find("values").isArray() && !root.find("item").isValid();
}

void readEnvironment(json::Value root, ImportBuilder &out)
{
    Environment environment{.name = textMember(root, "name")};
    if (environment.name.isEmpty())
        environment.name = "imported";
    for (const json::Value &value : root.find("values").elements()) {
        const QByteArray key = textMember(value, "key");
        const json::Value enabled = value.find("enabled");
        const QString where = QString::fromUtf8(environment.name + ": " + key);
        if (enabled.isValid() && enabled.type() == json::Type::False) {
            out.leaveOut(where, words("A variable that is switched off was left out."));
            continue;
        }
        QByteArray text = postmanText(value.find("value"));
        // The one place where Postman itself says what is a secret.
        if (textMember(value, "type") == "secret" && !text.isEmpty() && !text.contains("{{"))
            text = out.reference(key, text, where, environment.name);
        environment.variables[key] = text;
    }
    out.addEnvironment(std::move(environment));
}

} // namespace

Result<Import> importPostman(const QByteArray &text)
{
    const QString kind = words("The Postman file");
    const auto document = readImport(text, kind);
    if (!document)
        return document.error();
    json::Value root = document->root();
    if (root.find("collection").isObject()) // as Postman's API wraps it
        root = root.find("collection");
    ImportBuilder out;
    if (isEnvironment(root)) {
        readEnvironment(root, out);
        return out.take();
    }
    const QByteArray schema = textMember(root.find("info"), "schema");
    if (!root.find("item").isArray() || (!schema.isEmpty() && !schema.contains("/v2.")))
        return Error{ErrorCode::ImportUnreadable, kind,
                     words("it is neither a collection v2 nor an environment")};
    if (const auto read = PostmanReader(root, out).read(); !read)
        return read.error();
    return out.take();
}

} // namespace claimcheck::requests
