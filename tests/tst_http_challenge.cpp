#include "http/challenge.h"

#include <QTest>

using namespace claimcheck::http;

class TestHttpChallenge : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void namesAreFoundInAnyCase();
    void theFirstOfANameCounts();
    void stopsAtItsLimits();
    void readsAnyLengthInOneGo();
};

namespace {

/// One line a challenge: the scheme in angle brackets, a token68 in round ones, then name=[value] for each
/// parameter.
QByteArray told(const std::vector<Challenge> &challenges)
{
    QByteArrayList lines;
    for (const Challenge &challenge : challenges) {
        QByteArray line = '<' + challenge.scheme + '>';
        if (!challenge.token68.isEmpty())
            line += " (" + challenge.token68 + ')';
        for (const auto &[name, value] : challenge.parameters)
            line += ' ' + name + "=[" + value + ']';
        lines += line;
    }
    return lines.join('\n');
}

} // namespace

void TestHttpChallenge::reads_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *header, const char *expected) {
        QTest::newRow(name) << QByteArray(header) << QByteArray(expected);
    };
    // The standards' own examples.
    row("rfc9110-11.6.1",
        "Basic realm=\"simple\", Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\"",
        "<Basic> realm=[simple]\n<Newauth> realm=[apps] type=[1] title=[Login to \"apps\"]");
    row("rfc6750-3", "Bearer realm=\"example\"", "<Bearer> realm=[example]");
    row("rfc6750-3.1",
        "Bearer realm=\"example\", error=\"invalid_token\", error_description=\"The access token expired\"",
        "<Bearer> realm=[example] error=[invalid_token] error_description=[The access token expired]");
    row("rfc7616-3.9.1",
        "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=SHA-256, "
        "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
        "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
        "<Digest> realm=[http-auth@example.org] qop=[auth, auth-int] algorithm=[SHA-256] "
        "nonce=[7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v] "
        "opaque=[FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS]");
    row("rfc4559-5", "Negotiate a87421000492aa874209af8bc028", "<Negotiate> (a87421000492aa874209af8bc028)");
    row("rfc9449-9",
        "DPoP error=\"use_dpop_nonce\", error_description=\"Resource server requires nonce in DPoP proof\"",
        "<DPoP> error=[use_dpop_nonce] error_description=[Resource server requires nonce in DPoP proof]");
    row("rfc9449-7.2", "Bearer, DPoP algs=\"ES256 PS256\"", "<Bearer>\n<DPoP> algs=[ES256 PS256]");
    row("rfc9470-3",
        "Bearer error=\"insufficient_user_authentication\", error_description=\"A different authentication "
        "level is required\", acr_values=\"myACR\"",
        "<Bearer> error=[insufficient_user_authentication] error_description=[A different authentication "
        "level is required] acr_values=[myACR]");
    row("rfc9728-5.1",
        "Bearer resource_metadata=\"https://resource.example.com/.well-known/oauth-protected-resource\"",
        "<Bearer> resource_metadata=[https://resource.example.com/.well-known/oauth-protected-resource]");

    row("nothing", "", "");
    row("commas alone", " , ,\t,", "");
    row("a scheme alone", "Bearer", "<Bearer>");
    row("a scheme and white space", "Bearer \t", "<Bearer>");
    row("two headers that were joined", "Negotiate, NTLM", "<Negotiate>\n<NTLM>");
    row("a token68 with its padding", "NTLM TlRMTVNTUAAC==, Basic realm=\"a\"",
        "<NTLM> (TlRMTVNTUAAC==)\n<Basic> realm=[a]");
    row("empty elements of the list", ",Bearer realm=\"a\",, error=\"b\",", "<Bearer> realm=[a] error=[b]");
    row("white space around the sign", "Bearer realm = \"a\" , error\t=\tb", "<Bearer> realm=[a] error=[b]");
    row("names in any case", "bEARER Realm=\"a\", ERROR=b", "<bEARER> realm=[a] error=[b]");
    row("an empty string", "Bearer realm=\"\", scope=\"\"", "<Bearer> realm=[] scope=[]");
    row("a comma and a scheme in a string", "Bearer realm=\"a, Basic realm=b\"",
        "<Bearer> realm=[a, Basic realm=b]");
    row("a pair that quotes itself", "Bearer realm=\"a\\\\\", x=y", "<Bearer> realm=[a\\] x=[y]");
    row("obs-text stays as it is", "Bearer realm=\"caf\xc3\xa9\"", "<Bearer> realm=[caf\xc3\xa9]");

    // What servers send and no standard allows.
    row("parameters without a scheme", "error=\"invalid_token\", realm=a",
        "<> error=[invalid_token] realm=[a]");
    row("a scheme after such parameters", "realm=a, Bearer", "<> realm=[a]\n<Bearer>");
    row("no commas", "Bearer realm=\"a\" error=\"b\"", "<Bearer> realm=[a] error=[b]");
    row("an address without quotes", "Bearer resource_metadata=https://a.example/x?y=z, error=b",
        "<Bearer> resource_metadata=[https://a.example/x?y=z] error=[b]");

    // What cannot be read ends the list, and what stood before stays.
    row("a string without an end", "Basic realm=\"a\", Bearer realm=\"b", "<Basic> realm=[a]\n<Bearer>");
    row("a string that ends in a backslash", "Basic realm=\"a\", x=\"b\\", "<Basic> realm=[a]");
    row("a string for a scheme", "Basic realm=\"a\", \"Bearer\" realm=\"b\"", "<Basic> realm=[a]");
    row("a brace for a scheme", "{\"error\":\"x\"}", "");
    row("a sign without a name", "Bearer realm=a, =b, x=y", "<Bearer> realm=[a]");
}

void TestHttpChallenge::reads()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, expected);
    QCOMPARE(told(readChallenges(header)), expected);
}

void TestHttpChallenge::namesAreFoundInAnyCase()
{
    const Challenge challenge = readChallenges("bearer Error=x").at(0);
    QVERIFY(challenge.is("Bearer"));
    QVERIFY(!challenge.is("Bearer2"));
    QCOMPARE(challenge.parameter("ERROR").value_or("none"), QByteArray("x"));
    QVERIFY(!challenge.parameter("err"));
}

void TestHttpChallenge::theFirstOfANameCounts()
{
    QCOMPARE(readChallenges("Bearer error=a, error=b").at(0).parameter("error").value(), QByteArray("a"));
}

void TestHttpChallenge::stopsAtItsLimits()
{
    QByteArray header;
    for (int i = 0; i < 20; ++i)
        header += "S" + QByteArray::number(i) + ", ";
    const auto challenges = readChallenges(header);
    QCOMPARE(challenges.size(), 16u);
    QCOMPARE(challenges.back().scheme, QByteArray("S15"));

    header = "Bearer ";
    for (int i = 0; i < 40; ++i)
        header += "p" + QByteArray::number(i) + "=x, ";
    const auto one = readChallenges(header + "Basic");
    QCOMPARE(one.size(), 2u);
    QCOMPARE(one.at(0).parameters.size(), 32u);
    QCOMPARE(one.at(1).scheme, QByteArray("Basic"));
}

void TestHttpChallenge::readsAnyLengthInOneGo()
{
    // A megabyte of each kind of run; whatever is quadratic here does not end.
    const qsizetype size = 1024 * 1024;
    QCOMPARE(
        readChallenges("Bearer realm=\"" + QByteArray(size, 'a') + "\"").at(0).parameters.at(0).second.size(),
        size);
    QCOMPARE(readChallenges("Negotiate " + QByteArray(size, 'a')).at(0).token68.size(), size);
    QCOMPARE(readChallenges(QByteArray(size, ',')).size(), 0u);
    QCOMPARE(readChallenges("a " + QByteArray("b=c ").repeated(size / 4)).at(0).parameters.size(), 32u);
    QCOMPARE(readChallenges(QByteArray("a b ").repeated(size / 4)).size(), 16u);
}

QTEST_GUILESS_MAIN(TestHttpChallenge)
#include "tst_http_challenge.moc"
