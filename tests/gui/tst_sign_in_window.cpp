#include "support/practice_process.h"
#include "support/test_server.h"
#include "ui/token_panel.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/json_view.h"
#include "window_harness.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>
#include <QTabWidget>
#include <QTemporaryDir>

using namespace harness;

namespace {

QByteArray logged;

void keepMessage(QtMsgType, const QMessageLogContext &context, const QString &text)
{
    logged += QByteArray(context.category) + ": " + text.toUtf8() + '\n';
}

} // namespace

/// The main job from one end to the other, in order: a private keyring (with_keyring.sh), the practice
/// server, and a second process that looks into the same keychain.
class SignInWindowTest final : public QObject {
    Q_OBJECT

    test::PracticeProcess m_server;
    QTemporaryDir m_folder;
    std::unique_ptr<Desktop> m_desktop;
    QList<QByteArray> m_secrets = {"wonderland", "wrong-password-1"};

    QWidget &window() { return m_desktop->window; }
    QByteArray shownToken() { return find<ui::TokenPanel>(window(), "profileToken")->token(); }

    /// What `claimcheck status` says of the profile.
    QJsonObject status()
    {
        QProcess process;
        process.start(QStringLiteral(CLAIMCHECK_PROGRAM),
                      {u"status"_s, u"practice"_s, u"--json"_s, u"--config-dir"_s, m_folder.path()});
        process.waitForFinished();
        const QByteArray output = process.readAllStandardOutput();
        m_processOutput += output + process.readAllStandardError();
        return QJsonDocument::fromJson(output)[u"profiles"_s][0].toObject();
    }
    QByteArray m_processOutput;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(qEnvironmentVariableIsSet("CLAIMCHECK_TEST_ROOT"), "run this through with_keyring.sh");
        QVERIFY2(m_server.start(), qPrintable(m_server.problem()));
        m_desktop = std::make_unique<Desktop>(m_folder.path());
        QLoggingCategory::setFilterRules(u"*=true"_s);
        qInstallMessageHandler(keepMessage);
        QVERIFY(m_desktop->show());
        QTRY_COMPARE(label(window(), "keychainState"), u"Keychain unlocked"_s);
    }
    void cleanupTestCase() { qInstallMessageHandler(nullptr); }

    void tellsAWrongPasswordInPlace()
    {
        QDialog *dialog =
            fillSignIn(window(), m_server.baseUrl(), u"practice"_s, u"alice"_s, u"wrong-password-1"_s);
        QVERIFY(dialog);
        QCOMPARE(sidebar(window(), 1), QStringList());
        click(*dialog, "signInButton");
        QVERIFY(!find<QAbstractButton>(*dialog, "signInButton")->isEnabled());
        QTRY_VERIFY(!message(*dialog, "signInMessage").isEmpty());
        // The server's own words.
        QVERIFY2(message(*dialog, "signInMessage").contains(u"user name or the password"_s),
                 qPrintable(message(*dialog, "signInMessage")));
        QVERIFY(dialog->isVisible());
        QVERIFY(find<QLineEdit>(*dialog, "signInPassword")->hasFocus());
        QCOMPARE(status()[u"state"_s].toString(), u"signed-out"_s);
    }

    void signsInAndStores()
    {
        QDialog *dialog = harness::dialog(window(), "signInDialog");
        type(*dialog, "signInPassword", u"wonderland"_s);
        QVERIFY(finishSignIn(window()));
        QCOMPARE(sidebar(window(), 1), QStringList{u"practice"_s});
        const QJsonObject seen = status();
        QCOMPARE(seen[u"state"_s].toString(), u"signed-in"_s);
        QCOMPARE(seen[u"canRefresh"_s].toBool(), true);
    }

    /// What the check of the sign-in found is said, and its card is one click away.
    void offersTheCardOfTheSignIn()
    {
        QTRY_VERIFY(message(window(), "messageBar").startsWith(u"Signed in. The sign-in check found: "_s));
        click(*find<QWidget>(window(), "messageBar"), "inlineBarAction");
        QVERIFY(find<QWidget>(window(), "signInCardTable")->isVisible());
        QCOMPARE(message(window(), "messageBar"), QString());
        QTest::keyClick(&window(), Qt::Key_1, Qt::AltModifier);
        QVERIFY(!find<QWidget>(window(), "standingPage")->isVisible());
        QTest::keyClick(&window(), Qt::Key_4, Qt::AltModifier);
        QVERIFY(find<QWidget>(window(), "standingPage")->isVisible());
        QTest::keyClick(&window(), Qt::Key_1, Qt::AltModifier);
    }

    void showsTheTokenAndItsExpiry()
    {
        QTRY_VERIFY(!shownToken().isEmpty());
        m_secrets << shownToken();
        const auto *panel = find<ui::TokenPanel>(window(), "profileToken");
        QVERIFY(panel->isVisible());
        const QString verdict = find<QLabel>(*panel, "verdictText")->text();
        QVERIFY2(verdict.startsWith(u"Not expired: "_s), qPrintable(verdict));
        QVERIFY2(verdict.endsWith(u"signature not checked"_s), qPrintable(verdict));
        // The countdown ticks, here and in the sidebar.
        QTRY_VERIFY(find<QLabel>(*panel, "verdictText")->text() != verdict);
        const auto *tree = find<QTreeView>(window(), "sidebar");
        const QModelIndex entry = tree->model()->index(0, 0, tree->model()->index(1, 0));
        QVERIFY(entry.data(Qt::AccessibleDescriptionRole).toString().startsWith(u"Signed in, expires in "_s));
    }

    void sendsTheHeader()
    {
        find<QTabWidget>(window(), "profilePages")->setCurrentIndex(1);
        QCOMPARE(find<QLineEdit>(window(), "requestUrl")->text(), u"/me"_s);
        QTest::keyClick(&window(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(label(window(), "responseStatus"), u"200 OK"_s);
        // Only the server can know this name: it read it out of the token in the header.
        const QJsonDocument answer =
            QJsonDocument::fromJson(find<ui::JsonView>(window(), "responseBody")->source());
        QCOMPARE(answer[u"username"_s].toString(), u"alice"_s);
        QCOMPARE(message(window(), "responseNotes"), QString());
        QCOMPARE(sidebar(window(), 2), QStringList{u"GET /me"_s});
    }

    void holdsTheTokenBackFromAnotherOrigin()
    {
        test::TestServer foreign;
        foreign.answerWith([](const test::SeenRequest &) { return test::Answer::text("hello"); });
        type(window(), "requestUrl", foreign.url("/elsewhere").toString());
        click(window(), "requestSend");
        QTRY_COMPARE(foreign.requests().size(), size_t(1));
        QVERIFY(!foreign.requests().front().has("Authorization"));
        for (const QByteArray &secret : m_secrets)
            QVERIFY(!foreign.everythingSeen().contains(secret));
        QTRY_VERIFY(message(window(), "responseNotes").contains(u"was not sent to "_s));
        QVERIFY(message(window(), "responseNotes").contains(QString::fromLatin1(foreign.origin())));
        QVERIFY(find<ui::ElidedLabel>(window(), "responseFacts")->text().contains(u"no credential sent"_s));
    }

    void refreshesByKey()
    {
        const QByteArray before = shownToken();
        QTest::keyClick(&window(), Qt::Key_F5);
        QTRY_VERIFY(shownToken() != before);
        QVERIFY(!shownToken().isEmpty());
        m_secrets << shownToken();
        QCOMPARE(status()[u"state"_s].toString(), u"signed-in"_s);
    }

    void signsOutAndLeavesNothing()
    {
        find<QTabWidget>(window(), "profilePages")->setCurrentIndex(2);
        click(window(), "detailsSignOut");
        QTRY_VERIFY(find<QWidget>(window(), "receipt")->isVisible());
        QStringList lines;
        for (const QLabel *cell : find<QWidget>(window(), "receipt")->findChildren<QLabel *>())
            lines << cell->text();
        QVERIFY2(lines.contains(u"Delete from the keychain"_s), qPrintable(lines.join(u'|')));
        QVERIFY2(lines.contains(u"Read back: nothing is left"_s), qPrintable(lines.join(u'|')));
        QVERIFY2(!lines.contains(u"Failed"_s), qPrintable(lines.join(u'|')));
        QCOMPARE(find<QWidget>(window(), "receipt")->accessibleDescription(),
                 u"Nothing is left in the keychain"_s);
        QTRY_COMPARE(label(window(), "detailsState"), u"Signed out"_s);
        QTRY_VERIFY(shownToken().isEmpty());
        QCOMPARE(status()[u"state"_s].toString(), u"signed-out"_s);
    }

    void removesTheProfile()
    {
        click(window(), "detailsRemove");
        click(*find<QWidget>(window(), "detailsMessage"), "inlineBarAction");
        QTRY_COMPARE(sidebar(window(), 1), QStringList());
        QVERIFY(status().isEmpty());
    }

    /// The tokens of a sign-in that is cancelled after the server answered are stored, and go with the
    /// profile that was never wanted.
    void forgetsWhatACancelledSignInBrought()
    {
        test::TestServer slow;
        slow.when("/login", test::Answer::json(R"({"access_token":"token-of-the-slow-server"})"));
        test::Answer late = test::Answer::json(R"({"username":"alice"})");
        late.isHeld = true;
        slow.when("/me", late);
        QDialog *dialog = fillSignIn(window(), slow.url().toString(), u"slow"_s, u"alice"_s, u"wonderland"_s);
        click(*dialog, "signInButton");
        const QString id = m_desktop->services.profiles.byName(u"slow"_s)->id;
        login::Sessions &sessions = m_desktop->services.sessions;
        bool wasStored = false;
        connect(&sessions, &login::Sessions::changed, &slow,
                [&] { wasStored = wasStored || sessions.info(id).stored; });
        QTRY_VERIFY(slow.everythingSeen().contains("/me"));
        click(*dialog, "signInCancel");
        click(*dialog, "signInCancel");
        QTRY_VERIFY(!harness::dialog(window(), "signInDialog"));
        QCOMPARE(sidebar(window(), 1), QStringList());
        slow.release();
        QTRY_VERIFY(wasStored);
        QTRY_COMPARE(sessions.info(id).state, login::SessionState::SignedOut);
        std::optional<QStringList> left;
        const auto listing = m_desktop->services.keychain.list(
            this, [&left](const Result<QStringList> &ids) { left = ids ? *ids : QStringList{u"?"_s}; });
        QTRY_VERIFY(left.has_value());
        QCOMPARE(*left, QStringList());
        m_secrets << "token-of-the-slow-server";
    }

    void leavesNoSecretInFilesOrLog()
    {
        window().close();
        m_desktop.reset();
        QVERIFY2(logged.size() > 1000, "the log was not kept");
        int files = 0;
        QByteArray all = logged + m_processOutput;
        for (const QString &root : {m_folder.path(), qEnvironmentVariable("CLAIMCHECK_TEST_ROOT")}) {
            QDirIterator it(root, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
            while (it.hasNext()) {
                QFile file(it.next());
                if (QFileInfo(file.fileName()).isFile() && file.open(QIODevice::ReadOnly)) {
                    ++files;
                    all += file.readAll();
                }
            }
        }
        QVERIFY(files >= 2); // profiles and the window's settings at least
        QVERIFY(all.contains("practice"));
        QCOMPARE(m_secrets.size(), 5);
        for (const QByteArray &secret : std::as_const(m_secrets)) {
            QVERIFY(secret.size() >= 10);
            QVERIFY(!all.contains(secret));
            // A token is told by its signature too.
            QVERIFY(!all.contains(secret.mid(secret.lastIndexOf('.') + 1)));
        }
    }
};

QTEST_MAIN(SignInWindowTest)
#include "tst_sign_in_window.moc"
