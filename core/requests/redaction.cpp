#include "redaction.h"

#include "base/json.h"
#include "http/redaction.h"
#include "secret_names.h"

#include <QCryptographicHash>
#include <QUrl>

#include <algorithm>

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

void findTokens(const QByteArray &text, std::vector<Replacement> &list)
{
    for (const inspect::Found &found : secretsIn(text))
        list.push_back({found.span, mark(found.token)});
}

void findMembers(const json::Document &document, std::vector<Replacement> &list)
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
                     member.value.span().size() > 2)
                list.push_back({{member.value.span().begin + 1, member.value.span().end - 1},
                                mark(member.value.toUtf8())});
        }
    }
}

/// "name=value" apart by "&" (a form, a query) or ";" (cookies).
void findFields(const QByteArray &text, char separator, bool all, std::vector<Replacement> &list)
{
    for (qsizetype begin = 0; begin < text.size();) {
        qsizetype end = text.indexOf(separator, begin);
        if (end < 0)
            end = text.size();
        const qsizetype equals = text.indexOf('=', begin);
        if (equals >= 0 && equals + 1 < end) {
            const QByteArrayView name = QByteArrayView(text).sliced(begin, equals - begin).trimmed();
            const QByteArrayView value = QByteArrayView(text).sliced(equals + 1, end - equals - 1);
            if (all || (name.size() < 100 && isSecretName(name)))
                list.push_back(
                    {{equals + 1, end}, mark(QByteArray::fromPercentEncoding(value.toByteArray()))});
        }
        begin = end + 1;
    }
}

QByteArray tokensMarked(const QByteArray &text)
{
    std::vector<Replacement> list;
    findTokens(text, list);
    return list.empty() ? text : replaced(text, std::move(list));
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
    if (const auto document = json::Document::parse(text))
        findMembers(*document, list);
    else if (text.contains('=') && !text.trimmed().contains(' ') && !text.contains('<'))
        findFields(text, '&', false, list);
    return tokensMarked(replaced(text, std::move(list)));
}

http::Header redactedHeader(const http::Header &header)
{
    const QByteArray name = header.name.toLower();
    if (name == "location" || name == "content-location" || name == "referer" || name == "origin")
        return {header.name, redactedUrl(QUrl::fromEncoded(header.value)).toUtf8()};
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
    const qsizetype space = hasScheme ? header.value.indexOf(' ') : -1;
    const QByteArray scheme = space > 0 && space <= 16 ? header.value.left(space + 1) : QByteArray();
    return {header.name, scheme + mark(QByteArrayView(header.value).sliced(scheme.size()))};
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
    const auto fields = [](const QByteArray &part) {
        std::vector<Replacement> list;
        findFields(part, '&', false, list);
        return tokensMarked(replaced(part, std::move(list)));
    };
    // A mark has a "#" of its own, so what is shown is put together as text.
    if (url.hasQuery())
        text += '?' + fields(query);
    if (url.hasFragment())
        text += '#' + fields(fragment);
    return QString::fromUtf8(text);
}

} // namespace claimcheck::requests
