#include "report_tools.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::inspect;
using namespace claimcheck::inspect::testing;

/// Tokens shaped like those of well-known issuers: no error, and at most one warning each.
class TestQuiet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isQuietAboutWellKnownIssuers_data();
    void isQuietAboutWellKnownIssuers();
};

void TestQuiet::isQuietAboutWellKnownIssuers_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("claims");
    QTest::addColumn<QByteArray>("purpose");
    QTest::addColumn<QByteArrayList>("warnings");
    const auto row = [](const char *name, const QByteArray &purpose, const QByteArrayList &warnings,
                        const QByteArray &header, const QByteArray &claims) {
        QTest::newRow(name) << header << claims << purpose << warnings;
    };
    row("Entra access token", "access-token", {},
        R"({"typ":"JWT","alg":"RS256","x5t":"rTLNkaRW7rY5TQKjq0Zr3h2Hx9g","kid":"rTLNkaRW7rY5TQKjq0Zr3h2Hx9g"})",
        R"({"aud":"api://3c1d5b1e-7a4f-4a55-9a50-1f1d1c9e3f11","iss":"https://sts.windows.net/9188040d-6c67-4c5b-b112-36a304b66dad/","iat":1799999600,"nbf":1799999600,"exp":1800004153,"acr":"1","aio":"AXQAi/8TAAAAm6vZk2d1x3q","amr":["pwd","mfa"],"appid":"7d3f9f1e-2f4e-4c36-8a8b-8e4a7d1f6c10","appidacr":"0","family_name":"Example","given_name":"Alice","ipaddr":"203.0.113.7","name":"Alice Example","oid":"690222be-ff1a-4d56-abd1-7e4f7d38e474","rh":"0.AXQADQSI","scp":"user_impersonation","sub":"HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ","tid":"9188040d-6c67-4c5b-b112-36a304b66dad","unique_name":"alice@example.com","upn":"alice@example.com","uti":"fqiBqXLPj0eQa82S-IYFAA","ver":"1.0","xms_tcdt":1500000000})");
    row("Entra ID Token", "id-token", {},
        R"({"typ":"JWT","alg":"RS256","kid":"1LTMzakihiRla_8z2BEJVXeWMqo"})",
        R"({"ver":"2.0","iss":"https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0","sub":"AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ","aud":"6cb04018-a3f5-46a7-b995-940c78f5aef3","exp":1800003600,"iat":1799999700,"nbf":1799999700,"name":"Abe Lincoln","preferred_username":"abe@example.com","oid":"00000000-0000-0000-66f3-3332eca7ea81","tid":"9188040d-6c67-4c5b-b112-36a304b66dad","nonce":"123523","aio":"Df2UVXL1ix"})");
    row("Keycloak", "access-token", {},
        R"({"alg":"RS256","typ":"JWT","kid":"FJ86GcF3jTbNLOco4NvZkUCIUmfYCqoqtOQeMfbhNlE"})",
        R"({"exp":1800000300,"iat":1800000000,"auth_time":1799999990,"jti":"onrtac:5e1e0f0f-7b44-4d6b-8f0a-2a1d1f0b7a10","iss":"https://sso.example.com/realms/main","aud":["realm-management","account"],"sub":"b1a2c3d4-0d3e-4f41-a9a1-7c1c7a0c2b10","typ":"Bearer","azp":"web","sid":"6e2a9e0c-6f0f-4a77-8a0f-9b7f2f6d2f61","session_state":"6e2a9e0c-6f0f-4a77-8a0f-9b7f2f6d2f61","acr":"1","allowed-origins":["https://app.example.com"],"realm_access":{"roles":["offline_access","uma_authorization"]},"resource_access":{"account":{"roles":["manage-account"]}},"scope":"openid email profile","email_verified":true,"name":"Alice Example","preferred_username":"alice","given_name":"Alice","family_name":"Example","email":"alice@example.com"})");
    row("Auth0 ID Token", "id-token", {"time-long-lived"},
        R"({"alg":"RS256","typ":"JWT","kid":"NjVBRjY5MDlCMUIwNzU4RTA2QzZFMDQ4QzQ2MDAyQjVDNjk1RTM2Qg"})",
        R"({"nickname":"alice","name":"Alice Example","picture":"https://s.gravatar.com/avatar/abc?s=480&r=pg","updated_at":"2027-01-15T07:59:00.000Z","email":"alice@example.com","email_verified":true,"iss":"https://example.eu.auth0.com/","aud":"aBcD1234","iat":1799999900,"exp":1800035900,"sub":"auth0|5f7c8ec7c33c6c004bbafe82","sid":"o6ZF5h9f8o3x","nonce":"bm9uY2U"})");
    row("Okta", "access-token", {}, R"({"kid":"1LTMzakihiRla_8z2BEJVXeWMqo","alg":"RS256"})",
        R"({"ver":1,"jti":"AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE","iss":"https://example.okta.com/oauth2/default","aud":"api://default","iat":1799999900,"exp":1800003500,"cid":"0oab8eb55Kb9jdMIr5d6","uid":"00ub8eb55Kb9jdMIr5d6","scp":["openid","profile"],"auth_time":1799999800,"sub":"alice@example.com"})");
    row("Cognito", "access-token", {"aud-missing"}, R"({"kid":"abcdefghijklmnopqrsexample=","alg":"RS256"})",
        R"({"sub":"aaaaaaaa-bbbb-cccc-dddd-example","device_key":"aaaaaaaa-bbbb-cccc-dddd-example","cognito:groups":["admin"],"iss":"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example","version":2,"client_id":"xxxxxxxxxxxxexample","origin_jti":"aaaaaaaa-bbbb-cccc-dddd-example","event_id":"64f513be-32db-42b0-b78e-b02127b4f463","token_use":"access","scope":"phone openid profile email","auth_time":1799999900,"exp":1800003500,"iat":1799999900,"jti":"aaaaaaaa-bbbb-cccc-dddd-example","username":"alice"})");
    row("Google", "id-token", {},
        R"({"alg":"RS256","kid":"c7e1141059a19b2187ec8a02d0e0d4f1b4a3b1a1","typ":"JWT"})",
        R"({"iss":"https://accounts.google.com","azp":"407408718192.apps.googleusercontent.com","aud":"407408718192.apps.googleusercontent.com","sub":"110169484474386276334","hd":"example.com","email":"alice@example.com","email_verified":true,"at_hash":"HK6E_P6Dh8Y93mRNtsDB1Q","name":"Alice Example","picture":"https://lh3.googleusercontent.com/a-/abc=s96-c","given_name":"Alice","family_name":"Example","iat":1799999900,"exp":1800003500})");
    row("Firebase", "id-token", {},
        R"({"alg":"RS256","kid":"f90fb1ae048a548fb681ad6092b0b869ea467ac6","typ":"JWT"})",
        R"({"name":"Alice","iss":"https://securetoken.google.com/example-project","aud":"example-project","auth_time":1799990000,"user_id":"Xb2ZkQ7qgZTl1kzvV8kC3mW1a9h2","sub":"Xb2ZkQ7qgZTl1kzvV8kC3mW1a9h2","iat":1799999900,"exp":1800003500,"email":"alice@example.com","email_verified":false,"firebase":{"identities":{"email":["alice@example.com"]},"sign_in_provider":"password"}})");
    row("GitHub Actions", "plain-jwt", {},
        R"({"typ":"JWT","alg":"RS256","x5t":"ykNaY4qM_ta4k2TgZOCEYLkcYlA","kid":"78167F727DEC5D801DD1C8784C704A1C880EC0E1"})",
        R"({"jti":"a51bd4ae-1b2a-4b5a-b8e8-3f9f5f0a7f2b","sub":"repo:octo-org/octo-repo:environment:prod","environment":"prod","aud":"https://github.com/octo-org","ref":"refs/heads/main","sha":"a5ee8ac1c1a9fe6b5b1f5a4a9f9a5f1bd8c3a001","repository":"octo-org/octo-repo","repository_owner":"octo-org","actor_id":"12","repository_visibility":"private","repository_id":"74","repository_owner_id":"65","run_id":"4545434542","run_number":"10","run_attempt":"2","runner_environment":"github-hosted","actor":"octocat","workflow":"example-workflow","head_ref":"","base_ref":"","event_name":"workflow_dispatch","ref_type":"branch","job_workflow_ref":"octo-org/octo-automation/.github/workflows/oidc.yml@refs/heads/main","iss":"https://token.actions.githubusercontent.com","nbf":1799999300,"exp":1800000200,"iat":1799999900})");
    row("GitLab CI", "plain-jwt", {},
        R"({"kid":"4i3sFE7sxqNPOT7FdvcGA1ZVGGI_r-tsDXnEuYT4ZqE","typ":"JWT","alg":"RS256"})",
        R"({"namespace_id":"72","namespace_path":"my-group","project_id":"20","project_path":"my-group/my-project","user_id":"1","user_login":"sample-user","user_email":"sample-user@example.com","user_identities":[{"provider":"github","extern_uid":"2435223452345"}],"pipeline_id":"574","pipeline_source":"push","job_id":"302","ref":"feature-branch-1","ref_type":"branch","ref_path":"refs/heads/feature-branch-1","ref_protected":"false","groups_direct":["mygroup/mysubgroup"],"environment":"test-environment2","environment_protected":"false","deployment_tier":"testing","runner_id":1,"runner_environment":"self-hosted","sha":"714a629c0b401fdce83e847fc9589983fc6f46bc","project_visibility":"public","ci_config_ref_uri":"gitlab.example.com/my-group/my-project//.gitlab-ci.yml@refs/heads/main","jti":"235b3a54-b797-45c7-ae9a-f72d7bc6ef5b","iat":1799999900,"nbf":1799999895,"exp":1800003500,"iss":"https://gitlab.example.com","sub":"project_path:my-group/my-project:ref_type:branch:ref:feature-branch-1","aud":"https://vault.example.com"})");
    row("Kubernetes", "kubernetes-service-account", {},
        R"({"alg":"RS256","kid":"9dPp1pV9l1oY0sNfWJ1v1CeF6g3oQ0c"})",
        R"({"aud":["https://kubernetes.default.svc.cluster.local"],"exp":1831535900,"iat":1799999900,"iss":"https://kubernetes.default.svc.cluster.local","jti":"ea28ed49-2e11-4280-9ec5-bc3d1d84661a","kubernetes.io":{"namespace":"kube-system","node":{"name":"node-1","uid":"58456cb0-dd00-45ed-b797-5578fdceaced"},"pod":{"name":"coredns-69cbfb9798-jv9gn","uid":"778a530c-b3f4-47c0-9cd5-ab018fb64f33"},"serviceaccount":{"name":"coredns","uid":"a087d5a0-e1dd-43ec-93ac-f13d89cd13af"},"warnafter":1800003507},"nbf":1799999900,"sub":"system:serviceaccount:kube-system:coredns"})");
    row("Apple", "id-token", {"time-long-lived"}, R"({"kid":"fh6Bs8C","alg":"RS256"})",
        R"({"iss":"https://appleid.apple.com","aud":"com.example.app","exp":1800086300,"iat":1799999900,"sub":"001234.abcdef0123456789abcdef0123456789.0123","nonce":"c2hhMjU2","c_hash":"5Q9sEHIyUYvMsj_z9wVJOg","email":"x7k2m@privaterelay.appleid.com","email_verified":"true","is_private_email":"true","auth_time":1799999890,"nonce_supported":true,"real_user_status":2})");
    row("Supabase", "access-token", {}, R"({"alg":"HS256","kid":"k1a2b3c4d5","typ":"JWT"})",
        R"({"iss":"https://abcdefghijklmnop.supabase.co/auth/v1","sub":"9d1a4f2e-3b7c-4b0e-9f9f-0d4b6a1c2e3f","aud":"authenticated","exp":1800003500,"iat":1799999900,"email":"alice@example.com","phone":"","app_metadata":{"provider":"email","providers":["email"]},"user_metadata":{"email":"alice@example.com","email_verified":true,"phone_verified":false},"role":"authenticated","aal":"aal1","amr":[{"method":"password","timestamp":1799999900}],"session_id":"1f0c2f86-2cf3-4d2e-8a9b-4b3a2e1d0c9f","is_anonymous":false})");
}

void TestQuiet::isQuietAboutWellKnownIssuers()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, claims);
    QFETCH(QByteArrayList, warnings);
    const ReportPtr report = makeReport(tokenOf(claims, header), at(now));
    QTEST(report->purpose.name, "purpose");
    QByteArrayList found;
    for (const Finding &finding : report->findings) {
        QVERIFY2(finding.severity != Severity::Error, qPrintable(finding.message));
        if (finding.severity == Severity::Warning)
            found << finding.id;
    }
    QCOMPARE(found, warnings);
    QVERIFY(found.size() <= 1);
    QCOMPARE(report->verdict.level, Level::Neutral);
    QVERIFY(report->verdict.text.startsWith(u"Not expired: "));
}

QTEST_APPLESS_MAIN(TestQuiet)
#include "tst_quiet.moc"
