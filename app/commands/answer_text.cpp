#include "answer_text.h"

#include "base/json_writer.h"
#include "invocation.h"
#include "requests/answer_notes.h"
#include "requests/sender.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QStringDecoder>

#include <algorithm>

namespace claimcheck::app {

namespace {

/// The header of this name was given with -H, so that there was no place for the credential.
bool isTaken(const Invocation &run, const QString &name)
{
    const QStringList lines = run.values(QStringLiteral("H"));
    return std::any_of(lines.begin(), lines.end(), [&name](const QString &line) {
        return line.section(u':', 0, 0).trimmed().compare(name, Qt::CaseInsensitive) == 0;
    });
}

void writeMilliseconds(json::Writer &writer, const char *name, std::optional<qint64> value)
{
    writer.name(name);
    value ? writer.integer(*value) : writer.null();
}

void writeTls(json::Writer &writer, const std::optional<http::TlsFacts> &tls)
{
    writer.name("tls");
    if (!tls)
        return writer.null();
    writer.beginObject();
    writer.member("protocol", tls->protocol);
    writer.member("cipher", tls->cipher);
    writer.name("certificates");
    writer.beginArray();
    for (const QByteArray &certificate : tls->chain)
        writer.string(QByteArrayView(certificate.toBase64()));
    writer.endArray();
    writer.endObject();
}

} // namespace

QString withheldText(const Invocation &run, const http::Withheld &withheld)
{
    if (withheld.what == http::Withheld::What::Credential && isTaken(run, withheld.subject))
        return QCoreApplication::translate("Cli",
                                           "The credential was not sent to %1: -H gives the header %2.")
            .arg(withheld.origin.toString(), visible(withheld.subject));
    return visible(requests::withheldWords(withheld));
}

QByteArray responseJson(const requests::Sent &sent, const QByteArray &body)
{
    const http::Response &response = *sent.answer;
    json::Writer writer;
    writer.beginObject();
    writer.name("status");
    writer.integer(response.status);
    writer.member("httpVersion", response.httpVersion);
    writer.name("headers");
    writer.beginArray();
    for (const http::Header &header : response.headers) {
        writer.beginArray();
        writer.string(header.name);
        writer.string(header.value);
        writer.endArray();
    }
    writer.endArray();
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder(body);
    if (decoder.hasError())
        writer.member("bodyBase64", body.toBase64());
    else
        writer.member("body", body);
    writer.name("timing");
    writer.beginObject();
    writeMilliseconds(writer, "dnsMs", response.timing.dnsMs);
    writeMilliseconds(writer, "connectMs", response.timing.connectMs);
    writeMilliseconds(writer, "tlsMs", response.timing.tlsMs);
    writeMilliseconds(writer, "firstByteMs", response.timing.firstByteMs);
    writeMilliseconds(writer, "totalMs", response.timing.totalMs);
    writer.endObject();
    writer.name("wireSize");
    response.wireSize ? writer.integer(*response.wireSize) : writer.null();
    writeTls(writer, response.tls);
    writer.name("refreshed");
    writer.boolean(sent.refreshed);
    requests::writeNotes(writer, requests::notesOf(response));
    writer.name("redirects");
    writer.beginArray();
    for (const http::Hop &hop : response.redirects) {
        writer.beginObject();
        writer.name("status");
        writer.integer(hop.status);
        writer.member("url", hop.url.toString(QUrl::FullyEncoded));
        writer.name("credentialSent");
        writer.boolean(hop.credentialSent);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

QString headText(const http::Response &response)
{
    QString text =
        QString::fromLatin1(response.httpVersion) + u' ' + QString::number(response.status) + u'\n';
    for (const http::Header &header : response.headers)
        text += visible(QString::fromUtf8(header.name + ": " + header.value)) + u'\n';
    return text + u'\n';
}

} // namespace claimcheck::app
