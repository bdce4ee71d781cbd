#include "support/patience.h"
#include "token_samples.h"

#include "jose/encryption.h"
#include "jose/key_export.h"
#include "ui/theme.h"
#include "ui/token_panel.h"
#include "ui/widgets/inline_bar.h"
#include "ui/widgets/json_view.h"
#include "ui/widgets/secret_field.h"
#include "ui/weak_secret_search.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QMessageAuthenticationCode>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryFile>
#include <QThreadPool>

using namespace claimcheck;
using namespace claimcheck::ui;
using namespace Qt::StringLiterals;
using samples::find;

/// What opens or guesses: decrypting a JWE, and the search for a weak secret.
class DecryptPanelTest final : public QObject {
    Q_OBJECT

    FixedClock m_clock{samples::moment(samples::nowSeconds)};
    std::unique_ptr<TokenPanel> m_panel;
    const jose::Key m_key = *jose::generateKey(jose::KeyType::Rsa, {}, 2048);

    const QWidget &page() const { return *find<QWidget>(*m_panel, "decryptPage"); }
    QString outcome() const { return find<InlineBar>(page(), "decryptOutcome")->message(); }
    QString details() const
    {
        const auto labels = find<QWidget>(page(), "decryptOutcome")->findChildren<QLabel *>();
        for (const QLabel *label : labels)
            if (codeFromName(label->text().toLatin1()))
                return label->text();
        return {};
    }
    QByteArray encrypted(const QByteArray &content, const char *algorithm) const
    {
        return *jose::encryptCompact("{}", content, {m_key, jose::findKeyManagement(algorithm), {}},
                                     *jose::findContentEncryption("A256GCM"));
    }
    void show(const QByteArray &token)
    {
        m_panel->setToken(token);
        find<QTabWidget>(*m_panel, "tokenTabs")->setCurrentIndex(2);
    }
    void decryptWith(const jose::Key &key)
    {
        find<QComboBox>(page(), "keySource")->setCurrentIndex(2);
        find<QPlainTextEdit>(page(), "pastedKeys")
            ->setPlainText(QString::fromUtf8(jose::privatePem(key)->reveal().toByteArray()));
        QTest::mouseClick(find<QPushButton>(page(), "decryptButton"), Qt::LeftButton);
    }
    static QByteArray signedWith(QByteArrayView text)
    {
        const QByteArray input = base64url::encode("{\"alg\":\"HS256\"}") + '.' + base64url::encode("{}");
        return input + '.' +
               base64url::encode(
                   QMessageAuthenticationCode::hash(input, text.toByteArray(), QCryptographicHash::Sha256));
    }
    void searchWith(const QString &file)
    {
        QTest::mouseClick(find<QPushButton>(*m_panel, "weakSecretList"), Qt::LeftButton);
        auto *dialog = m_panel->findChild<QFileDialog *>();
        QVERIFY(dialog);
        Q_EMIT dialog->fileSelected(file);
        dialog->close();
    }
    QString searchText() const { return find<QLabel>(*m_panel, "weakSecretText")->text(); }

private Q_SLOTS:
    void init()
    {
        m_panel = std::make_unique<TokenPanel>(m_clock);
        m_panel->resize(1100, 800);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get(), claimcheck::test::busyMachineMs));
    }

    void theContentIsShown()
    {
        show(encrypted("{\"hello\":1.0}", "RSA-OAEP-256"));
        QVERIFY(find<QLabel>(page(), "decryptHint")->isVisible());
        decryptWith(m_key);
        QCOMPARE(outcome(), u"Decrypted (RSA-OAEP-256, A256GCM). The content has 13 bytes."_s);
        QCOMPARE(find<JsonView>(page(), "decryptedContent")->source(), QByteArray("{\"hello\":1.0}"));
    }

    void anotherKeyDoesNotOpenIt()
    {
        show(encrypted("{}", "RSA-OAEP-256"));
        decryptWith(*jose::generateKey(jose::KeyType::Rsa, {}, 2048));
        QVERIFY(find<InlineBar>(page(), "decryptOutcome")->kind() == InlineBar::Kind::Error);
        QVERIFY(!find<JsonView>(page(), "decryptedContent")->isVisible());
    }

    void aTokenInsideIsOffered()
    {
        const QByteArray inner = samples::token("{\"sub\":\"inner\"}");
        show(encrypted(inner, "RSA-OAEP-256"));
        QSignalSpy opened(m_panel.get(), &TokenPanel::tokenOpened);
        decryptWith(m_key);
        QVERIFY(outcome().endsWith(u"The content is a token of its own."_s));
        QTest::mouseClick(find<QPushButton>(*find<QWidget>(page(), "decryptOutcome"), "inlineBarAction"),
                          Qt::LeftButton);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.first().first().toByteArray(), inner);
        // The report has it as its next layer.
        QCOMPARE(m_panel->report()->layers.size(), size_t(1));
    }

    void oldAlgorithmsAreAllowedOnlyAloud()
    {
        const QByteArray token = encrypted("{}", "RSA-OAEP-256");
        show(token);
        QVERIFY(!find<QCheckBox>(page(), "allowRsa15")->isVisible());
        // The same with another header: what is allowed is seen in how it fails.
        show(base64url::encode(R"({"alg":"RSA1_5","enc":"A256GCM"})") + token.mid(token.indexOf('.')));
        QVERIFY(find<QCheckBox>(page(), "allowRsa15")->isVisible());
        decryptWith(m_key);
        QCOMPARE(details(), u"AlgorithmNotAllowed"_s);
        find<QCheckBox>(page(), "allowRsa15")->setChecked(true);
        decryptWith(m_key);
        QCOMPARE(details(), u"DecryptionFailed"_s);
    }

    void aWeakSecretIsFoundOnAClick()
    {
        m_panel->setToken(signedWith("secret"));
        find<QTabWidget>(*m_panel, "tokenTabs")->setCurrentIndex(1);
        QVERIFY(find<QWidget>(*m_panel, "weakSecretSearch")->isVisible());
        QTest::mouseClick(find<QPushButton>(*m_panel, "weakSecretStart"), Qt::LeftButton);
        QTRY_VERIFY2(searchText().startsWith(u"The secret was found"_s), qPrintable(searchText()));
        auto *secret = find<SecretField>(*m_panel, "weakSecretFound");
        QCOMPARE(secret->text(), u"secret"_s);
        QVERIFY(!secret->isRevealed());
        const auto &findings = m_panel->report()->findings;
        QVERIFY(std::any_of(findings.begin(), findings.end(),
                            [](const auto &finding) { return finding.id == "key-weak-secret"; }));
    }

    void aStrongSecretIsNot()
    {
        m_panel->setToken(signedWith("Vq3!x0-not in any list-8812"));
        QTest::mouseClick(find<QPushButton>(*m_panel, "weakSecretStart"), Qt::LeftButton);
        QTRY_VERIFY2(searchText().startsWith(u"No weak secret was found"_s), qPrintable(searchText()));
        QVERIFY(searchText().contains(u"a second"_s));
        m_panel->setToken(samples::token("{}"));
        QVERIFY(find<QWidget>(*m_panel, "weakSecretSearch")->isHidden());
    }

    void aWordListOfOnesOwnIsTried_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<bool>("isFound");
        const QByteArray others = QByteArray("word\n").repeated(5000);
        QTest::newRow("first") << "Vq3!x0-not in any list-8812\n" + others << true;
        QTest::newRow("last, without a line end") << others + "Vq3!x0-not in any list-8812" << true;
        QTest::newRow("of Windows") << others + "Vq3!x0-not in any list-8812\r\n" << true;
        QTest::newRow("as base64") << others + "VnEzIXgwLW5vdCBpbiBhbnkgbGlzdC04ODEy\n" << true;
        QTest::newRow("another letter") << "Vq3!x0-not in any list-8813\n" + others << false;
        QTest::newRow("an empty list") << QByteArray() << false;
    }
    void aWordListOfOnesOwnIsTried()
    {
        QFETCH(QByteArray, lines);
        QFETCH(bool, isFound);
        m_panel->setToken(signedWith("Vq3!x0-not in any list-8812"));
        find<QTabWidget>(*m_panel, "tokenTabs")->setCurrentIndex(1);
        QTemporaryFile list;
        QVERIFY(list.open());
        list.write(lines);
        list.close();
        searchWith(list.fileName());
        QTRY_VERIFY2(!searchText().startsWith(u"Searching"_s), qPrintable(searchText()));
        QVERIFY2(
            searchText().startsWith(isFound ? u"The secret was found: "_s : u"No weak secret was found: "_s),
            qPrintable(searchText()));
        QVERIFY(searchText().contains(QRegularExpression(u"[0-9,]+ secrets tried, [0-9,]+ a second"_s)));
        QCOMPARE(find<SecretField>(*m_panel, "weakSecretFound")->isVisible(), isFound);
        QVERIFY(find<QPushButton>(*m_panel, "weakSecretList")->isVisible());
    }

    void aWordListThatCannotBeReadIsSaid()
    {
        m_panel->setToken(signedWith("Vq3!x0-not in any list-8812"));
        find<QTabWidget>(*m_panel, "tokenTabs")->setCurrentIndex(1);
        searchWith(QDir::tempPath()); // a folder
        QTRY_VERIFY2(searchText().endsWith(u": it is not a file."_s), qPrintable(searchText()));
    }

    void aSearchCanBeEnded_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("by the button") << 0;
        QTest::newRow("by another token") << 1;
        QTest::newRow("by closing") << 2;
    }
    void aSearchCanBeEnded()
    {
        QFETCH(int, how);
        m_panel->setToken(signedWith("Vq3!x0-not in any list-8812"));
        find<QTabWidget>(*m_panel, "tokenTabs")->setCurrentIndex(1);
        QTemporaryFile endless; // sparse: it takes no room, and minutes to read
        QVERIFY(endless.open() && endless.resize(qint64(1) << 40));
        searchWith(endless.fileName());
        QTRY_VERIFY2(searchText().contains(u"a second"_s), qPrintable(searchText()));
        QVERIFY(searchText().startsWith(u"Searching… "_s));
        auto *cancel = find<QPushButton>(*m_panel, "weakSecretCancel");
        QVERIFY(cancel->isVisible() && cancel->window()->focusWidget() == cancel);
        QVERIFY(find<QWidget>(*m_panel, "weakSecretProgress")->isVisible());
        QVERIFY(!find<QPushButton>(*m_panel, "weakSecretStart")->isVisible());
        if (how == 0) {
            QTest::keyClick(cancel, Qt::Key_Space);
            QCOMPARE(searchText(), u"The search was ended."_s);
            QVERIFY(!find<QWidget>(*m_panel, "weakSecretProgress")->isVisible());
            QVERIFY(find<QPushButton>(*m_panel, "weakSecretStart")->isVisible());
        } else if (how == 1) {
            m_panel->setToken(signedWith("another"));
            QVERIFY2(searchText().startsWith(u"Signed with a secret"_s), qPrintable(searchText()));
        } else {
            m_panel.reset();
        }
        QVERIFY(QThreadPool::globalInstance()->waitForDone(
            claimcheck::test::busyMachineMs)); // the thread has noticed
        if (m_panel) {
            QCoreApplication::processEvents(); // what it still had to say is not said
            QVERIFY(!searchText().startsWith(u"Searching"_s));
        }
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme::install(application);
    DecryptPanelTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_decrypt_panel.moc"
