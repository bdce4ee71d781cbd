#include "support/patience.h"
#include "support/practice_process.h"
#include "ui/single_instance.h"
#include "window_harness.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QClipboard>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QSet>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QTemporaryDir>

using namespace harness;

namespace {

QString describeWidget(const QWidget *widget)
{
    QStringList path;
    for (int i = 0; widget && i < 3; widget = widget->parentWidget(), ++i)
        path.prepend(QString::fromLatin1(widget->metaObject()->className()) + u'#' + widget->objectName());
    return path.join(u" / "_s);
}

bool isControl(const QWidget *widget)
{
    if (qobject_cast<const QHeaderView *>(widget))
        return false;
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QLineEdit *>(widget) ||
           qobject_cast<const QComboBox *>(widget) || qobject_cast<const QAbstractSpinBox *>(widget) ||
           qobject_cast<const QAbstractItemView *>(widget) || qobject_cast<const QPlainTextEdit *>(widget) ||
           qobject_cast<const QTabBar *>(widget);
}

QStringList controlsWithoutName(const QWidget &root)
{
    QStringList nameless;
    for (QWidget *widget : root.findChildren<QWidget *>()) {
        // Inside a spin box or a combo box the outer one speaks.
        const bool isInner = qobject_cast<QAbstractSpinBox *>(widget->parentWidget());
        if (!widget->isVisible() || !isControl(widget) || isInner)
            continue;
        const QAccessibleInterface *access = QAccessible::queryAccessibleInterface(widget);
        if (!access || access->text(QAccessible::Name).isEmpty())
            nameless << describeWidget(widget);
    }
    return nameless;
}

QStringList labelsThatGuess(const QWidget &root)
{
    QStringList guessing;
    for (const QLabel *found : root.findChildren<QLabel *>()) {
        if (found->textFormat() != Qt::PlainText)
            guessing << describeWidget(found);
    }
    return guessing;
}

QStringList controlsThatTabMisses(const QWidget &root)
{
    QSet<const QWidget *> reached;
    if (!QTest::qWaitFor([&root] { return root.isAncestorOf(QApplication::focusWidget()); },
                         claimcheck::test::busyMachineMs))
        return {u"nothing has the focus"_s};
    for (int i = 0; i < 200; ++i) {
        const QWidget *focused = QApplication::focusWidget();
        if (!focused)
            break;
        reached.insert(focused);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    QStringList missed;
    for (const QWidget *widget : root.findChildren<QWidget *>()) {
        if (widget->isVisible() && widget->isEnabled() && isControl(widget) && !widget->focusProxy() &&
            (widget->focusPolicy() & Qt::TabFocus) && !reached.contains(widget))
            missed << describeWidget(widget);
    }
    return missed;
}

} // namespace

class WindowAccessTest final : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    test::PracticeProcess m_server;
    std::unique_ptr<Desktop> m_desktop;

    ui::MainWindow &window() { return m_desktop->window; }

    /// What is done with tokens beside reading one.
    void tools(const std::function<void(QWidget &, const char *)> &look)
    {
        auto &w = window();
        QTest::keyClick(&w, Qt::Key_D, Qt::ControlModifier);
        look(w, "compare: nothing chosen");
        find<QComboBox>(w, "compareBefore")->setCurrentIndex(0);
        find<QComboBox>(w, "compareAfter")->setCurrentIndex(0);
        find<QAbstractButton>(w, "onlyDifferences")->setChecked(false);
        look(w, "compare: two tokens");
        QTest::keyClick(&w, Qt::Key_E, Qt::ControlModifier);
        QTRY_VERIFY(find<QWidget>(w, "generatedKey")->isVisible());
        look(w, "sign");
        w.inspectText(QString::fromLatin1(samples::token("{}") + "\n" + samples::token("{\"sub\":\"a\"}")));
        look(w, "a list of tokens");
        w.inspectText(QString::fromLatin1(samples::token("{\"sub\":\"alice\"}")));
        QTest::keyClick(&w, Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
        QDialog *dialog = harness::dialog(w, "shareDialog");
        QVERIFY(dialog && QTest::qWaitForWindowActive(dialog, claimcheck::test::busyMachineMs));
        look(*dialog, "safe copy");
        dialog->reject();
        QTRY_VERIFY(!harness::dialog(w, "shareDialog"));
        w.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&w, claimcheck::test::busyMachineMs));
        find<QTreeView>(w, "sidebar")->setCurrentIndex({});
    }

    /// Calls `look` for every page and dialog, with its name.
    void everywhere(const std::function<void(QWidget &, const char *)> &look)
    {
        auto &w = window();
        look(w, "profile: token");
        auto *pages = find<QTabWidget>(w, "profilePages");
        auto *inner = find<QTabWidget>(*find<QWidget>(w, "profileToken"), "tokenTabs");
        for (int tab = 1; tab < inner->count(); ++tab) {
            inner->setCurrentIndex(tab);
            look(w, "profile: a page of the token");
        }
        pages->setCurrentIndex(1);
        look(w, "profile: request");
        QTest::keyClick(&w, Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY2(label(w, "responseStatus") == u"200 OK"_s, qPrintable(message(w, "requestMessage")));
        look(w, "profile: answer");
        pages->setCurrentIndex(2);
        look(w, "profile: details");
        pages->setCurrentIndex(3);
        auto *standing = find<QTabWidget>(w, "standingTabs");
        for (int tab = 0; tab < standing->count(); ++tab) {
            standing->setCurrentIndex(tab);
            look(w, "profile: where the sign-in stands");
        }
        tools(look);
        w.setFocus();
        QTest::keyClick(&w, Qt::Key_I, Qt::ControlModifier);
        look(w, "empty inspector");
        for (const auto &[key, modifier, name] :
             {std::tuple{Qt::Key_N, Qt::ControlModifier, "signInDialog"},
              std::tuple{Qt::Key_Comma, Qt::ControlModifier, "settingsDialog"},
              std::tuple{Qt::Key_F1, Qt::NoModifier, "helpDialog"}}) {
            QTest::keyClick(&w, key, modifier);
            QDialog *dialog = harness::dialog(w, name);
            QVERIFY2(dialog && dialog->isVisible(), name);
            QVERIFY(QTest::qWaitForWindowActive(dialog, claimcheck::test::busyMachineMs));
            look(*dialog, name);
            dialog->reject();
            QTRY_VERIFY(!harness::dialog(w, name));
            w.activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(&w, claimcheck::test::busyMachineMs));
        }
    }

private Q_SLOTS:
    void init()
    {
        QVERIFY2(m_server.start(), qPrintable(m_server.problem()));
        m_desktop = std::make_unique<Desktop>(m_folder.path());
        QVERIFY(m_desktop->show());
        QDialog *dialog =
            fillSignIn(window(), m_server.baseUrl(), u"practice"_s, u"alice"_s, u"wonderland"_s);
        QVERIFY(dialog && waitForNoKeychain(*dialog));
        QVERIFY(finishSignIn(window()));
    }
    void cleanup()
    {
        m_desktop.reset();
        m_server.stop();
        QFile::remove(m_folder.filePath(u"profiles.json"_s));
        QFile::remove(m_folder.filePath(u"window.ini"_s));
    }

    void everyControlHasAName()
    {
        everywhere([](QWidget &root, const char *where) {
            const QStringList nameless = controlsWithoutName(root);
            QVERIFY2(nameless.isEmpty(), qPrintable(QLatin1String(where) + u":\n"_s + nameless.join(u'\n')));
        });
    }

    void noLabelGuessesRichText()
    {
        everywhere([](QWidget &root, const char *where) {
            const QStringList guessing = labelsThatGuess(root);
            QVERIFY2(guessing.isEmpty(), qPrintable(QLatin1String(where) + u":\n"_s + guessing.join(u'\n')));
        });
    }

    void tabReachesEveryControl()
    {
        everywhere([](QWidget &root, const char *where) {
            if (auto *bar = root.findChild<QWidget *>(u"pasteBar"_s))
                bar->setFocus();
            const QStringList missed = controlsThatTabMisses(root);
            QVERIFY2(missed.isEmpty(), qPrintable(QLatin1String(where) + u":\n"_s + missed.join(u'\n')));
        });
    }

    void aSecondProcessActivatesTheFirst()
    {
        QTemporaryDir runtime;
        qputenv("XDG_RUNTIME_DIR", runtime.path().toUtf8());
        ui::SingleInstance first(m_folder.path());
        QCOMPARE(first.start(), ui::SingleInstance::Role::First);
        QSignalSpy activated(&first, &ui::SingleInstance::activated);

        QProcess second;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"XDG_ACTIVATION_TOKEN"_s, u"token-of-the-compositor"_s);
        second.setProcessEnvironment(environment);
        second.start(QStringLiteral(CLAIMCHECK_DESKTOP_PROGRAM), {u"--config-dir"_s, m_folder.path()});
        QTRY_COMPARE(second.state(), QProcess::NotRunning);
        QCOMPARE(second.exitStatus(), QProcess::NormalExit);
        QCOMPARE(second.exitCode(), 0);
        QTRY_COMPARE(activated.size(), 1);
        QCOMPARE(activated[0][0].toByteArray(), QByteArray("token-of-the-compositor"));

        // Another folder is another window.
        QTemporaryDir other;
        ui::SingleInstance elsewhere(other.path());
        QCOMPARE(elsewhere.start(), ui::SingleInstance::Role::First);
    }
};

QTEST_MAIN(WindowAccessTest)
#include "tst_window_access.moc"
