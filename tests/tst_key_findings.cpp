#include "report_tools.h"

#include "inspect/findings_data.h"
#include "inspect/rules_keys.h"
#include "inspect/weak_secrets.h"
#include "jose/key_import.h"

#include <QMessageAuthenticationCode>
#include <QSet>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace claimcheck::inspect::testing;

namespace {

// RFC 7517 appendix A.1 (P-256) and RFC 8037 appendix A.1, A.2.
const QByteArray p256 =
    "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
    "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"";
const QByteArray ed25519 =
    "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"";
const QByteArray ed25519Private = ed25519 + ",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"";

QByteArray set(const QByteArrayList &keys)
{
    QByteArrayList objects;
    for (const QByteArray &key : keys)
        objects << '{' + key + '}';
    return "{\"keys\":[" + objects.join(',') + "]}";
}

QByteArray secret(const QByteArray &bytes)
{
    return "\"kty\":\"oct\",\"k\":\"" + base64url::encode(bytes) + '"';
}

QByteArray header(const QByteArray &algorithm, const QByteArray &kid = {})
{
    return "{\"alg\":\"" + algorithm + '"' + (kid.isEmpty() ? QByteArray() : ",\"kid\":\"" + kid + '"') + '}';
}

QByteArrayList keyIds(const QByteArray &tokenHeader, const QByteArray &keys, jose::KeySource source,
                      const std::optional<Error> &reason)
{
    auto imported = jose::importKeys(keys, QStringLiteral("keys"));
    jose::KeySet given = imported ? std::move(imported).value() : jose::KeySet();
    given.source = source;
    jose::SignatureResult result;
    result.reason = reason;
    QByteArrayList list;
    for (const Finding &finding :
         keyFindings(jose::ParsedToken::parse(tokenOf("{}", tokenHeader)), given, result))
        list << finding.id;
    return list;
}

QByteArray signedWith(const QByteArray &key)
{
    const QByteArray input =
        base64url::encode("{\"alg\":\"HS256\"}") + '.' + base64url::encode("{\"sub\":\"a\"}");
    return input + '.' +
           base64url::encode(QMessageAuthenticationCode::hash(input, key, QCryptographicHash::Sha256));
}

struct KeyCase {
    QByteArray rule;
    QByteArray header, keys;     // trigger
    QByteArray twinHeader, twin; // does not
    jose::KeySource source = jose::KeySource::Pinned;
    std::optional<Error> reason = {};
};

std::vector<KeyCase> keyCases()
{
    const QByteArray strong(32, '\x5A');
    const QByteArray es = header("ES256"), hs = header("HS256"), ed = header("Ed25519");
    const QByteArray ec = set({p256});
    return {
        {"key-too-short", hs, set({secret(strong.left(31))}), hs, set({secret(strong)})},
        {"key-weak-secret", hs, set({secret("a-string-secret-at-least-256-bits-long")}), hs,
         set({secret("b-string-secret-at-least-256-bits-long")})},
        {"key-type-unfitting", hs, ec, es, ec},
        {"key-curve-unfitting", header("ES384"), ec, es, ec},
        {"key-use-unfitting", es, set({p256 + ",\"use\":\"enc\""}), es, set({p256 + ",\"use\":\"sig\""})},
        {"key-ops-unfitting", es, set({p256 + ",\"key_ops\":[\"deriveKey\"]"}), es,
         set({p256 + ",\"key_ops\":[\"verify\"]"})},
        {"key-alg-unfitting", ed, set({ed25519 + ",\"alg\":\"ES256\""}), ed,
         set({ed25519 + ",\"alg\":\"EdDSA\""})},
        {"key-public-as-secret", hs, "", hs, "", jose::KeySource::Pinned,
         Error{ErrorCode::PublicKeyAsSecret}},
        {"key-set-private", ed, set({ed25519Private}), ed, set({ed25519}), jose::KeySource::Discovered},
        {"key-set-repeated-kid", header("ES256", "a"),
         set({p256 + ",\"kid\":\"a\"", ed25519 + ",\"kid\":\"a\""}), header("ES256", "a"),
         set({p256 + ",\"kid\":\"a\"", ed25519 + ",\"kid\":\"b\""})},
        {"key-not-in-set", header("ES256", "c"), set({p256 + ",\"kid\":\"a\"", ed25519 + ",\"kid\":\"b\""}),
         header("ES256", "a"), set({p256 + ",\"kid\":\"a\"", ed25519 + ",\"kid\":\"b\""})},
    };
}

} // namespace

class TestKeyFindings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsWhatDoesNotFit();
    void coversEveryRule();
    void takesOneKeyThatAgrees();
    void goesIntoTheReport();
    void knowsCommonSecrets();
    void findsAKnownSecret();
    void findsASecretOfAList_data();
    void findsASecretOfAList();
    void searchesInSteps();
    void needsAnHmac();
};

void TestKeyFindings::findsWhatDoesNotFit()
{
    for (const KeyCase &one : keyCases()) {
        QVERIFY2(
            keyIds(one.header, one.keys, one.source, one.reason) == QByteArrayList{one.rule},
            (one.rule + ": " + keyIds(one.header, one.keys, one.source, one.reason).join(' ')).constData());
        const QByteArrayList twin = keyIds(one.twinHeader, one.twin, one.source, {});
        QVERIFY2(twin.isEmpty(), (one.rule + ": " + twin.join(' ')).constData());
    }
}

void TestKeyFindings::coversEveryRule()
{
    QSet<QByteArray> covered;
    for (const KeyCase &one : keyCases())
        covered.insert(one.rule);
    for (const Rule &row : keyRules)
        QVERIFY2(covered.contains(row.id), row.id);
}

void TestKeyFindings::takesOneKeyThatAgrees()
{
    const QByteArray enc = p256 + ",\"use\":\"enc\"";
    const QByteArray sig = p256 + ",\"use\":\"sig\"";
    QCOMPARE(keyIds(header("ES256"), set({enc, sig}), jose::KeySource::Pinned, {}), QByteArrayList());
    QCOMPARE(keyIds(header("none"), set({enc}), jose::KeySource::Pinned, {}), QByteArrayList());
    // A single pinned key is tried whatever it is called; in a discovered set the kid must be right.
    const QByteArray named = set({p256 + ",\"kid\":\"a\""});
    QCOMPARE(keyIds(header("ES256", "b"), named, jose::KeySource::Pinned, {}), QByteArrayList());
    QCOMPARE(keyIds(header("ES256", "b"), named, jose::KeySource::Discovered, {}),
             QByteArrayList{"key-not-in-set"});
}

void TestKeyFindings::goesIntoTheReport()
{
    const QByteArray token = quiet();
    ReportContext context;
    context.keyFindings = {weakSecretFinding(jose::ParsedToken::parse(token))};
    const ReportPtr report = makeReport(token, at(now), context);
    QCOMPARE(ids(report), QByteArrayList{"key-weak-secret"});
    QCOMPARE(report->findings.front().severity, Severity::Error);
}

void TestKeyFindings::knowsCommonSecrets()
{
    QVERIFY(knownSecrets().size() >= 300);
    QSet<QByteArray> seen;
    for (const std::string_view one : knownSecrets()) {
        QVERIFY(!one.empty());
        seen.insert(QByteArray(one.data(), static_cast<qsizetype>(one.size())));
    }
    QCOMPARE(seen.size(), static_cast<qsizetype>(knownSecrets().size()));
    for (const char *one : {"secret", "your-256-bit-secret", "changeme", "keyboard cat", "AllYourBase"})
        QVERIFY2(isKnownSecret(one), one);
    QVERIFY(!isKnownSecret("secre"));
    QVERIFY(!isKnownSecret(""));
}

void TestKeyFindings::findsAKnownSecret()
{
    auto search = WeakSecretSearch::of(jose::ParsedToken::parse(signedWith("changeme")));
    QVERIFY(search);
    while (search->step(50)) {
    }
    QVERIFY(search->found());
    QCOMPARE(search->found()->reveal().toByteArray(), QByteArray("changeme"));
    // The same secret, kept as base64 in the list.
    auto other = WeakSecretSearch::of(jose::ParsedToken::parse(signedWith("not in the list")));
    while (other->step(1000)) {
    }
    QVERIFY(!other->found());
    QVERIFY(other->tested() >= static_cast<qint64>(knownSecrets().size()));
}

void TestKeyFindings::findsASecretOfAList_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<bool>("found");
    QTest::newRow("line feed") << QByteArray("winter 2026") << QByteArray("summer\nwinter 2026\nspring\n")
                               << true;
    QTest::newRow("carriage return") << QByteArray("winter 2026") << QByteArray("summer\r\nwinter 2026\r\n")
                                     << true;
    QTest::newRow("last line") << QByteArray("winter 2026") << QByteArray("summer\nwinter 2026") << true;
    QTest::newRow("base64") << QByteArray("winter 2026") << QByteArray("d2ludGVyIDIwMjY=") << true;
    QTest::newRow("longer") << QByteArray("winter 2026") << QByteArray("winter 2026 ") << false;
}

void TestKeyFindings::findsASecretOfAList()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, list);
    auto search = WeakSecretSearch::of(jose::ParsedToken::parse(signedWith(key)));
    QCOMPARE(search->feed(list, WeakSecretSearch::Piece::Last), list.size());
    while (search->step(100)) {
    }
    QTEST(search->found().has_value(), "found");
}

void TestKeyFindings::searchesInSteps()
{
    auto search = WeakSecretSearch::of(jose::ParsedToken::parse(signedWith("x y z")));
    QVERIFY(search->step(10));
    QVERIFY(search->tested() >= 10 && search->tested() <= 20);
    // An unfinished line is left for the next piece.
    QCOMPARE(search->feed("a b\nx y", WeakSecretSearch::Piece::More), 4);
    QCOMPARE(search->feed("x y z\n", WeakSecretSearch::Piece::More), 6);
    QByteArray many;
    for (int i = 0; i < 100'001; ++i)
        many += "n\n";
    QVERIFY(search->feed(many, WeakSecretSearch::Piece::Last) < many.size());
    QVERIFY(!search->hasRoom());
    while (search->step(1000)) {
    }
    QVERIFY(search->found());
    QVERIFY(!search->step(1));
}

void TestKeyFindings::needsAnHmac()
{
    QVERIFY(!WeakSecretSearch::of(jose::ParsedToken::parse(tokenOf("{}", header("ES256")))));
    QVERIFY(!WeakSecretSearch::of(jose::ParsedToken::parse(signedWith("secret").chopped(4))));
    QVERIFY(!WeakSecretSearch::of(jose::ParsedToken::parse("x")));
}

QTEST_APPLESS_MAIN(TestKeyFindings)
#include "tst_key_findings.moc"
