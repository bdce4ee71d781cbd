#include "denial_cases.h"

#include "requests/denial_remedy.h"

#include <QTest>

using namespace denial_cases;

/// What is said of a failure is short, and offers what can be done: a stranger's words make no request, no
/// sign-in and no address that a person has not read.
class TestDenialLimits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void speaksOfATokenOnlyWhereOneWasSent_data();
    void speaksOfATokenOnlyWhereOneWasSent();
    void doesNotContradictItself();
    void promisesNothingThatTheProfileHasNot_data();
    void promisesNothingThatTheProfileHasNot();
    void takesNoStrangersWordsIntoASignIn_data();
    void takesNoStrangersWordsIntoASignIn();
    void takesNoStrangersWordsIntoARequest();
    void leadsNowhereUnseen_data();
    void leadsNowhereUnseen();
    void staysAtHome();
    void waitsADayAtMost();
    void sendsNothingElsewhereByItself();
    void leavesSecretsBehind();
    void staysShort_data();
    void staysShort();
};

void TestDenialLimits::speaksOfATokenOnlyWhereOneWasSent_data()
{
    QTest::addColumn<QByteArray>("challenge");
    QTest::newRow("invalid") << R"(Bearer error="invalid_token")"_qba;
    QTest::newRow("expired")
        << R"(Bearer error="invalid_token", error_description="The token has expired")"_qba;
    QTest::newRow("scope") << R"(Bearer error="insufficient_scope", scope="admin")"_qba;
    QTest::newRow("stronger")
        << R"(Bearer error="insufficient_user_authentication", acr_values="urn:mfa")"_qba;
    QTest::newRow("nonce") << R"(DPoP error="use_dpop_nonce")"_qba;
    QTest::newRow("proof") << R"(DPoP error="invalid_dpop_proof")"_qba;
    QTest::newRow("metadata")
        << R"(Bearer resource_metadata="https://api.example/.well-known/oauth-protected-resource")"_qba;
}

void TestDenialLimits::speaksOfATokenOnlyWhereOneWasSent()
{
    QFETCH(const QByteArray, challenge);
    const auto speaksOfToken = [](const DenialFacts &facts) {
        const auto causes = explainDenial(facts);
        return std::any_of(causes.begin(), causes.end(), [](const DenialCause &cause) {
            return cause.sentence.contains(u"token"_s, Qt::CaseInsensitive) ||
                   cause.sentence.contains(u"DPoP"_s);
        });
    };
    // All that can be wrong with a token, of a profile whose token did not go along.
    const auto facts = with(challenged(challenge), [](auto &f) {
        f.response->credentialSent = false;
        f.token->expiresAt = now_ - seconds(5);
        f.token->notBefore = now_ + seconds(5);
        f.token->isBoundToKey = f.token->isBoundToCertificate = f.token->looksLikeIdToken = true;
        f.token->audience = {u"https://other.example"_s};
        f.skew = std::chrono::hours(1);
    });
    QCOMPARE(explainDenial(facts).front().id, "no-credential"_qba);
    QVERIFY(!speaksOfToken(facts));
    QVERIFY(!speaksOfToken(with(facts, [](auto &f) { f.profile.clear(); })));
    // It went along, and everything is said.
    QVERIFY(speaksOfToken(with(facts, [](auto &f) { f.response->credentialSent = true; })));
    // The request's own: of that only the server speaks, and no sign-in mends it.
    const auto own = with(facts, [](auto &f) { f.headers = {{"Authorization", "Bearer mine"}}; });
    QCOMPARE(speaksOfToken(own), challenge.contains("error=") && !challenge.contains("user_auth"));
    for (const DenialCause &cause : explainDenial(own))
        QVERIFY2(cause.action.kind != Kind::SignIn && cause.action.kind != Kind::Refresh,
                 cause.id.constData());
}

/// That nothing is wrong with the token is not said beside what is.
void TestDenialLimits::doesNotContradictItself()
{
    const auto saysNothingIsWrong = [](const DenialFacts &facts) {
        const auto causes = explainDenial(facts);
        return std::any_of(causes.begin(), causes.end(),
                           [](const DenialCause &cause) { return cause.id == "ended-at-server"; });
    };
    QVERIFY(saysNothingIsWrong(refused()));
    QVERIFY(!saysNothingIsWrong(with(refused(), [](auto &f) { f.token->expiresAt = now_ - seconds(5); })));
    QVERIFY(!saysNothingIsWrong(challenged("Bearer error=\"invalid_token\"")));
}

/// A button for what the profile's kind of sign-in does not have is none.
void TestDenialLimits::promisesNothingThatTheProfileHasNot_data()
{
    QTest::addColumn<DenialFacts>("facts");
    QTest::addColumn<QString>("setting");
    QTest::addColumn<int>("before");
    QTest::addColumn<int>("without");
    QTest::addColumn<int>("pasted"); // where any other token can be pasted
    const auto row = [](const char *name, const DenialFacts &facts, const char *setting, Kind before,
                        Kind without, Kind pasted) {
        QTest::newRow(name) << facts << QString::fromLatin1(setting) << int(before) << int(without)
                            << int(pasted);
    };
    row("scope", challenged("Bearer error=\"insufficient_scope\", scope=\"write\"", 403), "scope",
        Kind::SignInWithScope, Kind::None, Kind::SignInWithScope);
    row("audience", with(refused(), [](auto &f) { f.token->audience = {u"https://other.example"_s}; }),
        "resource", Kind::SignInForAudience, Kind::None, Kind::SignInForAudience);
    row("stronger", challenged("Bearer error=\"insufficient_user_authentication\", acr_values=\"urn:mfa\""),
        "acr_values", Kind::StepUp, Kind::SignIn, Kind::SignIn);
    row("DPoP", challenged("DPoP algs=\"ES256\""), "dpop", Kind::UseProof, Kind::None, Kind::None);
    row("scheme", challenged("Token"), "header.scheme", Kind::SetScheme, Kind::None, Kind::None);
    row("origin",
        with(refused(),
             [](auto &f) {
                 f.response->credentialSent = false;
                 f.response->withheld = {{http::Withheld::What::Credential, {}, api}};
             }),
        "origins", Kind::AllowOrigin, Kind::None, Kind::None);
}

void TestDenialLimits::promisesNothingThatTheProfileHasNot()
{
    QFETCH(DenialFacts, facts);
    QFETCH(const QString, setting);
    QTEST(int(explainDenial(facts).front().action.kind), "before");
    facts.lacksSettings = {setting};
    QTEST(int(explainDenial(facts).front().action.kind), "without");
    facts.isPasted = true;
    QTEST(int(explainDenial(facts).front().action.kind), "pasted");
}

/// What a challenge names is asked for only where it is what the standard allows there, and little enough to
/// be read by whoever agrees to it.
void TestDenialLimits::takesNoStrangersWordsIntoASignIn_data()
{
    QTest::addColumn<QByteArray>("challenge");
    QTest::addColumn<int>("action");
    QTest::addColumn<QString>("text");
    const auto scope = [](const QByteArray &list) {
        return R"(Bearer error="insufficient_scope", scope=")" + list + '"';
    };
    QByteArray many;
    for (int i = 0; i < 10'000; ++i)
        many += "s" + QByteArray::number(i) + ' ';
    QTest::newRow("two scopes") << scope("write admin") << int(Kind::SignInWithScope)
                                << u"read write admin"_s;
    QTest::newRow("one thrice") << scope("write write  write") << int(Kind::SignInWithScope)
                                << u"read write"_s;
    QTest::newRow("10,000 scopes") << scope(many) << int(Kind::None) << QString();
    QTest::newRow("a scope without end") << scope(QByteArray(100'000, 'x')) << int(Kind::None) << QString();
    QTest::newRow("control and bidi characters") << scope("write\xe2\x80\xae"
                                                          " ad\nmin")
                                                 << int(Kind::SignInWithScope) << QString();
    const QByteArray audience = R"(Bearer error="invalid_token", error_description="wrong audience")";
    QTest::newRow("this server's resource")
        << audience + R"(, resource_metadata="https://api.example/.well-known/oauth-protected-resource/v1")"
        << int(Kind::SignInForAudience) << u"https://api.example/v1"_s;
    // Its token would be sent to this server.
    QTest::newRow("a bank's resource")
        << audience + R"(, resource_metadata="https://bank.example/.well-known/oauth-protected-resource")"
        << int(Kind::SignInForAudience) << u"https://api.example"_s;
    const QByteArray stronger = R"(Bearer error="insufficient_user_authentication", acr_values=")";
    QTest::newRow("one level") << stronger + "urn:mfa\"" << int(Kind::StepUp) << u"urn:mfa"_s;
    QTest::newRow("a level without end")
        << stronger + QByteArray(100'000, 'x') + '"' << int(Kind::StepUp) << QString();
    QTest::newRow("a scheme without end")
        << QByteArray(100'000, 'x') + " realm=a" << int(Kind::None) << QString();
}

void TestDenialLimits::takesNoStrangersWordsIntoASignIn()
{
    QFETCH(const QByteArray, challenge);
    const auto facts = with(challenged(challenge), [](auto &f) {
        if (f.response->headers.front().value.contains("audience"))
            f.token->audience = {u"other-api"_s};
    });
    const DenialAction action = explainDenial(facts).front().action;
    QTEST(int(action.kind), "action");
    QTEST(action.text, "text");
}

/// A header or a method from a server's answer goes into a request, where braces would be a variable.
void TestDenialLimits::takesNoStrangersWordsIntoARequest()
{
    const auto action = [](int status, const char *name, const QByteArray &value) {
        return explainDenial(answered(status, {{name, value}}, {}, "POST")).front().action;
    };
    QCOMPARE(action(415, "Accept-Post", "text/turtle; q=1, a/b").text, u"Content-Type: text/turtle"_s);
    for (const char *hostile :
         {"{{keychain:prod}}", "text/{{keychain:prod}}", "text/plain\r\nX-A: b", "*/*", "x"})
        QCOMPARE(int(action(415, "Accept-Post", hostile).kind), int(Kind::None));
    QCOMPARE(action(405, "Allow", "OPTIONS, DELETE, PUT").text, u"PUT"_s);
    for (const char *hostile : {"DELETE", "{{method}}", "G E T", "OPTIONS, HEAD", "POST"})
        QCOMPARE(action(405, "Allow", hostile).text, QString());
}

/// Where a button leads stands on it; what is no web address, or would not be sent safely, has none.
void TestDenialLimits::leadsNowhereUnseen_data()
{
    QTest::addColumn<QByteArray>("metadata");
    QTest::addColumn<QString>("label"); // empty: no button
    const auto at = [](const char *server) {
        return u"Read which issuers it trusts, at %1"_s.arg(QString::fromLatin1(server));
    };
    QTest::newRow("its own") << "https://api.example/m"_qba << at("api.example");
    QTest::newRow("another server") << "https://evil.example:8443/m"_qba << at("evil.example:8443");
    QTest::newRow("letters that look alike")
        << "https://\xd0\xb0pi.example/m"_qba << at("xn--pi-6kc.example");
    QTest::newRow("a name that misleads") << "https://api.example@evil.example/m"_qba << QString();
    QTest::newRow("this machine") << "http://127.0.0.1:8080/m"_qba << QString();
    QTest::newRow("this machine, with a final dot") << "https://localhost./m"_qba << QString();
    QTest::newRow("unencrypted") << "http://evil.example/m"_qba << QString();
    QTest::newRow("a file") << "file:///etc/passwd"_qba << QString();
    QTest::newRow("a script") << "javascript:alert(1)"_qba << QString();
    QTest::newRow("without end") << "https://api.example/" + QByteArray(100'000, 'm') << QString();
}

void TestDenialLimits::leadsNowhereUnseen()
{
    QFETCH(const QByteArray, metadata);
    QFETCH(const QString, label);
    const auto causes = explainDenial(challenged("Bearer resource_metadata=\"" + metadata + '"'));
    const auto found = std::find_if(causes.begin(), causes.end(), [](const DenialCause &cause) {
        return cause.action.kind == Kind::ReadMetadata;
    });
    QCOMPARE(found == causes.end() ? QString() : actionText(found->action), label);
}

/// A server of this machine may name another one of it; a redirect to a server elsewhere ends that.
void TestDenialLimits::staysAtHome()
{
    const auto at = [](const char *asked, const char *answered) {
        const auto causes =
            explainDenial(with(challenged("Bearer resource_metadata=\"http://localhost:9/m\""), [&](auto &f) {
                f.url = QUrl(QString::fromLatin1(asked));
                f.response->url = QUrl(QString::fromLatin1(answered));
            }));
        return std::any_of(causes.begin(), causes.end(),
                           [](const DenialCause &cause) { return cause.action.kind == Kind::ReadMetadata; });
    };
    QVERIFY(at("https://localhost./", "http://127.0.0.1:8080/"));
    QVERIFY(!at("http://127.0.0.1:8080/", "https://api.example/"));
}

/// Nobody waits for more than a day, and no number is too large to wait for.
void TestDenialLimits::waitsADayAtMost()
{
    const auto action = [](seconds left) {
        const auto causes =
            explainDenial(with(refused(), [&](auto &f) { f.token->notBefore = now_ + left; }));
        Q_ASSERT(causes.front().id == "token-not-yet-valid");
        return causes.front().action;
    };
    QCOMPARE(action(seconds(86'400)), (DenialAction{Kind::Wait, {}, {}, seconds(86'400)}));
    QCOMPARE(action(seconds(86'401)), DenialAction{});
    const auto behind =
        explainDenial(with(refused(), [](auto &f) { f.skew = -std::chrono::hours(48); })).front();
    QVERIFY(behind.id == "clocks-differ" && behind.action == DenialAction{});
    QCOMPARE(remedyFor({Kind::Wait, {}, {}, seconds(4'000'000)}, {}, {}).wait, seconds(86'400));
}

/// What only the first server was to have is sent to another one by nobody but a person.
void TestDenialLimits::sendsNothingElsewhereByItself()
{
    auto facts = failed(ErrorCode::RedirectLeavesOrigin, u"https://evil.example"_s);
    facts.url.setQuery(u"page=2&api_key=k&access%5Ftoken=t&q=ghp_0123456789abcdefghijABCDEFGHIJ012345"_s);
    const DenialAction action = explainDenial(facts).front().action;
    QCOMPARE(action.url, QUrl(u"https://evil.example/v1/things?page=2"_s));
    http::Request request;
    request.url = facts.url;
    request.headers = {{"X-Foo", "Bearer mine"}, {"Accept", "text/plain"}, {"Content-Type", "text/plain"}};
    const auto then = [&] { return int(remedyFor(action, request, {}).then); };
    QCOMPARE(then(), int(Remedy::Then::Send));
    QCOMPARE(actionText(action, facts), u"Send to https://evil.example"_s);
    QCOMPARE(remedyFor(action, request, {}).request->headers, (http::Headers{{"Accept", "text/plain"}}));
    request.method = facts.method = "DELETE";
    QCOMPARE(then(), int(Remedy::Then::FillIn));
    QCOMPARE(actionText(action, facts), u"Fill in https://evil.example, without sending"_s);
    request.method = facts.method = "GET";
    facts.hasBody = true;
    QCOMPARE(actionText(action, facts), u"Fill in https://evil.example, without sending"_s);
    request.body = R"({"password":"hunter2"})";
    QCOMPARE(then(), int(Remedy::Then::FillIn));
    QCOMPARE(remedyFor(action, request, {}).request->url, action.url);
    // The same server, by another path or encrypted.
    request.method = "POST";
    for (const char *same : {"https://api.example:443/v2", "https://api.example/v2"}) {
        const DenialAction here{Kind::ChangeUrl, {}, QUrl(QString::fromLatin1(same))};
        QCOMPARE(int(remedyFor(here, request, {}).then), int(Remedy::Then::Send));
    }
}

/// A credential that a person wrote into the request goes to no other server because one said so.
void TestDenialLimits::leavesSecretsBehind()
{
    const auto facts = failed(ErrorCode::RedirectLeavesOrigin, u"https://evil.example"_s);
    const DenialAction action = explainDenial(facts).front().action;
    QCOMPARE(actionText(action), u"Send to https://evil.example"_s);
    http::Request request;
    request.url = facts.url;
    request.headers = {
        {"Authorization", "Bearer mine"}, {"Cookie", "sid=1"}, {"X-Api-Key", "k"}, {"Accept", "text/plain"}};
    const Remedy elsewhere = remedyFor(action, request, {});
    QCOMPARE(elsewhere.request->url.host(), u"evil.example"_s);
    QCOMPARE(elsewhere.request->headers, (http::Headers{{"Accept", "text/plain"}}));
    const DenialAction slash = explainDenial(refused(404)).front().action;
    QCOMPARE(actionText(slash), u"Send to /v1/things/"_s);
    QCOMPARE(remedyFor(slash, request, {}).request->headers, request.headers);
    // Only that one parameter is taken out of an address.
    const auto twice = with(
        refused(400), [](auto &f) { f.url = QUrl(u"https://api.example/things?page=2&access_token=x"_s); });
    QCOMPARE(explainDenial(twice).front().action.url, QUrl(u"https://api.example/things?page=2"_s));
}

/// Whatever a server writes, a person can read what is said of it.
void TestDenialLimits::staysShort_data()
{
    QTest::addColumn<DenialFacts>("facts");
    const QByteArray long_(200'000, 'x');
    const QByteArray markup = "<b>\n\r\t\xe2\x80\xae" + long_;
    QTest::newRow("description") << challenged("Bearer error=\"invalid_token\", error_description=\"" +
                                               markup + '"');
    QTest::newRow("ten million bytes")
        << answered(401, {}, R"({"error_description":")" + QByteArray(10'000'000, 'y') + R"("})");
    QTest::newRow("scheme") << challenged(long_ + " a=b");
    QTest::newRow("realm") << challenged("Basic realm=\"" + markup + '"');
    QTest::newRow("methods") << answered(405, {{"Allow", long_ + "," + QByteArray("A,").repeated(10'000)}});
    QTest::newRow("10,000 challenges") << challenged(QByteArray("Bearer a=b, ").repeated(10'000));
    QTest::newRow("audience") << with(refused(), [&](auto &f) {
        f.token->audience = QStringList(10'000, u"https://"_s + QString::fromLatin1(long_.left(100)));
    });
    QTest::newRow("issuer") << with(challenged("Bearer resource_metadata=\"https://api.example/m\""),
                                    [&](auto &f) { f.token->issuer = QString::fromLatin1(long_); });
    QTest::newRow("variable") << with(refused(404), [&](auto &f) {
        f.url = QUrl(u"https://api.example/{{"_s + QString::fromLatin1(long_) + u"}}"_s);
    });
}

void TestDenialLimits::staysShort()
{
    QFETCH(const DenialFacts, facts);
    const auto causes = explainDenial(facts);
    QVERIFY(!causes.empty());
    for (const DenialCause &cause : causes) {
        QVERIFY2(cause.sentence.size() < 300, cause.id.constData());
        QVERIFY2(!cause.sentence.contains(u'\n'), cause.id.constData());
        for (const DenialEvidence &evidence : cause.evidence)
            QVERIFY2(evidence.value.size() < 400 && !evidence.value.contains(u'\n'), cause.id.constData());
    }
}

QTEST_GUILESS_MAIN(TestDenialLimits)
#include "tst_denial_limits.moc"
