#include "support/patience.h"
#include "token_samples.h"

#include "jose/key_import.h"
#include "jose/verification.h"
#include "ui/edited_bytes.h"
#include "ui/sign_panel.h"
#include "ui/theme.h"
#include "ui/widgets/inline_bar.h"
#include "ui/widgets/secret_field.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace claimcheck;
using namespace claimcheck::ui;
using namespace Qt::StringLiterals;
using samples::find;

namespace {

constexpr QByteArrayView secret = "a secret of thirty-two octets...";
// What an editor shows in another way: CR LF, a hard space, a line separator, a byte that is not UTF-8.
const QByteArray strange = "{\r\n \"a\" :1.0,\"n\":\"x\xC2\xA0y\xE2\x80\xA8z\xFF\"\r}";

} // namespace

class SignPanelTest final : public QObject {
    Q_OBJECT

    FixedClock m_clock{samples::moment(samples::nowSeconds)};
    std::unique_ptr<SignPanel> m_panel;

    QPlainTextEdit &editor(const char *name) const { return *find<QPlainTextEdit>(*m_panel, name); }
    QString message() const { return find<InlineBar>(*m_panel, "signMessage")->message(); }
    void sign() { QTest::mouseClick(find<QPushButton>(*m_panel, "signButton"), Qt::LeftButton); }
    void typeSecret()
    {
        QTest::keyClicks(find<SecretField>(*m_panel, "verifySecret"), QString::fromLatin1(secret));
    }
    jose::ParsedToken signedToken(const QSignalSpy &spy) const
    {
        return jose::ParsedToken::parse(spy.last().first().toByteArray());
    }

private Q_SLOTS:
    void init()
    {
        m_panel = std::make_unique<SignPanel>(m_clock);
        m_panel->resize(1100, 700);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get(), claimcheck::test::busyMachineMs));
    }

    void untouchedBytesStay()
    {
        const QByteArray header = "{ \"typ\":\"JWT\",\r\n\"alg\":\"HS256\" }";
        m_panel->setToken(jose::ParsedToken::parse(samples::token(header, strange)));
        QSignalSpy made(m_panel.get(), &SignPanel::tokenSigned);
        typeSecret();
        QCOMPARE(made.size(), 0); // typing signs nothing
        sign();
        QCOMPARE(made.size(), 1);
        const auto token = signedToken(made);
        QCOMPARE(token.part(jose::PartId::Header).bytes, header);
        QCOMPARE(token.part(jose::PartId::Payload).bytes, strange);
        const auto keys = jose::importSecret(Secret(secret), jose::SecretEncoding::Text);
        QCOMPARE(jose::checkSignature(token, *keys).outcome, jose::SignatureOutcome::Match);
    }

    void onlyWhatIsEditedChanges()
    {
        m_panel->setToken(jose::ParsedToken::parse(samples::token(R"({"alg":"HS256"})", strange)));
        QPlainTextEdit &payload = editor("signPayload");
        QTextCursor cursor = payload.document()->find(u"1.0"_s);
        cursor.insertText(u"2.50"_s);
        cursor = payload.document()->find(u"z"_s);
        cursor.insertText(u"ä"_s);
        QSignalSpy made(m_panel.get(), &SignPanel::tokenSigned);
        typeSecret();
        sign();
        QByteArray expected = strange;
        expected.replace("1.0", "2.50").replace("z", "ä");
        QCOMPARE(signedToken(made).part(jose::PartId::Payload).bytes, expected);
    }

    void bytesOfEdits_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("now");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("append") << QByteArray("a\r\n") << u"a\nb"_s << QByteArray("a\r\nb");
        QTest::newRow("nothing") << QByteArray("\xFF\xA0") << u"\uFFFD\uFFFD"_s << QByteArray("\xFF\xA0");
        QTest::newRow("one emoji for another") << QByteArray("x😀y") << u"x😁y"_s << QByteArray("x😁y");
        QTest::newRow("all gone") << QByteArray("\r\r") << QString() << QByteArray();
        QTest::newRow("repeated letters") << QByteArray("aaa") << u"aa"_s << QByteArray("aa");
    }
    void bytesOfEdits()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, now);
        EditedBytes edited(bytes);
        edited.edit(now);
        QTEST(edited.bytes(), "after");
    }

    void theAlgorithmIsTheHeaders()
    {
        m_panel->setToken(
            jose::ParsedToken::parse(samples::token(R"({"kid":"k","alg":"HS256","x":1.0})", "{}")));
        auto *algorithm = find<QComboBox>(*m_panel, "signAlgorithm");
        QCOMPARE(algorithm->currentText(), u"HS256"_s);
        algorithm->setCurrentText(u"HS512"_s);
        Q_EMIT algorithm->activated(algorithm->currentIndex());
        QCOMPARE(editor("signHeader").toPlainText(), u"{\"kid\":\"k\",\"alg\":\"HS512\",\"x\":1.0}"_s);
        editor("signHeader").setPlainText(u"{\"alg\":\"none\"}"_s);
        QCOMPARE(algorithm->currentIndex(), -1);
        typeSecret();
        sign();
        QVERIFY2(message().contains(u"none"_s), qPrintable(message()));
    }

    void samplesSignWithAFreshKey_data()
    {
        QTest::addColumn<QByteArray>("algorithm");
        for (const jose::Algorithm *algorithm : jose::allAlgorithms())
            QTest::newRow(algorithm->name) << QByteArray(algorithm->name);
    }
    void samplesSignWithAFreshKey()
    {
        QFETCH(QByteArray, algorithm);
        m_panel->startSample(*jose::findAlgorithm(algorithm));
        QTRY_VERIFY(find<QLabel>(*m_panel, "generatedKey")->isVisible());
        QSignalSpy made(m_panel.get(), &SignPanel::tokenSigned);
        sign();
        QVERIFY2(made.size() == 1, qPrintable(message()));
        QTest::mouseClick(find<QPushButton>(*m_panel, "copyPrivateKey"), Qt::LeftButton);
        const auto keys = jose::importKeys(QGuiApplication::clipboard()->text().toUtf8(), u"the copy"_s);
        QVERIFY(keys);
        QCOMPARE(jose::checkSignature(signedToken(made), *keys).outcome, jose::SignatureOutcome::Match);
    }

    void whatCannotBeSignedIsSaid()
    {
        m_panel->setToken(jose::ParsedToken::parse(samples::token(R"({"alg":"HS256"})", "{}")));
        sign();
        QCOMPARE(message(), u"No key was given."_s);
        typeSecret();
        editor("signHeader").setPlainText(u"{"_s);
        sign();
        QVERIFY2(message().startsWith(u"The header is not JSON"_s), qPrintable(message()));
    }

    void anotherTokenForgetsTheKey()
    {
        typeSecret();
        m_panel->setToken(jose::ParsedToken::parse(samples::token("{}")));
        QVERIFY(find<SecretField>(*m_panel, "verifySecret")->secret().isEmpty());
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme::install(application);
    SignPanelTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_sign_panel.moc"
