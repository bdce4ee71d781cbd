#include "inspect/scan_stream.h"

#include "base/base64url.h"
#include "inspect/report.h"

#include <QRandomGenerator>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;

namespace {

QByteArray token(const QByteArray &header, const QByteArray &claims, qsizetype signatureBytes)
{
    return base64url::encode(header) + '.' + base64url::encode(claims) + '.' +
           base64url::encode(QByteArray(signatureBytes, 'x'));
}

const QByteArray one = token(R"({"alg":"HS256"})", R"({"iss":"i","sub":"alice","exp":1900000000})", 32);
const QByteArray flattened =
    R"({"payload":"eyJpc3MiOiJqb2UifQ","protected":"eyJhbGciOiJFUzI1NiJ9","signature":"DtEhU3ljbEg8L38VWAfUAqOyKAM6"})";

QByteArray line(const ScanItem &item)
{
    return QByteArray::number(item.found.span.begin) + '-' + QByteArray::number(item.found.span.end) + ' ' +
           tokenKindName(item.found.kind) + ' ' + item.found.label + ' ' + item.found.token +
           (item.isCut ? " cut" : "");
}

/// All that is found when `text` comes in pieces of `piece` bytes.
QByteArrayList scanned(const QByteArray &text, qsizetype piece, qint64 *lookedAt = nullptr)
{
    QByteArrayList found;
    ScanStream stream([&found](const ScanItem &item) { found << line(item); });
    for (qsizetype at = 0; at < text.size(); at += piece)
        stream.feed(QByteArrayView(text).sliced(at, std::min(piece, text.size() - at)));
    stream.finish();
    if (lookedAt)
        *lookedAt = stream.bytesLookedAt();
    return found;
}

QByteArrayList found(const QByteArray &text)
{
    QByteArrayList list;
    for (const Found &f : findTokens(text))
        list << line({f, false});
    return list;
}

} // namespace

class TestScanStream final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheSameAsInOnePiece();
    void findsATokenAtEveryPlaceOfABorder();
    void tellsWhatPausesSoFar();
    void tellsATokenThatIsTooLong();
    void holdsNoMoreThanItSays_data();
    void holdsNoMoreThanItSays();
    void judgesTimesAsTheReportDoes_data();
    void judgesTimesAsTheReportDoes();
    void fingerprints();
};

/// A megabyte of lines with everything in it, so that the pieces' borders fall everywhere.
void TestScanStream::findsTheSameAsInOnePiece()
{
    QRandomGenerator random(3);
    QByteArray text;
    const QByteArrayList pieces = {
        "token=" + one,
        flattened,
        "data: " + one.toBase64(),
        R"({"log":"{\"payload\":\"eyJpc3MiOiJqb2UifQ\",\"protected\":\"eyJhbGciOiJFUzI1NiJ9\",\"signature\":\"Dt\"}"})",
        "t=" + one.first(50) + "\n" + one.sliced(50),
        "key ghp_" + QByteArray("a1B2").repeated(9),
        "plain words with dots. and { braces }",
        QByteArray(300, 'A'),
        QByteArray("\0\x01\xFF", 3)};
    while (text.size() < 1024 * 1024) {
        text += pieces[random.bounded(int(pieces.size()))];
        text += QByteArrayList{"\n", "\n\n", " ; ", "\r\n"}[random.bounded(4)];
    }
    const QByteArrayList expected = found(text);
    QVERIFY(expected.size() > 1000);
    for (const qsizetype piece : {qsizetype(1000), qsizetype(65536), qsizetype(262144), text.size()})
        QCOMPARE(scanned(text, piece), expected);
}

void TestScanStream::findsATokenAtEveryPlaceOfABorder()
{
    // The windows are of some 128 kB: the token moves over the first border in steps.
    for (const QByteArray &token : {one, flattened}) {
        for (qsizetype before = 131072 - 200; before < 131072 + 20; before += 3) {
            const QByteArray text =
                QByteArray(before, '.') + " t=" + token + ' ' + QByteArray(200'000, '-') + '\n';
            QCOMPARE(scanned(text, 4096), found(text));
        }
    }
}

void TestScanStream::tellsWhatPausesSoFar()
{
    int count = 0;
    ScanStream stream([&count](const ScanItem &) { ++count; });
    stream.feed("token=" + one + "\n" + QByteArray(100, ' ') +
                "GET /index.html HTTP/1.1 and more words of this line\n");
    QCOMPARE(count, 0);
    stream.look();
    QCOMPARE(count, 1);
    stream.finish();
    QCOMPARE(count, 1);
}

void TestScanStream::tellsATokenThatIsTooLong()
{
    const QByteArray start = "a " + one.first(one.lastIndexOf('.') + 1);
    const QByteArray text = start + QByteArray(3 * scanCap, 'x') + "\ntoken=" + one + '\n';
    const QByteArrayList list = scanned(text, 65536);
    QCOMPARE(list.size(), 2);
    QVERIFY(list[0].startsWith("2-") && list[0].endsWith(" cut"));
    QVERIFY(list[1].endsWith("token " + one));
    // Base64 without an end is no token; what is in it is found.
    const QByteArray blob = QByteArray(3 * scanCap, 'A') + one.toBase64() + QByteArray(8, 'A');
    QCOMPARE(scanned("x " + blob + '\n', 65536).size(), 1);
}

void TestScanStream::holdsNoMoreThanItSays_data()
{
    QTest::addColumn<QByteArray>("piece");
    const auto row = [](const char *name, const QByteArray &piece) { QTest::newRow(name) << piece; };
    row("words", "The quick brown fox jumps over the lazy dog\n");
    row("one letter", "A");
    row("one token without an end", "eyJhbGciOiJIUzI1NiJ9");
    row("base64 without an end", "ZXlKaGJHY2lPaUpJVXpJMU5pSjku");
    row("open objects", R"({"ciphertext":"x","a":)");
    row("one open string", R"({"payload":"eyJ)");
    row("white space header", "ICAg");
    row("zeros", QByteArray(1, '\0'));
}

void TestScanStream::holdsNoMoreThanItSays()
{
    QFETCH(QByteArray, piece);
    const QByteArray text = piece.repeated(64 * 1024 / piece.size());
    ScanStream stream([](const ScanItem &) {});
    qsizetype most = 0;
    for (int i = 0; i < 256; ++i) { // 16 MB
        stream.feed(text);
        most = std::max(most, stream.bytesHeld());
    }
    stream.finish();
    QVERIFY2(most < 4 * scanCap, QByteArray::number(most));
    // Each byte is looked at a few times at most, whatever waits for an end.
    QVERIFY2(stream.bytesLookedAt() < 6 * stream.bytesRead(), QByteArray::number(stream.bytesLookedAt()));
}

void TestScanStream::judgesTimesAsTheReportDoes_data()
{
    QTest::addColumn<QByteArray>("claims");
    for (const char *claims :
         {R"({})", R"({"exp":1000})", R"({"exp":3000})", R"({"exp":2000})", R"({"exp":"3000"})",
          R"({"exp":3000,"exp":1})", R"({"nbf":3000})", R"({"nbf":1000,"exp":3000})",
          R"({"nbf":"x","exp":1000})", R"({"exp":1e400})", R"([1])", "x"})
        QTest::newRow(claims) << QByteArray(claims);
}

void TestScanStream::judgesTimesAsTheReportDoes()
{
    QFETCH(QByteArray, claims);
    const QByteArray text = token(R"({"alg":"HS256"})", claims, 32);
    const TimePoint at{std::chrono::seconds(2000)};
    const TokenFacts facts = factsOf({text, {}, {}}, at);
    const ReportPtr report = makeReport(text, at);
    QVERIFY(facts.state);
    QCOMPARE(timeStateName(*facts.state), timeStateName(report->times.state));
    QVERIFY(facts.expiresAt == report->times.expiresAt);
    QCOMPARE(facts.algorithm, QByteArray("HS256"));
}

void TestScanStream::fingerprints()
{
    // printf abc | sha256sum
    QCOMPARE(fingerprintOf("abc"), QByteArray("ba7816bf8f01cfea"));
}

QTEST_APPLESS_MAIN(TestScanStream)
#include "tst_scan_stream.moc"
