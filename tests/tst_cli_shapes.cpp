#include "report_tools.h"

#include "jose/parsed_encryption.h"
#include "support/cli_process.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect::testing;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// What scripts rely on: the names, types and words of the documents of `inspect`, `scan`, `compare` and
/// `share`, for every kind of token. Members may be added behind, and none of these may go, move or change
/// its type.
class TestCliShapes final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void inspectIsAsTheContractSays_data();
    void inspectIsAsTheContractSays();
    void inspectTellsAllOfIt();
    void scanIsStable();
    void compareIsStable();
    void shareIsStable();
};

namespace {

const QByteArray sealed = "..48V1_ALb6US04U3b.5eymLA.XFBoMYUZodetZdvTiFvSkQ";

/// "name:types" of members in order; a type is s(tring), n(umber), i(nteger), b(oolean), a(rray), o(bject), 0
/// (null), or any (?).
using Shape = QByteArrayList;

char typeOf(const json::Value &value)
{
    switch (value.type()) {
    case json::Type::String:
        return 's';
    case json::Type::Number:
        return value.toInteger() ? 'i' : 'n';
    case json::Type::Array:
        return 'a';
    case json::Type::Object:
        return 'o';
    case json::Type::Null:
        return '0';
    case json::Type::True:
    case json::Type::False:
        break;
    }
    return 'b';
}

/// What does not fit; empty where all does.
QByteArray misfit(const json::Value &value, const Shape &shape)
{
    const std::vector<json::Member> members = value.members();
    if (static_cast<size_t>(shape.size()) > members.size())
        return "too few members: " + value.raw().toByteArray();
    for (qsizetype i = 0; i < shape.size(); ++i) {
        const QByteArrayList wanted = shape[i].split(':');
        const json::Member &member = members[static_cast<size_t>(i)];
        if (member.name.toUtf8() != wanted[0] ||
            (wanted[1] != "?" && !wanted[1].contains(typeOf(member.value))))
            return shape[i] + " is not " + member.name.toUtf8() + ':' +
                   member.value.raw().toByteArray().left(80);
    }
    return {};
}

QByteArray oneOf(const json::Value &value, const QByteArrayList &words)
{
    return words.contains(value.toUtf8()) ? QByteArray() : value.toUtf8() + " is none of " + words.join(' ');
}

const Shape claimRow{"name:s", "value:?", "raw:s", "span:a", "meaning:s0"};
const Shape signature{"alg:s0", "outcome:s", "keySource:s0", "reason:s0"};

/// The rows of a part, with the exact characters that their spans name.
QByteArray misfitOfRows(const json::Value &rows, const QByteArray &part, const Shape &shape)
{
    for (const json::Value &one : rows.elements()) {
        if (const QByteArray wrong = misfit(one, shape); !wrong.isEmpty())
            return wrong;
        const auto begin = one.at("/span/0").toInteger().value_or(-1),
                   end = one.at("/span/1").toInteger().value_or(-1);
        if (one.find("span").size() != 2 ||
            (!part.isEmpty() && part.mid(begin, end - begin) != one.find("raw").toUtf8()))
            return "span of " + one.raw().toByteArray();
    }
    return {};
}

CliRun inspected(const QByteArray &token)
{
    return runCli({u"inspect"_s, u"-"_s, u"--json"_s, u"--at"_s, QString::number(now)}, token);
}

} // namespace

void TestCliShapes::inspectIsAsTheContractSays_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArray>("kind");
    const QByteArrayList parts = quiet().split('.');
    const auto row = [](const char *name, const QByteArray &token, const char *kind) {
        QTest::newRow(name) << token << QByteArray(kind);
    };
    row("signed",
        quiet(R"(,"n":9007199254740993,"f":1.50,"t":"\ud83d\ude00","o":{"a":[1,null]},"nbf":1799999000)"),
        "jws-compact");
    row("faulty", tokenOf("{\"exp\":\"soon\",\n\"a\":1,\"a\":2,\"iss\":null}", R"({"alg":"none","jku":7})"),
        "jws-compact");
    row("unreadable claims", tokenOf("{\"exp\":"), "jws-compact");
    row("half", parts[0] + '.' + parts[1], "jws-compact");
    row("detached", parts[0] + ".." + parts[2], "jws-compact");
    row("encrypted", base64url::encode(R"({"alg":"dir","enc":"A256GCM"})") + sealed, "jwe-compact");
    row("encrypted, JSON",
        R"({"protected":")" + base64url::encode(R"({"enc":"A256GCM"})") +
            R"(","recipients":[{"header":{"alg":"A256KW"},"encrypted_key":"AAAA"}],"iv":"48V1_ALb6US04U3b","ciphertext":"5eymLA","tag":"XFBoMYUZodetZdvTiFvSkQ"})",
        "jwe-json");
    row("signed, JSON",
        R"({"payload":")" + parts[1] + R"(","signatures":[{"protected":")" + parts[0] + R"(","signature":")" +
            parts[2] + R"("},{"header":{"alg":"ES256","kid":"x"},"signature":"AAAA"}]})",
        "jws-json");
    row("SD-JWT",
        quiet(R"(,"_sd":["AAAA"])") + '~' + base64url::encode(R"(["c2FsdA","given_name","Alice"])") + '~',
        "sd-jwt");
    row("nested", tokenOf(quiet(), R"({"alg":"HS384","cty":"JWT"})"), "jws-compact");
    row("opaque", "abc.def.ghi", "opaque");
}

void TestCliShapes::inspectIsAsTheContractSays()
{
    QFETCH(QByteArray, token);
    QFETCH(QByteArray, kind);
    const CliRun run = inspected(token);
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.output.count('\n'), 1);
    const json::Document document = parsed(run.output.trimmed());
    const json::Value root = document.root();
    QCOMPARE(misfit(root, {"kind:s", "size:i", "header:a", "claims:a", "times:o", "signature:o", "verdict:o",
                           "findings:a"}),
             QByteArray());
    QCOMPARE(root.find("kind").toUtf8(), kind);
    QCOMPARE(root.find("size").toInteger(), std::optional<qint64>(token.size()));
    const bool isCompact = kind != "jws-json" && kind != "jwe-json";
    const auto decoded = [&](int part) {
        return isCompact && token.count('.') >= part
                   ? base64url::decodeLeniently(token.split('.').at(part)).bytes
                   : QByteArray();
    };
    QCOMPARE(misfitOfRows(root.find("header"), decoded(0), claimRow), QByteArray());
    QCOMPARE(misfitOfRows(root.find("claims"), decoded(1), claimRow + Shape{"text:s0"}), QByteArray());
    const json::Value times = root.find("times");
    QCOMPARE(misfit(times, {"issuedAt:s0", "notBefore:s0", "expiresAt:s0", "lifetimeSeconds:i0", "state:s",
                            "secondsLeft:i0"}),
             QByteArray());
    QCOMPARE(times.size(), 6);
    QCOMPARE(
        oneOf(times.find("state"), {"not-expired", "expired", "not-yet-valid", "no-expiry", "unreadable"}),
        QByteArray());
    QCOMPARE(misfit(root.find("signature"), signature), QByteArray());
    QCOMPARE(oneOf(root.at("/signature/outcome"), {"not-checked", "match", "mismatch", "could-not-check"}),
             QByteArray());
    QCOMPARE(misfit(root.find("verdict"), {"level:s", "text:s"}), QByteArray());
    QCOMPARE(oneOf(root.at("/verdict/level"), {"good", "warning", "bad", "neutral"}), QByteArray());
    for (const json::Value &finding : root.find("findings").elements()) {
        QCOMPARE(misfit(finding, {"id:s", "severity:s", "subject:s", "message:s", "reference:s0"}),
                 QByteArray());
        QCOMPARE(oneOf(finding.find("severity"), {"error", "warning", "note"}), QByteArray());
        QVERIFY(finding.find("span").size() == 2 || finding.find("span").type() == json::Type::Null);
    }
}

/// The members that were added behind: what the window tells, scripts are told too.
void TestCliShapes::inspectTellsAllOfIt()
{
    const QByteArray jwk =
        R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
    const json::Document document =
        parsed(inspected(quiet(R"(,"scope":"openid read","cnf":{"jwk":)" + jwk + '}', R"(,"jwk":)" + jwk))
                   .output.trimmed());
    const json::Value root = document.root();
    QCOMPARE(root.at("/purpose/id").toUtf8(), QByteArray("access-token"));
    QCOMPARE(root.at("/claims/4/details/0/label").toUtf8(), QByteArray("openid"));
    QVERIFY(root.at("/claims/4/details/0/meaning").isString());
    // RFC 8037 appendix A.3
    QVERIFY(root.at("/header/2/details").raw().contains("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
    QVERIFY(root.at("/claims/5/details").raw().contains("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
    QVERIFY(!root.at("/claims/0").find("details").isValid());
    QCOMPARE(root.at("/sizes/claims/0").raw().toByteArray(),
             QByteArray(R"({"name":"sub","bytes":14,"characters":19})"));
    QCOMPARE(root.find("at").toUtf8(), QByteArray("2027-01-15T08:00:00Z"));
    QCOMPARE(root.find("leewaySeconds").toInteger(), std::optional<qint64>(0));
    QCOMPARE(root.find("encryption").type(), json::Type::Null);

    const json::Document encrypted = parsed(
        inspected(base64url::encode(R"({"alg":"dir","enc":"A256GCM","kid":"k"})") + sealed).output.trimmed());
    QCOMPARE(encrypted.root().find("encryption").raw().toByteArray(),
             QByteArray(R"({"enc":"A256GCM","contentBytes":4,"recipients":[{"alg":"dir","kid":"k"}]})"));
}

void TestCliShapes::scanIsStable()
{
    const QByteArray text =
        "a token=" + quiet(R"(,"iss":"https://id.example")") + "\nkey ghp_" + QByteArray(36, 'a') + "\n";
    const CliRun run =
        runCli({u"scan"_s, u"-"_s, u"--json"_s, u"--findings"_s, u"--at"_s, QString::number(now)}, text);
    QCOMPARE(run.exitCode, 0);
    const json::Document document = parsed(run.output.trimmed());
    QCOMPARE(document.root().size(), 2);
    for (const json::Value &one : document.root().elements())
        QCOMPARE(misfit(one, {"file:s", "offset:i", "length:i", "kind:s", "name:s0", "label:s0",
                              "wrappings:a", "alg:s0", "enc:s0", "iss:s0", "exp:s0", "state:s0", "start:s0",
                              "fingerprint:s0", "cut:b", "findings:a"}),
                 QByteArray());
    QCOMPARE(document.root().at("/0/iss").toUtf8(), QByteArray("https://id.example"));
    QCOMPARE(document.root().at("/0/state").toUtf8(), QByteArray("not-expired"));
}

void TestCliShapes::compareIsStable()
{
    const CliRun run = runCli({u"compare"_s, u"-"_s, QString::fromLatin1(quiet(R"(,"n":1)")), u"--json"_s},
                              tokenOf(R"({"sub":"alice","exp":1800000000})"));
    QCOMPARE(run.exitCode, 0);
    const json::Document document = parsed(run.output.trimmed());
    QVERIFY2(document.root().find("differences").size() > 0, run.output.constData());
    QCOMPARE(misfit(document.root(), {"same:b", "sameSignature:b", "sameIdentity:b", "differences:a"}),
             QByteArray());
    for (const json::Value &one : document.root().find("differences").elements()) {
        QCOMPARE(misfit(one, {"part:s", "pointer:s", "change:s", "before:s0", "after:s0", "deltaSeconds:in0",
                              "added:a", "removed:a"}),
                 QByteArray());
        QCOMPARE(oneOf(one.find("change"), {"same", "respelled", "changed", "added", "removed"}),
                 QByteArray());
    }
}

void TestCliShapes::shareIsStable()
{
    const CliRun run = runCli({u"share"_s, u"-"_s, u"--json"_s}, quiet(R"(,"email":"alice@example.com")"));
    QCOMPARE(run.exitCode, 0);
    const json::Document document = parsed(run.output.trimmed());
    QCOMPARE(misfit(document.root(), {"token:s", "header:s", "claims:s", "replaced:a"}), QByteArray());
    for (const json::Value &one : document.root().find("replaced").elements())
        QCOMPARE(misfit(one, {"part:s", "pointer:s", "now:?"}), QByteArray());
    QCOMPARE(document.root().find("replaced").size(), 2);
}

QTEST_GUILESS_MAIN(TestCliShapes)
#include "tst_cli_shapes.moc"
