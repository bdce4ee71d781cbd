#include "sessions_tools.h"

using namespace sessions_tools;

namespace {

/// "revoke-refresh done, …" in order.
QByteArray summary(const Receipt &receipt)
{
    QByteArrayList steps;
    for (const ReceiptStep &step : receipt.steps)
        steps += step.step + ' ' + outcomeName(step.outcome);
    return steps.join(", ");
}

QString detailOf(const Receipt &receipt, const QByteArray &name)
{
    for (const ReceiptStep &step : receipt.steps) {
        if (step.step == name)
            return step.detail;
    }
    return u"no such step"_s;
}

} // namespace

/// Signing out, and its receipt.
class TestSignOut : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyStepIsDoneAndProved();
    void deadServerDoesNotKeepAnybodyIn();
    void serverThatGoesOnTakingTheTokenIsSaid();
    void missingAddressIsNotOffered();
    void recipeWithoutSignOut();
    void lockedKeychainIsSaid();
    void nothingToEnd();
    void changedProfileSendsNothing();
    void signedOutElsewhere();
    void signOutWaitsForTheRefresh();
    void anotherPersonAfterwards();
    void forgetSendsNothing();
};

void TestSignOut::everyStepIsDoneAndProved()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    server.forget();
    auto out = signOut(*sessions, computer);
    QVERIFY(out.ended());
    QCOMPARE(out.value().profile, u"work"_s);
    QCOMPARE(summary(out.value()), "revoke-refresh done, revoke-access done, prove-revoked done, "
                                   "end-session not-offered, delete done, read-back done, cookies done"_qba);
    QVERIFY(out.value().nothingLeft());
    QCOMPARE(server.requests().size(), size_t(2));
    QCOMPARE(server.requests()[0].path(), "/logout"_qba);
    QCOMPARE(server.requests()[0].body, R"({"refresh_token":"refresh-1"})"_qba);
    QCOMPARE(server.requests()[0].header("Authorization"), "Bearer access-1"_qba);
    QCOMPARE(server.requests()[1].path(), "/me"_qba);
    QVERIFY(!computer.item());
    QCOMPARE(sessions->info(computer.id).state, SessionState::SignedOut);
    QVERIFY(!computer.profiles.byId(computer.id)->person);
}

void TestSignOut::deadServerDoesNotKeepAnybodyIn()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    server.instead["/logout"] = ServerAnswer::failing(ServerAnswer::Fault::Close);
    server.instead["/me"] = ServerAnswer::failing(ServerAnswer::Fault::Reset);
    auto out = signOut(*sessions, computer);
    QVERIFY(out.ended());
    QCOMPARE(summary(out.value()), "revoke-refresh failed, revoke-access failed, prove-revoked failed, "
                                   "end-session not-offered, delete done, read-back done, cookies done"_qba);
    QVERIFY(!detailOf(out.value(), "revoke-refresh").isEmpty());
    QVERIFY(!computer.item());
}

void TestSignOut::serverThatGoesOnTakingTheTokenIsSaid()
{
    TokenServer server;
    server.instead["/me"] = ServerAnswer::json(R"({"sub":"42"})");
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    auto out = signOut(*sessions, computer);
    QVERIFY(out.ended());
    QVERIFY(summary(out.value()).contains("revoke-access done, prove-revoked failed"));
    QCOMPARE(detailOf(out.value(), "prove-revoked"),
             u"The server still takes the access token until 2027-01-15T08:05:00Z."_s);
    QVERIFY(out.value().nothingLeft());
}

void TestSignOut::missingAddressIsNotOffered()
{
    TokenServer server;
    server.instead["/logout"] = ServerAnswer::text("no", 404);
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    auto out = signOut(*sessions, computer);
    QVERIFY(out.ended());
    QVERIFY(summary(out.value())
                .startsWith("revoke-refresh not-offered, revoke-access not-offered, prove-revoked failed"));
}

void TestSignOut::recipeWithoutSignOut()
{
    TokenServer server;
    server.instead["/api-token-auth/"] = ServerAnswer::json(R"({"token":"t"})");
    Computer computer(server.url(), u"drf-token"_s);
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    server.forget();
    auto out = signOut(*sessions, computer);
    QVERIFY(out.ended());
    QCOMPARE(summary(out.value()),
             "revoke-refresh not-offered, revoke-access not-offered, prove-revoked not-offered, "
             "end-session not-offered, delete done, read-back done, cookies done"_qba);
    QVERIFY(server.requests().empty());
}

void TestSignOut::lockedKeychainIsSaid()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    computer.keychain.failReads = computer.keychain.failRemoves = ErrorCode::KeychainLocked;
    auto locked = signOut(*sessions, computer);
    QVERIFY(locked.ended());
    QVERIFY(summary(locked.value()).startsWith("revoke-refresh done")); // what is in memory serves
    QVERIFY(summary(locked.value()).contains("delete failed, read-back failed"));
    QVERIFY(!locked.value().nothingLeft());
    QCOMPARE(codeOf(sessions->info(computer.id).problem), "KeychainLocked"_qba);
    QCOMPARE(sessions->info(computer.id).state, SessionState::Unknown);

    computer.keychain.failReads.reset();
    computer.keychain.failRemoves = ErrorCode::KeychainDeleteUnproven;
    auto unproven = signOut(*sessions, computer);
    QVERIFY(unproven.ended());
    QVERIFY(summary(unproven.value()).contains("delete done, read-back failed"));
    QVERIFY(!unproven.value().nothingLeft());
}

void TestSignOut::nothingToEnd()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto out = signOut(*sessions, computer);
    QVERIFY(out.ended());
    QCOMPARE(summary(out.value()),
             "revoke-refresh not-offered, revoke-access not-offered, prove-revoked not-offered, "
             "end-session not-offered, delete done, read-back done, cookies done"_qba);
    QVERIFY(server.requests().empty());
}

void TestSignOut::changedProfileSendsNothing()
{
    TokenServer server;
    TokenServer foreign;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    server.forget();
    computer.edit(u"url"_s, foreign.url().toString());
    auto out = signOut(*sessions, computer);
    QVERIFY(out.ended());
    QVERIFY(
        summary(out.value()).startsWith("revoke-refresh failed, revoke-access failed, prove-revoked failed"));
    QVERIFY(detailOf(out.value(), "revoke-refresh").contains(u"the address"_s));
    QVERIFY(out.value().nothingLeft()); // what is here goes all the same
    QVERIFY(foreign.requests().empty() && server.requests().empty());
}

void TestSignOut::signedOutElsewhere()
{
    TokenServer server;
    Computer computer(server.url());
    const auto desktop = computer.process();
    const auto cli = computer.process();
    auto signedIn = signIn(*desktop, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    auto out = signOut(*cli, computer);
    QVERIFY(out.ended());
    QVERIFY(out.value().nothingLeft());
    auto sent = send(*desktop, computer, server.url("/notes"));
    QCOMPARE(sent.code(), "none"_qba);
    QCOMPARE(sent.value()->response.status, 401);
    QCOMPARE(desktop->info(computer.id).state, SessionState::SignedOut);
    QCOMPARE(server.refreshes, 0);
}

void TestSignOut::signOutWaitsForTheRefresh()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    auto refreshed = refresh(*sessions, computer);
    QTRY_COMPARE(server.count("/refresh"), 1);
    auto out = signOut(*sessions, computer);
    QVERIFY(out.ended() && refreshed.ended());
    QVERIFY(out.value().nothingLeft());
    QVERIFY(!computer.item()); // the refresh did not bring it back
    QVERIFY(server.requests().back().path() == "/me");
    QVERIFY(server.everythingSeen().contains("refresh-2")); // the newest was ended
}

void TestSignOut::anotherPersonAfterwards()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto alice = signIn(*sessions, computer);
    QCOMPARE(alice.code(), "none"_qba);
    server.subject = "43";
    auto held = signIn(*sessions, computer);
    QCOMPARE(held.code(), "WrongPerson"_qba);
    QCOMPARE(text(computer.item()->accessToken), "access-1"_qba); // the first sign-in is as it was
    auto out = signOut(*sessions, computer);
    QVERIFY(out.ended());
    auto bob = signIn(*sessions, computer);
    QCOMPARE(bob.code(), "none"_qba);
    QCOMPARE(computer.profiles.byId(computer.id)->person->subject, u"43"_s);
}

void TestSignOut::forgetSendsNothing()
{
    TokenServer server;
    Computer computer(server.url());
    const auto sessions = computer.process();
    auto signedIn = signIn(*sessions, computer);
    QCOMPARE(signedIn.code(), "none"_qba);
    server.forget();
    Wait<Result<Done>> forgotten(
        [&](QObject *context, auto done) { return sessions->forget(computer.id, context, done); });
    QCOMPARE(forgotten.code(), "none"_qba);
    QVERIFY(server.requests().empty());
    QVERIFY(!computer.item());
    QCOMPARE(sessions->info(computer.id).state, SessionState::SignedOut);
}

QTEST_GUILESS_MAIN(TestSignOut)
#include "tst_sign_out.moc"
