#include "server_words.h"

#include "base/json.h"

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

/// Short secrets are words of everyday texts; blotting out every "a" would say more than it hides.
QString without(QString text, const SentSecrets &sent)
{
    for (const Secret &secret : sent.all()) {
        if (secret.size() < 3)
            continue;
        const QString hidden = QString::fromUtf8(secret.reveal());
        text.replace(hidden, QStringLiteral("…"));
        // What plain() made of a secret with strange characters.
        if (const QString seen = plain(hidden); seen.size() >= 3)
            text.replace(seen, QStringLiteral("…"));
    }
    return text;
}

std::optional<json::Document> parsed(const Response &response)
{
    auto document = json::Document::parse(response.body, {.depth = 64, .bytes = 1024 * 1024});
    return document ? std::optional(*std::move(document)) : std::nullopt;
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
    for (const Credential &credential : out.credentials)
        secrets.push_back(credential.secret);
    return secrets;
}

QString serverWords(const Response &response, const SentSecrets &sent)
{
    QString words;
    if (const auto document = parsed(response)) {
        words = wordsOf(document->root(), 0);
    } else if (!isHtml(response) && response.body.size() <= 1024) {
        words = QString::fromUtf8(response.body);
        if (words.contains(QChar::ReplacementCharacter))
            words.clear();
    }
    // First and last: joining lines can bring an echoed secret together, and cutting must not leave half of
    // one.
    return capped(without(plain(without(words, sent)), sent));
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
