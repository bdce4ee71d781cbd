#include "oauth_tools.h"

#include <QSet>

using namespace oauth_tools;

namespace {

/// What a fault of the provider comes to. The profile is one that signs in without it (`signsInWithout…`).
struct Row {
    const char *fault;
    ErrorCode code;
    const char *setting = ""; // one more than the usual: "key=value"
};

using E = ErrorCode;

/// The names are those of practice/oauth_fault_table.cpp. Where the OpenID conformance suite tests a client
/// so, it is its module's, without what they all begin with ("oidcc-client-test-", "fapi2-…-client-test-");
/// but "alg-none", which the whole practice server has, is its invalid-null-alg.
constexpr Row refusals[] = {
    // Discovery
    {"discovery-issuer-mismatch", E::IssuerMismatch},
    {"discovery-issuer-missing", E::MetadataNotFound},
    {"discovery-no-authorization-endpoint", E::EndpointMissing},
    {"discovery-no-authorization-endpoint", E::EndpointMissing, "par=never"},
    {"discovery-no-token-endpoint", E::EndpointMissing},
    {"discovery-no-jwks-uri", E::EndpointMissing},
    {"discovery-http-endpoint", E::UrlInsecure},
    {"discovery-foreign-endpoint", E::OriginUnconfirmed},
    {"discovery-endpoint-not-a-string", E::MetadataInvalid},
    // Keys
    {"jwks-unreachable", E::UnexpectedStatus},
    {"jwks-empty", E::KeyMissing},
    {"jwks-html", E::KeyFormatUnknown},
    {"kid-absent-multiple-jwks", E::KeyAmbiguous},
    {"kid-absent-key-unpublished", E::KeyAmbiguous},
    {"unknown-kid", E::KeyNotFound},
    {"id-token-unknown-crit", E::CriticalUnsupported},
    {"invalid-sig-es256", E::SignatureMismatch},
    {"alg-none", E::TokenUnsecured},
    {"alg-hs256-with-public-key", E::AlgorithmNotAllowed},
    // The redirect
    {"invalid-authorization-response-iss", E::IssuerMismatch},
    {"remove-authorization-response-iss", E::ResponseIssuerMissing},
    {"code-missing", E::CodeMissing},
    {"code-wrong", E::TokenRequestRefused},
    {"code-and-error", E::AuthorizationDenied},
    {"error-access-denied", E::AuthorizationDenied},
    {"error-login-required", E::AuthorizationRefused},
    {"error-consent-required", E::AuthorizationRefused},
    {"error-server-error", E::AuthorizationRefused},
    {"error-temporarily-unavailable", E::AuthorizationRefused},
    {"error-unknown", E::AuthorizationRefused},
    // A stranger's, for all that anybody can tell: it is refused, and the sign-in waits on.
    {"state-changed", E::StateMismatch},
    {"state-missing", E::StateMismatch},
    {"state-repeated", E::ParameterRepeated},
    {"iss-param-repeated", E::ParameterRepeated},
    {"code-repeated", E::ParameterRepeated},
    // The ID Token (OpenID Connect Core section 3.1.3.7)
    {"invalid-iss", E::IssuerMismatch},
    {"invalid-missing-iss", E::ClaimMissing},
    {"missing-sub", E::ClaimMissing},
    {"empty-sub", E::ClaimMissing},
    {"invalid-aud", E::AudienceMismatch},
    {"missing-aud", E::ClaimMissing},
    {"invalid-secondary-aud", E::ClaimMissing},
    {"invalid-azp", E::PartyMismatch},
    {"missing-iat", E::ClaimMissing},
    {"future-iat", E::TokenFromFuture},
    {"invalid-missing-exp", E::ExpirationMissing},
    {"exp-string", E::NumericDateInvalid},
    {"invalid-expired-exp", E::TokenExpired},
    {"invalid-missing-nonce", E::ClaimMissing},
    {"nonce-invalid", E::NonceMismatch},
    {"invalid-at-hash", E::HashMismatch},
    {"invalid-c-hash", E::HashMismatch},
    {"auth-time-too-old", E::TokenTooOld, "max_age=3600"},
    {"auth-time-missing", E::ClaimMissing, "max_age=3600"},
    {"repeated-claim", E::JsonDuplicateName},
    // UserInfo (section 5.3.2): asked where the ID Token names nobody
    {"userinfo-invalid-sub", E::UserInfoSubjectMismatch, "scope=openid"},
    // The token endpoint
    {"token-type-unknown", E::TokenTypeUnsupported},
    {"no-access-token", E::TokenNotInResponse},
    {"access-token-not-a-string", E::TokenNotInResponse},
    {"no-id-token", E::IdTokenMissing},
    {"id-token-garbage", E::Base64TrailingBits},
    {"token-html", E::ResponseNotJson},
    {"token-500", E::ServerFailed},
    {"token-429", E::RateLimited},
    {"token-empty", E::ResponseNotJson},
    {"token-redirect", E::UnexpectedStatus},
    {"token-invalid-client", E::ClientRejected},
    {"token-invalid-grant", E::TokenRequestRefused},
    {"token-error-without-json", E::UnexpectedStatus},
    // DPoP (RFC 9449)
    {"dpop-nonce-always", E::DpopNonceMissing, "dpop=on"},
    {"dpop-nonce-missing", E::DpopNonceMissing, "dpop=on"},
    {"dpop-refused", E::DpopRefused, "dpop=on"},
    {"dpop-downgrade", E::TokenTypeUnsupported, "dpop=on"},
    // Pushed requests and registration
    {"par-refused", E::PushedRequestRefused},
    {"par-500", E::ServerFailed},
    {"par-no-request-uri", E::TokenNotInResponse},
    {"registration-refused", E::RegistrationRefused, "client_id="},
    {"registration-403", E::RegistrationRefused, "client_id="},
    {"registration-no-client-id", E::TokenNotInResponse, "client_id="},
    {"discovery-no-registration", E::ClientIdMissing, "client_id="},
};

/// What looks like a fault and is none, or none that matters.
constexpr Row acceptances[] = {
    {"", E::Cancelled},
    {"", E::Cancelled, "scope=openid"},
    {"", E::Cancelled, "max_age=3600"},
    {"", E::Cancelled, "dpop=on"},
    {"", E::Cancelled, "client_id="},
    {"", E::Cancelled, "par=never"},
    {"discovery-404", E::Cancelled}, // it stands at the address of RFC 8414
    {"discovery-html", E::Cancelled},
    {"discovery-500", E::Cancelled},
    {"discovery-no-iss-parameter", E::Cancelled},
    {"discovery-no-par", E::Cancelled},
    {"discovery-no-userinfo", E::Cancelled},
    {"kid-absent-single-jwks", E::Cancelled},
    {"multiple-aud", E::Cancelled},
    {"missing-at-hash", E::Cancelled},
    {"missing-c-hash", E::Cancelled},
    {"auth-time-missing", E::Cancelled}, // nobody asked for it
    {"acr-missing", E::Cancelled},
    {"userinfo-500", E::Cancelled, "scope=openid"},
    {"userinfo-html", E::Cancelled, "scope=openid"},
    {"userinfo-401", E::Cancelled, "scope=openid"},
    {"userinfo-missing-sub", E::Cancelled, "scope=openid"},
    {"token-type-case-insensitivity", E::Cancelled},
    {"token-type-missing", E::Cancelled},
    {"token-endpoint-response-without-expires_in", E::Cancelled},
    {"expires-in-string", E::Cancelled},
    {"expires-in-negative", E::Cancelled},
    {"no-refresh-token", E::Cancelled},
    {"scope-missing", E::Cancelled},
};

/// Everything that was logged in this program.
QByteArray &logged()
{
    static QByteArray text;
    return text;
}

void log(QtMsgType, const QMessageLogContext &, const QString &message)
{
    logged() += message.toUtf8() + '\n';
}

/// What nobody must find in a log.
QByteArrayList &secrets()
{
    static QByteArrayList list;
    return list;
}

} // namespace

/// Faults of the practice provider by their names: each one's exact code, and that nothing of it is stored.
class TestOAuthFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void refuses_data() { addRows(refusals); }
    void refuses();
    void accepts_data() { addRows(acceptances); }
    void accepts();
    void thereAreEnough();
    void theLogHoldsNoSecret();

private:
    template <size_t Count>
    void addRows(const Row (&rows)[Count])
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<QString>("setting");
        QTest::addColumn<QByteArray>("code");
        for (const Row &row : rows)
            QTest::addRow("%s %s", row.fault, row.setting)
                << QByteArray(row.fault) << QString::fromLatin1(row.setting)
                << (row.code == E::Cancelled ? "none"_qba : codeName(row.code));
    }
    void prepare(World &world);
    [[nodiscard]] std::unique_ptr<Run> sign(World &world);
    QtMessageHandler m_before = nullptr;
};

void TestOAuthFaults::initTestCase()
{
    QLoggingCategory::setFilterRules(u"*.debug=true\nqt.*=false\ndefault=true"_s);
    m_before = qInstallMessageHandler(log);
}

void TestOAuthFaults::prepare(World &world)
{
    QFETCH(const QByteArray, fault);
    QFETCH(const QString, setting);
    if (!setting.isEmpty())
        world.set(setting.section(u'=', 0, 0), setting.section(u'=', 1));
    if (!fault.isEmpty())
        QVERIFY(world.provider.setFault(fault));
}

/// The person does as asked; where an origin is to be confirmed the answer is no.
std::unique_ptr<Run> TestOAuthFaults::sign(World &world)
{
    auto run = world.run();
    run->yes = false;
    run->onLink = [&world, run = run.get()](const SignInEvent &event) {
        world.redirect = Provider::shared().approve(event.link);
        secrets() += QUrlQuery(world.redirect).queryItemValue(u"code"_s).toUtf8();
        secrets() += QUrlQuery(world.redirect).queryItemValue(u"state"_s).toUtf8();
        const auto pasted = run->signIn->takeRedirect(world.redirect.toString(QUrl::FullyEncoded));
        if (!pasted)
            run->pasted = pasted.error().code;
    };
    return run;
}

void TestOAuthFaults::refuses()
{
    QFETCH(const QByteArray, code);
    World world;
    prepare(world);
    auto run = sign(world);
    const bool isAStrangers = code == codeName(E::StateMismatch) || code == codeName(E::ParameterRepeated);
    if (isAStrangers) {
        QTRY_VERIFY(run->pasted.has_value());
        QCOMPARE(codeName(*run->pasted), code);
        QVERIFY(run->signIn->isRunning());
    } else {
        QCOMPARE(run->code(), code);
        QVERIFY(!run->pasted);
    }
    QCOMPARE(codeName(world.computer.item().error().code), "KeychainEntryMissing"_qba);
    QVERIFY(!world.profile().person);
}

void TestOAuthFaults::accepts()
{
    QFETCH(const QByteArray, code);
    World world;
    prepare(world);
    auto run = sign(world);
    QCOMPARE(run->code(), code);
    if (code != "none")
        return;
    const auto item = world.computer.item();
    QVERIFY(item);
    QCOMPARE(item->person.subject, u"u-1001"_s);
    for (const Secret *secret : {&item->accessToken, &item->refreshToken, &item->idToken,
                                 &item->oauth->dpopKey, &item->oauth->clientSecret}) {
        if (!secret->isEmpty())
            secrets() += text(*secret);
    }
}

void TestOAuthFaults::thereAreEnough()
{
    QSet<QByteArray> names;
    for (const Row &row : refusals)
        names.insert(row.fault);
    QVERIFY2(names.size() >= 50, QByteArray::number(names.size()).constData());
}

void TestOAuthFaults::theLogHoldsNoSecret()
{
    qInstallMessageHandler(m_before);
    QVERIFY(secrets().size() > 100);
    QVERIFY(logged().count("/oauth/token") > 50);
    for (const QByteArray &secret : secrets()) {
        QVERIFY(secret.size() >= 4 || secret.isEmpty());
        QVERIFY2(secret.isEmpty() || !logged().contains(secret), "a secret in the log");
    }
}

QTEST_GUILESS_MAIN(TestOAuthFaults)
#include "tst_oauth_faults.moc"
