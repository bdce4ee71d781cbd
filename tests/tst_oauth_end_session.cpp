#include "oauth/end_session.h"
#include "support/oauth_answers.h"

using namespace claimcheck;
using namespace claimcheck::oauth;
using namespace Qt::StringLiterals;
using oauth_answers::Scene;
using oauth_answers::secret;

class TestOauthEndSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void postsWhatTheStandardNames_data();
    void postsWhatTheStandardNames();
    void aLinkHoldsNoToken_data();
    void aLinkHoldsNoToken();
    void needsAnEndpoint();
};

void TestOauthEndSession::postsWhatTheStandardNames_data()
{
    QTest::addColumn<QString>("clientId");
    QTest::addColumn<QByteArray>("idToken");
    QTest::addColumn<QUrl>("redirect");
    QTest::addColumn<QByteArray>("state");
    QTest::addColumn<QByteArrayList>("fields");
    const QUrl back(u"http://127.0.0.1:51234/signed-out"_s);
    QTest::newRow("RP-Initiated Logout 1.0 section 2")
        << u"client"_s << "a.b.c"_qba << back << "st"_qba
        << QByteArrayList{"id_token_hint=a.b.c", "client_id=client",
                          "post_logout_redirect_uri=http://127.0.0.1:51234/signed-out", "state=st"};
    // A state without a redirect comes back nowhere.
    QTest::newRow("no way back") << u"client"_s << "a.b.c"_qba << QUrl() << "st"_qba
                                 << QByteArrayList{"id_token_hint=a.b.c", "client_id=client"};
    QTest::newRow("no ID Token") << u"client"_s << QByteArray() << back << "st"_qba
                                 << QByteArrayList{
                                        "client_id=client",
                                        "post_logout_redirect_uri=http://127.0.0.1:51234/signed-out",
                                        "state=st"};
    QTest::newRow("no client") << QString() << "a.b.c"_qba << QUrl() << QByteArray()
                               << QByteArrayList{"id_token_hint=a.b.c"};
    QTest::newRow("another language") << u"clïent"_s << QByteArray() << QUrl() << QByteArray()
                                      << QByteArrayList{"client_id=cl\xc3\xaf"
                                                        "ent"};
}

void TestOauthEndSession::postsWhatTheStandardNames()
{
    QFETCH(QString, clientId);
    QFETCH(QByteArray, idToken);
    QFETCH(QUrl, redirect);
    QFETCH(QByteArray, state);
    QFETCH(QByteArrayList, fields);
    Scene scene;
    scene.server.endSessionEndpoint = QUrl(u"https://op.example/end?a=1"_s);
    scene.client = {.id = clientId, .secret = secret("never")};
    const auto ending = endSession(scene.server, scene.client, Secret(idToken), redirect, state);
    QVERIFY(ending);
    QCOMPARE(ending->endpoint, scene.server.endSessionEndpoint);
    QByteArrayList posted;
    for (const auto &[name, value] : ending->fields)
        posted << name + '=' + value.reveal().toByteArray();
    QCOMPARE(posted, fields);
}

void TestOauthEndSession::aLinkHoldsNoToken_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<QUrl>("redirect");
    QTest::addColumn<QByteArray>("link");
    const QUrl back(u"http://127.0.0.1:51234/signed-out"_s);
    const QByteArray returning =
        "post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A51234%2Fsigned-out&state=a%26b";
    QTest::newRow("RP-Initiated Logout 1.0 section 2")
        << u"https://op.example/end"_s << back << "https://op.example/end?client_id=client&" + returning;
    QTest::newRow("no way back") << u"https://op.example/end"_s << QUrl()
                                 << "https://op.example/end?client_id=client"_qba;
    QTest::newRow("beside what the endpoint has") << u"https://op.example/end?p=a%20b&client_id=x"_s << QUrl()
                                                  << "https://op.example/end?p=a%20b&client_id=client"_qba;
}

void TestOauthEndSession::aLinkHoldsNoToken()
{
    QFETCH(QString, endpoint);
    QFETCH(QUrl, redirect);
    QFETCH(QByteArray, link);
    Scene scene;
    scene.server.endSessionEndpoint = QUrl(endpoint);
    const auto url = endSessionUrl(scene.server, scene.client, redirect, "a&b");
    QVERIFY(url);
    QCOMPARE(url->toEncoded(), link);
}

void TestOauthEndSession::needsAnEndpoint()
{
    const Scene scene;
    const auto ending = endSession(scene.server, scene.client, secret("a.b.c"), {}, {});
    QVERIFY(!ending);
    QCOMPARE(ending.error().code, ErrorCode::EndpointMissing);
    QCOMPARE(ending.error().subject, u"end_session_endpoint"_s);
    QCOMPARE(jose_tools::codeOf(endSessionUrl(scene.server, scene.client, {}, {})), "EndpointMissing");
}

QTEST_GUILESS_MAIN(TestOauthEndSession)
#include "tst_oauth_end_session.moc"
