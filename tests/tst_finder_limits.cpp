#include "finder_tools.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace claimcheck::inspect::testing;
using namespace Qt::StringLiterals;

/// Texts that make the finder look often, and many tokens.
class TestFinderLimits final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void looksIntoMuchInBoundedSteps_data();
    void looksIntoMuchInBoundedSteps();
    void findsAllOfAHundredThousand();
};

void TestFinderLimits::looksIntoMuchInBoundedSteps_data()
{
    QTest::addColumn<QByteArray>("piece");
    const auto row = [](const char *name, const QByteArray &piece) { QTest::newRow(name) << piece; };
    row("nothing", "The quick brown fox jumps over the lazy dog, 10.0.0.1 - - [x] \"GET /\" 200\n");
    row("open objects", R"({"ciphertext":"x","a":)");
    row("nested forms", R"({"signature":"x","protected":"eyJh",)");
    row("quotes", R"({"payload":"x" "signature" )");
    row("escaped objects", R"({\"signature\":)");
    row("deeper and deeper escapes", R"({\\\\\\\"signature\":{\\\"ciphertext\":{\")");
    row("percent-encoded objects", "%7B%22signature%22");
    row("base64 openings", "ZXlK");
    row("base64 openings, other groups", "GV5SaleUp");
    row("base64 lines", "ZXlKaGJHY2lPaUpJVXpJMU5pSjkuZXlKemRXSWlPaUpoYkdsalpTSjlaWGxL\n");
    row("shapes", "ghp_ sk-proj- v4.public. gAAAAA ");
    row("shapes in a row", "v4.public.");
    row("macaroons", "MDAx MDAxMDAy/");
    row("SAML", "SAMLResponse=");
    row("tildes", "eyJhIn0.eyJi.c~");
    row("disclosure lines", "eyJhIn0.eyJi.c~WyJ\n~\n");
}

void TestFinderLimits::looksIntoMuchInBoundedSteps()
{
    QFETCH(QByteArray, piece);
    // It ends: what is quadratic in 2 MB would take an hour.
    const QByteArray text = piece.repeated(2 * 1024 * 1024 / piece.size());
    QVERIFY(findTokens(text).size() <= maxFound);
}

void TestFinderLimits::findsAllOfAHundredThousand()
{
    QByteArray text;
    for (int i = 0; i < 100'000; ++i)
        text += "token=" + one + '\n';
    const std::vector<Found> found = findTokens(text);
    QCOMPARE(found.size(), 100'000u);
    QCOMPARE(found.back().token, one);
    QCOMPARE(found.back().span.end, text.size() - 1);
}

QTEST_APPLESS_MAIN(TestFinderLimits)
#include "tst_finder_limits.moc"
