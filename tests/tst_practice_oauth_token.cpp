#include "tst_practice_oauth_token.h"

void TestPracticeOauthToken::initTestCase()
{
    QVERIFY2(m_provider.start(), qPrintable(m_provider.problem()));
}

RawAnswer TestPracticeOauthToken::ask(const Pairs &form, const RawHeaders &headers)
{
    return postForm(m_provider, "/oauth/token", form, headers);
}

RawAnswer TestPracticeOauthToken::refresh(const QByteArray &token, const Pairs &changes)
{
    return ask(with({{"grant_type", "refresh_token"}, {"client_id", "claimcheck"}, {"refresh_token", token}},
                    changes));
}

int TestPracticeOauthToken::userInfo(const QByteArray &accessToken)
{
    return rawRequest(m_provider.port(), "GET", "/oauth/userinfo", bearer(accessToken)).status;
}

void TestPracticeOauthToken::refusesWrongCodes_data()
{
    QTest::addColumn<Pairs>("changes");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const char *name, const Pairs &changes, const char *error) {
        QTest::newRow(name) << changes << QByteArray(error);
    };
    row("unknown code", {{"code", "nobody-knows-it"}}, "invalid_grant");
    row("no code", {{"code", ""}}, "invalid_request");
    row("another redirect_uri", {{"redirect_uri", "http://127.0.0.1:34568/callback"}}, "invalid_grant");
    row("no redirect_uri", {{"redirect_uri", ""}}, "invalid_grant");
    row("no verifier: PKCE downgrade", {{"code_verifier", ""}}, "invalid_grant");
    row("the challenge as verifier", {{"code_verifier", knownChallenge}}, "invalid_grant");
    row("another verifier", {{"code_verifier", QByteArray(43, 'a')}}, "invalid_grant");
    row("another client", {{"client_id", "practice-dpop"}}, "invalid_dpop_proof");
    row("unknown client", {{"client_id", "nobody"}}, "invalid_client");
    row("no client", {{"client_id", ""}}, "invalid_client");
}

void TestPracticeOauthToken::refusesWrongCodes()
{
    QFETCH(Pairs, changes);
    QFETCH(QByteArray, error);
    const QByteArray code = approvedCode(m_provider);
    const RawAnswer refused = ask(with(codeForm(code), changes));
    QCOMPARE(refused.text("error"), error);
    QCOMPARE(refused.status, error == "invalid_client" ? 401 : 400);
    // A wrong try uses nothing up: the row differs from a good one in that one thing.
    QCOMPARE(ask(codeForm(code)).status, 200);
}

void TestPracticeOauthToken::codeIsGoodForAMinute()
{
    const QByteArray code = approvedCode(m_provider);
    const QByteArray late = approvedCode(m_provider);
    m_provider.clock().advance(std::chrono::seconds(58));
    QCOMPARE(ask(codeForm(code)).status, 200);
    m_provider.clock().advance(std::chrono::seconds(3));
    QCOMPARE(ask(codeForm(late)).text("error"), "invalid_grant");
}

void TestPracticeOauthToken::replayedCodeRevokesWhatItGave()
{
    const QByteArray code = approvedCode(m_provider);
    const RawAnswer first = ask(codeForm(code));
    QCOMPARE(userInfo(first.text("access_token")), 200);
    // Even after the minute: it was used.
    m_provider.clock().advance(std::chrono::seconds(90));
    QCOMPARE(ask(codeForm(code)).text("error"), "invalid_grant");
    QCOMPARE(userInfo(first.text("access_token")), 401);
    QCOMPARE(refresh(first.text("refresh_token")).text("error"), "invalid_grant");
}

void TestPracticeOauthToken::codeIsItsClients()
{
    const QByteArray code = approvedCode(m_provider);
    const RawAnswer stolen = ask(with(codeForm(code), {{"client_id", ""}}),
                                 basic("practice-web", "practice-web-secret-known-to-everybody"));
    QCOMPARE(stolen.status, 400);
    QCOMPARE(stolen.text("error"), "invalid_grant");
}

void TestPracticeOauthToken::refusesWrongRequests_data()
{
    QTest::addColumn<Pairs>("changes");
    QTest::addColumn<QByteArray>("error");
    QTest::newRow("no grant") << Pairs{{"grant_type", ""}} << QByteArray("invalid_request");
    QTest::newRow("unknown grant") << Pairs{{"grant_type", "implicit"}}
                                   << QByteArray("unsupported_grant_type");
    QTest::newRow("grant of others") << Pairs{{"grant_type", "client_credentials"}}
                                     << QByteArray("unauthorized_client");
}

void TestPracticeOauthToken::refusesWrongRequests()
{
    QFETCH(Pairs, changes);
    QFETCH(QByteArray, error);
    const RawAnswer answer = ask(with(codeForm("x"), changes));
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.text("error"), error);
    Pairs repeated = codeForm("x");
    repeated.emplace_back("code", "y");
    QCOMPARE(ask(repeated).text("error"), "invalid_request");
    QCOMPARE(rawRequest(m_provider.port(), "POST", "/oauth/token", asJson, "{}").text("error"),
             "invalid_request");
}

void TestPracticeOauthToken::refreshRotates()
{
    const RawAnswer first = signInWithCode(m_provider);
    const RawAnswer second = refresh(first.text("refresh_token"));
    QCOMPARE(second.status, 200);
    QVERIFY(second.text("refresh_token") != first.text("refresh_token"));
    QVERIFY(second.text("access_token") != first.text("access_token"));
    // The ID Token is of the same sign-in, and answers no request: no nonce.
    const QJsonObject before = claimsOf(first.text("id_token"));
    const QJsonObject after = claimsOf(second.text("id_token"));
    for (const QString &name : {u"iss"_s, u"sub"_s, u"aud"_s, u"auth_time"_s, u"sid"_s})
        QCOMPARE(after[name], before[name]);
    QVERIFY(!after.contains(u"nonce"_s));
    QCOMPARE(refresh(second.text("refresh_token")).status, 200);
}

void TestPracticeOauthToken::reusedRefreshTokenEndsAll()
{
    const RawAnswer first = signInWithCode(m_provider);
    const RawAnswer second = refresh(first.text("refresh_token"));
    QCOMPARE(userInfo(second.text("access_token")), 200);
    const RawAnswer reused = refresh(first.text("refresh_token"));
    QCOMPARE(reused.status, 400);
    QCOMPARE(reused.text("error"), "invalid_grant");
    QCOMPARE(userInfo(second.text("access_token")), 401);
    QCOMPARE(refresh(second.text("refresh_token")).text("error"), "invalid_grant");
}

void TestPracticeOauthToken::refreshTokenIsItsClients()
{
    const RawAnswer tokens = signInWithCode(m_provider);
    const RawAnswer stolen =
        ask({{"grant_type", "refresh_token"}, {"refresh_token", tokens.text("refresh_token")}},
            basic("practice-web", "practice-web-secret-known-to-everybody"));
    QCOMPARE(stolen.text("error"), "invalid_grant");
    QCOMPARE(refresh(tokens.text("refresh_token")).status, 200);
}

void TestPracticeOauthToken::refreshNeverWidensTheScope()
{
    const RawAnswer tokens = signInWithCode(m_provider);
    QCOMPARE(refresh(tokens.text("refresh_token"), {{"scope", "openid notes:write"}}).text("error"),
             "invalid_scope");
    const RawAnswer narrow = refresh(tokens.text("refresh_token"), {{"scope", "openid"}});
    QCOMPARE(narrow.text("scope"), "openid");
    QCOMPARE(rawRequest(m_provider.port(), "GET", "/oauth/notes", bearer(narrow.text("access_token"))).status,
             403);
    QCOMPARE(refresh(narrow.text("refresh_token")).text("scope"),
             "openid profile email offline_access notes:read");
}

void TestPracticeOauthToken::noRefreshTokenWithoutOfflineAccess()
{
    const RawAnswer tokens = signInWithCode(m_provider, {{"scope", "openid"}});
    QCOMPARE(tokens.status, 200);
    QVERIFY(!tokens.json().contains(u"refresh_token"_s));
}

void TestPracticeOauthToken::passwordGrant_data()
{
    QTest::addColumn<Pairs>("changes");
    QTest::addColumn<QByteArray>("error");
    QTest::newRow("good") << Pairs{} << QByteArray();
    QTest::newRow("wrong password") << Pairs{{"password", "guess"}} << QByteArray("invalid_grant");
    QTest::newRow("unknown user") << Pairs{{"username", "mallory"}} << QByteArray("invalid_grant");
    QTest::newRow("no password") << Pairs{{"password", ""}} << QByteArray("invalid_request");
    QTest::newRow("foreign scope") << Pairs{{"scope", "admin"}} << QByteArray("invalid_scope");
    QTest::newRow("foreign resource")
        << Pairs{{"resource", "https://api.example"}} << QByteArray("invalid_target");
}

void TestPracticeOauthToken::passwordGrant()
{
    QFETCH(Pairs, changes);
    QFETCH(QByteArray, error);
    const RawAnswer answer = ask(with({{"grant_type", "password"},
                                       {"client_id", "claimcheck"},
                                       {"username", "bob"},
                                       {"password", "builder"},
                                       {"scope", "openid offline_access"}},
                                      changes));
    QCOMPARE(answer.text("error"), error);
    QCOMPARE(answer.status, error.isEmpty() ? 200 : 400);
    QCOMPARE(answer.json().contains(u"refresh_token"_s), error.isEmpty());
}

void TestPracticeOauthToken::opaqueTokensWork()
{
    const QByteArray code = approvedCode(m_provider, {{"client_id", "practice-opaque"}});
    const RawAnswer answer =
        ask(with(codeForm(code), {{"client_id", "practice-opaque"},
                                  {"client_secret", "practice-opaque-secret-known-to-everybody"}}));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.text("access_token").count('.'), 0);
    QCOMPARE(userInfo(answer.text("access_token")), 200);
    QCOMPARE(userInfo(answer.text("access_token") + "x"), 401);
    QCOMPARE(headerOf(answer.text("id_token"))[u"alg"_s].toString(), u"EdDSA"_s);
    m_provider.clock().advance(std::chrono::seconds(301));
    QCOMPARE(userInfo(answer.text("access_token")), 401);
}

QTEST_GUILESS_MAIN(TestPracticeOauthToken)
#include "tst_practice_oauth_token.moc"
