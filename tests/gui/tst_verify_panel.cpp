#include "token_samples.h"

#include "inspect/expectation_set.h"
#include "jose/key_import.h"
#include "jose/signing.h"
#include "support/patience.h"
#include "support/openssl_command.h"
#include "support/test_server.h"
#include "ui/key_choice.h"
#include "ui/theme.h"
#include "ui/token_panel.h"
#include "ui/vouching_view.h"
#include "ui/widgets/inline_bar.h"
#include "ui/widgets/secret_field.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageAuthenticationCode>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTemporaryFile>
#include <QToolButton>

using namespace claimcheck;
using namespace claimcheck::ui;
using namespace Qt::StringLiterals;
using samples::find;

namespace {

constexpr QByteArrayView secret = "a secret of thirty-two octets...";
constexpr QByteArrayView claims = "{\"iss\":\"https://idp.example\",\"aud\":\"api\",\"exp\":1795294709}";

/// By hand, since Claimcheck itself does not sign with a secret that is too short.
QByteArray signedWith(QByteArrayView text)
{
    const QByteArray input = base64url::encode("{\"alg\":\"HS256\"}") + '.' + base64url::encode(claims);
    return input + '.' +
           base64url::encode(
               QMessageAuthenticationCode::hash(input, text.toByteArray(), QCryptographicHash::Sha256));
}

} // namespace

class VerifyPanelTest final : public QObject {
    Q_OBJECT

    FixedClock m_clock{samples::moment(samples::nowSeconds)};
    std::unique_ptr<TokenPanel> m_panel;
    jose::Key m_key = *jose::generateKey(jose::KeyType::Ec, "P-256");

    QString verdict() const { return find<QLabel>(*m_panel, "verdictText")->text(); }
    QString outcome() const { return find<InlineBar>(*m_panel, "verifyOutcome")->message(); }
    void choose(KeyChoice::Source source)
    {
        auto *sources = find<QComboBox>(*m_panel, "keySource");
        sources->setCurrentIndex(sources->findData(static_cast<int>(source)));
    }
    void paste(const QByteArray &keys)
    {
        choose(KeyChoice::Source::Pasted);
        find<QPlainTextEdit>(*m_panel, "pastedKeys")->setPlainText(QString::fromUtf8(keys));
    }
    QString label(const char *name) const
    {
        const auto *found = find<QLabel>(*m_panel, name);
        return found->isVisible() ? found->text() : QString();
    }
    VouchingView::Tone tone() const { return find<VouchingView>(*m_panel, "vouchingView")->tone(); }
    bool hasFinding(QByteArrayView id) const
    {
        const auto &findings = m_panel->report()->findings;
        return std::any_of(findings.begin(), findings.end(),
                           [id](const inspect::Finding &finding) { return finding.id == id; });
    }
    void verify() { QTest::mouseClick(find<QPushButton>(*m_panel, "verifyButton"), Qt::LeftButton); }
    void verifyWithSecret(QByteArrayView text)
    {
        auto *field = find<SecretField>(*m_panel, "verifySecret");
        field->clear();
        QTest::keyClicks(field, QString::fromLatin1(text));
        QTest::keyClick(field, Qt::Key_Return);
    }
    QByteArray publicSet() const { return "{\"keys\":[" + *jose::publicJwk(m_key) + "]}"; }
    QByteArray ecToken() const
    {
        return *jose::signCompact("{\"alg\":\"ES256\"}", claims.toByteArray(), m_key,
                                  *jose::findAlgorithm("ES256"));
    }
    QString check(const QString &name) const
    {
        const auto *model = find<QTableView>(*m_panel, "checksTable")->model();
        for (int row = 0; row < model->rowCount(); ++row)
            if (model->index(row, 0).data().toString() == name)
                return model->index(row, 1).data().toString();
        return {};
    }

private Q_SLOTS:
    void init()
    {
        m_panel = std::make_unique<TokenPanel>(m_clock);
        m_panel->resize(1100, 800);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get(), claimcheck::test::busyMachineMs));
        m_panel->setToken(signedWith(secret));
        find<QTabWidget>(*m_panel, "tokenTabs")->setCurrentIndex(2);
    }
    void cleanup() { m_panel.reset(); }

    void theRightSecretMatches()
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

    void aWrongSecretDoesNot()
    {
        verifyWithSecret("a secret of thirty-two octets..!");
        QCOMPARE(
            outcome(),
            QStringLiteral("The signature does not match. The token was changed, or another key signed it."));
        QCOMPARE(verdict(), QStringLiteral("Not expired: 4 min 12 s left · the signature does not match"));
        QCOMPARE(check(QStringLiteral("Signature")), QStringLiteral("Failed"));
    }

    void typingChangesNothing()
    {
        const QByteArray token = m_panel->token();
        QTest::keyClicks(find<SecretField>(*m_panel, "verifySecret"), QString::fromLatin1(secret));
        QCOMPARE(m_panel->token(), token);
        QCOMPARE(m_panel->report()->signature.outcome, jose::SignatureOutcome::NotChecked);
        QCOMPARE(verdict(), QStringLiteral("Not expired: 4 min 12 s left · signature not checked"));
    }

    void anotherTokenWipesTheSecret()
    {
        verifyWithSecret(secret);
        m_panel->setToken(samples::token("{\"sub\":\"other\"}"));
        QVERIFY(find<SecretField>(*m_panel, "verifySecret")->secret().isEmpty());
        QCOMPARE(outcome(), QString());
        QCOMPARE(verdict(), QStringLiteral("No expiry · signature not checked"));
    }

    void theSecretCannotBeCopied()
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

    void aWeakSecretIsSaid()
    {
        m_panel->setToken(signedWith("short"));
        verifyWithSecret("short");
        QVERIFY2(
            outcome().startsWith(QStringLiteral("The signature matches (HS256), but the key is too short")),
            qPrintable(outcome()));
        QCOMPARE(check(QStringLiteral("Key strength")), QStringLiteral("Failed"));
        QCOMPARE(m_panel->report()->verdict.level, inspect::Level::Warning);
    }

    void whatIsExpectedIsChecked()
    {
        find<QLineEdit>(*m_panel, "expectedAudience")->setText(QStringLiteral("web"));
        find<QLineEdit>(*m_panel, "expectedIssuer")->setText(QStringLiteral("https://idp.example"));
        verifyWithSecret(secret);
        QCOMPARE(outcome(), QStringLiteral("The signature matches (HS256). Other checks failed."));
        QCOMPARE(check(QStringLiteral("Audience (aud)")), QStringLiteral("Failed"));
        QCOMPARE(check(QStringLiteral("Issuer (iss)")), QStringLiteral("Passed"));
    }

    void keysComeFromFilesAndPastedText()
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

    void aMissingFileIsSaid()
    {
        choose(KeyChoice::Source::File);
        find<QLineEdit>(*m_panel, "keyFilePath")->setText(QStringLiteral("/nonexistent/key.pem"));
        verify();
        QCOMPARE(outcome(), QStringLiteral("Cannot read key.pem: it is not a file."));
        QCOMPARE(m_panel->report()->signature.outcome, jose::SignatureOutcome::NotChecked);
    }

    void nothingChosenIsSaid()
    {
        verify();
        QCOMPARE(outcome(), QStringLiteral("No key was given."));
    }

    void theProfilesKeysAreFetchedOnlyWhenAsked()
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

    void withoutAProfileItsKeysAreNotOffered()
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

    void saysWhoVouches()
    {
        verifyWithSecret(secret);
        QCOMPARE(label("vouching"), u"Vouched for by you: the key is one that you gave (pinned)."_s);

        QCOMPARE(tone(), VouchingView::Tone::Good);
        // A key that does not match is nobody's word for this token.
        verifyWithSecret("a secret of thirty-two octets..!");
        QCOMPARE(tone(), VouchingView::Tone::Neutral);

        // The same key, but out of the token: nothing turns green.
        const QByteArray header = R"({"alg":"ES256","jwk":)" + *jose::publicJwk(m_key) + "}";
        m_panel->setToken(
            *jose::signCompact(header, claims.toByteArray(), m_key, *jose::findAlgorithm("ES256")));
        choose(KeyChoice::Source::Carried);
        verify();
        QVERIFY2(label("vouching").startsWith(u"Vouched for by nobody: the token carried"_s),
                 qPrintable(label("vouching")));
        QCOMPARE(tone(), VouchingView::Tone::Warning);
        QVERIFY(m_panel->report()->verdict.level != inspect::Level::Good);
        QCOMPARE(check(u"Signature"_s), u"Failed"_s);
        m_panel->setToken(ecToken());
        QVERIFY(
            find<QComboBox>(*m_panel, "keySource")->findData(static_cast<int>(KeyChoice::Source::Carried)) <
            0);
    }

    void saysWhichKeyWasChosenAndWhy()
    {
        const auto named = [](const jose::Key &key, const QByteArray &kid) {
            return *jose::publicJwk(key.withMetadata({kid, {}, {}, {}}));
        };
        const jose::Key other = *jose::generateKey(jose::KeyType::Ec, "P-256");
        const auto tokenOf = [this](const QByteArray &kid) {
            return *jose::signCompact(R"({"alg":"ES256","kid":")" + kid + R"("})", claims.toByteArray(),
                                      m_key, *jose::findAlgorithm("ES256"));
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

    void asksAnAddressOnlyOnAClick()
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

    void refusesAddressesWithoutTls()
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

    void discoversAnIssuer()
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
        QCOMPARE(label("addressesAsked"),
                 u"Asked: %1/.well-known/openid-configuration, %1/keys"_s.arg(issuer));
    }

    void anEncryptedKeyAsksForItsPassword()
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

    void expectationsAreKeptUnderAName()
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
        QCOMPARE(
            *sets,
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

    void eachOfSeveralSignaturesIsListed()
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

    void theKeyBindingIsCheckedWithItsNonce()
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

    void whatIsWrongWithTheKeyIsAFinding()
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

    void theCheckCanBeReproduced()
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
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme::install(application);
    VerifyPanelTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_verify_panel.moc"
