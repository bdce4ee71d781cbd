#include "history.h"

#include "http_file.h"
#include "redaction.h"

#include "base/json_writer.h"
#include "http/header_rules.h"
#include "inspect/verdict.h"

#include <QUrl>
#include <QUrlQuery>

namespace claimcheck::requests {

namespace {

QByteArray headText(const http::Headers &headers)
{
    QByteArray out;
    for (const http::Header &given : headers) {
        const http::Header header = redactedHeader(given);
        // Several Set-Cookie come joined by line ends.
        for (const QByteArray &value : header.value.split('\n'))
            out += header.name + ": " + value.trimmed() + '\n';
    }
    return out;
}

http::Headers headersOf(const QByteArray &head)
{
    http::Headers headers;
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(": ");
        if (colon > 0)
            headers.push_back({line.left(colon), line.mid(colon + 2)});
    }
    return headers;
}

/// A part of a body is redacted before it is cut: half a token would not be known as one.
QByteArray bodyText(const QByteArray &body)
{
    constexpr qsizetype mostRead = 4 * History::maxBody;
    const QByteArray text = redactedText(body.left(mostRead)).left(History::maxBody);
    return body.size() <= mostRead || text.size() < History::maxBody ? text
                                                                     : text.left(History::maxBody - 4096);
}

qsizetype sizeOf(const Body &body)
{
    qsizetype size = body.text.size();
    for (const FormField &field : body.fields)
        size += field.name.size() + field.value.size();
    for (const BodyPart &part : body.parts)
        size += part.name.size() + part.value.size();
    return size;
}

/// One whose body is longer than what is kept of bodies is none: without it, it would be another request.
QByteArray specText(const RequestSpec &spec)
{
    if (sizeOf(spec.body) > History::maxBody)
        return {};
    HttpFile file;
    return file.append(redactedSpec(spec)) ? file.text() : QByteArray();
}

void writeHeaders(json::Writer &writer, const QByteArray &head)
{
    writer.name("headers");
    writer.beginArray();
    for (const http::Header &header : headersOf(head)) {
        writer.beginObject();
        writer.member("name", header.name);
        writer.member("value", header.value);
        writer.endObject();
    }
    writer.endArray();
    writer.name("cookies");
    writer.beginArray();
    writer.endArray();
    writer.name("headersSize");
    writer.integer(-1);
}

void writeQuery(json::Writer &writer, const QString &url)
{
    writer.name("queryString");
    writer.beginArray();
    const QString query = url.section(u'?', 1).section(u'#', 0, 0);
    for (const QString &part : query.split(u'&', Qt::SkipEmptyParts)) {
        writer.beginObject();
        writer.member("name", part.section(u'=', 0, 0));
        writer.member("value", part.section(u'=', 1));
        writer.endObject();
    }
    writer.endArray();
}

QByteArray typeOf(const QByteArray &head)
{
    return http::headerValue(headersOf(head), "Content-Type").value_or(QByteArray());
}

void writeEntry(json::Writer &writer, const HistoryEntry &entry)
{
    writer.beginObject();
    writer.member("startedDateTime", inspect::utcText(entry.at));
    writer.name("time");
    writer.integer(entry.milliseconds);
    writer.name("request");
    writer.beginObject();
    writer.member("method", entry.method);
    writer.member("url", entry.url);
    writer.member("httpVersion", "HTTP/1.1");
    writeHeaders(writer, entry.requestHead);
    writeQuery(writer, entry.url);
    if (!entry.requestBody.isEmpty()) {
        writer.name("postData");
        writer.beginObject();
        writer.member("mimeType", typeOf(entry.requestHead));
        writer.member("text", entry.requestBody);
        writer.endObject();
    }
    writer.name("bodySize");
    writer.integer(entry.requestBody.size());
    writer.endObject();
    writer.name("response");
    writer.beginObject();
    writer.name("status");
    writer.integer(entry.status);
    writer.member("statusText", entry.error);
    writer.member("httpVersion", "HTTP/1.1");
    writeHeaders(writer, entry.responseHead);
    writer.name("content");
    writer.beginObject();
    writer.name("size");
    writer.integer(entry.responseSize);
    writer.member("mimeType", typeOf(entry.responseHead));
    writer.member("text", entry.responseBody);
    writer.endObject();
    writer.member("redirectURL",
                  http::headerValue(headersOf(entry.responseHead), "Location").value_or(QByteArray("")));
    writer.name("bodySize");
    writer.integer(-1);
    writer.endObject();
    writer.name("cache");
    writer.beginObject();
    writer.endObject();
    // Phases that are not known are -1, except for three that must not be less than 0 and make up the whole
    // (HAR 1.2, "timings").
    writer.name("timings");
    writer.beginObject();
    for (const char *phase : {"blocked", "dns", "connect", "ssl"}) {
        writer.name(phase);
        writer.integer(-1);
    }
    for (const char *phase : {"send", "receive"}) {
        writer.name(phase);
        writer.integer(0);
    }
    writer.name("wait");
    writer.integer(entry.milliseconds);
    writer.member("comment", "Only the whole is known.");
    writer.endObject();
    writer.endObject();
}

} // namespace

RequestSpec redactedSpec(RequestSpec spec)
{
    spec.url = redactedAddress(spec.url);
    spec.headers = redactedHeaders(spec.headers);
    spec.body.text = redactedText(spec.body.text);
    for (FormField &field : spec.body.fields)
        field.value = redactedHeader({field.name, field.value}).value;
    for (BodyPart &part : spec.body.parts) {
        part.value = redactedHeader({part.name, part.value}).value;
        part.headers = redactedHeaders(part.headers);
    }
    return spec;
}

HistoryEntry historyEntry(const RequestSpec &spec, const QString &profile, TimePoint at,
                          const http::Request &sent, const Result<http::Response> &answer)
{
    HistoryEntry entry{.at = at, .profile = profile, .method = sent.method, .url = redactedUrl(sent.url)};
    entry.requestHead = headText(sent.headers);
    entry.requestBody = bodyText(sent.body);
    entry.spec = specText(spec);
    if (!answer) {
        entry.error = codeName(answer.error().code);
        return entry;
    }
    entry.status = answer->status;
    entry.responseHead = headText(answer->headers);
    entry.responseBody = bodyText(answer->body);
    entry.responseSize = answer->body.size();
    entry.milliseconds = answer->timing.totalMs;
    return entry;
}

QByteArray exportHar(const std::vector<HistoryEntry> &entries)
{
    json::Writer writer;
    writer.beginObject();
    writer.name("log");
    writer.beginObject();
    writer.member("version", "1.2");
    writer.name("creator");
    writer.beginObject();
    writer.member("name", "Claimcheck");
    writer.member("version", CLAIMCHECK_VERSION);
    writer.endObject();
    writer.name("entries");
    writer.beginArray();
    for (const HistoryEntry &entry : entries)
        writeEntry(writer, entry);
    writer.endArray();
    writer.endObject();
    writer.endObject();
    return writer.take();
}

void NetworkLog::add(HistoryEntry entry)
{
    entry.id = m_nextId++;
    if (m_entries.size() >= m_most) {
        // Several at once, so that a long run does not move the whole list for each.
        const size_t count = std::max<size_t>(1, m_most / 10);
        m_entries.erase(m_entries.begin(),
                        m_entries.begin() + static_cast<qsizetype>(std::min(count, m_entries.size())));
        m_dropped += static_cast<qint64>(count);
    }
    m_entries.push_back(std::move(entry));
}

void NetworkLog::clear()
{
    m_entries.clear();
}

} // namespace claimcheck::requests
