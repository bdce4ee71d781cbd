#include "oauth_keep_tools.h"

#include <QTcpSocket>
#include <QUrlQuery>

using namespace oauth_keep_tools;

/// Ending a session of OAuth: each step of the receipt, and that no server keeps anybody in.
class TestOAuthSignOut : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyStepIsDoneAndProved();
    void revocations_data();
    void revocations();
    void proofs_data();
    void proofs();
    void introspectionProves_data();
    void introspectionProves();
    void wordsHoldNoToken();
    void nonceIsNoProof();
    void deadServerDelaysNothing();
    void lockedKeychainStillTellsTheServer();
    void endsTheSessionInTheBrowser_data();
    void endsTheSessionInTheBrowser();
    void newSignInHasNewCookies();
    void everywhere_data();
    void everywhere();
};

void TestOAuthSignOut::everyStepIsDoneAndProved()
{
    Kept kept;
    auto out = signOut(kept.begin(), kept.computer);
    QVERIFY(out.ended());
    QCOMPARE(summary(out.value()), "revoke-refresh done, revoke-access done, prove-revoked done, "
                                   "end-session not-offered, delete done, read-back done, cookies done"_qba);
    QCOMPARE(kept.server.requests()[0].body,
             "token=refresh-1&token_type_hint=refresh_token&client_id=app"_qba);
    QCOMPARE(kept.server.requests()[1].body, "token=access-1&token_type_hint=access_token&client_id=app"_qba);
    QCOMPARE(kept.server.requests()[2].header("Authorization"), "Bearer access-1"_qba);
}

void TestOAuthSignOut::revocations_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("outcome");
    QTest::newRow("200") << 200 << ""_qba
                         << "done"_qba;
    QTest::newRow("500") << 500 << ""_qba
                         << "failed"_qba;
    QTest::newRow("404") << 404 << ""_qba
                         << "not-offered"_qba;
    QTest::newRow("invalid_client") << 401 << R"({"error":"invalid_client"})"_qba
                                    << "failed"_qba;
    QTest::newRow("unsupported_token_type") << 400 << R"({"error":"unsupported_token_type"})"_qba
                                            << "not-offered"_qba;
}

void TestOAuthSignOut::revocations()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, outcome);
    Kept kept;
    kept.server.when("/revoke", ServerAnswer::json(body, status));
    auto out = signOut(kept.begin(), kept.computer);
    QVERIFY(out.ended());
    QVERIFY2(summary(out.value()).startsWith("revoke-refresh " + outcome + ", revoke-access " + outcome),
             summary(out.value()));
    QVERIFY(out.value().nothingLeft());
}

void TestOAuthSignOut::proofs_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("challenge");
    QTest::addColumn<QByteArray>("outcome");
    QTest::newRow("401") << 401 << ""_qba
                         << "done"_qba;
    QTest::newRow("invalid_token") << 401 << R"(Bearer error="invalid_token")"_qba
                                   << "done"_qba;
    QTest::newRow("still taken") << 200 << ""_qba
                                 << "failed"_qba;
    QTest::newRow("another reason") << 403 << R"(Bearer error="insufficient_scope")"_qba
                                    << "failed"_qba;
    QTest::newRow("server in trouble") << 503 << ""_qba
                                       << "failed"_qba;
}

void TestOAuthSignOut::proofs()
{
    QFETCH(int, status);
    QFETCH(QByteArray, challenge);
    QFETCH(QByteArray, outcome);
    Kept kept;
    ServerAnswer answer = ServerAnswer::json("{}", status);
    if (!challenge.isEmpty())
        answer.headers.emplace_back("WWW-Authenticate", challenge);
    kept.server.when("/userinfo", answer);
    auto out = signOut(kept.begin(), kept.computer);
    QVERIFY(out.ended());
    QVERIFY2(summary(out.value()).contains("prove-revoked " + outcome), summary(out.value()));
}

void TestOAuthSignOut::introspectionProves_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("outcome");
    QTest::newRow("inactive") << R"({"active":false})"_qba
                              << "done"_qba;
    QTest::newRow("active") << R"({"active":true})"_qba
                            << "failed"_qba;
    QTest::newRow("no answer") << R"({"active":"no"})"_qba
                               << "failed"_qba;
}

void TestOAuthSignOut::introspectionProves()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, outcome);
    Kept kept;
    // UserInfo is there, but would refuse a token without openid in any case: that proves nothing.
    kept.session.oauth->scope = u"notes:read"_s;
    kept.session.oauth->server.introspectionEndpoint = kept.server.url("/introspect");
    kept.server.when("/introspect", ServerAnswer::json(body));
    auto out = signOut(kept.begin(), kept.computer);
    QVERIFY(out.ended());
    QVERIFY2(summary(out.value()).contains("prove-revoked " + outcome), summary(out.value()));
    QCOMPARE(kept.count("/userinfo"), 0);
}

void TestOAuthSignOut::wordsHoldNoToken()
{
    Kept kept;
    kept.server.when("/revoke", ServerAnswer::json(R"({"message":"not refresh-1, not access-1"})", 400));
    auto out = signOut(kept.begin(), kept.computer);
    QVERIFY(out.ended());
    QVERIFY(detailOf(out.value(), "revoke-refresh").contains(u"not …, not access-1"_s));
    QVERIFY(detailOf(out.value(), "revoke-access").contains(u"not refresh-1, not …"_s));
}

void TestOAuthSignOut::nonceIsNoProof()
{
    Kept kept;
    kept.bind();
    ServerAnswer again = ServerAnswer::json("{}", 401);
    again.headers = {{"WWW-Authenticate", R"(DPoP error="use_dpop_nonce")"}, {"DPoP-Nonce", "nonce-1"}};
    kept.server.answerWith([again](const SeenRequest &request) {
        const QByteArray claims =
            QByteArray::fromBase64(request.header("DPoP").split('.').value(1), QByteArray::Base64UrlEncoding);
        return claims.contains("nonce-1") ? ServerAnswer::json("{}", 200) : again;
    });
    kept.session.oauth->server.userinfoEndpoint = kept.server.url("/who");
    auto out = signOut(kept.begin(), kept.computer);
    QVERIFY(out.ended());
    QCOMPARE(kept.count("/who"), 2);
    QVERIFY2(summary(out.value()).contains("prove-revoked failed"), summary(out.value()));
}

void TestOAuthSignOut::deadServerDelaysNothing()
{
    Kept kept;
    ServerAnswer late = ServerAnswer::text("");
    late.isHeld = true;
    kept.server.when("/revoke", late);
    Sessions &sessions = kept.begin();
    auto out = signOut(sessions, kept.computer);
    QTRY_VERIFY(!kept.computer.item());
    // Gone here, while the server has not said a word; and whoever comes next has the lock.
    QCOMPARE(out.calls, 0);
    QCOMPARE(sessions.info(kept.computer.id).state, SessionState::SignedOut);
    kept.server.when("/revoke", ServerAnswer::text(""));
    kept.server.release();
    QVERIFY(out.ended());
    QVERIFY(summary(out.value()).startsWith("revoke-refresh done"));
}

void TestOAuthSignOut::lockedKeychainStillTellsTheServer()
{
    Kept kept;
    Sessions &sessions = kept.begin();
    kept.computer.keychain.failReads = ErrorCode::KeychainLocked;
    kept.computer.keychain.failRemoves = ErrorCode::KeychainLocked;
    auto out = signOut(sessions, kept.computer);
    QVERIFY(out.ended());
    QCOMPARE(summary(out.value()),
             "revoke-refresh done, revoke-access done, prove-revoked done, "
             "end-session not-offered, delete failed, read-back failed, cookies done"_qba);
    QVERIFY(!out.value().nothingLeft());
    QCOMPARE(codeOf(sessions.info(kept.computer.id).problem), "KeychainLocked"_qba);
}

void TestOAuthSignOut::endsTheSessionInTheBrowser_data()
{
    QTest::addColumn<bool>("opens");
    QTest::addColumn<bool>("comesBack");
    QTest::addColumn<QByteArray>("outcome");
    QTest::newRow("comes back") << true << true << "done"_qba;
    QTest::newRow("no browser") << false << true << "failed"_qba;
}

void TestOAuthSignOut::endsTheSessionInTheBrowser()
{
    QFETCH(bool, opens);
    QFETCH(bool, comesBack);
    QFETCH(QByteArray, outcome);
    Kept kept;
    kept.session.oauth->server.endSessionEndpoint = kept.server.url("/end");
    kept.computer.edit(u"logout.return"_s, comesBack ? u"on"_s : u"off"_s);
    QObject browser;
    QUrl opened;
    SignOutOptions options;
    if (opens) {
        options.openLink = [&](const QUrl &link) {
            opened = link;
            const QUrlQuery query(link);
            QUrl back(query.queryItemValue(u"post_logout_redirect_uri"_s, QUrl::FullyDecoded));
            back.setQuery(u"state="_s + query.queryItemValue(u"state"_s));
            auto *socket = new QTcpSocket(&browser);
            connect(socket, &QTcpSocket::connected, socket, [socket, back] {
                socket->write("GET " + back.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority) +
                              " HTTP/1.1\r\nHost: " + back.authority().toLatin1() + "\r\n\r\n");
            });
            socket->connectToHost(back.host(), quint16(back.port()));
        };
    }
    Sessions &sessions = kept.begin();
    Wait<Receipt> out([&](QObject *context, auto done) {
        return sessions.signOut(kept.computer.id, context, done, std::move(options));
    });
    QVERIFY(out.ended());
    QVERIFY2(summary(out.value()).contains("end-session " + outcome), summary(out.value()));
    QVERIFY(out.value().nothingLeft());
    QCOMPARE(opened.isEmpty(), !opens);
    QVERIFY(!opened.toString().contains(u"id_token"_s)); // a link is no place for it
}

void TestOAuthSignOut::newSignInHasNewCookies()
{
    Kept kept;
    Sessions &sessions = kept.begin();
    ServerAnswer setting = ServerAnswer::json("{}");
    setting.headers.emplace_back("Set-Cookie", "mark=old");
    kept.server.when("/api", setting);
    auto answer = send(sessions, kept.computer, kept.server.url("/api"));
    QCOMPARE(answer.code(), "none"_qba);
    ServerAnswer late = ServerAnswer::text("");
    late.isHeld = true;
    kept.server.when("/revoke", late);
    auto out = signOut(sessions, kept.computer);
    QTRY_VERIFY(!kept.computer.item());
    QTRY_COMPARE(kept.count("/revoke"), 1); // with the old cookie
    // Signed in again, while the sign-out still talks to the server.
    kept.computer.put(kept.session);
    auto loaded = load(sessions, kept.computer);
    QCOMPARE(loaded.code(), "none"_qba);
    setting.headers = {{"Set-Cookie", "mark=new"}};
    kept.server.when("/api", setting);
    auto first = send(sessions, kept.computer, kept.server.url("/api"));
    QCOMPARE(first.code(), "none"_qba);
    QCOMPARE(kept.server.requests().back().header("Cookie"), ""_qba);
    kept.server.when("/revoke", ServerAnswer::text(""));
    kept.server.release();
    QVERIFY(out.ended());
    auto second = send(sessions, kept.computer, kept.server.url("/api"));
    QCOMPARE(second.code(), "none"_qba);
    QCOMPARE(kept.server.requests().back().header("Cookie"), "mark=new"_qba);
}

void TestOAuthSignOut::everywhere_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("outcome");
    QTest::newRow("ended") << u"/everywhere"_s << 204 << "done"_qba;
    QTest::newRow("no such address") << u"/everywhere"_s << 404 << "not-offered"_qba;
    QTest::newRow("refused") << u"/everywhere"_s << 403 << "failed"_qba;
    QTest::newRow("not named") << QString() << 204 << "not-offered"_qba;
}

void TestOAuthSignOut::everywhere()
{
    QFETCH(QString, path);
    QFETCH(int, status);
    QFETCH(QByteArray, outcome);
    Kept kept;
    kept.computer.edit(u"logout.everywhere"_s, path);
    kept.server.when("/everywhere", ServerAnswer::json("", status));
    Sessions &sessions = kept.begin();
    Wait<Receipt> out([&](QObject *context, auto done) {
        return sessions.signOut(kept.computer.id, context, done,
                                {.reach = SignOutOptions::Reach::Everywhere});
    });
    QVERIFY(out.ended());
    QVERIFY2(summary(out.value()).startsWith("everywhere " + outcome + ", revoke-refresh done"),
             summary(out.value()));
    if (!path.isEmpty())
        QCOMPARE(kept.server.requests().front().path(), "/everywhere"_qba); // while the token still opens it
}

QTEST_GUILESS_MAIN(TestOAuthSignOut)
#include "tst_oauth_sign_out.moc"
