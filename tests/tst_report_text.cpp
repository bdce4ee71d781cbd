#include "inspect/report_text.h"
#include "report_tools.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace claimcheck::inspect::testing;

class TestReportText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatTheReportSays_data();
    void saysWhatTheReportSays();
    void escapesForeignText_data();
    void escapesForeignText();
    void leavesOutTheMissingSignatureOfASafeCopy();
    void knowsItsFormats();
};

void TestReportText::saysWhatTheReportSays_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArrayList>("parts");
    QTest::newRow("markdown")
        << QByteArray("markdown")
        << QByteArrayList{"\n## Header\n\n| Name | Value | Time | Meaning |\n| --- | --- | --- | --- |\n",
                          "| `alg` | `\"HS384\"` |", "| `sub` | `\"alice\"` |",
                          "| `exp` | `1800000300` | 2027-01-15T08:05:00Z (in 5 min) |",
                          "Judged at 2027-01-15T08:00:00Z"};
    QTest::newRow("html") << QByteArray("html")
                          << QByteArrayList{"<h2>Header</h2>", "<td><code>&quot;HS384&quot;</code></td>",
                                            "<td><code>exp</code></td><td><code>1800000300</code></td>"
                                            "<td>2027-01-15T08:05:00Z (in 5 min)</td>",
                                            "default-src 'none'", "</body>\n</html>\n"};
}

void TestReportText::saysWhatTheReportSays()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArrayList, parts);
    const ReportPtr report = makeReport(tokenOf("{\"sub\":\"alice\",\"exp\":1800000300}"), at(now));
    const QByteArray text = reportText(*report, *reportFormatFromName(format));
    for (const QByteArray &part : parts)
        QVERIFY2(text.contains(part), (part + "\nis not in\n" + text).constData());
    QVERIFY(!text.contains("Disclosures"));
}

void TestReportText::escapesForeignText_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("claim");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QByteArray>("forbidden");
    const auto row = [](const char *name, const char *format, const char *claim, const char *expected,
                        const char *forbidden) {
        QTest::newRow(name) << QByteArray(format) << QByteArray(claim) << QByteArray(expected)
                            << QByteArray(forbidden);
    };
    row("a bar in Markdown", "markdown", "\"a\":\"x|y\"", "`\"x\\|y\"`", "x|y");
    row("a backtick in Markdown", "markdown", "\"a\":\"x`y\"", "``\"x`y\"``", "| `\"x`y\"` |");
    row("two backticks", "markdown", "\"a\":\"x``y\"", "```\"x``y\"```", "``\"x``y\"`` |");
    row("a name of backticks", "markdown", "\"`\":1", "`` ` ``", "| ``` |");
    row("a line end", "markdown", "\"a\":[1,\n\"# x\"]", "\u27E8U+000A\u27E9", "\n\"# x");
    row("an override", "markdown", "\"a\":\"\u202Ex\"", "\u27E8U+202E\u27E9", "\u202E");
    row("an element in HTML", "html", "\"a\":\"<script>x</script>\"", "&lt;script&gt;", "<script>");
    row("a name in HTML", "html", "\"<b>\":1", "<code>&lt;b&gt;</code>", "<b>");
    row("an override in HTML", "html", "\"a\":\"\u202Ex\"", "\u27E8U+202E\u27E9", "\u202E");
}

void TestReportText::escapesForeignText()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, claim);
    QFETCH(QByteArray, expected);
    QFETCH(QByteArray, forbidden);
    const ReportPtr report = makeReport(tokenOf('{' + claim + '}'), at(now));
    const QByteArray text = reportText(*report, *reportFormatFromName(format));
    QVERIFY2(text.contains(expected), text.constData());
    QVERIFY2(!text.contains(forbidden), text.constData());
}

void TestReportText::leavesOutTheMissingSignatureOfASafeCopy()
{
    QByteArray token = quiet();
    token.truncate(token.lastIndexOf('.') + 1);
    const ReportPtr report = makeReport(token, at(now));
    QVERIFY(reportText(*report, ReportFormat::Markdown).contains("signature is empty"));
    const QByteArray copy = reportText(*report, ReportFormat::Markdown, ReportOf::SafeCopy);
    QVERIFY(!copy.contains("signature is empty"));
    QVERIFY(copy.contains("the signature was removed"));
}

void TestReportText::knowsItsFormats()
{
    QVERIFY(reportFormatFromName("markdown") == ReportFormat::Markdown);
    QVERIFY(reportFormatFromName("html") == ReportFormat::Html);
    QVERIFY(!reportFormatFromName("pdf"));
}

QTEST_APPLESS_MAIN(TestReportText)
#include "tst_report_text.moc"
