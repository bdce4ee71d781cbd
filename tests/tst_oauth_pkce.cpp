#include "oauth/pkce.h"

#include <QSet>
#include <QTest>

using namespace claimcheck;
using namespace claimcheck::oauth;

class TestOauthPkce : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void challengeOfRfc7636AppendixB();
    void verifierIsAsTheStandardWantsIt();
    void verifiersDiffer();
};

void TestOauthPkce::challengeOfRfc7636AppendixB()
{
    const Secret verifier(QByteArrayView("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
    QCOMPARE(s256Challenge(verifier), QByteArray("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
}

void TestOauthPkce::verifierIsAsTheStandardWantsIt()
{
    // RFC 7636 section 4.1: 43 to 128 unreserved characters. Ours are 256 bits as base64url.
    const Result<Pkce> pkce = makePkce();
    QVERIFY(bool(pkce));
    QCOMPARE(pkce->verifier.size(), 43);
    for (const char c : pkce->verifier.reveal())
        QVERIFY(
            QByteArrayView("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_").contains(c));
    QCOMPARE(pkce->challenge, s256Challenge(pkce->verifier));
    QCOMPARE(pkce->challenge.size(), 43);
}

void TestOauthPkce::verifiersDiffer()
{
    QSet<QByteArray> challenges;
    for (int i = 0; i < 100; ++i)
        challenges.insert(makePkce().value().challenge);
    QCOMPARE(challenges.size(), 100);
}

QTEST_GUILESS_MAIN(TestOauthPkce)
#include "tst_oauth_pkce.moc"
