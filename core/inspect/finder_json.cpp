#include "finder_scan.h"
#include "finder_walk.h"

#include "base/base64url.h"

#include <algorithm>

namespace claimcheck::inspect::scan {

namespace {

enum Member : quint8 {
    Payload = 1,
    Protected = 2,
    Header = 4,
    Signature = 8,
    Signatures = 16,
    Ciphertext = 32
};

bool isSpace(char c)
{
    return isBlank(c) || isLineEnd(c);
}

qsizetype skipSpace(QByteArrayView text, qsizetype at)
{
    while (at < text.size() && isSpace(text[at]))
        ++at;
    return at;
}

/// What a member of this name tells, if its value begins with `first`.
int memberOf(QByteArrayView name, char first)
{
    if (first == '"') {
        return name == "payload"      ? Payload
               : name == "protected"  ? Protected
               : name == "signature"  ? Signature
               : name == "ciphertext" ? Ciphertext
                                      : 0;
    }
    if (first == '[')
        return name == "signatures" ? Signatures : 0;
    return first == '{' && (name == "header" || name == "unprotected") ? Header : 0;
}

bool holdsNames(QByteArrayView text)
{
    return text.contains("signature") || text.contains("ciphertext");
}

/// Whether a JOSE Header stands in this object, protected or not.
bool hasHeader(const json::Value &object)
{
    const json::Value encoded = object.find("protected");
    if (encoded.isString()) {
        const QByteArray text = encoded.toUtf8();
        if (!text.isEmpty() && beginsHeader(text, 0))
            return true;
    }
    for (const char *name : {"header", "unprotected"}) {
        if (const json::Value header = object.find(name);
            header.isObject() && (header.count("alg") > 0 || header.count("enc") > 0))
            return true;
    }
    return false;
}

/// RFC 7515 section 7.2 and RFC 7516 section 7.2; nothing where it is another object with such names.
std::optional<TokenKind> formOf(const json::Value &object)
{
    const auto anyHasHeader = [&object](const char *list) {
        const std::vector<json::Value> elements = object.find(list).elements();
        return std::any_of(elements.begin(), elements.end(), hasHeader);
    };
    if (object.find("ciphertext").isString())
        return hasHeader(object) || anyHasHeader("recipients") ? std::optional(TokenKind::JweJson)
                                                               : std::nullopt;
    if (object.find("signature").isString() && hasHeader(object))
        return TokenKind::JwsJson;
    return anyHasHeader("signatures") ? std::optional(TokenKind::JwsJson) : std::nullopt;
}

/// Follows the braces of whatever JSON stands in a text. Strings are only strings inside an object, and end
/// with their line, so that a stray quote spoils one line at most.
class JsonWalker {
public:
    JsonWalker(const Window &window, int depth) : m_window(window), m_text(window.text), m_depth(depth) {}

    JsonForms run();

private:
    struct Object {
        qsizetype begin = 0;
        int members = 0;
        bool inSignatures = false; // an element of the list "signatures"
    };

    void open(qsizetype at);
    void close(qsizetype at);
    void readString();
    void readEscaped(qsizetype begin, qsizetype backslashes);
    void readPercentEncoded();
    void addForms(json::Span span, const QByteArray &inner, Wrapping wrapping);
    [[nodiscard]] qsizetype stringEnd(qsizetype quote, bool &hasQuotes) const;

    Window m_window;
    QByteArrayView m_text;
    int m_depth;
    qsizetype m_at = 0;
    std::vector<Object> m_objects;
    qsizetype m_tooDeep = 0;     // objects that are open beyond the most that are kept
    QByteArrayView m_name;       // of the member whose value comes
    qsizetype m_parsedFrom = -1; // where the last object began that was parsed: no byte is parsed twice
    JsonForms m_forms;
};

JsonForms JsonWalker::run()
{
    while (m_at < m_text.size()) {
        if (m_objects.empty()) {
            m_at = m_text.indexOf('{', m_at);
            if (m_at < 0)
                break;
        }
        switch (m_text[m_at]) {
        case '{':
            open(m_at);
            break;
        case '}':
            close(m_at++);
            break;
        case '"':
            readString();
            break;
        default:
            ++m_at;
        }
    }
    readPercentEncoded();
    m_forms.pendingAt = m_text.size();
    constexpr qsizetype firstName = 4096; // an object that is as short as this may still show what it is
    for (const Object &object : m_objects) {
        const qsizetype length = m_text.size() - object.begin;
        if (!m_window.isLast && length <= longestToken && (object.members || length <= firstName)) {
            m_forms.pendingAt = object.begin;
            break;
        }
    }
    return std::move(m_forms);
}

void JsonWalker::open(qsizetype at)
{
    constexpr size_t most = 256;
    m_at = skipSpace(m_text, at + 1);
    const Unit unit = unitAt(m_text, m_at);
    if (unit.c == '"' && unit.length > 1 && m_text[m_at] == '\\')
        return readEscaped(at, unit.length - 1);
    if (unit.length && unit.c != '"' && unit.c != '}')
        return;
    if (m_objects.size() == most) {
        ++m_tooDeep;
        return;
    }
    m_objects.push_back({at, 0, m_name == "signatures"});
    m_name = {};
}

void JsonWalker::close(qsizetype at)
{
    if (m_tooDeep > 0) {
        --m_tooDeep;
        return;
    }
    if (m_objects.empty())
        return;
    const Object object = m_objects.back();
    m_objects.pop_back();
    // What follows in a list of signatures is its next element.
    m_name = object.inSignatures ? QByteArrayView("signatures") : QByteArrayView();
    const int m = object.members;
    const bool mayBeForm =
        (m & Ciphertext) || (m & Signatures) || ((m & Signature) && (m & (Protected | Header)));
    if (!mayBeForm || (object.inSignatures && !(m & Payload)) || m_parsedFrom >= object.begin ||
        m_forms.found.size() >= m_window.most)
        return;
    m_parsedFrom = object.begin;
    const json::Span span{object.begin, at + 1};
    if (span.end <= m_window.from)
        return;
    QByteArray token = m_text.sliced(span.begin, span.size()).toByteArray();
    const auto document = json::Document::parse(token);
    const auto kind = document ? formOf(document->root()) : std::nullopt;
    if (kind)
        m_forms.found.push_back({std::move(token), span, labelBefore(m_text, span.begin), *kind});
}

/// The quote that ends a string, or -1 when the line ends before.
qsizetype JsonWalker::stringEnd(qsizetype quote, bool &hasQuotes) const
{
    for (qsizetype i = quote + 1; i < m_text.size(); ++i) {
        const char c = m_text[i];
        if (c == '"')
            return i;
        if (c == '\n')
            return -1;
        if (c == '\\') {
            ++i;
            hasQuotes |= i < m_text.size() && (m_text[i] == '"' || m_text[i] == 'u');
        }
    }
    return -1;
}

void JsonWalker::readString()
{
    bool hasQuotes = false;
    const qsizetype begin = m_at + 1;
    const qsizetype end = stringEnd(m_at, hasQuotes);
    if (end < 0) {
        ++m_at;
        return;
    }
    m_at = end + 1;
    const QByteArrayView content = m_text.sliced(begin, end - begin);
    const qsizetype colon = skipSpace(m_text, m_at);
    if (colon < m_text.size() && m_text[colon] == ':') {
        m_at = skipSpace(m_text, colon + 1);
        m_name = content;
        if (m_at < m_text.size() && !m_objects.empty())
            m_objects.back().members |= memberOf(content, m_text[m_at]);
        return;
    }
    m_name = {};
    if (hasQuotes && m_depth < maxDepth && holdsNames(content)) {
        if (const auto document = json::Document::parse('"' + content.toByteArray() + '"'))
            addForms({begin, end}, document->root().toUtf8(), Wrapping::JsonString);
    }
}

/// JSON in a string that is not in an object itself: up to the quote that is escaped less.
void JsonWalker::readEscaped(qsizetype begin, qsizetype backslashes)
{
    qsizetype run = 0;
    qsizetype end = m_at;
    for (; end < m_text.size() && m_text[end] != '\n'; ++end) {
        if (m_text[end] == '"' && run < backslashes)
            break;
        run = m_text[end] == '\\' ? run + 1 : 0;
    }
    end -= run; // the backslashes of that quote
    m_at = std::max(m_at, end);
    const QByteArrayView content = m_text.sliced(begin, end - begin);
    if (m_depth >= maxDepth || !holdsNames(content))
        return;
    if (const auto document = json::Document::parse('"' + content.toByteArray() + '"'))
        addForms({begin, end}, document->root().toUtf8(), Wrapping::JsonString);
}

/// %7B%22payload%22…, as in an address.
void JsonWalker::readPercentEncoded()
{
    if (m_depth >= maxDepth)
        return;
    for (qsizetype begin = m_text.indexOf("%7B"); begin >= 0; begin = m_text.indexOf("%7B", begin)) {
        qsizetype end = begin;
        while (end < m_text.size() && static_cast<unsigned char>(m_text[end]) > ' ' &&
               !QByteArrayView("\"'&<>").contains(m_text[end]))
            ++end;
        const QByteArrayView content = m_text.sliced(begin, end - begin);
        if (content.contains("%22") && holdsNames(content))
            addForms({begin, end}, QByteArray::fromPercentEncoding(content.toByteArray()),
                     Wrapping::PercentEncoding);
        begin = end;
    }
}

void JsonWalker::addForms(json::Span span, const QByteArray &inner, Wrapping wrapping)
{
    if (span.end <= m_window.from || m_forms.found.size() >= m_window.most)
        return;
    JsonForms forms = findJsonForms({inner, 0, true, m_window.most - m_forms.found.size()}, m_depth + 1);
    for (Found &found : forms.found) {
        found.span = span;
        found.wrappings.insert(found.wrappings.begin(), wrapping);
        if (found.label.isEmpty())
            found.label = labelBefore(m_text, span.begin);
        m_forms.found.push_back(std::move(found));
    }
}

} // namespace

JsonForms findJsonForms(const Window &window, int depth)
{
    JsonForms forms = JsonWalker(window, depth).run();
    // Those in strings may have been found out of order.
    std::stable_sort(forms.found.begin(), forms.found.end(),
                     [](const Found &a, const Found &b) { return a.span.begin < b.span.begin; });
    return forms;
}

} // namespace claimcheck::inspect::scan
