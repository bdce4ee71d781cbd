#include "tst_verify_panel.h"

#include "inspect/expectation_set.h"
#include "ui/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QLineEdit>
#include <QSpinBox>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QToolButton>

void VerifyPanelTest::init()
{
    m_panel = std::make_unique<TokenPanel>(m_clock);
    m_panel->resize(1100, 800);
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get(), claimcheck::test::busyMachineMs));
    m_panel->setToken(signedWith(secret));
    find<QTabWidget>(*m_panel, "tokenTabs")->setCurrentIndex(2);
}

void VerifyPanelTest::cleanup()
{
    m_panel.reset();
}

void VerifyPanelTest::theRightSecretMatches()
{
    QCOMPARE(verdict(), QStringLiteral("Not expired: 4 min 12 s left · signature not checked"));
    verifyWithSecret(secret);
    QCOMPARE(outcome(), QStringLiteral("The signature matches (HS256)."));
    QCOMPARE(verdict(),
             QStringLiteral("Not expired: 4 min 12 s left · signature matches, key pinned by you"));
    QCOMPARE(m_panel->report()->verdict.level, inspect::Level::Good);
    QCOMPARE(check(QStringLiteral("Signature")), QStringLiteral("Passed"));
    QCOMPARE(check(QStringLiteral("Audience (aud)")), QStringLiteral("Not checked"));
}

void VerifyPanelTest::aWrongSecretDoesNot()
{
    verifyWithSecret("a secret of thirty-two octets..!");
    QCOMPARE(
        outcome(),
        QStringLiteral("The signature does not match. The token was changed, or another key signed it."));
    QCOMPARE(verdict(), QStringLiteral("Not expired: 4 min 12 s left · the signature does not match"));
    QCOMPARE(check(QStringLiteral("Signature")), QStringLiteral("Failed"));
}

void VerifyPanelTest::typingChangesNothing()
{
    const QByteArray token = m_panel->token();
    QTest::keyClicks(find<SecretField>(*m_panel, "verifySecret"), QString::fromLatin1(secret));
    QCOMPARE(m_panel->token(), token);
    QCOMPARE(m_panel->report()->signature.outcome, jose::SignatureOutcome::NotChecked);
    QCOMPARE(verdict(), QStringLiteral("Not expired: 4 min 12 s left · signature not checked"));
}

void VerifyPanelTest::anotherTokenWipesTheSecret()
{
    verifyWithSecret(secret);
    m_panel->setToken(samples::token("{\"sub\":\"other\"}"));
    QVERIFY(find<SecretField>(*m_panel, "verifySecret")->secret().isEmpty());
    QCOMPARE(outcome(), QString());
    QCOMPARE(verdict(), QStringLiteral("No expiry · signature not checked"));
}

void VerifyPanelTest::theSecretCannotBeCopied()
{
    QApplication::clipboard()->setText(QStringLiteral("before"));
    auto *field = find<SecretField>(*m_panel, "verifySecret");
    field->setText(QStringLiteral("hidden"));
    field->setRevealed(true);
    QTest::keySequence(field, QKeySequence::SelectAll);
    QTest::keySequence(field, QKeySequence::Copy);
    QTest::keySequence(field, QKeySequence::Cut);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("before"));
    QCOMPARE(field->text(), QStringLiteral("hidden"));
    field->clear();
    QTest::keySequence(field, QKeySequence::Undo);
    QVERIFY(field->text().isEmpty());
    QVERIFY(!field->isRevealed());
}

void VerifyPanelTest::aWeakSecretIsSaid()
{
    m_panel->setToken(signedWith("short"));
    verifyWithSecret("short");
    QVERIFY2(outcome().startsWith(QStringLiteral("The signature matches (HS256), but the key is too short")),
             qPrintable(outcome()));
    QCOMPARE(check(QStringLiteral("Key strength")), QStringLiteral("Failed"));
    QCOMPARE(m_panel->report()->verdict.level, inspect::Level::Warning);
}

void VerifyPanelTest::whatIsExpectedIsChecked()
{
    find<QLineEdit>(*m_panel, "expectedAudience")->setText(QStringLiteral("web"));
    find<QLineEdit>(*m_panel, "expectedIssuer")->setText(QStringLiteral("https://idp.example"));
    verifyWithSecret(secret);
    QCOMPARE(outcome(), QStringLiteral("The signature matches (HS256). Other checks failed."));
    QCOMPARE(check(QStringLiteral("Audience (aud)")), QStringLiteral("Failed"));
    QCOMPARE(check(QStringLiteral("Issuer (iss)")), QStringLiteral("Passed"));
}

void VerifyPanelTest::saysWhoVouches()
{
    verifyWithSecret(secret);
    QCOMPARE(label("vouching"), u"Vouched for by you: the key is one that you gave (pinned)."_s);

    QCOMPARE(tone(), VouchingView::Tone::Good);
    // A key that does not match is nobody's word for this token.
    verifyWithSecret("a secret of thirty-two octets..!");
    QCOMPARE(tone(), VouchingView::Tone::Neutral);

    // The same key, but out of the token: nothing turns green.
    const QByteArray header = R"({"alg":"ES256","jwk":)" + *jose::publicJwk(m_key) + "}";
    m_panel->setToken(*jose::signCompact(header, claims.toByteArray(), m_key, *jose::findAlgorithm("ES256")));
    choose(KeyChoice::Source::Carried);
    verify();
    QVERIFY2(label("vouching").startsWith(u"Vouched for by nobody: the token carried"_s),
             qPrintable(label("vouching")));
    QCOMPARE(tone(), VouchingView::Tone::Warning);
    QVERIFY(m_panel->report()->verdict.level != inspect::Level::Good);
    QCOMPARE(check(u"Signature"_s), u"Failed"_s);
    m_panel->setToken(ecToken());
    QVERIFY(find<QComboBox>(*m_panel, "keySource")->findData(static_cast<int>(KeyChoice::Source::Carried)) <
            0);
}

void VerifyPanelTest::expectationsAreKeptUnderAName()
{
    QTemporaryDir folder;
    m_panel->setConfigFolder(folder.path());
    QTest::mouseClick(find<QToolButton>(*m_panel, "moreExpectations"), Qt::LeftButton);
    find<QLineEdit>(*m_panel, "expectedIssuer")->setText(u"https://idp.example"_s);
    find<QLineEdit>(*m_panel, "expectedSubject")->setText(u"alice"_s);
    auto *algorithm = find<QComboBox>(*m_panel, "expectedAlgorithm");
    algorithm->setCurrentText(u"HS256"_s);
    find<QSpinBox>(*m_panel, "expectedLeeway")->setValue(60);
    auto *name = find<QComboBox>(*m_panel, "expectationSet");
    QTest::keyClicks(name->lineEdit(), u"acme"_s);
    QTest::mouseClick(find<QPushButton>(*m_panel, "keepExpectations"), Qt::LeftButton);
    const auto sets = inspect::readExpectationSets(folder.path());
    QVERIFY(sets);
    QCOMPARE(*sets,
             (inspect::ExpectationSets{
                 {u"acme"_s, {"HS256"}, "https://idp.example", {}, "alice", {}, std::chrono::seconds(60)}}));
    // The subject is expected, and the token has none.
    verifyWithSecret(secret);
    QCOMPARE(check(u"Subject (sub)"_s), u"Failed"_s);

    find<QLineEdit>(*m_panel, "expectedSubject")->clear();
    algorithm->setCurrentIndex(0);
    name->setCurrentIndex(0);
    Q_EMIT name->activated(0);
    QCOMPARE(find<QLineEdit>(*m_panel, "expectedSubject")->text(), u"alice"_s);
    QCOMPARE(algorithm->currentText(), u"HS256"_s);
    QTest::mouseClick(find<QPushButton>(*m_panel, "forgetExpectations"), Qt::LeftButton);
    QCOMPARE(inspect::readExpectationSets(folder.path())->size(), size_t(0));
}

void VerifyPanelTest::eachOfSeveralSignaturesIsListed()
{
    const jose::Key other = *jose::generateKey(jose::KeyType::Okp, "Ed25519");
    m_panel->setToken(*jose::signJson(claims.toByteArray(),
                                      {{m_key, jose::findAlgorithm("ES256"), R"({"alg":"ES256"})", {}},
                                       {other, jose::findAlgorithm("EdDSA"), R"({"alg":"EdDSA"})", {}}}));
    paste(publicSet());
    verify();
    QCOMPARE(check(u"Signature 1 (ES256)"_s), u"Passed"_s);
    QCOMPARE(check(u"Signature 2 (EdDSA)"_s), u"Not checked"_s);
}

void VerifyPanelTest::theKeyBindingIsCheckedWithItsNonce()
{
    m_panel->setToken(ecToken());
    QVERIFY(!find<QLineEdit>(*m_panel, "bindingNonce")->isVisible());
    m_panel->setToken(ecToken() + '~');
    QVERIFY(find<QLineEdit>(*m_panel, "bindingNonce")->isVisible());
    paste(publicSet());
    verify();
    QCOMPARE(check(u"Disclosures"_s), u"Passed"_s);
    QCOMPARE(check(u"Key binding"_s), u"Not checked"_s);
    QCOMPARE(outcome(), u"The signature matches (ES256)."_s);
    // A nonce is only said by a key binding, which is missing.
    find<QLineEdit>(*m_panel, "bindingNonce")->setText(u"n-1"_s);
    verify();
    QCOMPARE(check(u"Key binding"_s), u"Failed"_s);
    QVERIFY(outcome().endsWith(u"Other checks failed."_s));
}

void VerifyPanelTest::whatIsWrongWithTheKeyIsAFinding()
{
    m_panel->setToken(signedWith("secret"));
    QVERIFY(!hasFinding("key-weak-secret"));
    verifyWithSecret("secret");
    QVERIFY(hasFinding("key-weak-secret"));
    QVERIFY(hasFinding("key-too-short"));
    m_panel->setToken(signedWith(secret));
    verifyWithSecret(secret);
    QVERIFY(!hasFinding("key-weak-secret"));
}

void VerifyPanelTest::theCheckCanBeReproduced()
{
    auto *button = find<QPushButton>(*m_panel, "reproduceButton");
    QVERIFY(!button->isEnabled());
    m_panel->setToken(ecToken());
    paste(publicSet());
    verify();
    QVERIFY(button->isEnabled());
    QTest::mouseClick(button, Qt::LeftButton);
    auto *dialog = m_panel->findChild<QDialog *>(u"reproduceDialog"_s);
    QVERIFY(dialog && dialog->isVisible());
    const QByteArray token = ecToken();
    QCOMPARE(find<QPlainTextEdit>(*dialog, "signingInput")->toPlainText().section(u'.', 0, 1).size(),
             m_panel->token().lastIndexOf('.'));
    QVERIFY(find<QPlainTextEdit>(*dialog, "opensslCommand")->toPlainText().contains(u"openssl"_s));
    QCOMPARE(find<QPlainTextEdit>(*dialog, "keyThumbprint")->toPlainText(),
             QString::fromUtf8(*jose::thumbprint(m_key)));
    dialog->reject();
}

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme::install(application);
    VerifyPanelTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_verify_panel.moc"
