#include "support/provider_tools.h"

#include "base/random.h"
#include "jose/dpop.h"
#include "jose/key_export.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace claimcheck;
using namespace claimcheck::test;

/// Tokens that are bound to a key (RFC 9449): who has the token alone has nothing.
class TestPracticeOauthDpop final : public QObject {
    Q_OBJECT

private:
    struct Holder {
        jose::Key key;
        QByteArray thumbprint;
    };
    [[nodiscard]] static Holder makeHolder();
    [[nodiscard]] QByteArray proof(const Holder &holder, jose::DpopRequest request,
                                   const QByteArray &jti = {});
    [[nodiscard]] RawAnswer askToken(const Pairs &form, const Holder &holder);
    [[nodiscard]] RawAnswer signIn(const Holder &holder, const Pairs &changes = {});
    [[nodiscard]] RawAnswer callNotes(const QByteArray &token, const QByteArray &proof);
    [[nodiscard]] jose::DpopRequest forNotes(const QByteArray &token) const;
    PracticeProvider m_provider;
    QByteArray m_nonce; // the last one that the server sent
    Holder m_holder;

private Q_SLOTS:
    void initTestCase();
    void tokenEndpointWantsItsNonce();
    void tokensAreBound();
    void boundClientNeedsAProof();
    void resourceRefuses_data();
    void resourceRefuses();
    void proofIsUsedOnce();
    void nonceAges();
    void refreshTokenIsBoundToo();
    void codeMayBeBound();
    void boundTokenIsNotExchangedByAnother();
    void faultDowngradesTheTokenType();
};

TestPracticeOauthDpop::Holder TestPracticeOauthDpop::makeHolder()
{
    const auto key = jose::generateKey(jose::KeyType::Ec, "P-256");
    return {*key, *jose::thumbprint(*key)};
}

void TestPracticeOauthDpop::initTestCase()
{
    QVERIFY2(m_provider.start(), qPrintable(m_provider.problem()));
    m_holder = makeHolder();
}

QByteArray TestPracticeOauthDpop::proof(const Holder &holder, jose::DpopRequest request,
                                        const QByteArray &jti)
{
    return *jose::makeDpopProof(holder.key, *jose::findAlgorithm("ES256"), request,
                                jti.isEmpty() ? *randomText(8) : jti, m_provider.clock().now());
}

RawAnswer TestPracticeOauthDpop::askToken(const Pairs &form, const Holder &holder)
{
    jose::DpopRequest request{.method = "POST", .uri = m_provider.url().toUtf8() + "/oauth/token"};
    if (!m_nonce.isEmpty())
        request.nonce = m_nonce;
    RawAnswer answer = postForm(m_provider, "/oauth/token", form, {{"DPoP", proof(holder, request)}});
    m_nonce = answer.header("DPoP-Nonce");
    if (answer.text("error") != "use_dpop_nonce")
        return answer;
    request.nonce = m_nonce;
    return postForm(m_provider, "/oauth/token", form, {{"DPoP", proof(holder, request)}});
}

RawAnswer TestPracticeOauthDpop::signIn(const Holder &holder, const Pairs &changes)
{
    const Pairs client = {{"client_id", "practice-dpop"}};
    return askToken(with(codeForm(approvedCode(m_provider, with(changes, client))), client), holder);
}

jose::DpopRequest TestPracticeOauthDpop::forNotes(const QByteArray &token) const
{
    return {.method = "GET",
            .uri = m_provider.url().toUtf8() + "/oauth/notes",
            .accessToken = token,
            .nonce = m_nonce};
}

RawAnswer TestPracticeOauthDpop::callNotes(const QByteArray &token, const QByteArray &proof)
{
    return rawRequest(m_provider.port(), "GET", "/oauth/notes",
                      {{"Authorization", "DPoP " + token}, {"DPoP", proof}});
}

void TestPracticeOauthDpop::tokenEndpointWantsItsNonce()
{
    const Pairs form = with(codeForm(approvedCode(m_provider, {{"client_id", "practice-dpop"}})),
                            {{"client_id", "practice-dpop"}});
    jose::DpopRequest request{.method = "POST", .uri = m_provider.url().toUtf8() + "/oauth/token"};
    const RawAnswer refused =
        postForm(m_provider, "/oauth/token", form, {{"DPoP", proof(m_holder, request)}});
    QCOMPARE(refused.status, 400);
    QCOMPARE(refused.text("error"), "use_dpop_nonce");
    request.nonce = refused.header("DPoP-Nonce");
    QCOMPARE(postForm(m_provider, "/oauth/token", form, {{"DPoP", proof(m_holder, request)}}).status, 200);
}

void TestPracticeOauthDpop::tokensAreBound()
{
    const RawAnswer tokens = signIn(m_holder);
    QCOMPARE(tokens.status, 200);
    QCOMPARE(tokens.text("token_type"), "DPoP");
    const QByteArray token = tokens.text("access_token");
    QCOMPARE(claimsOf(token)[u"cnf"_s].toObject()[u"jkt"_s].toString().toUtf8(), m_holder.thumbprint);
    QCOMPARE(callNotes(token, proof(m_holder, forNotes(token))).status, 200);
}

void TestPracticeOauthDpop::boundClientNeedsAProof()
{
    const Pairs form = with(codeForm(approvedCode(m_provider, {{"client_id", "practice-dpop"}})),
                            {{"client_id", "practice-dpop"}});
    QCOMPARE(postForm(m_provider, "/oauth/token", form).text("error"), "invalid_dpop_proof");
}

void TestPracticeOauthDpop::resourceRefuses_data()
{
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<QByteArray>("error");
    QTest::newRow("good") << QByteArray("good") << QByteArray();
    QTest::newRow("as a bearer token") << QByteArray("bearer") << QByteArray("invalid_token");
    QTest::newRow("no proof") << QByteArray("none") << QByteArray("invalid_dpop_proof");
    QTest::newRow("two proofs") << QByteArray("two") << QByteArray("invalid_dpop_proof");
    QTest::newRow("another key") << QByteArray("key") << QByteArray("invalid_dpop_proof");
    QTest::newRow("another token") << QByteArray("token") << QByteArray("invalid_dpop_proof");
    QTest::newRow("another method") << QByteArray("method") << QByteArray("invalid_dpop_proof");
    QTest::newRow("another address") << QByteArray("uri") << QByteArray("invalid_dpop_proof");
    QTest::newRow("no nonce") << QByteArray("no nonce") << QByteArray("use_dpop_nonce");
    QTest::newRow("another nonce") << QByteArray("nonce") << QByteArray("use_dpop_nonce");
    QTest::newRow("garbage") << QByteArray("garbage") << QByteArray("invalid_dpop_proof");
}

void TestPracticeOauthDpop::resourceRefuses()
{
    QFETCH(QByteArray, what);
    QFETCH(QByteArray, error);
    const QByteArray token = signIn(m_holder).text("access_token");
    jose::DpopRequest request = forNotes(token);
    if (what == "token")
        request.accessToken = "another";
    if (what == "method")
        request.method = "POST";
    if (what == "uri")
        request.uri = m_provider.url().toUtf8() + "/oauth/userinfo";
    if (what == "nonce")
        request.nonce = "another";
    if (what == "no nonce")
        request.nonce.reset();
    RawHeaders headers = {{"Authorization", (what == "bearer" ? "Bearer " : "DPoP ") + token}};
    const Holder other = makeHolder();
    if (what != "none")
        headers.emplace_back("DPoP", what == "garbage" ? QByteArray("garbage")
                                                       : proof(what == "key" ? other : m_holder, request));
    if (what == "two")
        headers.emplace_back("DPoP", proof(m_holder, request));
    const RawAnswer answer = rawRequest(m_provider.port(), "GET", "/oauth/notes", headers);
    QCOMPARE(answer.status, error.isEmpty() ? 200 : 401);
    QCOMPARE(answer.text("error"), error);
    if (!error.isEmpty()) {
        QVERIFY(answer.header("WWW-Authenticate").startsWith("DPoP "));
        QVERIFY(!answer.header("DPoP-Nonce").isEmpty());
    }
}

void TestPracticeOauthDpop::proofIsUsedOnce()
{
    const QByteArray token = signIn(m_holder).text("access_token");
    const QByteArray stolen = proof(m_holder, forNotes(token));
    QCOMPARE(callNotes(token, stolen).status, 200);
    const RawAnswer replayed = callNotes(token, stolen);
    QCOMPARE(replayed.status, 401);
    QCOMPARE(replayed.text("error"), "invalid_dpop_proof");
}

void TestPracticeOauthDpop::nonceAges()
{
    const RawAnswer tokens = signIn(m_holder);
    const QByteArray old = m_nonce;
    m_provider.clock().advance(std::chrono::minutes(6));
    // The one before is still taken, and the next is named; after as long again it is not.
    const auto refresh = [&](const QByteArray &nonce, const QByteArray &token) {
        const jose::DpopRequest request{
            .method = "POST", .uri = m_provider.url().toUtf8() + "/oauth/token", .nonce = nonce};
        return postForm(
            m_provider, "/oauth/token",
            {{"grant_type", "refresh_token"}, {"client_id", "practice-dpop"}, {"refresh_token", token}},
            {{"DPoP", proof(m_holder, request)}});
    };
    const RawAnswer taken = refresh(old, tokens.text("refresh_token"));
    QCOMPARE(taken.status, 200);
    QVERIFY(taken.header("DPoP-Nonce") != old);
    m_provider.clock().advance(std::chrono::minutes(6));
    QCOMPARE(refresh(old, taken.text("refresh_token")).text("error"), "use_dpop_nonce");
}

void TestPracticeOauthDpop::refreshTokenIsBoundToo()
{
    const RawAnswer tokens = signIn(m_holder);
    const Pairs form = {{"grant_type", "refresh_token"},
                        {"client_id", "practice-dpop"},
                        {"refresh_token", tokens.text("refresh_token")}};
    QCOMPARE(askToken(form, makeHolder()).text("error"), "invalid_dpop_proof");
    QCOMPARE(askToken(form, m_holder).status, 200);
}

void TestPracticeOauthDpop::codeMayBeBound()
{
    const Pairs bound = {{"dpop_jkt", m_holder.thumbprint}};
    QCOMPARE(signIn(makeHolder(), bound).text("error"), "invalid_dpop_proof");
    QCOMPARE(signIn(m_holder, bound).status, 200);
}

void TestPracticeOauthDpop::boundTokenIsNotExchangedByAnother()
{
    const QByteArray token = signIn(m_holder).text("access_token");
    const Pairs form = {{"grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"},
                        {"client_id", "claimcheck"},
                        {"subject_token", token},
                        {"subject_token_type", "urn:ietf:params:oauth:token-type:access_token"}};
    QCOMPARE(postForm(m_provider, "/oauth/token", form).text("error"), "invalid_dpop_proof");
    QCOMPARE(askToken(form, makeHolder()).text("error"), "invalid_dpop_proof");
    QCOMPARE(askToken(form, m_holder).status, 200);
}

void TestPracticeOauthDpop::faultDowngradesTheTokenType()
{
    QVERIFY(m_provider.setFault("dpop-downgrade"));
    QCOMPARE(signIn(m_holder).text("token_type"), "Bearer");
    m_provider.clearFaults();
    QCOMPARE(signIn(m_holder).text("token_type"), "DPoP");
}

QTEST_GUILESS_MAIN(TestPracticeOauthDpop)
#include "tst_practice_oauth_dpop.moc"
