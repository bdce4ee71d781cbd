#include "inspect/verdict.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using jose::KeySource;
using jose::SignatureOutcome;
using jose::SignatureResult;

namespace {

Times timesOf(TimeState state)
{
    Times times;
    times.state = state;
    if (state == TimeState::NotExpired)
        times.secondsLeft = 252;
    if (state == TimeState::Expired)
        times.secondsLeft = -3 * 86'400;
    if (state == TimeState::NotYetValid)
        times.secondsToStart = 300;
    return times;
}

struct SignatureCase {
    const char *name;
    SignatureResult signature;
    const char *sentence;
    Level level; // while the token is in time
};

std::vector<SignatureCase> signatureCases()
{
    std::vector<SignatureCase> cases;
    const auto add = [&cases](const char *name, SignatureOutcome outcome, std::optional<KeySource> source,
                              const char *sentence, Level level) {
        SignatureResult signature;
        signature.outcome = outcome;
        signature.algorithm = "ES256";
        signature.keySource = source;
        cases.push_back({name, signature, sentence, level});
    };
    struct {
        const char *name;
        std::optional<KeySource> source;
        const char *sentence;
        Level level;
    } const matches[] = {
        {"match, no source", {}, "signature matches, and nobody vouches for the key", Level::Warning},
        {"match, pinned", KeySource::Pinned, "signature matches, key pinned by you", Level::Good},
        {"match, discovered", KeySource::Discovered, "signature matches, key from the issuer", Level::Good},
        {"match, confirmed", KeySource::Confirmed, "signature matches, key confirmed by a verified token",
         Level::Good},
        {"match, carried", KeySource::CarriedByToken,
         "signature matches a key carried by the token itself, which proves nothing", Level::Warning},
    };
    for (const auto &match : matches) {
        add(match.name, SignatureOutcome::Match, match.source, match.sentence, match.level);
        add("mismatch", SignatureOutcome::Mismatch, match.source, "the signature does not match", Level::Bad);
        add("could not check", SignatureOutcome::CouldNotCheck, match.source,
            "the signature could not be checked", Level::Warning);
        add("not checked", SignatureOutcome::NotChecked, match.source, "signature not checked",
            Level::Neutral);
    }
    return cases;
}

struct TimeCase {
    TimeState state;
    const char *sentence;
};
constexpr TimeCase timeCases[] = {
    {TimeState::NotExpired, "Not expired: 4 min 12 s left"},    {TimeState::Expired, "Expired 3 days ago"},
    {TimeState::NotYetValid, "Not valid yet: starts in 5 min"}, {TimeState::NoExpiry, "No expiry"},
    {TimeState::Unreadable, "Expiry cannot be read"},
};

TimePoint at(qint64 seconds, qint64 milliseconds = 0)
{
    return TimePoint(std::chrono::milliseconds(seconds * 1000 + milliseconds));
}

} // namespace

class TestVerdict : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wordsEveryCombination();
    void isNeverGreenWithoutAVouchedKey();
    void neverCallsTheUnsignedGood();
    void warnsOfWeakKeys();
    void warnsOfErrorsInTheForm();
    void saysWhatIsNoJws();
    void wordsEdgesOfTime();
    void wordsDurations_data();
    void wordsDurations();
    void wordsRelativeTimes_data();
    void wordsRelativeTimes();
    void writesUtc_data();
    void writesUtc();
    void agreesWithQtOnCalendar();
};

void TestVerdict::wordsEveryCombination()
{
    int combinations = 0;
    for (const TimeCase &time : timeCases) {
        for (const SignatureCase &signature : signatureCases()) {
            Level expected = signature.level;
            if (time.state == TimeState::Expired || time.state == TimeState::NotYetValid)
                expected = Level::Bad;
            else if (time.state == TimeState::Unreadable && expected != Level::Bad)
                expected = Level::Warning;
            const Verdict verdict = makeVerdict(Kind::JwsCompact, timesOf(time.state), signature.signature);
            QCOMPARE(verdict.text, QString::fromUtf8(time.sentence) + QStringLiteral(" · ") +
                                       QString::fromUtf8(signature.sentence));
            QVERIFY2(verdict.level == expected, qPrintable(verdict.text));
            ++combinations;
        }
    }
    QCOMPARE(combinations, 5 * 4 * 5);
}

void TestVerdict::isNeverGreenWithoutAVouchedKey()
{
    for (const TimeCase &time : timeCases) {
        for (const SignatureCase &signature : signatureCases()) {
            const Verdict verdict = makeVerdict(Kind::JwsCompact, timesOf(time.state), signature.signature);
            const auto source = signature.signature.keySource;
            const bool mayBeGood = signature.signature.outcome == SignatureOutcome::Match && source &&
                                   *source != KeySource::CarriedByToken &&
                                   (time.state == TimeState::NotExpired || time.state == TimeState::NoExpiry);
            QCOMPARE(verdict.level == Level::Good, mayBeGood);
            QVERIFY(!verdict.text.contains(u"valid", Qt::CaseInsensitive) ||
                    time.state == TimeState::NotYetValid);
        }
    }
}

void TestVerdict::neverCallsTheUnsignedGood()
{
    for (const char *alg : {"none", "None", "nOnE"}) {
        SignatureResult signature;
        signature.algorithm = alg;
        const Verdict verdict = makeVerdict(Kind::JwsCompact, timesOf(TimeState::NotExpired), signature);
        QCOMPARE(verdict.level, Level::Bad);
        QCOMPARE(verdict.text,
                 QStringLiteral(
                     "Not expired: 4 min 12 s left · not signed at all, so anybody can have written it"));
    }
    SignatureResult refused;
    refused.outcome = SignatureOutcome::CouldNotCheck;
    refused.reason = Error{ErrorCode::TokenUnsecured};
    QCOMPARE(makeVerdict(Kind::JwsCompact, timesOf(TimeState::NoExpiry), refused).level, Level::Bad);
    refused.reason = Error{ErrorCode::KeyNotFound};
    QCOMPARE(makeVerdict(Kind::JwsCompact, timesOf(TimeState::NoExpiry), refused).level, Level::Warning);
}

void TestVerdict::warnsOfWeakKeys()
{
    SignatureResult signature;
    signature.outcome = SignatureOutcome::Match;
    signature.weakKey = true;
    for (const KeySource source :
         {KeySource::Pinned, KeySource::Discovered, KeySource::Confirmed, KeySource::CarriedByToken}) {
        signature.keySource = source;
        const Verdict verdict = makeVerdict(Kind::JwsCompact, timesOf(TimeState::NotExpired), signature);
        QCOMPARE(verdict.level, Level::Warning);
        QCOMPARE(verdict.text.endsWith(u"too short to be safe"), source != KeySource::CarriedByToken);
    }
}

void TestVerdict::warnsOfErrorsInTheForm()
{
    const Verdict good = withErrors({Level::Good, QStringLiteral("A · B")});
    QCOMPARE(good.level, Level::Warning);
    QCOMPARE(good.text, QStringLiteral("A · B · the token has errors in its form"));
    for (const Level level : {Level::Warning, Level::Bad, Level::Neutral}) {
        const Verdict other = withErrors({level, QStringLiteral("A")});
        QCOMPARE(other.level, level);
        QCOMPARE(other.text, QStringLiteral("A"));
    }
}

void TestVerdict::saysWhatIsNoJws()
{
    for (const SignatureCase &signature : signatureCases()) {
        const Times times = timesOf(TimeState::NotExpired);
        QCOMPARE(makeVerdict(Kind::Opaque, times, signature.signature).text,
                 QStringLiteral("This is not a JWT: nothing can be read from it"));
        QCOMPARE(makeVerdict(Kind::Opaque, times, signature.signature).level, Level::Neutral);
        QCOMPARE(makeVerdict(Kind::JweCompact, times, signature.signature).level, Level::Neutral);
        QVERIFY(makeVerdict(Kind::JweCompact, times, signature.signature).text.startsWith(u"Encrypted"));
    }
}

void TestVerdict::wordsEdgesOfTime()
{
    Times times = timesOf(TimeState::Expired);
    times.secondsLeft = 0;
    QCOMPARE(timeSentence(times), QStringLiteral("Expired just now"));
    times.secondsLeft = -1;
    QCOMPARE(timeSentence(times), QStringLiteral("Expired 1 s ago"));
    times = timesOf(TimeState::Unreadable);
    times.expiresAt = at(5);
    QCOMPARE(timeSentence(times), QStringLiteral("Start of validity (nbf) cannot be read"));
}

void TestVerdict::wordsDurations_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("text");
    const auto row = [](qint64 seconds, const char *text) {
        QTest::newRow(text) << seconds << QString::fromUtf8(text);
    };
    row(0, "0 s");
    row(1, "1 s");
    row(59, "59 s");
    row(60, "1 min");
    row(61, "1 min 1 s");
    row(252, "4 min 12 s");
    row(3599, "59 min 59 s");
    row(3600, "1 h");
    row(3660, "1 h 1 min");
    row(7500, "2 h 5 min");
    row(86'399, "23 h 59 min");
    row(86'400, "1 day");
    row(86'400 + 3600, "1 day 1 h");
    row(2 * 86'400, "2 days");
    row(3 * 86'400 - 1, "2 days 23 h");
    row(3 * 86'400, "3 days");
    row(730LL * 86'400 - 1, "729 days");
    row(730LL * 86'400, "2 years");
    row(1096LL * 86'400, "3 years");
    row(1'000'000'000'000'000, "31688738 years");
    QTest::newRow("second under an hour and a minute") << qint64(3659) << QStringLiteral("1 h");
    QTest::newRow("second under a day and an hour") << qint64(89'999) << QStringLiteral("1 day");
    QTest::newRow("second under four days") << qint64(4 * 86'400 - 1) << QStringLiteral("3 days");
    QTest::newRow("negative") << qint64(-5) << QStringLiteral("0 s");
}

void TestVerdict::wordsDurations()
{
    QFETCH(qint64, seconds);
    QTEST(durationText(seconds), "text");
}

void TestVerdict::wordsRelativeTimes_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");
    const auto row = [](qint64 milliseconds, const char *text) {
        QTest::addRow("%lld", static_cast<long long>(milliseconds))
            << milliseconds << QString::fromUtf8(text);
    };
    row(0, "now");
    row(-999, "now");
    row(-1000, "1 s ago");
    row(-1999, "1 s ago");
    row(1, "in 1 s");
    row(1000, "in 1 s");
    row(1001, "in 2 s");
    row(59'001, "in 1 min");
    row(252'000, "in 4 min 12 s");
    row(-3 * 86'400'000LL, "3 days ago");
}

void TestVerdict::wordsRelativeTimes()
{
    QFETCH(qint64, milliseconds);
    const TimePoint now = at(1'800'000'000, 123);
    QTEST(relativeText(now + std::chrono::milliseconds(milliseconds), now), "text");
}

void TestVerdict::writesUtc_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");
    const auto row = [](qint64 milliseconds, const char *text) {
        QTest::newRow(text) << milliseconds << QString::fromUtf8(text);
    };
    row(0, "1970-01-01T00:00:00Z");
    row(1, "1970-01-01T00:00:00.001Z");
    row(-1, "1969-12-31T23:59:59.999Z");
    row(1'769'860'800'000, "2026-01-31T12:00:00Z");
    row(1'769'860'800'250, "2026-01-31T12:00:00.250Z");
    row(951'782'400'000, "2000-02-29T00:00:00Z");
    row(253'402'300'799'000, "9999-12-31T23:59:59Z");
    row(253'402'300'799'999, "9999-12-31T23:59:59.999Z");
    row(253'402'300'800'000, "the year 10000");
    row(-62'135'596'800'000, "0001-01-01T00:00:00Z");
    row(-62'135'596'800'001, "the year 1 BC");
    row(1'700'000'000'000'000, "the year 55840");
    row(1'000'000'000'000'000'000, "the year 31690708");
    row(-1'000'000'000'000'000'000, "the year 31686770 BC");
}

void TestVerdict::writesUtc()
{
    QFETCH(qint64, milliseconds);
    QTEST(utcText(TimePoint(std::chrono::milliseconds(milliseconds))), "text");
}

void TestVerdict::agreesWithQtOnCalendar()
{
    // A prime number of seconds apart, so that days, months and leap years all come by.
    for (qint64 seconds = -62'135'596'800; seconds < 253'402'300'800; seconds += 7'654'321) {
        const QDateTime qt = QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC);
        QCOMPARE(utcText(at(seconds)), qt.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ssZ")));
    }
}

QTEST_APPLESS_MAIN(TestVerdict)
#include "tst_verdict.moc"
