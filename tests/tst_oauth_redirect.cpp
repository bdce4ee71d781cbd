#include "oauth/authorization.h"
#include "oauth_request_tools.h"

using namespace oauth_request_tools;

class TestOauthRedirect : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judgesTheAnswer_data();
    void judgesTheAnswer();
    void saysWhatTheServerSays();
    void takesAMegabyteOfNothing();
};

void TestOauthRedirect::judgesTheAnswer_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("value"); // of the code, or the error's subject
    QTest::addColumn<bool>("issRequired");
    const auto row = [](const char *name, const QByteArray &query, const char *code, const char *value,
                        bool issRequired = false) {
        QTest::newRow(name) << query << QByteArray(code) << QByteArray(value) << issRequired;
    };
    const QByteArray iss = "&iss=https%3A%2F%2Fhonest.as.example"; // RFC 9207 section 2.1
    row("rfc6749-4.1.2", "code=SplxlOBeZQQYbYS6WxSbIA&state=xyz", "none", "SplxlOBeZQQYbYS6WxSbIA");
    row("rfc9207-2.1", "code=x1848ZT64p4IirMPT0R-X3141MFPTuBX-VFL_cvaplMH58&state=xyz" + iss, "none",
        "x1848ZT64p4IirMPT0R-X3141MFPTuBX-VFL_cvaplMH58", true);
    row("iss that nobody promised", "code=a&state=xyz" + iss, "none", "a");
    row("iss that is not encoded", "code=a&state=xyz&iss=https://honest.as.example", "none", "a", true);
    row("in another order", iss.mid(1) + "&state=xyz&code=a", "none", "a", true);
    row("an encoded state", "code=a&state=%78%79%7A", "none", "a");
    row("a code that is encoded", "code=4%2F0AX%3D%2B&state=xyz", "none", "4/0AX=+");
    row("parameters of others", "code=a&state=xyz&session_state=s&scope=openid%20email&utm=", "none", "a");
    row("empty parts", "&code=a&&state=xyz&", "none", "a");

    row("no state", "code=a", "StateMismatch", "state");
    row("an empty state", "code=a&state=", "StateMismatch", "state");
    row("another state", "code=a&state=xyZ", "StateMismatch", "state");
    row("a longer state", "code=a&state=xyzz", "StateMismatch", "state");
    row("a shorter state", "code=a&state=xy", "StateMismatch", "state");
    row("a state with a NUL", "code=a&state=xyz%00", "StateMismatch", "state");
    row("nothing", "", "StateMismatch", "state");
    row("a name in another case", "code=a&State=xyz", "StateMismatch", "state");
    row("an error of a stranger", "error=access_denied&state=other", "StateMismatch", "state");
    row("an error without a state", "error=access_denied", "StateMismatch", "state");

    row("two codes", "code=a&code=a&state=xyz", "ParameterRepeated", "code");
    row("two states", "code=a&state=xyz&state=xyz", "ParameterRepeated", "state");
    row("two states, one of them right", "state=abc&code=a&state=xyz", "ParameterRepeated", "state");
    row("two iss", "code=a&state=xyz" + iss + iss, "ParameterRepeated", "iss");
    row("two of anything", "code=a&state=xyz&x=1&x=2", "ParameterRepeated", "x");
    row("twice through an encoding", "code=a&%63ode=b&state=xyz", "ParameterRepeated", "code");
    row("twice, once empty", "code=a&code&state=xyz", "ParameterRepeated", "code");

    row("no iss where it is promised", "code=a&state=xyz", "ResponseIssuerMissing", "iss", true);
    row("an empty iss where it is promised", "code=a&state=xyz&iss=", "ResponseIssuerMissing", "iss", true);
    row("another iss", "code=a&state=xyz&iss=https%3A%2F%2Fattacker.example", "IssuerMismatch", "iss");
    row("another iss where it is promised", "code=a&state=xyz&iss=https%3A%2F%2Fattacker.example",
        "IssuerMismatch", "iss", true);
    row("iss with a slash more", "code=a&state=xyz" + iss + "%2F", "IssuerMismatch", "iss", true);
    row("iss in another case", "code=a&state=xyz&iss=https%3A%2F%2FHONEST.as.example", "IssuerMismatch",
        "iss", true);
    row("an error of another issuer", "error=access_denied&state=xyz&iss=https%3A%2F%2Fattacker.example",
        "IssuerMismatch", "iss");
    row("an error without iss where it is promised", "error=access_denied&state=xyz", "ResponseIssuerMissing",
        "iss", true);

    row("rfc6749-4.1.2.1", "error=access_denied&state=xyz", "AuthorizationDenied", "access_denied");
    row("rfc9207-2.2", "error=access_denied&state=xyz" + iss, "AuthorizationDenied", "access_denied", true);
    for (const char *error :
         {"invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope",
          "server_error", "temporarily_unavailable", "login_required", "consent_required"})
        row(error, QByteArray("error=") + error + "&state=xyz", "AuthorizationRefused", error);
    row("an error and a code", "error=login_required&code=a&state=xyz", "AuthorizationRefused",
        "login_required");
    row("an empty error and a code", "error=&code=a&state=xyz", "none", "a");
    row("a long error", "error=" + QByteArray(100, 'e') + "&state=xyz", "AuthorizationRefused",
        QByteArray(QByteArray(63, 'e') + "\xe2\x80\xa6").constData());
    row("an invisible error", "error=a%E2%80%AEb&state=xyz", "AuthorizationRefused", "a⟨U+202E⟩b");

    row("no code", "state=xyz", "CodeMissing", "code");
    row("an empty code", "code=&state=xyz", "CodeMissing", "code");
    row("a code with a line end", "code=a%0D%0A&state=xyz", "CodeMissing", "code");
    row("a code with a NUL", "code=a%00b&state=xyz", "CodeMissing", "code");
    row("a code that is not ASCII", "code=%C3%A4&state=xyz", "CodeMissing", "code");
    row("a token in place of a code", "access_token=a&state=xyz", "CodeMissing", "code");
}

void TestOauthRedirect::judgesTheAnswer()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, code);
    QFETCH(QByteArray, value);
    QFETCH(bool, issRequired);
    const AuthorizationExpectations expectations{"xyz", u"https://honest.as.example"_s, issRequired};
    const Result<AuthorizationCode> answered = validateAuthorizationResponse(query, expectations);
    QCOMPARE(codeOf(answered), code);
    QCOMPARE(answered ? text(answered->value()) : answered.error().subject.toUtf8(), value);
    if (answered)
        QCOMPARE(answered->issuerWasSent(), query.contains("iss="));

    // Without a state of our own nothing is ours.
    QVERIFY(!validateAuthorizationResponse(query, {{}, expectations.issuer, issRequired}));
}

void TestOauthRedirect::saysWhatTheServerSays()
{
    const auto refused = [](const QByteArray &description) {
        return validateAuthorizationResponse("error=access_denied&state=xyz&error_description=" + description,
                                             {.state = "xyz", .issuer = {}})
            .error()
            .detail;
    };
    QCOMPARE(refused("The+resource%20owner+said+no."), u"The resource owner said no."_s);
    QCOMPARE(refused(""), QString());
    QCOMPARE(refused("a%0D%0Ab%E2%80%AEc%00d"), u"a bc d"_s);
    QCOMPARE(refused("%3Cb%3E%22x%22%3C%2Fb%3E"), u"<b>\"x\"</b>"_s);
    QCOMPARE(refused(QByteArray(10'000, 'x')).size(), 300);
    QVERIFY(!refused("%FF%FE").contains(QChar::Null));
}

void TestOauthRedirect::takesAMegabyteOfNothing()
{
    const AuthorizationExpectations expectations{"xyz", u"https://honest.as.example"_s, false};
    const QByteArray right = "code=a&state=xyz";
    for (const QByteArray &more : {QByteArray(1'000'000, '&'), QByteArray(1'000'000, 'a'),
                                   QByteArray("a&").repeated(500'000), QByteArray("%").repeated(500'000)})
        QCOMPARE(codeOf(validateAuthorizationResponse(right + '&' + more, expectations)),
                 QByteArray("StateMismatch"));
    QByteArray many = right;
    for (int i = 0; i < 62; ++i)
        many += '&' + QByteArray::number(i) + "=1";
    QCOMPARE(codeOf(validateAuthorizationResponse(many, expectations)), QByteArray("none"));
    QCOMPARE(codeOf(validateAuthorizationResponse(many + "&more=1", expectations)),
             QByteArray("StateMismatch"));
}

QTEST_GUILESS_MAIN(TestOauthRedirect)
#include "tst_oauth_redirect.moc"
