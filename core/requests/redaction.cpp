#include "redaction.h"

#include "named_values.h"
#include "secret_names.h"
#include "variables.h"

#include "base/json.h"
#include "http/redaction.h"

#include <QCryptographicHash>
#include <QUrl>

#include <algorithm>
#include <array>

namespace claimcheck::requests {

namespace {

struct Replacement {
    json::Span span;
    QByteArray by;
};

QByteArray replaced(const QByteArray &text, std::vector<Replacement> list)
{
    std::sort(list.begin(), list.end(),
              [](const Replacement &a, const Replacement &b) { return a.span.begin < b.span.begin; });
    QByteArray out;
    qsizetype at = 0;
    for (const Replacement &replacement : list) {
        if (replacement.span.begin < at)
            continue;
        out += QByteArrayView(text).sliced(at, replacement.span.begin - at);
        out += replacement.by;
        at = replacement.span.end;
    }
    return out + text.mid(at);
}

std::vector<json::Span> referencesIn(QByteArrayView text)
{
    std::vector<json::Span> spans;
    for (const Placeholder &placeholder : placeholders(text)) {
        if (secretReference(placeholder.name))
            spans.push_back(placeholder.span);
    }
    return spans;
}

/// The text with a digit for each byte of a reference, which reads as a word, a number or a value of a form.
QByteArray plainly(QByteArray text)
{
    for (const json::Span &span : referencesIn(text))
        std::fill_n(text.begin() + span.begin, span.size(), '1');
    return text;
}

/// The mark of what stands here, as it `reads`. References stay, since they are no secret themselves, and so
/// does the scheme before one.
QByteArray marked(QByteArrayView written, QByteArrayView reads)
{
    const std::vector<json::Span> references = referencesIn(written);
    if (references.empty())
        return mark(reads);
    QByteArray out;
    const auto add = [&out](QByteArrayView piece) {
        const QByteArray word = piece.trimmed().toByteArray().toLower();
        const bool isMark = word.startsWith("tok#") && word.size() == 8;
        const bool isOpen = word.isEmpty() || word == "bearer" || word == "basic" || word == "dpop" || isMark;
        out += isOpen ? piece.toByteArray() : mark(piece);
    };
    qsizetype at = 0;
    for (const json::Span &span : references) {
        add(written.sliced(at, span.begin - at));
        out += written.sliced(span.begin, span.size());
        at = span.end;
    }
    add(written.sliced(at));
    return out;
}

QByteArrayView within(const QByteArray &text, const json::Span &span)
{
    return QByteArrayView(text).sliced(span.begin, span.size());
}

void findTokens(const QByteArray &text, std::vector<Replacement> &list)
{
    for (const inspect::Found &found : secretsIn(plainly(text)))
        list.push_back({found.span, marked(within(text, found.span), found.token)});
}

void findMembers(const QByteArray &text, const json::Document &document, std::vector<Replacement> &list)
{
    std::vector<json::Value> open = {document.root()};
    while (!open.empty()) {
        const json::Value value = open.back();
        open.pop_back();
        for (const json::Value &element : value.elements())
            open.push_back(element);
        for (const json::Member &member : value.members()) {
            if (!member.value.isString())
                open.push_back(member.value);
            else if (isSecretName(member.name.toUtf8()) && member.value.size() == 0 &&
                     member.value.span().size() > 2) {
                const json::Span span{member.value.span().begin + 1, member.value.span().end - 1};
                list.push_back({span, marked(within(text, span), member.value.toUtf8())});
            }
        }
    }
}

/// IANA's Hypertext Transfer Protocol (HTTP) Authentication Scheme Registry, and what Django REST framework
/// and GitHub say. Any other first word may be the secret's begin.
bool isAuthenticationScheme(const QByteArray &word)
{
    static constexpr std::array known{"basic",        "bearer",      "concealed",     "digest",    "dpop",
                                      "gnap",         "hoba",        "mutual",        "negotiate", "oauth",
                                      "privatetoken", "scram-sha-1", "scram-sha-256", "vapid",     "token"};
    const QByteArray lower = word.toLower();
    return std::any_of(known.begin(), known.end(), [&lower](const char *name) { return lower == name; });
}

/// "name=value" apart by "&" (a form, a query) or ";" (cookies).
void findFields(const QByteArray &text, char separator, bool all, std::vector<Replacement> &list)
{
    const QByteArray plain = plainly(text);
    for (qsizetype begin = 0; begin < text.size();) {
        qsizetype end = plain.indexOf(separator, begin);
        if (end < 0)
            end = text.size();
        // No further than the field: a text of separators alone is searched once.
        const qsizetype equals = within(plain, {begin, end}).indexOf('=') + begin;
        if (equals >= begin && equals + 1 < end) {
            const QByteArrayView name = within(text, {begin, equals}).trimmed();
            const QByteArrayView value = within(text, {equals + 1, end});
            if (all || (name.size() < 100 && isSecretName(name)))
                list.push_back(
                    {{equals + 1, end}, marked(value, QByteArray::fromPercentEncoding(value.toByteArray()))});
        }
        begin = end + 1;
    }
}

void findNamedValues(const QByteArray &text, std::vector<Replacement> &list)
{
    const QByteArray plain = plainly(text);
    for (const json::Span &span : secretValuesIn(plain))
        list.push_back({span, marked(within(text, span), within(plain, span))});
}

QByteArray tokensMarked(const QByteArray &text)
{
    std::vector<Replacement> list;
    findTokens(text, list);
    return list.empty() ? text : replaced(text, std::move(list));
}

QByteArray fieldsMarked(const QByteArray &text)
{
    std::vector<Replacement> list;
    findFields(text, '&', false, list);
    return tokensMarked(replaced(text, std::move(list)));
}

} // namespace

QByteArray mark(QByteArrayView secret)
{
    return "tok#" +
           QCryptographicHash::hash(secret.toByteArray(), QCryptographicHash::Sha256).toHex().left(4);
}

QByteArray redactedText(const QByteArray &text)
{
    std::vector<Replacement> list;
    const QByteArray plain = plainly(text);
    if (const auto document = json::Document::parse(plain))
        findMembers(text, *document, list);
    else if (plain.contains('=') && !plain.trimmed().contains(' ') && !plain.contains('<') &&
             !plain.trimmed().startsWith('{') && !plain.trimmed().startsWith('['))
        findFields(text, '&', false, list);
    else
        findNamedValues(text, list);
    return tokensMarked(replaced(text, std::move(list)));
}

http::Header redactedHeader(const http::Header &header)
{
    const QByteArray name = header.name.toLower();
    const QByteArray plain = plainly(header.value);
    if (name == "location" || name == "content-location" || name == "referer" || name == "origin")
        // One with a reference is no URL yet.
        return {header.name, plain == header.value ? redactedUrl(QUrl::fromEncoded(header.value)).toUtf8()
                                                   : redactedAddress(header.value)};
    std::vector<Replacement> list;
    if (name == "cookie") {
        findFields(header.value, ';', true, list);
        return {header.name, replaced(header.value, std::move(list))};
    }
    if (name == "set-cookie") {
        // Qt joins several by line ends; the first pair of each is the cookie, the others say where it goes.
        QByteArrayList lines = header.value.split('\n');
        for (QByteArray &line : lines) {
            const qsizetype equals = line.indexOf('=');
            const qsizetype end = line.indexOf(';') < 0 ? line.size() : line.indexOf(';');
            if (equals >= 0 && equals + 1 < end)
                line.replace(equals + 1, end - equals - 1,
                             mark(QByteArrayView(line).sliced(equals + 1, end - equals - 1)));
        }
        return {header.name, lines.join('\n')};
    }
    const bool isSecret = http::redacted(header) != header || isSecretName(header.name);
    if (!isSecret)
        return {header.name, redactedText(header.value)};
    if (header.value.isEmpty())
        return header;
    const bool hasScheme = name == "authorization" || name == "proxy-authorization";
    const qsizetype space = hasScheme ? plain.indexOf(' ') : -1;
    const bool isScheme = space > 0 && isAuthenticationScheme(plain.left(space));
    const QByteArray scheme = isScheme ? header.value.left(space + 1) : QByteArray();
    const QByteArrayView value = QByteArrayView(header.value).sliced(scheme.size());
    return {header.name, scheme + marked(value, value)};
}

http::Headers redactedHeaders(const http::Headers &headers)
{
    http::Headers out;
    out.reserve(headers.size());
    for (const http::Header &header : headers)
        out.push_back(redactedHeader(header));
    return out;
}

QString redactedUrl(const QUrl &url)
{
    if (!url.isValid() || url.isEmpty())
        return url.isEmpty() ? QString() : QStringLiteral("…");
    QUrl clean = url;
    clean.setUserInfo({});
    const QByteArray query = clean.query(QUrl::FullyEncoded).toUtf8();
    const QByteArray fragment = clean.fragment(QUrl::FullyEncoded).toUtf8();
    clean.setQuery(QString());
    clean.setFragment(QString());
    QByteArray text = tokensMarked(clean.toString(QUrl::FullyEncoded).toUtf8());
    // A mark has a "#" of its own, so what is shown is put together as text.
    if (url.hasQuery())
        text += '?' + fieldsMarked(query);
    if (url.hasFragment())
        text += '#' + fieldsMarked(fragment);
    return QString::fromUtf8(text);
}

QByteArray redactedAddress(const QByteArray &typed)
{
    const QByteArray plain = plainly(typed);
    const auto firstOf = [&plain](char sign, qsizetype from, qsizetype otherwise) {
        const qsizetype found = plain.indexOf(sign, from);
        return found < 0 ? otherwise : std::min(found, otherwise);
    };
    const qsizetype fragment = firstOf('#', 0, plain.size());
    const qsizetype query = firstOf('?', 0, fragment);
    const qsizetype scheme = plain.left(query).indexOf("://");
    const qsizetype host = scheme < 0 ? 0 : scheme + 3;
    const qsizetype path = firstOf('/', host, query);
    const qsizetype at = plain.left(path).lastIndexOf('@');
    QByteArray out = typed.left(host);
    if (at > host)
        out += marked(within(typed, {host, at}), within(typed, {host, at}));
    const qsizetype rest = std::max(at, host);
    out += tokensMarked(typed.mid(rest, query - rest));
    if (query < fragment)
        out += '?' + fieldsMarked(typed.mid(query + 1, fragment - query - 1));
    if (fragment < typed.size())
        out += '#' + fieldsMarked(typed.mid(fragment + 1));
    return out;
}

} // namespace claimcheck::requests
