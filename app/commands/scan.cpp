#include "base/json_writer.h"
#include "command.h"
#include "input.h"
#include "inspect/scan_stream.h"
#include "inspect/verdict.h"
#include "invocation.h"
#include "scan_source.h"
#include "terminal.h"

#include <QCoreApplication>

namespace claimcheck::app {

namespace {

using inspect::ScanItem;

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

QString orDash(const QString &text)
{
    return text.isEmpty() ? QStringLiteral("-") : text;
}

/// Empty for years that RFC 3339 cannot write: those come as words.
QString machineTime(TimePoint time)
{
    const QString text = inspect::utcText(time);
    return text.front().isDigit() ? text : QString();
}

/// The first letters tell one kind of key from another; those of a JOSE header tell nothing secret. Too few
/// to be of use to anybody who finds them.
QByteArray startOf(const QByteArray &token)
{
    constexpr qsizetype shown = 8;
    return token.first(std::min(shown, token.size() / 4));
}

QByteArray wrappingName(inspect::Wrapping wrapping)
{
    switch (wrapping) {
    case inspect::Wrapping::Base64:
        return "base64";
    case inspect::Wrapping::JsonString:
        return "json-string";
    case inspect::Wrapping::PercentEncoding:
        break;
    }
    return "percent-encoding";
}

/// One `claimcheck scan`: writes each token as it is found.
class Scan final {
public:
    Scan(Invocation &run, TimePoint at)
        : m_run(run)
        , m_at(at)
        , m_findings(run.isSet(QStringLiteral("findings")))
        , m_redact(run.isSet(QStringLiteral("redact")))
    {
    }

    void run();

private:
    void scanFile(const QString &name);
    void add(const QString &file, const ScanItem &item);
    void addFailure(const QString &file, const Error &error);
    void writeLine(const QString &file, const ScanItem &item, const inspect::TokenFacts &facts,
                   const QByteArrayList &findings);
    void writeObject(const QString &file, const ScanItem &item, const inspect::TokenFacts &facts,
                     const QByteArrayList &findings);
    void writeElement(const QByteArray &object);

    Invocation &m_run;
    TimePoint m_at;
    bool m_findings, m_redact;
    ScanProgress m_progress;
    qint64 m_count = 0;
    bool m_isFirst = true;
    bool m_failed = false;
};

void Scan::run()
{
    QStringList files = m_run.arguments();
    if (files.isEmpty())
        files = {QStringLiteral("-")};
    const StopOnInterrupt stop;
    if (m_run.json())
        m_run.print("[");
    for (const QString &file : files) {
        if (!StopOnInterrupt::wasAsked())
            scanFile(file);
    }
    m_progress.clear();
    if (m_run.json())
        m_run.print(m_isFirst ? "]\n" : "\n]\n");
    if (StopOnInterrupt::wasAsked()) {
        m_run.note(tr("Stopped before the end."));
        return m_run.finish(static_cast<int>(ExitClass::CouldNotDo));
    }
    if (m_count == 0 && !m_failed && !m_run.json())
        m_run.note(tr("No token was found."));
    m_run.finish(static_cast<int>(m_failed ? ExitClass::CouldNotDo : ExitClass::No) *
                 (m_failed || m_count == 0));
}

void Scan::scanFile(const QString &name)
{
    ScanSource source;
    if (const auto opened = source.open(name); !opened)
        return addFailure(name, opened.error());
    inspect::ScanStream stream([this, &name](const ScanItem &item) { add(name, item); });
    m_progress.begin(name, source.size());
    while (!StopOnInterrupt::wasAsked()) {
        const auto [at, size] = stream.space();
        const auto count = source.read(at, size);
        if (!count)
            return addFailure(name, count.error());
        if (*count == 0)
            break;
        stream.filled(*count);
        if (source.isPausing()) {
            stream.look();
            std::fflush(stdout);
        }
        m_progress.update(stream.bytesRead());
    }
    stream.finish();
    m_progress.clear();
}

void Scan::add(const QString &file, const ScanItem &item)
{
    ++m_count;
    const inspect::TokenFacts facts = item.isCut ? inspect::TokenFacts() : inspect::factsOf(item.found, m_at);
    QByteArrayList findings;
    if (m_findings && !item.isCut && inspect::isJose(item.found.kind)) {
        inspect::ReportContext context;
        context.label = item.found.label;
        const inspect::ReportPtr report = inspect::makeReport(item.found.token, m_at, context);
        for (const inspect::Finding &finding : report->findings) {
            if (!findings.contains(finding.id))
                findings += finding.id;
        }
    }
    m_progress.clear();
    if (m_run.json())
        writeObject(file, item, facts, findings);
    else
        writeLine(file, item, facts, findings);
}

void Scan::writeLine(const QString &file, const ScanItem &item, const inspect::TokenFacts &facts,
                     const QByteArrayList &findings)
{
    const inspect::Found &found = item.found;
    const QString algorithm =
        QString::fromUtf8(facts.algorithm) +
        (facts.encryption.isEmpty() ? QString() : u'/' + QString::fromUtf8(facts.encryption));
    QStringList cells = {
        QStringLiteral("%1:%2").arg(visible(file)).arg(found.span.begin),
        QString::fromLatin1(inspect::tokenKindName(found.kind)),
        orDash(visible(algorithm.left(40))),
        m_redact ? QStringLiteral("-") : orDash(visible(facts.issuer.left(200))),
        facts.expiresAt ? inspect::utcText(*facts.expiresAt) : QStringLiteral("-"),
        facts.state ? QString::fromLatin1(inspect::timeStateName(*facts.state)) : QStringLiteral("-"),
        orDash(found.name.isEmpty() ? visible(QString::fromUtf8(found.label)) : found.name),
    };
    if (item.isCut) {
        cells += tr("longer than 1 MB, not read");
    } else {
        if (!m_redact)
            cells += QString::fromLatin1(startOf(found.token)) + u'…';
        cells += QStringLiteral("sha256:") + QString::fromLatin1(inspect::fingerprintOf(found.token));
    }
    if (m_findings)
        cells += orDash(QString::fromLatin1(findings.join(',')));
    m_run.printLine(cells.join(u'\t'));
}

void Scan::writeObject(const QString &file, const ScanItem &item, const inspect::TokenFacts &facts,
                       const QByteArrayList &findings)
{
    const inspect::Found &found = item.found;
    json::Writer writer;
    const auto text = [&writer](QByteArrayView name, const QString &value) {
        writer.name(name);
        value.isEmpty() ? writer.null() : writer.string(value);
    };
    writer.beginObject();
    writer.member("file", file);
    writer.name("offset");
    writer.integer(found.span.begin);
    writer.name("length");
    writer.integer(found.span.size());
    writer.member("kind", inspect::tokenKindName(found.kind));
    text("name", found.name);
    text("label", QString::fromUtf8(found.label));
    writer.name("wrappings");
    writer.beginArray();
    for (const inspect::Wrapping wrapping : found.wrappings)
        writer.string(wrappingName(wrapping));
    writer.endArray();
    text("alg", QString::fromUtf8(facts.algorithm));
    text("enc", QString::fromUtf8(facts.encryption));
    text("iss", m_redact ? QString() : facts.issuer);
    text("exp", facts.expiresAt ? machineTime(*facts.expiresAt) : QString());
    text("state", facts.state ? QString::fromLatin1(inspect::timeStateName(*facts.state)) : QString());
    text("start", m_redact || item.isCut ? QString() : QString::fromLatin1(startOf(found.token)));
    text("fingerprint", item.isCut ? QString() : QString::fromLatin1(inspect::fingerprintOf(found.token)));
    writer.name("cut");
    writer.boolean(item.isCut);
    if (m_findings) {
        writer.name("findings");
        writer.beginArray();
        for (const QByteArray &id : findings)
            writer.string(id);
        writer.endArray();
    }
    writer.endObject();
    writeElement(writer.take());
}

void Scan::writeElement(const QByteArray &object)
{
    m_run.print((m_isFirst ? "\n" : ",\n") + visibleJson(object));
    m_isFirst = false;
}

/// Where a document stands on standard output, there is no error object on standard error.
void Scan::addFailure(const QString &file, const Error &error)
{
    m_failed = true;
    m_progress.clear();
    if (!m_run.json()) {
        std::fflush(stdout);
        return printError(error, false);
    }
    const Description description = describe(error);
    json::Writer writer;
    writer.beginObject();
    writer.member("file", file);
    writer.name("error");
    writer.beginObject();
    writer.member("code", codeName(error.code));
    writer.member("message", description.message);
    writer.member("hint", description.hint);
    writer.endObject();
    writer.endObject();
    writeElement(writer.take());
}

void scanFiles(Invocation &run)
{
    const auto at = momentOf(run);
    if (!at)
        return run.fail(at.error());
    Scan(run, *at).run();
}

} // namespace

Command scanCommand()
{
    return {
        "scan",
        "scan [FILE|-]… [--findings] [--redact] [--at TIME]",
        QT_TRANSLATE_NOOP("Cli", "Finds every token in logs and dumps"),
        QT_TRANSLATE_NOOP(
            "Cli",
            "Files of any size and kind are read in constant memory: logs, HAR files, memory dumps. Each "
            "token "
            "is one line: file and offset, kind, algorithm, issuer, expiry, state, name, the first letters "
            "of "
            "the token and a fingerprint that is the same wherever the same token stands. Secrets with a "
            "known "
            "form, such as API keys and PASETO, are named and not read.\n"
            "Exit code 0 says that a token was found, 1 that none was, 3 that a file could not be read."),
        {{"findings", nullptr, QT_TRANSLATE_NOOP("Cli", "add what is wrong with each token")},
         {"redact", nullptr, QT_TRANSLATE_NOOP("Cli", "print no part of a token and no claim but its times")},
         {"at", "TIME",
          QT_TRANSLATE_NOOP("Cli", "judge the times at this moment (RFC 3339, or seconds since 1970)")}},
        0,
        -1,
        scanFiles};
}

} // namespace claimcheck::app
