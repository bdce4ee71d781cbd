#include "report_text.h"

#include "base/visible_text.h"
#include "text.h"
#include "verdict.h"

#include <QStringList>

#include <algorithm>

namespace claimcheck::inspect {

namespace {

constexpr qsizetype longestCell = 2000;

/// One cell: foreign text is set as code, our own words as text.
struct Cell {
    QString text;
    bool isCode = false;
};

struct Section {
    QString title;
    QStringList head;
    std::vector<std::vector<Cell>> rows;
};

struct Page {
    QString title;
    QString verdict;
    QStringList paragraphs;
    std::vector<Section> sections;
};

Cell code(const QString &text)
{
    return {visibleText(text, longestCell), true};
}

Cell words(const QString &text)
{
    return {visibleText(text, longestCell), false};
}

Cell valueCell(const Row &row)
{
    return code(QString::fromUtf8(row.raw));
}

Section rowsSection(const QString &title, const std::vector<Row> &rows, TimePoint at)
{
    Section section{title, {Text::tr("Name"), Text::tr("Value"), Text::tr("Time"), Text::tr("Meaning")}, {}};
    for (const Row &row : rows) {
        const QString time =
            row.time ? QStringLiteral("%1 (%2)").arg(row.text, relativeText(*row.time, at)) : QString();
        section.rows.push_back({code(row.name), valueCell(row), words(time), words(row.meaning)});
    }
    return section;
}

Section disclosuresSection(const Report &report)
{
    Section section{Text::tr("Disclosures"), {Text::tr("Name"), Text::tr("Value"), Text::tr("Place")}, {}};
    for (const DisclosureRow &row : report.disclosures)
        section.rows.push_back({code(row.name), code(QString::fromUtf8(row.raw)), code(row.pointer)});
    return section;
}

QString severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return Text::tr("Error");
    case Severity::Warning:
        return Text::tr("Warning");
    case Severity::Note:
        break;
    }
    return Text::tr("Note");
}

Section findingsSection(const Report &report, ReportOf of)
{
    Section section{
        Text::tr("Findings"), {Text::tr("Severity"), Text::tr("Finding"), Text::tr("Standard")}, {}};
    for (const Finding &finding : report.findings) {
        if (of == ReportOf::SafeCopy && finding.part == jose::PartId::Signature)
            continue;
        section.rows.push_back(
            {words(severityWord(finding.severity)), words(finding.message), words(finding.reference)});
    }
    return section;
}

Page pageOf(const Report &report, ReportOf of)
{
    Page page;
    page.title = report.purpose.title.isEmpty() ? Text::tr("Token") : report.purpose.title;
    page.verdict = report.verdict.text;
    if (!report.purpose.sentence.isEmpty())
        page.paragraphs << report.purpose.sentence;
    page.paragraphs << Text::tr("Judged at %1. %2 bytes.").arg(utcText(report.at)).arg(report.text.size());
    if (of == ReportOf::SafeCopy)
        page.paragraphs << Text::tr(
            "This is a copy that is safe to share: the signature was removed, and values that "
            "could name a person, a session or a secret were replaced.");
    page.sections = {rowsSection(Text::tr("Header"), report.header, report.at),
                     rowsSection(Text::tr("Claims"), report.claims, report.at), disclosuresSection(report),
                     rowsSection(Text::tr("Claims after disclosure"), report.processedClaims, report.at),
                     findingsSection(report, of)};
    std::erase_if(page.sections, [](const Section &section) { return section.rows.empty(); });
    return page;
}

QString markdownText(const QString &text)
{
    QString escaped;
    for (const QChar c : text) {
        // "@" and "#" would call people and issues.
        if (QStringView(u"\\`*_[]<>#|~@&").contains(c))
            escaped += u'\\';
        escaped += c;
    }
    return escaped;
}

/// A code span (CommonMark 6.1) in a cell of a table, in which a bar must be escaped even there.
QString markdownCode(QString text)
{
    if (text.isEmpty())
        return {};
    text.replace(u'|', QStringLiteral("\\|"));
    qsizetype longest = 0, run = 0;
    for (const QChar c : std::as_const(text)) {
        run = c == u'`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const QString fence(longest + 1, u'`');
    const bool pad = text.startsWith(u'`') || text.endsWith(u'`');
    return fence + (pad ? QStringLiteral(" %1 ").arg(text) : text) + fence;
}

QByteArray markdown(const Page &page)
{
    QString text =
        QStringLiteral("# %1\n\n**%2**\n").arg(markdownText(page.title), markdownText(page.verdict));
    for (const QString &paragraph : page.paragraphs)
        text += u'\n' + markdownText(paragraph) + u'\n';
    for (const Section &section : page.sections) {
        text += QStringLiteral("\n## %1\n\n| %2 |\n|%3\n")
                    .arg(markdownText(section.title), section.head.join(QStringLiteral(" | ")),
                         QStringLiteral(" --- |").repeated(section.head.size()));
        for (const std::vector<Cell> &row : section.rows) {
            text += u'|';
            for (const Cell &cell : row)
                text += u' ' + (cell.isCode ? markdownCode(cell.text) : markdownText(cell.text)) +
                        QStringLiteral(" |");
            text += u'\n';
        }
    }
    return text.toUtf8();
}

QString htmlRow(const QString &tag, const QStringList &cells)
{
    QString row;
    for (const QString &cell : cells)
        row += QStringLiteral("<%1>").arg(tag) + cell + QStringLiteral("</%1>").arg(tag);
    return QStringLiteral("<tr>") + row + QStringLiteral("</tr>\n");
}

QByteArray html(const Page &page)
{
    QString text = QStringLiteral(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" "
        "content=\"light dark\">\n"
        "<style>body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}"
        "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem "
        ".75rem .25rem 0;"
        "border-bottom:1px solid "
        "#8884}code{overflow-wrap:anywhere}.verdict{font-weight:600;font-size:1.2em}</style>\n");
    text += QStringLiteral("<title>") + page.title.toHtmlEscaped() +
            QStringLiteral("</title>\n</head>\n<body>\n<h1>") + page.title.toHtmlEscaped() +
            QStringLiteral("</h1>\n<p class=\"verdict\">") + page.verdict.toHtmlEscaped() +
            QStringLiteral("</p>\n");
    for (const QString &paragraph : page.paragraphs)
        text += QStringLiteral("<p>") + paragraph.toHtmlEscaped() + QStringLiteral("</p>\n");
    for (const Section &section : page.sections) {
        text += QStringLiteral("<h2>") + section.title.toHtmlEscaped() + QStringLiteral("</h2>\n<table>\n");
        text += htmlRow(QStringLiteral("th"), section.head);
        for (const std::vector<Cell> &row : section.rows) {
            QStringList cells;
            for (const Cell &cell : row) {
                const QString escaped = cell.text.toHtmlEscaped();
                cells << (cell.isCode && !escaped.isEmpty()
                              ? QStringLiteral("<code>") + escaped + QStringLiteral("</code>")
                              : escaped);
            }
            text += htmlRow(QStringLiteral("td"), cells);
        }
        text += QStringLiteral("</table>\n");
    }
    return (text + QStringLiteral("</body>\n</html>\n")).toUtf8();
}

} // namespace

std::optional<ReportFormat> reportFormatFromName(QByteArrayView name)
{
    if (name == "markdown")
        return ReportFormat::Markdown;
    if (name == "html")
        return ReportFormat::Html;
    return std::nullopt;
}

QByteArray reportText(const Report &report, ReportFormat format, ReportOf of)
{
    const Page page = pageOf(report, of);
    return format == ReportFormat::Markdown ? markdown(page) : html(page);
}

} // namespace claimcheck::inspect
