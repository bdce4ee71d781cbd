#include "token_samples.h"

#include "jose/key_import.h"
#include "jose/signing.h"
#include "ui/theme.h"
#include "ui/token_panel.h"
#include "ui/widgets/inline_bar.h"
#include "ui/widgets/secret_field.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageAuthenticationCode>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryFile>

using namespace claimcheck;
using namespace claimcheck::ui;
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
    void choose(int source) { find<QComboBox>(*m_panel, "keySource")->setCurrentIndex(source); }
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
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
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
        choose(1);
        QTemporaryFile file;
        QVERIFY(file.open());
        file.write(publicSet());
        file.close();
        QTest::keyClicks(find<QLineEdit>(*m_panel, "keyFilePath"), file.fileName());
        verify();
        QCOMPARE(outcome(), QStringLiteral("The signature matches (ES256)."));

        choose(2);
        find<QPlainTextEdit>(*m_panel, "pastedKeys")->setPlainText(QStringLiteral("not a key"));
        verify();
        QCOMPARE(
            outcome(),
            QStringLiteral("The pasted text holds no key that can be read: it is text of another kind. "
                           "PEM, DER, JWK and JWK Set are read."));
        find<QPlainTextEdit>(*m_panel, "pastedKeys")->setPlainText(QString::fromUtf8(publicSet()));
        verify();
        QCOMPARE(outcome(), QStringLiteral("The signature matches (ES256)."));
    }

    void aMissingFileIsSaid()
    {
        choose(1);
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
        m_panel->setKeyFetcher(QStringLiteral("acme"), [&](QObject *owner, auto done) {
            ++asked;
            context = owner;
            answer = done;
        });
        m_panel->setToken(ecToken());
        choose(3);
        QCOMPARE(asked, 0);
        verify();
        QCOMPARE(asked, 1);
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
        QCOMPARE(sources->count(), 3);
        m_panel->setKeyFetcher(QStringLiteral("acme"), [](QObject *, auto) {});
        QCOMPARE(sources->count(), 4);
        m_panel->setKeyFetcher({}, {});
        QCOMPARE(sources->count(), 3);
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
