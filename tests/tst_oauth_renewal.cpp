#include "oauth/renewed_id_token.h"
#include "oauth_tools.h"
#include "support/id_token_tools.h"

using namespace oauth_tools;

namespace {

using E = ErrorCode;

struct Row {
    const char *fault; // of the provider, from the first refresh on
    ErrorCode code;
};

/// What is wrong with the ID Token that a refresh brings, by the rules of OpenID Connect Core section 12.2.
constexpr Row refusals[] = {
    // What must be as in the ID Token of the sign-in
    {"refresh-token-invalid-issuer", E::IssuerMismatch},
    {"refresh-token-invalid-aud", E::AudienceMismatch},
    {"refresh-token-invalid-azp", E::PartyMismatch},
    {"refresh-no-azp", E::PartyMismatch},
    {"refresh-other-nonce", E::NonceMismatch},
    {"refresh-other-auth-time", E::AuthTimeMismatch},
    {"refresh-old-iat", E::TokenTooOld},
    // What holds for every ID Token (section 3.1.3.7)
    {"invalid-sig-es256", E::SignatureMismatch},
    {"unknown-kid", E::KeyNotFound},
    {"kid-absent-multiple-jwks", E::KeyAmbiguous},
    {"jwks-empty", E::KeyMissing},
    {"alg-none", E::TokenUnsecured},
    {"alg-hs256-with-public-key", E::AlgorithmNotAllowed},
    {"id-token-unknown-crit", E::CriticalUnsupported},
    {"invalid-expired-exp", E::TokenExpired},
    {"future-iat", E::TokenFromFuture},
    {"missing-iat", E::ClaimMissing},
    {"invalid-missing-exp", E::ExpirationMissing},
    {"invalid-at-hash", E::HashMismatch},
    {"repeated-claim", E::JsonDuplicateName},
};

struct Acceptance {
    const char *fault;
    bool isTaken; // the ID Token; else that of the sign-in is kept
};
constexpr Acceptance acceptances[] = {
    {"", true},
    {"refresh-no-auth-time", true},
    {"missing-at-hash", true},
    {"refresh-no-rotation", true},
    {"no-id-token", false},
    // Keys that cannot be had say nothing against the token.
    {"jwks-unreachable", false},
    {"jwks-html", false},
};

/// A claim and its JSON; an empty JSON: the claim is not there.
struct Claim {
    const char *name;
    const char *json;
};
struct Comparison {
    const char *what;
    std::vector<Claim> original; // beside, or in place of, the usual ones
    std::vector<Claim> renewed;
    const char *code;
};

Secret tokenWith(const std::vector<Claim> &claims)
{
    id_token_tools::Trial trial;
    for (const Claim &claim : claims)
        *claim.json ? trial.set(claim.name, claim.json) : trial.drop(claim.name);
    return Secret(trial.token());
}

} // namespace

/// The ID Token that a refresh brings: each fault's exact code, and that it costs nobody the session.
class TestOAuthRenewal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comparesWithTheOriginal_data();
    void comparesWithTheOriginal();
    void refuses_data();
    void refuses();
    void accepts_data();
    void accepts();
    void keysThatAreGoneHideNobodyElse();
    void anotherPersonIsHeldBack();
    void theOriginalIsThatOfTheSignIn();
    void oneThatEndsBeforeTheAccessTokenIsRenewed_data();
    void oneThatEndsBeforeTheAccessTokenIsRenewed();
};

/// The original was issued at 990.
void TestOAuthRenewal::comparesWithTheOriginal_data()
{
    QTest::addColumn<Secret>("original");
    QTest::addColumn<Secret>("renewed");
    QTest::addColumn<QByteArray>("code");
    const Claim noNonce{"nonce", ""}, azp{"azp", R"("client")"}, two{"aud", R"(["client","other"])"};
    const std::vector<Comparison> comparisons = {
        {"the same", {}, {}, "none"},
        {"no nonce any more", {}, {noNonce}, "none"},
        {"a nonce that was not there", {noNonce}, {}, "NonceMismatch"},
        {"another nonce", {}, {{"nonce", R"("n-2")"}}, "NonceMismatch"},
        {"a nonce that is no text", {}, {{"nonce", "1"}}, "NonceMismatch"},
        {"the same azp", {azp}, {azp}, "none"},
        {"an azp that was not there", {}, {azp}, "PartyMismatch"},
        {"no azp any more", {azp}, {}, "PartyMismatch"},
        {"one more audience", {azp}, {azp, two}, "none"},
        {"one audience less", {azp, two}, {azp}, "AudienceMismatch"},
        {"the same auth_time", {{"auth_time", "900"}}, {{"auth_time", "900"}}, "none"},
        {"no auth_time any more", {{"auth_time", "900"}}, {}, "none"},
        {"a later auth_time", {{"auth_time", "900"}}, {{"auth_time", "901"}}, "AuthTimeMismatch"},
        {"an earlier auth_time", {{"auth_time", "900"}}, {{"auth_time", "899"}}, "AuthTimeMismatch"},
        {"an auth_time that was not there", {}, {{"auth_time", "990"}}, "none"},
        {"one after the original", {}, {{"auth_time", "991"}}, "AuthTimeMismatch"},
        {"one that is no number", {}, {{"auth_time", R"("900")"}}, "NumericDateInvalid"},
        {"issued a little earlier", {}, {{"iat", "980"}}, "none"},
        {"issued before the original", {}, {{"iat", "979"}}, "TokenTooOld"},
        {"issued for another", {}, {{"aud", R"("other")"}}, "AudienceMismatch"},
    };
    for (const Comparison &row : comparisons)
        QTest::newRow(row.what) << tokenWith(row.original) << tokenWith(row.renewed) << QByteArray(row.code);
}

void TestOAuthRenewal::comparesWithTheOriginal()
{
    QFETCH(Secret, original);
    QFETCH(Secret, renewed);
    const id_token_tools::Trial usual;
    oauth::IdTokenExpectations expected = usual.expected;
    expected.nonce.reset();
    expected.code = nullptr;
    const auto first = oauth::originalIdToken(original);
    const auto judged = oauth::validateRenewedIdToken(renewed, usual.keys, expected, first);
    QTEST(judged ? QByteArray("none") : codeName(judged.error().code), "code");
    // Without keys the same is said of the claims.
    const auto checked = oauth::checkRenewedClaims(renewed, expected, first);
    QTEST(codeOf(checked), "code");
}

void TestOAuthRenewal::refuses_data()
{
    QTest::addColumn<QByteArray>("code");
    for (const Row &row : refusals)
        QTest::newRow(row.fault) << codeName(row.code);
}

void TestOAuthRenewal::refuses()
{
    World world;
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    const Session before = *world.computer.item();
    QVERIFY(world.provider.setFault(QTest::currentDataTag()));
    auto refused = refresh(*world.sessions, world.computer);
    QTEST(refused.code(), "code");
    // The session is as it was, but for the refresh token, which the old one was spent for.
    const Session after = *world.computer.item();
    QVERIFY(after.accessToken.equals(before.accessToken) && after.idToken.equals(before.idToken));
    QVERIFY(!after.refreshToken.equals(before.refreshToken));
    QVERIFY(!after.refreshInFlight);
    QCOMPARE(after.person.subject, before.person.subject);
    const SessionInfo info = world.sessions->info(world.computer.id);
    QCOMPARE(info.state, SessionState::SignedIn);
    QVERIFY(info.stored && !info.problem);
    QVERIFY(!world.sessions->isDropping());
    world.provider.clearFaults();
    auto again = refresh(*world.sessions, world.computer);
    QCOMPARE(again.code(), "none"_qba);
}

void TestOAuthRenewal::accepts_data()
{
    QTest::addColumn<bool>("isTaken");
    for (const Acceptance &row : acceptances)
        QTest::addRow("%s", row.fault) << row.isTaken;
}

void TestOAuthRenewal::accepts()
{
    QFETCH(bool, isTaken);
    World world;
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    const Session before = *world.computer.item();
    const QByteArray fault = QTest::currentDataTag();
    QVERIFY(fault.isEmpty() || world.provider.setFault(fault));
    auto refreshed = refresh(*world.sessions, world.computer);
    QCOMPARE(refreshed.code(), "none"_qba);
    const Session after = *world.computer.item();
    QVERIFY(!after.accessToken.equals(before.accessToken));
    QCOMPARE(!after.idToken.equals(before.idToken), isTaken);
    QCOMPARE(after.person.name, before.person.name);
    QCOMPARE(after.person.subject, before.person.subject);
}

void TestOAuthRenewal::keysThatAreGoneHideNobodyElse()
{
    World world;
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    QVERIFY(world.provider.setFault("jwks-unreachable"));
    QVERIFY(world.provider.addFault("refresh-token-invalid-aud"));
    auto refused = refresh(*world.sessions, world.computer);
    QCOMPARE(refused.code(), "AudienceMismatch"_qba);
    QVERIFY(world.provider.setFault("jwks-unreachable"));
    QVERIFY(world.provider.addFault("refresh-token-invalid-sub"));
    auto other = refresh(*world.sessions, world.computer);
    QCOMPARE(other.code(), "WrongPerson"_qba);
}

void TestOAuthRenewal::anotherPersonIsHeldBack()
{
    World world;
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    const Session before = *world.computer.item();
    QVERIFY(world.provider.setFault("refresh-token-invalid-sub"));
    auto refused = refresh(*world.sessions, world.computer);
    QCOMPARE(refused.code(), "WrongPerson"_qba);
    // Both are named.
    const QString detail = refused.value().error().detail;
    QVERIFY2(detail.contains(u"u-1001"_s) && detail.contains(u"u-9999"_s), qPrintable(detail));
    // Nothing of somebody else's is stored; that the old token may be spent is.
    const Session after = *world.computer.item();
    QVERIFY(after.accessToken.equals(before.accessToken) && after.refreshToken.equals(before.refreshToken));
    QVERIFY(after.refreshInFlight);
    QCOMPARE(world.sessions->info(world.computer.id).person.subject, u"u-1001"_s);
}

// The ID Token of a refresh has no nonce; the next but one is still compared with that of the sign-in.
void TestOAuthRenewal::theOriginalIsThatOfTheSignIn()
{
    World world;
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    const auto original = world.computer.item()->oauth->originalIdToken;
    QVERIFY(original && original->nonce && original->authTime && original->issuedAt);
    QCOMPARE(original->audience, QStringList(u"claimcheck"_s));
    auto first = refresh(*world.sessions, world.computer);
    QCOMPARE(first.code(), "none"_qba);
    world.sessions = world.computer.process(); // another program reads it from the keychain
    auto loaded = load(*world.sessions, world.computer);
    QCOMPARE(loaded.code(), "none"_qba);
    QCOMPARE(world.computer.item()->oauth->originalIdToken, original);
    QVERIFY(world.provider.setFault("refresh-other-auth-time"));
    auto second = refresh(*world.sessions, world.computer);
    QCOMPARE(second.code(), "AuthTimeMismatch"_qba);
}

void TestOAuthRenewal::oneThatEndsBeforeTheAccessTokenIsRenewed_data()
{
    QTest::addColumn<int>("ahead"); // the server's clock, in seconds
    QTest::newRow("same clock") << 0;
    QTest::newRow("an hour ahead") << 3600;
    QTest::newRow("an hour behind") << -3600;
}

// Servers give ID Tokens a life of their own, by their own clock: one that has ended must not be handed on.
void TestOAuthRenewal::oneThatEndsBeforeTheAccessTokenIsRenewed()
{
    QFETCH(const int, ahead);
    World world;
    world.computer.clock.advance(-std::chrono::seconds(ahead));
    auto run = world.run();
    QCOMPARE(run->code(), "none"_qba);
    Session session = *world.computer.item();
    session.expiresAt = session.obtainedAt + 24h;
    world.computer.put(session);
    world.sessions = world.computer.process();
    const auto asked = [&world] {
        Wait<Result<Secret>> wait([&](QObject *context, auto done) {
            return world.sessions->idToken(world.computer.id, std::nullopt, context, done);
        });
        return wait.code() == "none" ? text(*wait.value()) : wait.code();
    };
    world.computer.clock.advance(200s); // of 300
    QCOMPARE(asked(), text(session.idToken));
    const auto end = world.sessions->info(world.computer.id).idExpiresAt;
    QVERIFY(end && std::chrono::abs(*end - session.obtainedAt - 300s) < 10s);
    world.computer.clock.advance(80s);
    auto access = credential(*world.sessions, world.computer);
    QCOMPARE(access.code(), "none"_qba);
    QVERIFY(access.value()->secret.equals(session.accessToken));
    const QByteArray renewed = asked();
    QVERIFY2(renewed.count('.') == 2 && renewed != text(session.idToken), renewed.constData());
    QCOMPARE(renewed, text(world.computer.item()->idToken));
}

QTEST_GUILESS_MAIN(TestOAuthRenewal)
#include "tst_oauth_renewal.moc"
