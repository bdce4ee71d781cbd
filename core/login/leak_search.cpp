#include "leak_search.h"

#include "base/json.h"
#include "base/json_writer.h"

#include <QIODevice>

#include <algorithm>
#include <set>

namespace claimcheck::login {

namespace {

constexpr qsizetype shortest = 8;
constexpr qint64 chunkSize = 1024 * 1024;

/// Members of our items that are no secrets, whatever their length.
bool isPublic(QByteArrayView name)
{
    static constexpr QByteArrayView names[] = {
        "person", "leash", "endpoints", "server", "clientId", "scope", "resource", "audience", "notes",
        "tokenType", "label", "clientAuthentication", "facts", "registeredRedirect", "originalIdToken",
        // of a cookie in its jar, and of a key
        "origin", "kty", "crv", "x", "y", "n", "e", "kid", "alg", "use", "key_ops"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// The value of a Set-Cookie header: its name and attributes stand in many texts, and the value may stand
/// without its quotes.
QByteArray cookieValue(const QByteArray &setCookie)
{
    const qsizetype start = setCookie.indexOf('=') + 1;
    const qsizetype end = setCookie.indexOf(';', start);
    const QByteArray value = setCookie.sliced(start, (end < 0 ? setCookie.size() : end) - start).trimmed();
    const bool isQuoted = value.size() >= 2 && value.startsWith('"') && value.endsWith('"');
    return isQuoted ? value.sliced(1, value.size() - 2) : value;
}

/// Every text below a value, under the name of the member that leads there. A text can be JSON itself: a
/// cookie jar, or a key.
void collect(const json::Value &value, const QByteArray &name, const QString &owner,
             std::vector<LiveSecret> &found)
{
    if (value.isString()) {
        QByteArray text = name == "setCookie" ? cookieValue(value.toUtf8()) : value.toUtf8();
        const auto inner =
            json::Document::parse(QByteArray::fromRawData(text.constData(), text.size()), {.depth = 16});
        if (inner && (inner->root().isArray() || inner->root().isObject()))
            collect(inner->root(), name, owner, found);
        else if (text.size() >= shortest)
            found.push_back({owner, name, Secret(QByteArrayView(text))});
        if (text.isDetached())
            wipe(text);
        return;
    }
    if (value.isArray()) {
        for (const json::Value &element : value.elements())
            collect(element, name, owner, found);
    }
    if (value.isObject()) {
        for (const json::Member &member : value.members()) {
            if (const QByteArray own = member.name.toUtf8(); !isPublic(own))
                collect(member.value, own, owner, found);
        }
    }
}

QByteArray utf16(QByteArrayView bytes)
{
    QByteArray wide;
    wide.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        wide += c;
        wide += '\0';
    }
    return wide;
}

} // namespace

std::vector<LiveSecret> secretsInItem(const Secret &item, const QString &owner)
{
    std::vector<LiveSecret> found;
    const auto document = json::Document::parse(
        QByteArray::fromRawData(item.reveal().data(), item.reveal().size()), {.depth = 16});
    if (document)
        collect(document->root(), "item", owner, found);
    else if (item.size() >= shortest)
        found.push_back({owner, "item", item});
    return found;
}

LeakSearch::LeakSearch(const std::vector<LiveSecret> &secrets)
{
    for (size_t i = 0; i < secrets.size(); ++i) {
        const QByteArray raw = secrets[i].value.reveal().toByteArray();
        const QByteArray quoted = json::quoted(raw);
        const auto urlSafe = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
        for (const QByteArray &form :
             std::set<QByteArray>{raw, raw.toPercentEncoding(), raw.toBase64(QByteArray::OmitTrailingEquals),
                                  raw.toBase64(urlSafe), utf16(raw), quoted.sliced(1, quoted.size() - 2)}) {
            m_forms.push_back({i, Secret(QByteArrayView(form))});
            m_longest = std::max(m_longest, form.size());
        }
    }
}

Result<std::vector<size_t>> LeakSearch::search(QIODevice &file, const QString &name) const
{
    std::set<size_t> found;
    QByteArray window; // the end of the last chunk, so that nothing falls between two
    for (;;) {
        const QByteArray chunk = file.read(chunkSize);
        if (chunk.isEmpty())
            break;
        window += chunk;
        for (const Form &form : m_forms) {
            if (!found.contains(form.secret) && window.contains(form.bytes.reveal()))
                found.insert(form.secret);
        }
        window = window.last(std::min(window.size(), std::max<qsizetype>(m_longest - 1, 0)));
    }
    if (!file.isSequential() && !file.atEnd())
        return Error{ErrorCode::FileUnreadable, name, file.errorString()};
    return std::vector<size_t>(found.begin(), found.end());
}

} // namespace claimcheck::login
