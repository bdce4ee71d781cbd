#include "app/composition.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "command.h"
#include "input.h"
#include "invocation.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStringDecoder>

#include <algorithm>

namespace claimcheck::app {

namespace {

Result<QByteArray> readBody(const QString &data)
{
    if (data == u"-")
        return readAll(data);
    if (data.startsWith(u'@'))
        return readAll(data.mid(1));
    return data.toUtf8();
}

Result<http::Header> parseHeader(const QString &line)
{
    const auto colon = line.indexOf(u':');
    if (colon < 1)
        return Error{
            ErrorCode::UsageInvalid, {}, QCoreApplication::translate("Cli", "-H takes 'Name: value'.")};
    return http::Header{line.left(colon).trimmed().toUtf8(), line.mid(colon + 1).trimmed().toUtf8()};
}

/// A path alone is meant on the profile's server.
QUrl urlOf(const QString &text, const login::Profile &profile)
{
    return text.startsWith(u'/') && !text.startsWith(u"//") ? profile.url.resolved(QUrl(text)) : QUrl(text);
}

Result<http::Request> buildRequest(const Invocation &run, const login::Profile &profile)
{
    http::Request request;
    request.method = run.arguments().at(1).toUpper().toLatin1();
    request.url = urlOf(run.arguments().at(2), profile);
    for (const QString &line : run.values(QStringLiteral("H"))) {
        const auto header = parseHeader(line);
        if (!header)
            return header.error();
        request.headers.push_back(*header);
    }
    if (const auto data = run.value(QStringLiteral("data"))) {
        auto body = readBody(*data);
        if (!body)
            return body.error();
        request.body = *std::move(body);
        if (!http::headerValue(request.headers, "Content-Type"))
            request.headers.push_back({"Content-Type", json::Document::parse(request.body)
                                                           ? "application/json"
                                                           : "application/octet-stream"});
    }
    const auto seconds = run.number(QStringLiteral("max-time"));
    if (!seconds)
        return seconds.error();
    if (*seconds)
        request.timeout = std::chrono::seconds(**seconds);
    return request;
}

/// The header of this name was given with -H, so that there was no place for the credential.
bool isTaken(const Invocation &run, const QString &name)
{
    const QStringList lines = run.values(QStringLiteral("H"));
    return std::any_of(lines.begin(), lines.end(), [&name](const QString &line) {
        return line.section(u':', 0, 0).trimmed().compare(name, Qt::CaseInsensitive) == 0;
    });
}

QString withheldText(const Invocation &run, const http::Withheld &withheld)
{
    const QString where = withheld.origin.toString();
    switch (withheld.what) {
    case http::Withheld::What::Credential:
        if (isTaken(run, withheld.subject))
            return QCoreApplication::translate("Cli",
                                               "The credential was not sent to %1: -H gives the header %2.")
                .arg(where, visible(withheld.subject));
        return QCoreApplication::translate(
                   "Cli", "The credential was not sent to %1: it is not one of the profile's origins.")
            .arg(where);
    case http::Withheld::What::Cookies:
        return QCoreApplication::translate("Cli", "Cookies were not sent to %1.").arg(where);
    case http::Withheld::What::Body:
        return QCoreApplication::translate("Cli", "The body was not sent to %1.").arg(where);
    case http::Withheld::What::Header:
        break;
    }
    return QCoreApplication::translate("Cli", "The header %1 was not sent to %2.")
        .arg(visible(withheld.subject), where);
}

void writeMilliseconds(json::Writer &writer, const char *name, std::optional<qint64> value)
{
    writer.name(name);
    value ? writer.integer(*value) : writer.null();
}

QByteArray responseJson(const http::Response &response)
{
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
    const QString text = decoder(response.body);
    if (decoder.hasError())
        writer.member("bodyBase64", response.body.toBase64());
    else
        writer.member("body", response.body);
    writer.name("timing");
    writer.beginObject();
    writeMilliseconds(writer, "dnsMs", response.timing.dnsMs);
    writeMilliseconds(writer, "connectMs", response.timing.connectMs);
    writeMilliseconds(writer, "tlsMs", response.timing.tlsMs);
    writeMilliseconds(writer, "firstByteMs", response.timing.firstByteMs);
    writeMilliseconds(writer, "totalMs", response.timing.totalMs);
    writer.endObject();
    writer.name("redirects");
    writer.beginArray();
    for (const http::Hop &hop : response.redirects) {
        writer.beginObject();
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

/// Devices and pipes are written to. QSaveFile would rename a file over them, and for root that replaces
/// /dev/null itself.
Result<Done> writeThrough(const QString &name, const QByteArray &bytes)
{
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.flush())
        return Error{ErrorCode::FileUnwritable, name, file.errorString()};
    return Done{};
}

Result<Done> writeFile(const QString &name, const QByteArray &bytes)
{
    const QFileInfo info(name);
    if (info.exists() && !info.isFile())
        return writeThrough(name, bytes);
    QSaveFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return Error{ErrorCode::FileUnwritable, name, file.errorString()};
    return Done{};
}

/// Before anything is sent: a POST whose answer has nowhere to go would be done all the same.
Result<Done> checkOutput(const QString &name)
{
    const QFileInfo info(name);
    const QFileInfo folder(info.path());
    if (info.isDir())
        return Error{ErrorCode::FileUnwritable, name, QCoreApplication::translate("Cli", "It is a folder")};
    if (!info.exists() && !folder.isDir())
        return Error{ErrorCode::FileUnwritable, name,
                     QCoreApplication::translate("Cli", "There is no such folder")};
    if (info.exists() ? !info.isWritable() : !folder.isWritable())
        return Error{ErrorCode::FileUnwritable, name,
                     QCoreApplication::translate("Cli", "Permission denied")};
    return Done{};
}

/// "-" is standard output, as without the option.
std::optional<QString> outputFile(const Invocation &run)
{
    const auto output = run.value(QStringLiteral("output"));
    return output && *output != u"-" ? output : std::nullopt;
}

void show(Invocation &run, const http::Response &response)
{
    for (const http::Withheld &withheld : response.withheld)
        run.note(withheldText(run, withheld));
    const auto output = outputFile(run);
    if (output) {
        if (const auto written = writeFile(*output, response.body); !written)
            return run.fail(written.error());
    }
    if (run.json()) {
        run.print(responseJson(response) + '\n');
    } else {
        if (run.isSet(QStringLiteral("include")))
            run.print(headText(response).toUtf8());
        // A pipe gets the body as it came; on a terminal a server's bytes could do more than be read.
        if (!output)
            run.print(isTerminal() ? visibleLines(response.body) : response.body);
        // Nor does the shell's next prompt belong behind the body.
        if (!output && isTerminal() && !response.body.isEmpty() && !response.body.endsWith('\n'))
            run.print("\n");
    }
    if (run.isSet(QStringLiteral("fail")) && response.status >= 400) {
        const Error error{ErrorCode::HttpStatusFailed, response.url.host(), QString::number(response.status)};
        // With --json the result document stands on stdout already.
        return run.json() ? run.finish(static_cast<int>(ExitClass::No)) : run.fail(error);
    }
    run.finish();
}

void request(Invocation &run)
{
    const auto id = run.profileId(run.arguments().at(0));
    if (!id)
        return;
    auto built = buildRequest(run, *run.services().profiles.byId(*id));
    if (!built)
        return run.fail(built.error());
    if (const auto output = outputFile(run)) {
        if (const auto checked = checkOutput(*output); !checked)
            return run.fail(checked.error());
    }
    run.keep(run.services().sessions.send(
        *id, *std::move(built), &run, [&run](const Result<login::Answer> &answer) {
            if (!answer)
                return run.fail(answer.error());
            if (answer->refreshed)
                run.note(QCoreApplication::translate("Cli", "The token was refreshed on the way."));
            show(run, answer->response);
        }));
}

} // namespace

Command requestCommand()
{
    return {"request",
            "request NAME METHOD URL [-H 'Name: value']… [--data D|@FILE|-]",
            QT_TRANSLATE_NOOP("Cli", "Sends a request with the profile's credential"),
            QT_TRANSLATE_NOOP("Cli", "The credential goes only to the profile's origins; what was held back "
                                     "is said on standard error. A URL that begins with / "
                                     "is on the profile's server. A body that is JSON is sent as "
                                     "application/json unless -H says otherwise."),
            {{"H", "HEADER", QT_TRANSLATE_NOOP("Cli", "a header; may be repeated")},
             {"data", "D|@FILE|-", QT_TRANSLATE_NOOP("Cli", "the body: text, a file, or standard input")},
             {"include", nullptr, QT_TRANSLATE_NOOP("Cli", "print status and headers before the body")},
             {"output", "FILE", QT_TRANSLATE_NOOP("Cli", "write the body to a file; - is standard output")},
             {"fail", nullptr, QT_TRANSLATE_NOOP("Cli", "exit with 1 when the status is 400 or more")},
             {"max-time", "SECONDS", QT_TRANSLATE_NOOP("Cli", "give up after this long (30 without this)")}},
            3,
            3,
            request};
}

} // namespace claimcheck::app
