#include "command.h"
#include "input.h"
#include "inspect/ci_test.h"
#include "inspect/details.h"
#include "inspect/findings_help.h"
#include "inspect/report.h"
#include "inspect/report_text.h"
#include "inspect/verdict.h"
#include "invocation.h"
#include "jose/certificate_facts.h"
#include "terminal.h"
#include "token_argument.h"

#include <QCoreApplication>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

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

/// How much of a report is printed: with --explain, values and findings are opened too.
enum class Depth { Plain, Explained };

constexpr size_t mostDetailLines = 200;

void addDetails(std::vector<QStringList> &cells, const std::vector<inspect::Detail> &details, int depth,
                size_t most)
{
    for (const inspect::Detail &detail : details) {
        if (cells.size() >= most)
            return;
        const QString indent(2 * depth, u' ');
        QString text = cut(visible(detail.text), longestValue);
        if (!detail.meaning.isEmpty())
            text += (text.isEmpty() ? QString() : u"  "_s) + tinted(visible(detail.meaning), Tint::Dim);
        cells.push_back({indent + cut(visible(detail.label), longestName), text});
        addDetails(cells, detail.children, depth + 1, most);
    }
}

QString section(const QString &title, const std::vector<Row> &rows, TimePoint now, Depth depth = Depth::Plain)
{
    if (rows.empty())
        return {};
    std::vector<QStringList> cells;
    size_t opened = 0; // a hostile header repeats a chain of certificates a hundred thousand times
    for (const Row &row : rows) {
        cells.push_back({cut(visible(row.name), longestName), valueText(row, now)});
        if (!row.meaning.isEmpty())
            cells.push_back({QString(), tinted(row.meaning, Tint::Dim)});
        constexpr size_t mostOpened = 8;
        if (depth == Depth::Explained && inspect::tellsMoreOpened(row) && opened++ < mostOpened)
            addDetails(cells, inspect::detailsOf(row, now, jose::systemAuthorities()), 1,
                       cells.size() + mostDetailLines);
    }
    return u'\n' + title + u'\n' + table(cells, QStringLiteral("  "));
}

QString heading(const QString &title)
{
    return u'\n' + title + u'\n';
}

QString shortValue(const QByteArray &raw)
{
    return cut(visible(QString::fromUtf8(raw)), longestValue);
}

QString signaturesText(const Report &report)
{
    QString text;
    if (report.signatures.size() == 1) // its protected header stands above
        return section(QCoreApplication::translate("Cli", "Unprotected header"),
                       report.signatures.front().unprotectedHeader, report.at);
    for (size_t i = 0; i < report.signatures.size(); ++i) {
        const inspect::SignatureRows &rows = report.signatures[i];
        const QString number = QString::number(i + 1);
        text += section(QCoreApplication::translate("Cli", "Signature %1, protected header").arg(number),
                        rows.protectedHeader, report.at);
        text += section(QCoreApplication::translate("Cli", "Signature %1, unprotected header").arg(number),
                        rows.unprotectedHeader, report.at);
    }
    return text;
}

/// How many there are, and the algorithm and key of each: in a JSON serialization they may stand in its own
/// header.
QString recipientsText(const jose::ParsedEncryption &token)
{
    QStringList each;
    for (size_t i = 0; i < token.recipients().size(); ++i) {
        QStringList words;
        for (const char *name : {"alg", "kid"}) {
            if (const json::Value value = token.parameter(name, i); value.isString())
                words += cut(visible(QString::fromUtf8(value.toUtf8())), longestName);
        }
        if (!words.isEmpty())
            each += words.join(u' ');
    }
    const QString count = QString::number(token.recipients().size());
    return each.isEmpty() ? count : count + u": "_s + each.join(u", ");
}

QString encryptionText(const Report &report)
{
    if (!report.encryption)
        return {};
    const jose::ParsedEncryption &token = *report.encryption;
    std::vector<QStringList> rows = {
        {QCoreApplication::translate("Cli", "Recipients"), recipientsText(token)},
        {QCoreApplication::translate("Cli", "Content"),
         QCoreApplication::translate("Cli", "%1 bytes, encrypted").arg(token.ciphertext().bytes.size())},
    };
    return heading(QCoreApplication::translate("Cli", "Encryption")) + table(rows, QStringLiteral("  ")) +
           QStringLiteral("  ") +
           QCoreApplication::translate("Cli", "To read it: claimcheck decrypt - --key FILE") + u'\n';
}

QString disclosuresText(const Report &report)
{
    if (!report.sdJwt)
        return {};
    std::vector<QStringList> rows;
    for (const inspect::DisclosureRow &row : report.disclosures) {
        rows.push_back({row.name.isEmpty() ? QCoreApplication::translate("Cli", "(element)")
                                           : cut(visible(row.name), longestName),
                        shortValue(row.raw),
                        row.problem ? tinted(visible(describe(*row.problem).message), Tint::Bad)
                                    : visible(row.pointer)});
    }
    QString text =
        heading(QCoreApplication::translate("Cli", "Disclosures")) + table(rows, QStringLiteral("  "));
    if (const int withheld = report.sdJwt->unmatchedDigests(); withheld > 0)
        text += QStringLiteral("  ") +
                QCoreApplication::translate(
                    "Cli", "Digests that nothing here answers (withheld claims or decoys): %1")
                    .arg(withheld) +
                u'\n';
    return text + section(QCoreApplication::translate("Cli", "Claims after disclosure"),
                          report.processedClaims, report.at);
}

QString findingsText(const Report &report, Depth depth)
{
    if (report.findings.empty())
        return {};
    QString text = heading(QCoreApplication::translate("Cli", "Findings"));
    for (const inspect::Finding &finding : report.findings) {
        text += QStringLiteral("  %1 %2\n")
                    .arg(tinted(QString::fromLatin1(inspect::severityName(finding.severity)).leftJustified(8),
                                tintOf(finding.severity)),
                         visible(finding.message));
        if (depth != Depth::Explained)
            continue;
        QStringList lines;
        if (const auto rule = inspect::ruleHelp(finding.id))
            lines << rule->help;
        lines << QString::fromLatin1(finding.id) +
                     (finding.reference.isEmpty() ? QString() : QStringLiteral(", ") + finding.reference);
        for (const QString &line : lines)
            text += QStringLiteral("           ") + tinted(line, Tint::Dim) + u'\n';
    }
    return text;
}

QString layerTitle(inspect::Layer::Role role)
{
    switch (role) {
    case inspect::Layer::Role::NestedToken:
        return QCoreApplication::translate("Cli", "Nested token");
    case inspect::Layer::Role::DecryptedContent:
        return QCoreApplication::translate("Cli", "Decrypted content");
    case inspect::Layer::Role::KeyBinding:
        break;
    }
    return QCoreApplication::translate("Cli", "Key binding");
}

QString plainText(const Report &report, Depth depth)
{
    QString text = tinted(report.verdict.text, tintOf(report.verdict.level)) + u'\n';
    if (!report.purpose.sentence.isEmpty())
        text += tinted(visible(report.purpose.sentence), Tint::Dim) + u'\n';
    text += section(QCoreApplication::translate("Cli", "Header"), report.header, report.at, depth);
    text += signaturesText(report);
    text += section(QCoreApplication::translate("Cli", "Claims"), report.claims, report.at, depth);
    text += encryptionText(report) + disclosuresText(report) + findingsText(report, depth);
    // Layers are as deep as makeReport lets them be.
    for (const inspect::Layer &layer : report.layers)
        text += u"\n── "_s + layerTitle(layer.role) + u" ──\n"_s + plainText(*layer.report, depth);
    return text;
}

Error usage(const QString &problem)
{
    return {ErrorCode::UsageInvalid, {}, problem};
}

/// A script that holds other tokens to this one's shape, and to what is kept under the name of --expect.
void printCiTest(Invocation &run, const Report &report)
{
    inspect::ExpectationSet expected;
    if (const auto name = run.value(u"expect"_s)) {
        const auto sets = inspect::readExpectationSets(run.configFolder());
        if (!sets)
            return run.fail(sets.error());
        const inspect::ExpectationSet *set = inspect::findExpectationSet(*sets, *name);
        if (!set)
            return run.fail(
                usage(QCoreApplication::translate("Cli", "No expectations are kept under the name %1.")
                          .arg(*name)));
        expected = *set;
    }
    const auto script = inspect::ciTest(report, expected);
    if (!script)
        return run.fail(script.error());
    run.print(*script);
    run.finish();
}

void inspectToken(Invocation &run)
{
    const auto at = momentOf(run);
    if (!at)
        return run.fail(at.error());
    const auto leeway = run.number(u"leeway"_s);
    if (!leeway)
        return run.fail(leeway.error());
    const auto format = run.value(u"format"_s);
    const auto chosen = inspect::reportFormatFromName(format.value_or(QString()).toUtf8());
    const bool isCiTest = format == u"ci-test"_s;
    if (format && !chosen && !isCiTest && *format != u"text")
        return run.fail(
            usage(QCoreApplication::translate("Cli", "--format takes text, markdown, html or ci-test.")));
    if (isCiTest && run.json())
        return run.fail(
            usage(QCoreApplication::translate("Cli", "--json and --format ci-test contradict each other.")));
    if (run.isSet(u"expect"_s) && !isCiTest)
        return run.fail(usage(QCoreApplication::translate("Cli", "--expect needs --format ci-test.")));
    const auto token = readLabelledToken(run, Several::Noted);
    if (!token)
        return run.fail(token.error());
    inspect::ReportContext context;
    context.label = token->label;
    context.leeway = std::chrono::seconds(leeway->value_or(0));
    const auto report = inspect::makeReport(token->token, *at, context);
    if (isCiTest)
        return printCiTest(run, *report);
    if (run.json())
        run.print(visibleJson(inspect::toJson(*report, jose::systemAuthorities())) + '\n');
    else if (chosen)
        run.print(inspect::reportText(*report, *chosen));
    else
        run.print(plainText(*report, run.isSet(u"explain"_s) ? Depth::Explained : Depth::Plain).toUtf8());
    run.finish();
}

} // namespace

Command inspectCommand()
{
    return {"inspect",
            "inspect [-|TOKEN|@FILE] [--at TIME] [--explain] [--format text|markdown|html|ci-test]",
            QT_TRANSLATE_NOOP("Cli", "Tells what a token says, when it expires, and what is wrong with it"),
            QT_TRANSLATE_NOOP(
                "Cli", "Works offline and stores nothing. The token is found in any text around it: a "
                       "header, a cURL line, a token response. "
                       "Prefer standard input: arguments can be seen by other programs of this machine."),
            {{"at", "TIME",
              QT_TRANSLATE_NOOP("Cli", "judge it at this moment (RFC 3339, or seconds since 1970)")},
             {"leeway", "SECONDS",
              QT_TRANSLATE_NOOP("Cli", "allowed difference between clocks (at most 600 count)")},
             {"explain", nullptr,
              QT_TRANSLATE_NOOP(
                  "Cli", "say with each finding why it matters, and open scopes, keys and certificates")},
             {"format", "F",
              QT_TRANSLATE_NOOP("Cli", "text, a report as markdown or html, or ci-test: a shell script that "
                                       "holds other tokens to the shape of this one")},
             {"expect", "NAME",
              QT_TRANSLATE_NOOP("Cli", "with ci-test: what the window's Verify page keeps under this name "
                                       "counts more than the token")}},
            0,
            1,
            inspectToken};
}

} // namespace claimcheck::app
