#include "denial_wire.h"

using namespace denial_wire;
Q_DECLARE_METATYPE(denial_wire::Row)

/// Why did this fail? Each row is a fault that really came over the wire: the likeliest cause is named, and
/// where the client can mend it, doing what its button says makes the next call succeed.
class TestDenialWire : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesAndMends_data();
    void namesAndMends();
    void offersAClientCertificate();
    void isQuiet_data();
    void isQuiet();
    void holdsNoSecret();
};

void TestDenialWire::namesAndMends_data()
{
    QTest::addColumn<Row>("row");
    for (const auto &rows :
         {networkRows(), tlsRows(), credentialRows(), providerRows(), answerRows(), cookieRows()}) {
        for (const Row &row : rows)
            QTest::newRow(row.name) << row;
    }
}

void TestDenialWire::namesAndMends()
{
    QFETCH(const Row, row);
    const ScenePtr scene = row.make();
    scene->send();
    const auto causes = scene->causes();
    QVERIFY2(!causes.empty(), scene->answer ? QByteArray::number(scene->answer->status).constData()
                                            : codeName(scene->answer.error().code).constData());
    QCOMPARE(causes.front().id, QByteArray(row.id));
    QCOMPARE(int(causes.front().action.kind), int(row.action));
    QVERIFY(!causes.front().evidence.empty());
    QCOMPARE(actionText(causes.front().action).isEmpty(), row.action == Kind::None);
    if (row.mended == Row::Mended::ByTheServer) {
        QCOMPARE(int(row.action), int(Kind::None)); // no button pretends otherwise
        return;
    }
    QCOMPARE(scene->perform(causes.front().action), "none"_qba);
    QCOMPARE(scene->filledIn, row.mended == Row::Mended::ByThePerson);
    scene->send();
    QVERIFY2(scene->answer, scene->answer ? "" : codeName(scene->answer.error().code).constData());
    QVERIFY2(scene->answer->status < 300, QByteArray::number(scene->answer->status).constData());
    QVERIFY2(scene->causes().empty(), scene->causes().empty() ? "" : scene->causes().front().id.constData());
}

void TestDenialWire::offersAClientCertificate()
{
    const ScenePtr scene = noClientCertificate();
    scene->send();
    const auto causes = scene->causes();
    const auto found = std::find_if(causes.begin(), causes.end(), [](const DenialCause &cause) {
        return cause.action.kind == Kind::ClientCertificate;
    });
    QVERIFY(found != causes.end());
    QCOMPARE(scene->perform(found->action), "none"_qba);
    scene->send();
    QVERIFY(scene->answer && scene->causes().empty());
}

/// An answer that is none of these is left in peace.
void TestDenialWire::isQuiet_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("JSON") << 200 << "application/json"_qba
                          << R"({"error":"none"})"_qba;
    QTest::newRow("JSON about a password") << 200 << "application/json"_qba
                                           << R"({"form":"password"})"_qba;
    QTest::newRow("a page") << 200 << "text/html"_qba
                            << "<h1>Welcome</h1><form><input name=q></form>"_qba;
    QTest::newRow("JSON sent as text") << 200 << "text/plain"_qba
                                       << "{}"_qba;
    QTest::newRow("created") << 201 << "application/json"_qba
                             << "{}"_qba;
    QTest::newRow("nothing") << 204 << ""_qba
                             << ""_qba;
    QTest::newRow("not modified") << 304 << ""_qba
                                  << ""_qba;
}

void TestDenialWire::isQuiet()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, type);
    QFETCH(const QByteArray, body);
    const auto [scene, server] = served([&](const SeenRequest &) {
        ServerAnswer answer = ServerAnswer::text(body, status);
        answer.headers = {{"Content-Type", type}};
        return answer;
    });
    scene->send();
    QVERIFY(scene->answer);
    QCOMPARE(scene->answer->status, status);
    QVERIFY(scene->causes().empty());
}

/// What a server echoes of the token stands nowhere in an explanation.
void TestDenialWire::holdsNoSecret()
{
    const QByteArray token = jwt(R"({"iss":"https://idp.example","sub":"alice","aud":"https://x.example"})");
    const auto [scene, server] = served([&](const SeenRequest &) {
        return refusal(401, R"(Bearer error="invalid_token", error_description="bad )" + token + '"',
                       R"({"error":"no )" + token + R"("})");
    });
    scene->pasted = token;
    QCOMPARE(scene->signIn(), "none"_qba);
    scene->request.url.setQuery(u"access_token="_s + QString::fromLatin1(token));
    scene->send();
    const auto causes = scene->causes();
    QVERIFY(!causes.empty());
    QString all;
    for (const DenialCause &cause : causes) {
        all += cause.sentence + actionText(cause.action);
        for (const DenialEvidence &evidence : cause.evidence)
            all += evidence.what + evidence.value;
    }
    QVERIFY(all.contains(u"invalid_token"_s));
    QVERIFY2(!all.contains(QString::fromLatin1(token.left(40))), qUtf8Printable(all));
}

QTEST_GUILESS_MAIN(TestDenialWire)
#include "tst_denial_wire.moc"
