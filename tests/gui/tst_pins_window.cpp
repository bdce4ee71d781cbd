#include "support/cli_process.h"
#include "ui/token_panel.h"
#include "window_harness.h"

#include <QAction>
#include <QClipboard>
#include <QMenu>
#include <QProcess>
#include <QTemporaryDir>

using namespace harness;

/// Pinned tokens in the window, with a keyring of its own (with_keyring.sh), in order; the command line and
/// secret-tool look into the same keychain.
class PinsWindowTest final : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Desktop> m_desktop;

    static constexpr int pinned = 3; // section of the sidebar

    ui::MainWindow &window() { return m_desktop->window; }
    QTreeView *tree() { return find<QTreeView>(window(), "sidebar"); }
    QStringList pins() { return sidebar(window(), pinned); }
    QByteArray shown() { return find<ui::TokenPanel>(window(), "inspector")->token(); }
    QString said() { return message(window(), "messageBar"); }
    void choose(int row)
    {
        tree()->setCurrentIndex(tree()->model()->index(row, 0, tree()->model()->index(pinned, 0)));
    }
    static QByteArray tokenOf(const QByteArray &subject)
    {
        return samples::token("{\"iss\":\"https:\\/\\/idp.example/x\",\"sub\":\"" + subject + "\"}");
    }
    void paste(const QByteArray &text)
    {
        QGuiApplication::clipboard()->setText(QString::fromUtf8(text));
        window().setFocus();
        QTest::keyClick(&window(), Qt::Key_V, Qt::ControlModifier);
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(&window(), key, modifiers);
    }
    static QByteArray run(const QString &program, const QStringList &arguments)
    {
        QProcess process;
        process.start(program, arguments);
        process.waitForFinished();
        return process.readAllStandardOutput();
    }
    static QByteArray cli(const QStringList &arguments)
    {
        return run(QStringLiteral(CLAIMCHECK_PROGRAM), QStringList{u"pin"_s} + arguments);
    }
    void reopen()
    {
        window().close();
        m_desktop.reset();
        m_desktop = std::make_unique<Desktop>(m_folder.path());
        QVERIFY(m_desktop->show());
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(qEnvironmentVariableIsSet("CLAIMCHECK_TEST_ROOT"), "run this through with_keyring.sh");
        m_desktop = std::make_unique<Desktop>(m_folder.path());
        QVERIFY(m_desktop->show());
        QTRY_COMPARE(label(window(), "keychainState"), u"Keychain unlocked"_s);
    }

    void pinsByKey()
    {
        const QAction *action = nullptr;
        for (const QAction *one : window().findChildren<QAction *>()) {
            if (one->shortcut() == QKeySequence(u"Ctrl+Shift+P"_s))
                action = one;
        }
        QVERIFY(action && !action->isEnabled()); // there is no token yet
        paste(tokenOf("alice"));
        QVERIFY(action->isEnabled());
        press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(pins(), QStringList{u"alice · idp.example"_s});
        QVERIFY2(said().startsWith(u"Pinned as “alice · idp.example”"_s), qPrintable(said()));
        QCOMPARE(cli({u"show"_s, u"alice · idp.example"_s}), tokenOf("alice") + '\n');
        // Once more, of the same token, changes nothing.
        press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(said().startsWith(u"It is pinned already"_s));
        QCOMPARE(pins().size(), 1);
    }

    void pinsFromTheMenuOfTheList()
    {
        paste(tokenOf("bob"));
        const QModelIndex entry = tree()->currentIndex();
        QCOMPARE(entry.parent().row(), 0);
        Q_EMIT tree()->customContextMenuRequested(tree()->visualRect(entry).center());
        auto *menu = window().findChild<QMenu *>(u"sidebarMenu"_s);
        QVERIFY(menu);
        QCOMPARE(menu->actions().first()->text(), u"Pin"_s);
        menu->actions().first()->trigger();
        menu->close();
        QTRY_COMPARE(pins(), (QStringList{u"alice · idp.example"_s, u"bob · idp.example"_s}));
    }

    void seesWhatTheCommandLinePins()
    {
        QCOMPARE(cli({QString::fromLatin1(tokenOf("carol"))}), "Pinned as carol · idp.example.\n");
        QEvent activated(QEvent::WindowActivate);
        QCoreApplication::sendEvent(&window(), &activated);
        QTRY_COMPARE(pins().size(), 3);
    }

    void listsThemAfterARestart()
    {
        reopen();
        QTRY_COMPARE(pins().size(), 3);
        QCOMPARE(shown(), QByteArray()); // nothing is read before it is chosen
        choose(1);
        QTRY_COMPARE(shown(), tokenOf("bob"));
        QVERIFY(find<QWidget>(window(), "inspector")->isVisible());
        choose(0);
        QTRY_COMPARE(shown(), tokenOf("alice"));
    }

    void comparesAPinWithAnother()
    {
        choose(1);
        QTRY_COMPARE(shown(), tokenOf("bob"));
        press(Qt::Key_D, Qt::ControlModifier);
        const auto *before = find<QComboBox>(window(), "compareBefore");
        const auto *after = find<QComboBox>(window(), "compareAfter");
        QVERIFY2(after->currentText().startsWith(u"bob"_s), qPrintable(after->currentText()));
        QVERIFY2(before->currentText().startsWith(u"alice"_s), qPrintable(before->currentText()));
    }

    void renamesInPlace()
    {
        choose(0);
        tree()->setFocus();
        QTest::keyClick(tree(), Qt::Key_F2);
        auto *field = window().findChild<QLineEdit *>(u"pinName"_s);
        QVERIFY(field);
        QCOMPARE(field->text(), u"alice · idp.example"_s);
        field->selectAll();
        QTest::keyClicks(field, u"staging"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(pins().first(), u"staging"_s);
        QCOMPARE(cli({u"show"_s, u"staging"_s}), tokenOf("alice") + '\n');
        QCOMPARE(tree()->currentIndex().data().toString(), u"staging"_s); // the choice stays
    }

    void unpinsAndTakesItBack()
    {
        choose(0);
        tree()->setFocus();
        QTest::keyClick(tree(), Qt::Key_Delete);
        QTRY_COMPARE(pins().size(), 2);
        QTRY_COMPARE(said(), u"Unpinned “staging”: the keychain holds it no more."_s);
        QVERIFY(!cli({u"list"_s}).contains("staging"));
        click(*find<QWidget>(window(), "messageBar"), "inlineBarAction");
        QTRY_COMPARE(pins().size(), 3);
        QTRY_COMPARE(cli({u"show"_s, u"staging"_s}), tokenOf("alice") + '\n');
    }

    void unpinsByTheKeyThatPins()
    {
        choose(0);
        const QString name = tree()->currentIndex().data().toString();
        press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(said(), u"Unpinned “%1”: the keychain holds it no more."_s.arg(name));
        QVERIFY(!cli({u"list"_s}).contains(name.toUtf8()));
    }

    void writesNothingOfThemToFiles()
    {
        window().close();
        for (const QString &name : QDir(m_folder.path()).entryList(QDir::Files)) {
            QFile file(m_folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray content = file.readAll();
            QVERIFY2(!content.contains("bob") && !content.contains(tokenOf("bob")), qPrintable(name));
        }
        window().show();
    }

    void aLockedKeychainIsShownAsLocked()
    {
        choose(0);
        const QByteArray bus = "array:objpath:/org/freedesktop/secrets/aliases/default";
        run(u"dbus-send"_s, {u"--session"_s, u"--print-reply"_s, u"--dest=org.freedesktop.secrets"_s,
                             u"/org/freedesktop/secrets"_s, u"org.freedesktop.Secret.Service.Lock"_s,
                             QString::fromLatin1(bus)});
        reopen();
        QTRY_COMPARE(pins(), QStringList{u"Locked"_s});
        QCOMPARE(said(), QString()); // nobody is asked, and nothing is said, until it is wanted
        choose(0);
        QVERIFY2(said().startsWith(u"The keychain is locked"_s), qPrintable(said()));
        QCOMPARE(shown(), QByteArray());
        click(*find<QWidget>(window(), "messageBar"), "inlineBarAction");
        QTRY_VERIFY2(said().contains(u"no way to ask"_s), qPrintable(said()));
        QCOMPARE(pins(), QStringList{u"Locked"_s});
        // Pinning says the same.
        paste(tokenOf("dora"));
        press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY2(said().contains(u"no way to ask"_s), qPrintable(said()));
        QCOMPARE(pins(), QStringList{u"Locked"_s});
    }
};

QTEST_MAIN(PinsWindowTest)
#include "tst_pins_window.moc"
