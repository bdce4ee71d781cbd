#include "report_tools.h"

#include "inspect/finder.h"
#include "support/cli_process.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace claimcheck::inspect::testing;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// What people ask of such tools, what breaks them, and what none of them has: each row with the tests that
/// fail when it breaks. Those that belonged nowhere else are here. Left out are the rows about signing in,
/// refreshing and API clients, which are not about looking into tokens.
class TestWishes final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyWishHasItsTest_data();
    void everyWishHasItsTest();
    void timesAreReadWithoutAKey();
    void timesAreUtcWhereverOneIs();
    void noLeewayIsHidden();
    void anUnknownAlgorithmIsStillDecoded();
    void noneIsNoneInAnyCase_data();
    void noneIsNoneInAnyCase();
    void findsTheTokensOfAHarFile();
    void readsTheTokenOfALoadBalancer();
    void showsTheChosenMoment();
};

namespace {

struct Wish {
    const char *wish;
    const char *tests; // functions of the tests, or files of tests that are no functions; with blanks between
};

constexpr Wish wishes[] = {
    // What people ask of the tools they have
    {"offline, provably private, no side effects", "no_side_effects.py"},
    {"readable times and an expired mark without a key", "timesAreReadWithoutAKey showsExpiryOfAPastedToken"},
    {"dirty paste", "findsTokens findsForms joinsEveryWrapWidth undoesWrappings tellsWhatWasIgnored"},
    {"broken tokens are decoded anyway", "findsBrokenTokens readsAroundWhatIsWrong"},
    {"verifying is apart from signing", "typingChangesNothing acceptsNothingByDefault"},
    {"JWK Set by kid", "choosesAmongKeys saysWhichKeyWasChosenAndWhy takesOneKeyThatAgrees"},
    {"which key format", "saysWhatATextIs keysAreConverted readsSeveralKeysOfOneText"},
    {"JWE", "readsAnEncryptedToken decryptsTheStandardsTokens opensDecryptedContent"},
    {"claim help", "knowsRegisteredNames writesWholeSentences explainsEveryRule"},
    {"duplicates and big integers", "keepsOrderDuplicatesAndRawText writesValuesOnlyWhenExact"},
    {"pinned algorithm", "takesAlgorithmsFromTheCallerOrTheKey libjwtPinnedAlgorithm"},
    // Tokens: what breaks other tools
    {"re-serialising breaks signatures",
     "whatIsSignedGoesOutByteForByte untouchedBytesStay verifiesWhatTheRfcsPrint"},
    {"headers that do not begin with ey", "findsTokens"},
    {"HAR files", "findsTheTokensOfAHarFile"},
    {"several tokens, half a token", "groupsByIdentity listsNoMoreThanTheCap survivesRandomCuts"},
    {"typing a secret never signs again", "typingChangesNothing"},
    {"no green from a key inside the token",
     "trustsNoKeyOfTheHeader isNeverGreenWithoutAVouchedKey trustsNoCarriedKey"},
    {"crit ignored", "refusesCriticalExtensions libjwtReview_ignoresCritical"},
    {"a public PEM as HMAC secret", "cve_2026_34950_fast_jwt refusesPublicKeysAsSecrets"},
    {"near-miss base64 secrets", "saysWhatAnotherEncodingIs"},
    {"short secrets are allowed aloud, with a warning", "refusesWeakKeysUnlessAllowedAloud warnsOfWeakKeys"},
    {"an unknown alg still decodes", "anUnknownAlgorithmIsStillDecoded"},
    {"alg none in any case", "noneIsNoneInAnyCase refusesUnsecuredTokens"},
    {"ECDSA in DER, and raw signatures that begin with 0x30",
     "saysWhenASignatureIsDer isQuietAboutTheNearTwin"},
    {"milliseconds, decimals, strings, negative times, beyond 9999",
     "findsWhatIsWrong judgesTimes refusesTimesThatAreNoNumericDate writesNullWhereNothingIsKnown"},
    {"hidden leeway", "noLeewayIsHidden showsTheLeeway allowsALongLeewayOnlyWhenAskedAloud"},
    {"local time labelled UTC", "timesAreUtcWhereverOneIs"},
    {"type for typ, exp in the header, padded segments",
     "readsTheTokenOfALoadBalancer isQuietAboutTheNearTwin"},
    {"other spellings of the same token", "findsWhatIsWrong acceptsOneSpellingOnly"},
    {"JWE bombs", "cve_2024_28102_jwcrypto_unpacksABomb inflates "
                  "cve_2023_50967_jose_and_cve_2026_27932_joserfc_countAsLongAsTheTokenSays"},
    {"every spelling of PEM", "readsEverySpellingOfPem opens agreesWithOpenssl readsCertificates"},
    {"rfc8725bis, RFC 9864, RFC 9901, RFC 9068, RFC 9449",
     "findsWhatIsWrong agreesWithRfc9901 agreesWithRfc9449 agreesWithTheSharedVectors"},
    {"1 MB, 10,000 claims, depth 100,000, 100,000 tokens",
     "showsVeryLargeTokens takesTenThousandClaims readsDeepTextWithoutAStack findsAllOfAHundredThousand"},
    // What none of them has
    {"who vouches for this key", "saysWhoVouches wordsEveryCombination isNeverGreenWithoutAVouchedKey"},
    {"a lossless view", "mapsEverySpanBothWays aChosenClaim chosenCharacters keepsOrderDuplicatesAndRawText"},
    {"spoof and canonicality lenses", "isQuietAboutTheNearTwin showsWhatCannotBeSeen"},
    {"a copy that is safe to share",
     "replacesWhatCouldNameSomebody hasNoSignature holdsNoValueThatNamesAnybody"},
    {"a time slider", "theHandleIsDraggedAndMovedByKeys ticksWithoutParsing showsTheChosenMoment"},
};

/// Every function of every test, and the file of every test.
const QSet<QString> &allTests()
{
    static const QSet<QString> tests = [] {
        QSet<QString> names;
        static const QRegularExpression function(u"\\bvoid (?:\\w+::)?(\\w+)\\(\\)"_s);
        QDirIterator files(QStringLiteral(CLAIMCHECK_SOURCE_DIR "/tests"), {u"*.cpp"_s, u"*.py"_s},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            names.insert(files.fileName());
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const QString text = QString::fromUtf8(file.readAll());
            for (auto match = function.globalMatch(text); match.hasNext();)
                names.insert(match.next().captured(1));
        }
        return names;
    }();
    return tests;
}

CliRun inspected(const QByteArray &token, const QStringList &options = {})
{
    return runCli(QStringList{u"inspect"_s, u"-"_s, u"--at"_s, QString::number(now)} + options, token);
}

} // namespace

void TestWishes::everyWishHasItsTest_data()
{
    QTest::addColumn<QStringList>("tests");
    for (const Wish &one : wishes)
        QTest::newRow(one.wish) << QString::fromLatin1(one.tests).split(u' ', Qt::SkipEmptyParts);
}

void TestWishes::everyWishHasItsTest()
{
    QFETCH(QStringList, tests);
    QVERIFY(!tests.isEmpty());
    for (const QString &test : tests)
        QVERIFY2(allTests().contains(test), qPrintable(test));
}

void TestWishes::timesAreReadWithoutAKey()
{
    const CliRun expired = inspected(tokenOf(R"({"iat":1799990000,"exp":1799999940})"));
    QVERIFY2(expired.output.startsWith("Expired"), expired.output.constData());
    QVERIFY(expired.output.contains("1799999940  2027-01-15T07:59:00Z (1 min ago)"));
    const CliRun good = inspected(tokenOf(R"({"exp":1800000300})"));
    QVERIFY2(good.output.startsWith("Not expired: 5 min left"), good.output.constData());
}

void TestWishes::timesAreUtcWhereverOneIs()
{
    QList<QByteArray> outputs;
    for (const QString &zone : {u"UTC"_s, u"Asia/Tokyo"_s, u"America/St_Johns"_s}) {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"TZ"_s, zone);
        for (const QStringList &options :
             {QStringList{}, QStringList{u"--json"_s}, QStringList{u"--format"_s, u"html"_s}})
            outputs +=
                runCli(QStringList{u"inspect"_s, u"-"_s, u"--at"_s, u"2027-01-15T08:00:00Z"_s} + options,
                       tokenOf(R"({"exp":1800000300})"), environment)
                    .output;
    }
    for (qsizetype i = 0; i < 3; ++i) {
        QVERIFY2(outputs[i].contains("2027-01-15T08:05:00Z"), outputs[i].constData());
        QVERIFY(outputs[i] == outputs[i + 3] && outputs[i] == outputs[i + 6]);
    }
}

void TestWishes::noLeewayIsHidden()
{
    const QByteArray token = tokenOf(R"({"exp":1800000000})");
    const auto state = [&](const QStringList &options) {
        return inspected(token, options + QStringList{u"--json"_s}).json()[u"times"][u"state"].toString();
    };
    QCOMPARE(state({}), u"expired"_s);
    QCOMPARE(state({u"--leeway"_s, u"1"_s}), u"not-expired"_s);
    const CliRun aloud = inspected(token, {u"--leeway"_s, u"1"_s});
    QVERIFY2(aloud.output.contains("leeway"), aloud.output.constData());
    QVERIFY(!inspected(token).output.contains("leeway"));
}

void TestWishes::anUnknownAlgorithmIsStillDecoded()
{
    const CliRun run = inspected(
        tokenOf(R"({"sub":"alice","exp":1800000300})", R"({"alg":"XY512","typ":"JWT"})"), {u"--json"_s});
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.json()[u"kind"].toString(), u"jws-compact"_s);
    QCOMPARE(run.json()[u"claims"][0][u"value"].toString(), u"alice"_s);
    QCOMPARE(run.json()[u"signature"][u"alg"].toString(), u"XY512"_s);
    QCOMPARE(run.json()[u"findings"][0][u"id"].toString(), u"alg-unknown"_s);
}

void TestWishes::noneIsNoneInAnyCase_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name : {"none", "None", "NONE", "nOnE"})
        QTest::newRow(name) << QByteArray(name);
}

void TestWishes::noneIsNoneInAnyCase()
{
    QFETCH(QByteArray, name);
    const QByteArray header = R"({"alg":")" + name + "\"}";
    for (const char *end : {"", "AAAA"}) {
        const QByteArray token = base64url::encode(header) + '.' +
                                 base64url::encode(R"({"aud":"a","exp":1800000300})") + '.' + end;
        const ReportPtr report = makeReport(token, at(now));
        QCOMPARE(ids(report), QByteArrayList{"alg-none"});
        QVERIFY(report->verdict.level != Level::Good);
    }
}

void TestWishes::findsTheTokensOfAHarFile()
{
    const QByteArray sent = quiet(R"(,"n":1)"), received = quiet(R"(,"n":2)"), cookie = quiet(R"(,"n":3)"),
                     query = quiet(R"(,"n":4)");
    // As browsers write it: a response's JSON is a text inside the JSON.
    const QByteArray har =
        R"({"log":{"version":"1.2","entries":[{"request":{"method":"GET","url":"https://a.example/?id_token=)" +
        query + R"(&x=1","headers":[{"name":"Authorization","value":"Bearer )" + sent +
        R"("}],"cookies":[{"name":"session","value":")" + cookie +
        R"("}]},"response":{"status":200,"content":{"mimeType":"application/json","text":"{\"access_token\":\")" +
        received + R"(\",\"expires_in\":300}"}}}]}})";
    QByteArrayList found;
    for (const Found &one : findTokens(har))
        found << one.token;
    QCOMPARE(found, (QByteArrayList{query, sent, cookie, received}));
}

/// AWS ALB: padded segments, and exp in the header.
void TestWishes::readsTheTokenOfALoadBalancer()
{
    const auto padded = [](const QByteArray &bytes) { return bytes.toBase64(QByteArray::Base64UrlEncoding); };
    const QByteArray header =
        R"({"typ":"JWT","kid":"c1","alg":"ES256","iss":"https://id.example","client":"c","exp":1800000120})";
    const QByteArray token = padded(header) + '.' + padded(R"({"sub":"alice","iss":"https://id.example"})") +
                             '.' + padded(QByteArray(64, 'x'));
    QCOMPARE(token.count('='), 3);
    const auto found = findTokens("x-amzn-oidc-data: " + token);
    QCOMPARE(found.size(), 1u);
    QCOMPARE(found.front().token, token);
    const ReportPtr report = makeReport(token, at(now));
    QCOMPARE(report->claims.front().value.toString(), u"alice"_s);
    QVERIFY(ids(report).contains("base64-padding") && ids(report).contains("exp-in-header"));
}

void TestWishes::showsTheChosenMoment()
{
    const QByteArray token = tokenOf(R"({"nbf":1800000100,"exp":1800000300})");
    const auto state = [&](const char *time) {
        return runCli({u"inspect"_s, u"-"_s, u"--json"_s, u"--at"_s, QString::fromLatin1(time)}, token)
            .json()[u"times"][u"state"]
            .toString();
    };
    QCOMPARE(state("1800000099"), u"not-yet-valid"_s);
    QCOMPARE(state("2027-01-15T08:01:40Z"), u"not-expired"_s);
    QCOMPARE(state("1800000300"), u"expired"_s);
}

QTEST_GUILESS_MAIN(TestWishes)
#include "tst_wishes.moc"
