#include "oauth/dpop_prover.h"
#include "support/oauth_answers.h"

using namespace claimcheck;
using namespace claimcheck::oauth;
using namespace jose_tools;
using namespace Qt::StringLiterals;
using oauth_answers::answer;

class TestOauthDpopNonces : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsNoncesByOrigin();
    void takesOnlyNonces_data();
    void takesOnlyNonces();
    void forgetsBeforeItGrows();
    void knowsWhenANonceIsWanted_data();
    void knowsWhenANonceIsWanted();
};

namespace {

const FixedClock theClock(seconds(1'562'262'616));

std::shared_ptr<DpopProver> prover()
{
    return *DpopProver::make(theClock);
}

QByteArray nonceOf(const DpopProver &by, const QUrl &url)
{
    const QByteArray claims = *base64url::decode(by.proof("GET", url)->split('.').at(1));
    return json::Document::parse(claims)->root().find("nonce").toUtf8();
}

http::Response withNonce(const QUrl &url, const QByteArray &nonce, int status = 200)
{
    http::Response response = answer(status, {}, {}, {{"DPoP-Nonce", nonce}});
    response.url = url;
    return response;
}

} // namespace

void TestOauthDpopNonces::keepsNoncesByOrigin()
{
    const auto made = prover();
    const QUrl op(u"https://op.example/token"_s), sameOp(u"https://OP.example:443/other"_s),
        api(u"https://api.example/"_s), otherPort(u"https://op.example:8443/"_s);
    QCOMPARE(nonceOf(*made, op), QByteArray());
    // RFC 9449 section 8.1: the nonce of the standard's example.
    made->noteNonce(withNonce(op, "eyJ7S_zG.eyJH0-Z.HX4w-7v", 400));
    QCOMPARE(nonceOf(*made, op), "eyJ7S_zG.eyJH0-Z.HX4w-7v"_qba);
    QCOMPARE(nonceOf(*made, sameOp), "eyJ7S_zG.eyJH0-Z.HX4w-7v"_qba);
    QCOMPARE(nonceOf(*made, api), QByteArray());
    QCOMPARE(nonceOf(*made, otherPort), QByteArray());
    // Section 8.2: a new one takes the place of the old one, also with a success.
    made->noteNonce(withNonce(op, "next"));
    made->noteNonce(withNonce(api, "of-the-api", 401));
    QCOMPARE(nonceOf(*made, op), "next"_qba);
    QCOMPARE(nonceOf(*made, api), "of-the-api"_qba);
    made->noteNonce(answer(200, {})); // says nothing, changes nothing
    QCOMPARE(nonceOf(*made, op), "next"_qba);
}

void TestOauthDpopNonces::takesOnlyNonces_data()
{
    QTest::addColumn<QByteArray>("nonce");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("a short one") << "n"_qba << true;
    QTest::newRow("the longest") << QByteArray(512, 'n') << true;
    QTest::newRow("longer") << QByteArray(513, 'n') << false;
    QTest::newRow("empty") << ""_qba << false;
    QTest::newRow("with a space") << "a b"_qba << false;
    QTest::newRow("two, joined") << "a, b"_qba << false;
    QTest::newRow("with a quote") << "a\"b"_qba << false;
    QTest::newRow("with a line end") << "a\r\nb"_qba << false;
    QTest::newRow("beyond ASCII") << "a\xc3\xa4"_qba << false;
}

void TestOauthDpopNonces::takesOnlyNonces()
{
    QFETCH(QByteArray, nonce);
    QFETCH(bool, isTaken);
    const auto made = prover();
    const QUrl op(u"https://op.example/token"_s);
    made->noteNonce(withNonce(op, nonce));
    QCOMPARE(nonceOf(*made, op), isTaken ? nonce : QByteArray());
    http::Response refused =
        answer(400, "{\"error\":\"use_dpop_nonce\"}", "application/json", {{"DPoP-Nonce", nonce}});
    QCOMPARE(DpopProver::wantsNonce(refused), isTaken);
}

void TestOauthDpopNonces::forgetsBeforeItGrows()
{
    const auto made = prover();
    for (int i = 0; i < 1000; ++i)
        made->noteNonce(withNonce(QUrl(u"https://h%1.example/"_s.arg(i)), "n"));
    QCOMPARE(nonceOf(*made, QUrl(u"https://h0.example/"_s)), QByteArray());
    QCOMPARE(nonceOf(*made, QUrl(u"https://h999.example/"_s)), "n"_qba);
}

void TestOauthDpopNonces::knowsWhenANonceIsWanted_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("challenge");
    QTest::addColumn<bool>("hasNonce");
    QTest::addColumn<bool>("isWanted");
    const QByteArray body = "{\"error\":\"use_dpop_nonce\","
                            "\"error_description\":\"Authorization server requires nonce in DPoP proof\"}";
    const QByteArray challenge =
        "DPoP error=\"use_dpop_nonce\", error_description=\"Resource server requires nonce in DPoP proof\"";
    const auto row = [](const char *name, int status, const QByteArray &text, const QByteArray &header,
                        bool hasNonce, bool isWanted) {
        QTest::newRow(name) << status << text << header << hasNonce << isWanted;
    };
    row("rfc9449-8 (400)", 400, body, {}, true, true);
    row("rfc9449-9 (401)", 401, {}, challenge, true, true);
    row("401 after another challenge", 401, {}, "Bearer realm=\"a\", " + challenge, true, true);
    row("no nonce comes with it (400)", 400, body, {}, false, false);
    row("no nonce comes with it (401)", 401, {}, challenge, false, false);
    row("another error (400)", 400, "{\"error\":\"invalid_dpop_proof\"}", {}, true, false);
    row("another error (401)", 401, {}, "DPoP error=\"invalid_token\"", true, false);
    row("another scheme", 401, {}, "Bearer error=\"use_dpop_nonce\"", true, false);
    row("the error twice", 400, "{\"error\":\"use_dpop_nonce\",\"error\":\"x\"}", {}, true, false);
    row("no JSON", 400, "use_dpop_nonce", {}, true, false);
    row("a success", 200, body, challenge, true, false);
    row("403", 403, body, challenge, true, false);
}

void TestOauthDpopNonces::knowsWhenANonceIsWanted()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, challenge);
    QFETCH(bool, hasNonce);
    QFETCH(bool, isWanted);
    http::Headers headers;
    if (!challenge.isEmpty())
        headers.push_back({"WWW-Authenticate", challenge});
    if (hasNonce)
        headers.push_back({"DPoP-Nonce", "n"});
    QCOMPARE(DpopProver::wantsNonce(answer(status, body, "application/json", headers)), isWanted);
}

QTEST_GUILESS_MAIN(TestOauthDpopNonces)
#include "tst_oauth_dpop_nonces.moc"
