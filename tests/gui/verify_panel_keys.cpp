// Where the keys come from: files, text, the profile, an address, an issuer.

#include "tst_verify_panel.h"

#include "jose/key_import.h"
#include "support/openssl_command.h"
#include "support/test_server.h"

#include <QLineEdit>
#include <QPointer>
#include <QTemporaryFile>

void VerifyPanelTest::keysComeFromFilesAndPastedText()
{
    m_panel->setToken(ecToken());
    choose(KeyChoice::Source::File);
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write(publicSet());
    file.close();
    QTest::keyClicks(find<QLineEdit>(*m_panel, "keyFilePath"), file.fileName());
    verify();
    QCOMPARE(outcome(), QStringLiteral("The signature matches (ES256)."));

    choose(KeyChoice::Source::Pasted);
    find<QPlainTextEdit>(*m_panel, "pastedKeys")->setPlainText(QStringLiteral("not a key"));
    verify();
    QCOMPARE(outcome(),
             QStringLiteral("The pasted text holds no key that can be read: it is text of another kind. "
                            "PEM, DER, JWK and JWK Set are read."));
    find<QPlainTextEdit>(*m_panel, "pastedKeys")->setPlainText(QString::fromUtf8(publicSet()));
    verify();
    QCOMPARE(outcome(), QStringLiteral("The signature matches (ES256)."));
}

void VerifyPanelTest::aMissingFileIsSaid()
{
    choose(KeyChoice::Source::File);
    find<QLineEdit>(*m_panel, "keyFilePath")->setText(QStringLiteral("/nonexistent/key.pem"));
    verify();
    QCOMPARE(outcome(), QStringLiteral("Cannot read key.pem: it is not a file."));
    QCOMPARE(m_panel->report()->signature.outcome, jose::SignatureOutcome::NotChecked);
}

void VerifyPanelTest::nothingChosenIsSaid()
{
    verify();
    QCOMPARE(outcome(), QStringLiteral("No key was given."));
}

void VerifyPanelTest::theProfilesKeysAreFetchedOnlyWhenAsked()
{
    int asked = 0;
    std::function<void(Result<jose::KeySet>)> answer;
    QPointer<QObject> context;
    m_panel->setKeyFetcher(u"https://acme.example/jwks"_s, [&](QObject *owner, auto done) {
        ++asked;
        context = owner;
        answer = done;
    });
    m_panel->setToken(ecToken());
    choose(KeyChoice::Source::Profile);
    QCOMPARE(label("profileKeys"), u"Verifying asks https://acme.example/jwks."_s);
    QCOMPARE(asked, 0);
    QCOMPARE(label("addressesAsked"), QString());
    verify();
    QCOMPARE(asked, 1);
    QCOMPARE(label("addressesAsked"), u"Asked: https://acme.example/jwks"_s);
    QVERIFY(!find<QPushButton>(*m_panel, "verifyButton")->isEnabled());
    Result<jose::KeySet> keys = jose::importKeys(publicSet(), QStringLiteral("acme"));
    keys->source = jose::KeySource::Discovered;
    answer(keys);
    QCOMPARE(verdict(),
             QStringLiteral("Not expired: 4 min 12 s left · signature matches, key from the issuer"));

    // Another token ends the question: its answer must never be asked for.
    verify();
    QVERIFY(context);
    m_panel->setToken(signedWith(secret));
    QVERIFY(!context);
    QVERIFY(find<QPushButton>(*m_panel, "verifyButton")->isEnabled());
}

void VerifyPanelTest::withoutAProfileItsKeysAreNotOffered()
{
    auto *sources = find<QComboBox>(*m_panel, "keySource");
    const auto isOffered = [sources] {
        return sources->findData(static_cast<int>(KeyChoice::Source::Profile)) >= 0;
    };
    QVERIFY(!isOffered());
    m_panel->setKeyFetcher(QStringLiteral("acme"), [](QObject *, auto) {});
    QVERIFY(isOffered());
    m_panel->setKeyFetcher({}, {});
    QVERIFY(!isOffered());
}

void VerifyPanelTest::saysWhichKeyWasChosenAndWhy()
{
    const auto named = [](const jose::Key &key, const QByteArray &kid) {
        return *jose::publicJwk(key.withMetadata({kid, {}, {}, {}}));
    };
    const jose::Key other = *jose::generateKey(jose::KeyType::Ec, "P-256");
    const auto tokenOf = [this](const QByteArray &kid) {
        return *jose::signCompact(R"({"alg":"ES256","kid":")" + kid + R"("})", claims.toByteArray(), m_key,
                                  *jose::findAlgorithm("ES256"));
    };
    m_panel->setToken(tokenOf("two"));
    paste("{\"keys\":[" + named(other, "one") + "," + named(m_key, "two") + "]}");
    verify();
    QCOMPARE(label("keyStory"),
             u"Key 2 of 2 was chosen (EC P-256): its kid is the one that the header names, two."_s);
    m_panel->setToken(tokenOf("three"));
    paste("{\"keys\":[" + named(other, "one") + "," + named(m_key, "two") + "]}");
    verify();
    QCOMPARE(label("keyStory"), u"The kid three is not among these 2 keys: one, two."_s);
    m_panel->setToken(tokenOf(*jose::thumbprint(m_key)));
    paste("{\"keys\":[" + named(other, "one") + "," + named(m_key, "two") + "]}");
    verify();
    QVERIFY2(label("keyStory").endsWith(u"It is the thumbprint of the key whose kid is two."_s),
             qPrintable(label("keyStory")));
}

void VerifyPanelTest::asksAnAddressOnlyOnAClick()
{
    test::TestServer server;
    server.when("/keys", test::Answer::json(publicSet()));
    m_panel->setToken(ecToken());
    choose(KeyChoice::Source::SetAddress);
    auto *address = find<QLineEdit>(*m_panel, "keySetAddress");
    const QString url = server.url().resolved(QUrl(u"/keys"_s)).toString();
    QTest::keyClicks(address, url);
    QCOMPARE(label("keySetNote"), u"Verifying asks %1."_s.arg(url));
    QCOMPARE(find<QPushButton>(*m_panel, "verifyButton")->text(), u"Fetch keys and verify"_s);
    QCoreApplication::processEvents();
    QCOMPARE(server.requests().size(), size_t(0));
    QCOMPARE(label("addressesAsked"), QString());
    verify();
    QTRY_COMPARE(outcome(), u"The signature matches (ES256)."_s);
    QCOMPARE(server.requests().size(), size_t(1));
    QCOMPARE(label("addressesAsked"), u"Asked: %1"_s.arg(url));
    QVERIFY(label("vouching").endsWith(u"(discovered)."_s));
    // The list is of this token.
    m_panel->setToken(signedWith(secret));
    QCOMPARE(label("addressesAsked"), QString());
}

void VerifyPanelTest::refusesAddressesWithoutTls()
{
    m_panel->setToken(ecToken());
    choose(KeyChoice::Source::SetAddress);
    QTest::keyClicks(find<QLineEdit>(*m_panel, "keySetAddress"), u"http://idp.example/keys"_s);
    QCOMPARE(label("keySetNote"), u"This is no address: one that begins with https:// is expected."_s);
    verify();
    QTRY_VERIFY(!outcome().isEmpty());
    QCOMPARE(m_panel->report()->signature.outcome, jose::SignatureOutcome::NotChecked);
    choose(KeyChoice::Source::Issuer);
    find<QLineEdit>(*m_panel, "keyIssuer")->setText(u"http://idp.example"_s);
    QVERIFY(label("issuerNote").startsWith(u"This is no issuer"_s));
}

void VerifyPanelTest::discoversAnIssuer()
{
    test::TestServer server;
    QString issuer = server.url().toString();
    if (issuer.endsWith(u'/'))
        issuer.chop(1);
    server.when("/.well-known/openid-configuration",
                test::Answer::json(R"({"issuer":")" + issuer.toUtf8() + R"(","jwks_uri":")" +
                                   issuer.toUtf8() + R"(/keys"})"));
    server.when("/keys", test::Answer::json(publicSet()));
    m_panel->setToken(ecToken());
    choose(KeyChoice::Source::Issuer);
    // What the token says is offered, and not filled in.
    auto *field = find<QLineEdit>(*m_panel, "keyIssuer");
    QCOMPARE(field->text(), QString());
    QTest::mouseClick(find<QPushButton>(*m_panel, "useTokenIssuer"), Qt::LeftButton);
    QCOMPARE(field->text(), u"https://idp.example"_s);
    field->setText(issuer);
    verify();
    QTRY_COMPARE(outcome(), u"The signature matches (ES256)."_s);
    QCOMPARE(label("addressesAsked"), u"Asked: %1/.well-known/openid-configuration, %1/keys"_s.arg(issuer));
}

void VerifyPanelTest::anEncryptedKeyAsksForItsPassword()
{
    m_panel->setToken(ecToken());
    paste(openssl_command::run("pkcs8 -topk8 -v2 aes-256-cbc -passout pass:word",
                               jose::privatePem(m_key)->reveal().toByteArray()));
    auto *password = find<SecretField>(*m_panel, "keyPassword");
    QVERIFY(!password->isVisible());
    verify();
    QCOMPARE(outcome(), u"The key is encrypted with a password."_s);
    QVERIFY(password->isVisible());
    QTest::keyClicks(password, u"wrong"_s);
    QTest::keyClick(password, Qt::Key_Return);
    QCOMPARE(outcome(), u"The password does not open the key."_s);
    password->clear();
    QTest::keyClicks(password, u"word"_s);
    QTest::keyClick(password, Qt::Key_Return);
    QCOMPARE(outcome(), u"The signature matches (ES256)."_s);
    m_panel->setToken(signedWith(secret));
    QVERIFY(password->secret().isEmpty());
}
