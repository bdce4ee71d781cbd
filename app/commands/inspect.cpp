#include "command.h"
#include "input.h"
#include "inspect/report.h"
#include "inspect/verdict.h"
#include "invocation.h"
#include "terminal.h"
#include "token_argument.h"

#include <QCoreApplication>

namespace claimcheck::app {

namespace {

using inspect::Report;
using inspect::Row;

// A name or value longer than this is cut in the text; --json has the whole. The widest name pads every row.
constexpr qsizetype longestName = 60;
constexpr qsizetype longestValue = 200;

QString cut(const QString &text, qsizetype longest)
{
    return text.size() > longest ? text.left(longest) + u'…' : text;
}

Tint tintOf(inspect::Level level)
{
    switch (level) {
    case inspect::Level::Good:
        return Tint::Good;
    case inspect::Level::Warning:
        return Tint::Warning;
    case inspect::Level::Bad:
        return Tint::Bad;
    case inspect::Level::Neutral:
        break;
    }
    return Tint::Plain;
}

Tint tintOf(inspect::Severity severity)
{
    switch (severity) {
    case inspect::Severity::Error:
        return Tint::Bad;
    case inspect::Severity::Warning:
        return Tint::Warning;
    case inspect::Severity::Note:
        break;
    }
    return Tint::Dim;
}

QString valueText(const Row &row, TimePoint now)
{
    QString text = cut(visible(QString::fromUtf8(row.raw)), longestValue);
    if (row.time)
        text += QStringLiteral("  %1 (%2)").arg(row.text, inspect::relativeText(*row.time, now));
    return text;
}

QString section(const QString &title, const std::vector<Row> &rows, TimePoint now)
{
    if (rows.empty())
        return {};
    std::vector<QStringList> cells;
    for (const Row &row : rows) {
        cells.push_back({cut(visible(row.name), longestName), valueText(row, now)});
        if (!row.meaning.isEmpty())
            cells.push_back({QString(), tinted(row.meaning, Tint::Dim)});
    }
    return u'\n' + title + u'\n' + table(cells, QStringLiteral("  "));
}

QString reportText(const Report &report)
{
    QString text = tinted(report.verdict.text, tintOf(report.verdict.level)) + u'\n';
    text += section(QCoreApplication::translate("Cli", "Header"), report.header, report.at);
    text += section(QCoreApplication::translate("Cli", "Claims"), report.claims, report.at);
    if (!report.findings.empty()) {
        text += u'\n' + QCoreApplication::translate("Cli", "Findings") + u'\n';
        for (const inspect::Finding &finding : report.findings) {
            text +=
                QStringLiteral("  %1 %2\n")
                    .arg(tinted(QString::fromLatin1(inspect::severityName(finding.severity)).leftJustified(8),
                                tintOf(finding.severity)),
                         visible(finding.message));
        }
    }
    return text;
}

void inspectToken(Invocation &run)
{
    const auto at = momentOf(run);
    if (!at)
        return run.fail(at.error());
    const auto token = readToken(run, Several::Noted);
    if (!token)
        return run.fail(token.error());
    const auto report = inspect::makeReport(*token, *at);
    run.print(run.json() ? inspect::toJson(*report) + '\n' : reportText(*report).toUtf8());
    run.finish();
}

} // namespace

Command inspectCommand()
{
    return {"inspect",
            "inspect [-|TOKEN|@FILE] [--at TIME]",
            QT_TRANSLATE_NOOP("Cli", "Tells what a token says, when it expires, and what is wrong with it"),
            QT_TRANSLATE_NOOP(
                "Cli", "Works offline and stores nothing. The token is found in any text around it: a "
                       "header, a cURL line, a token response. "
                       "Prefer standard input: arguments can be seen by other programs of this machine."),
            {{"at", "TIME",
              QT_TRANSLATE_NOOP("Cli", "judge it at this moment (RFC 3339, or seconds since 1970)")}},
            0,
            1,
            inspectToken};
}

} // namespace claimcheck::app
