#include "server_words.h"

#include "base/json.h"
#include "base/json_writer.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace claimcheck::http {

namespace {

using json::Value;

constexpr qsizetype longest = 300;

/// Members that hold words, the most telling first.
constexpr const char *wordMembers[] = {
    "error_description", "detail", "message", "msg", "error", "title", "reason"};

/// Text of a value that is, or holds, words.
QString wordsOf(const Value &value, int depth);

QString wordsOfObject(const Value &object, int depth)
{
    for (const char *name : wordMembers) {
        if (const QString words = wordsOf(object.find(name), depth + 1); !words.isEmpty())
            return words;
    }
    if (const QString words = wordsOf(object.find("errors"), depth + 1); !words.isEmpty())
        return words;
    // Field arrays: {"username": ["This field is required."]}.
    QStringList fields;
    for (const json::Member &member : object.members()) {
        if (!member.value.isArray() || fields.size() == 8)
            continue;
        const QString words = wordsOf(member.value, depth + 1);
        if (!words.isEmpty()) {
            const QString name = member.name.toString();
            fields += name == u"non_field_errors" ? words : name + QStringLiteral(": ") + words;
        }
    }
    return fields.join(QStringLiteral(" "));
}

QString wordsOf(const Value &value, int depth)
{
    if (!value.isValid() || depth > 4)
        return {};
    if (value.isString())
        return value.toString();
    if (value.isObject())
        return wordsOfObject(value, depth);
    QStringList all;
    if (value.isArray()) {
        for (const Value &element : value.elements()) {
            if (all.size() == 8)
                break;
            if (const QString words = wordsOf(element, depth + 1); !words.isEmpty())
                all += words;
        }
    }
    return all.join(QStringLiteral(" "));
}

/// One line without anything that could deceive the eye.
QString plain(const QString &text)
{
    QString out;
    for (const char32_t c : text.toUcs4()) {
        switch (QChar::category(c)) {
        case QChar::Other_Control:
        case QChar::Separator_Line:
        case QChar::Separator_Paragraph:
            out += u' ';
            break;
        case QChar::Other_Format:
        case QChar::Other_Surrogate:
        case QChar::Other_PrivateUse:
        case QChar::Other_NotAssigned:
            break;
        default:
            out += QString::fromUcs4(&c, 1);
        }
    }
    return out.simplified();
}

QString capped(const QString &text)
{
    if (text.size() <= longest)
        return text;
    qsizetype end = longest - 1;
    if (text[end - 1].isHighSurrogate())
        --end;
    return text.first(end) + u'…';
}

/// How a server may write what it was sent: as it came, decoded, or inside of another text. The longest
/// first, so that nothing of it is left over.
QStringList spellings(const Secret &secret)
{
    const QByteArray raw = secret.reveal().toByteArray();
    const QString text = QString::fromUtf8(raw);
    const QByteArray quoted = json::quoted(raw);
    QStringList all = {
        text,
        plain(text), // what that made of strange characters
        text.toHtmlEscaped(),
        QString::fromUtf8(quoted.sliced(1, quoted.size() - 2)),
        QString::fromLatin1(raw.toPercentEncoding()),
        QString::fromLatin1(raw.toPercentEncoding(" ").replace(' ', '+')),
        QString::fromLatin1(raw.toBase64()),
        QString::fromLatin1(raw.toBase64(QByteArray::OmitTrailingEquals)),
        QString::fromLatin1(raw.toBase64(QByteArray::Base64UrlEncoding)),
        QString::fromLatin1(raw.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals))};
    all.removeDuplicates();
    std::stable_sort(all.begin(), all.end(),
                     [](const QString &a, const QString &b) { return a.size() > b.size(); });
    return all;
}

/// What a Basic credential holds (RFC 7617): a server may speak of one part only. RFC 6749 section 2.3.1 has
/// both form-encoded.
void addParts(std::vector<Secret> &secrets, const Credential &credential)
{
    if (credential.scheme.compare("Basic", Qt::CaseInsensitive) != 0)
        return;
    QByteArray pair = QByteArray::fromBase64(credential.secret.reveal().toByteArray());
    const qsizetype colon = pair.indexOf(':');
    if (colon >= 0) {
        QByteArray part = pair.sliced(colon + 1);
        secrets.emplace_back(QByteArrayView(part));
        QByteArray decoded = QByteArray::fromPercentEncoding(QByteArray(part).replace('+', ' '));
        if (decoded != part)
            secrets.emplace_back(QByteArrayView(decoded));
        wipe(part);
        wipe(decoded);
    }
    wipe(pair);
}

std::optional<json::Document> parsed(const Response &response)
{
    auto document = json::Document::parse(response.body, {.depth = 64, .bytes = 1024 * 1024});
    return document ? std::optional(*std::move(document)) : std::nullopt;
}

/// What an error page says in one line: "400 No required SSL certificate was sent". Its body is not for
/// reading.
QString titleOf(const QByteArray &page)
{
    const QByteArray head = page.first(std::min<qsizetype>(page.size(), 4096));
    const QByteArray lower = head.toLower();
    const qsizetype tag = lower.indexOf("<title");
    const qsizetype begin = tag < 0 ? -1 : lower.indexOf('>', tag) + 1;
    const qsizetype end = lower.indexOf("</title", begin);
    return begin > 0 && end > begin ? QString::fromUtf8(head.sliced(begin, end - begin)) : QString();
}

} // namespace

bool isHtml(const Response &response)
{
    const QByteArray type = headerValue(response.headers, "Content-Type").value_or(QByteArray()).toLower();
    const QByteArray start =
        response.body.first(std::min<qsizetype>(response.body.size(), 512)).trimmed().toLower();
    return type.contains("text/html") || start.startsWith("<!doctype html") || start.startsWith("<html") ||
           start.startsWith("<?xml");
}

std::vector<Secret> secretsOf(const Outgoing &out)
{
    std::vector<Secret> secrets;
    for (const Credential &credential : out.credentials) {
        secrets.push_back(credential.secret);
        addParts(secrets, credential);
    }
    return secrets;
}

/// Short secrets are words of everyday texts; blotting out every "a" would say more than it hides.
QString withoutSecrets(QString text, const SentSecrets &sent)
{
    for (const Secret &secret : sent.all()) {
        if (secret.size() < 3)
            continue;
        for (const QString &spelling : spellings(secret)) {
            // Of percent-encoding, readers write the digits as they like.
            const bool isEncoded = spelling.contains(u'%');
            if (spelling.size() >= 3)
                text.replace(spelling, QStringLiteral("…"),
                             isEncoded ? Qt::CaseInsensitive : Qt::CaseSensitive);
        }
    }
    return text;
}

QString serverWords(const Response &response, const SentSecrets &sent)
{
    QString words;
    if (const auto document = parsed(response)) {
        words = wordsOf(document->root(), 0);
    } else {
        if (isHtml(response))
            words = titleOf(response.body);
        else if (response.body.size() <= 1024)
            words = QString::fromUtf8(response.body);
        if (words.contains(QChar::ReplacementCharacter))
            words.clear();
    }
    // First and last: joining lines can bring an echoed secret together, and cutting must not leave half of
    // one.
    return capped(withoutSecrets(plain(withoutSecrets(words, sent)), sent));
}

QStringList serverCodes(const Response &response)
{
    QStringList codes;
    const auto document = parsed(response);
    if (!document || !document->root().isObject())
        return codes;
    const auto collect = [&codes](const Value &value) {
        if (value.isValid() && value.isString())
            codes += value.toString();
    };
    const Value root = document->root();
    for (const char *pointer :
         {"/error", "/code", "/error_code", "/error/code", "/errors/0/code", "/errors/0/extensions/code"})
        collect(root.at(pointer));
    return codes;
}

QString retryWords(const Response &response, TimePoint now)
{
    auto header = headerValue(response.headers, "Retry-After");
    if (!header)
        header = headerValue(response.headers, "X-Retry-After");
    if (!header)
        return {};
    bool isNumber = false;
    qint64 seconds = header->trimmed().toLongLong(&isNumber);
    if (!isNumber) {
        // An HTTP date: what counts is how far it is from the server's own time.
        QString text = QString::fromLatin1(header->trimmed());
        if (text.endsWith(QStringLiteral(" GMT")))
            text.chop(4);
        const QDateTime date = QLocale::c().toDateTime(text, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss"));
        if (!date.isValid())
            return {};
        const QDateTime utc(date.date(), date.time(), Qt::UTC);
        const TimePoint then{std::chrono::milliseconds(utc.toMSecsSinceEpoch())};
        seconds = std::chrono::ceil<std::chrono::seconds>(then - response.date.value_or(now)).count();
    }
    if (seconds < 0 || seconds > 30 * 24 * 3600)
        return {};
    if (seconds < 120)
        return QCoreApplication::translate("Login", "It asks to wait %1 s.").arg(seconds);
    return QCoreApplication::translate("Login", "It asks to wait %1 min.").arg((seconds + 59) / 60);
}

std::chrono::milliseconds clockAhead(const Response &response, TimePoint now)
{
    if (!response.date)
        return std::chrono::milliseconds(0);
    const auto ahead = *response.date - now;
    return std::chrono::abs(ahead) < std::chrono::seconds(2) ? std::chrono::milliseconds(0) : ahead;
}

bool isSuccess(const Response &response)
{
    return response.status >= 200 && response.status < 300;
}

QString statusWords(const Response &response, const QString &words)
{
    // Not where to: a server can put what it was sent into that address.
    const QString text =
        response.redirects.empty()
            ? QCoreApplication::translate("Login", "It says %1.").arg(response.status)
            : QCoreApplication::translate("Login", "It says %1 after a redirect.").arg(response.status);
    return words.isEmpty() ? text : text + u' ' + words;
}

Error replyFailure(const Response &response, TimePoint now, const SentSecrets &sent)
{
    const QString host = response.url.host();
    const QString words = serverWords(response, sent);
    if (response.status == 429) {
        const QString retry = retryWords(response, now);
        return {ErrorCode::RateLimited, host, (retry + u' ' + words).trimmed()};
    }
    if (response.status >= 500)
        return {ErrorCode::ServerFailed, host, statusWords(response, words)};
    return {ErrorCode::UnexpectedStatus, host, statusWords(response, words)};
}

} // namespace claimcheck::http
