#include "bench_clock.h"
#include "heart.h"
#include "heavy_answer.h"
#include "heavy_tokens.h"

#include "app/composition.h"
#include "ui/claims_page.h"
#include "ui/main_window.h"
#include "ui/share_dialog.h"
#include "ui/theme.h"
#include "ui/token_panel.h"
#include "ui/widgets/json_view.h"
#include "ui/widgets/plain_table.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QTabWidget>
#include <QTemporaryDir>

#include <functional>
#include <vector>

/// The longest time for which the window does not answer, while huge tokens are pasted, shown and worked
/// with, and while Learn runs its steps and measures. A heart beats once in every turn of the event loop; the
/// longest time between two beats is what counts. Aim: shown within a second, no turn over 50 ms. Of each
/// turn the clock's time is given and, in brackets, the processor time of the window's thread, which other
/// programs cannot lengthen.
///
///     bench_heartbeat [PART OF A NAME]
using namespace claimcheck;
using namespace claimcheck::bench;

namespace {

QAction *actionOf(const QWidget &window, const char *keys)
{
    for (QAction *action : window.findChildren<QAction *>()) {
        if (action->shortcut() == QKeySequence(QString::fromLatin1(keys)))
            return action;
    }
    qFatal("no action %s", keys);
}

void press(QWidget *widget, int key, Qt::KeyboardModifiers modifiers)
{
    QKeyEvent event(QEvent::KeyPress, key, modifiers);
    QCoreApplication::sendEvent(widget, &event);
}

/// The window from the real composition, with no keychain and a folder of its own.
struct Desk {
    Desk()
        : services(folder.path(), clock)
        , window({services.clock, services.profiles, services.sessions, services.keychain, services.sender,
                  services.history(), folder.path(), QStringLiteral(CLAIMCHECK_PRACTICE_PROGRAM)})
    {
        window.resize(1280, 800);
        window.show();
    }
    ui::TokenPanel *panel() { return window.findChild<ui::TokenPanel *>(QStringLiteral("inspector")); }
    template <class T>
    T *get(const char *name)
    {
        T *found = panel()->findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("no widget %s", name);
        return found;
    }
    void paste(const QByteArray &text)
    {
        QGuiApplication::clipboard()->setText(QString::fromUtf8(text));
        actionOf(window, "Ctrl+V")->trigger();
    }

    QTemporaryDir folder;
    FixedClock clock{TimePoint(std::chrono::seconds(1795294457))};
    app::Composition services;
    ui::MainWindow window;
};

void measure(const char *name, const QByteArray &token)
{
    Desk desk;
    Heart heart;
    // Everything is made before it is measured.
    Heart().run({{"warm up", [&] { desk.paste(tokenOf(R"({"a":1})")); },
                  [&] { return bool(desk.panel()->report()); }}});
    QElapsedTimer timer;
    qint64 shown = 0;
    const auto tab = [&](int index) {
        return [&desk, index] { desk.get<QTabWidget>("tokenTabs")->setCurrentIndex(index); };
    };
    const auto payload = [&] { return desk.get<ui::JsonView>("payloadView"); };
    heart.run({
        {"paste",
         [&] {
             timer.start();
             desk.paste(token);
         },
         [&] {
             // The message says what became of a text that is refused.
             const auto report = desk.panel()->report();
             return report && report->text.size() > 1000;
         }},
        {"paint",
         [&] {
             desk.panel()->repaint();
             shown = timer.elapsed();
         }},
        {"resize", [&] { desk.window.resize(1000, 780); }},
        {"narrow", [&] { desk.window.resize(720, 780); }},
        {"wide", [&] { desk.window.resize(1280, 800); }},
        {"select all",
         [&] {
             payload()->setFocus();
             payload()->selectAll();
         }},
        {"Ctrl+End", [&] { press(payload(), Qt::Key_End, Qt::ControlModifier); }},
        {"Ctrl+Home", [&] { press(payload(), Qt::Key_Home, Qt::ControlModifier); }},
        {"Page down", [&] { press(payload(), Qt::Key_PageDown, {}); }},
        {"fold", [&] { payload()->foldBelow(0, true); }},
        {"unfold", [&] { payload()->foldBelow(0, false); }},
        {"token Ctrl+End", [&] { press(desk.get<QWidget>("tokenView"), Qt::Key_End, Qt::ControlModifier); }},
        {"last claim",
         [&] {
             auto *table = desk.get<ui::PlainTable>("claimsTable");
             table->selectRow(table->model()->rowCount() - 1);
         }},
        {"first claim", [&] { desk.get<ui::PlainTable>("claimsTable")->selectRow(0); }},
        {"open the claim", [&] { press(desk.get<ui::PlainTable>("claimsTable"), Qt::Key_Right, {}); }},
        {"close the claim", [&] { press(desk.get<ui::PlainTable>("claimsTable"), Qt::Key_Left, {}); }},
        {"find",
         [&] {
             desk.get<ui::ClaimsPage>("claimsPage")->openFind();
             desk.get<QLineEdit>("findText")->setText(QStringLiteral("1"));
         }},
        {"find nothing", [&] { desk.get<QLineEdit>("findText")->clear(); }},
        {"second", [&] { desk.clock.advance(std::chrono::seconds(1)); }},
        {"findings", tab(1)},
        {"verify", tab(2)},
        {"raw", tab(3)},
        {"claims", tab(0)},
        {"dark", [] { QApplication::setPalette(QPalette(Qt::darkGray)); }},
        {"light", [] { QApplication::setPalette(QPalette(Qt::lightGray)); }},
        {"report",
         [&] {
             QGuiApplication::clipboard()->clear();
             desk.get<QAction>("shareMarkdown")->trigger();
         },
         [] { return !QGuiApplication::clipboard()->text().isEmpty(); }},
        {"safe copy", [&] { actionOf(desk.window, "Ctrl+Shift+S")->trigger(); },
         [&] {
             const auto *summary = desk.window.findChild<QLabel *>(QStringLiteral("safeCopySummary"));
             return !summary || !summary->text().startsWith(QStringLiteral("Making"));
         }},
        {"safe copy, closed", [&] { delete desk.window.findChild<ui::ShareDialog *>(); }},
        {"edit", [&] { actionOf(desk.window, "Ctrl+E")->trigger(); }},
        {"another token", [&] { desk.paste(tokenOf(R"({"a":2})")); },
         [&] { return desk.panel()->report() && desk.panel()->report()->text.size() < 1000; }},
        {"back", [&] { desk.paste(token); },
         [&] { return desk.panel()->report() && desk.panel()->report()->text.size() > 1000; }},
        {"compare", [&] { actionOf(desk.window, "Ctrl+D")->trigger(); },
         [&] {
             const auto *summary = desk.window.findChild<QLabel *>(QStringLiteral("compareSummary"));
             return summary && !summary->text().startsWith(QStringLiteral("Comparing"));
         }},
        {"compare Ctrl+End",
         [&] {
             press(desk.window.findChild<ui::PlainTable *>(QStringLiteral("compareTable")), Qt::Key_End,
                   Qt::ControlModifier);
         }},
        {"compare resize", [&] { desk.window.resize(1000, 780); }},
        {"inspector", [&] { actionOf(desk.window, "Ctrl+I")->trigger(); }},
        {"close", [&] { desk.window.close(); }},
    });
    printScene(name, shown, heart);
}

/// More tokens than can be looked at: the list of them.
void measureList(const char *name, const QByteArray &text)
{
    Desk desk;
    Heart heart;
    QElapsedTimer timer;
    qint64 shown = 0;
    const auto table = [&] { return desk.window.findChild<ui::PlainTable *>(QStringLiteral("foundTable")); };
    heart.run({
        {"paste",
         [&] {
             timer.start();
             desk.paste(text);
         },
         [&] { return table() && table()->isVisible(); }},
        {"paint",
         [&] {
             desk.window.repaint();
             shown = timer.elapsed();
         }},
        {"Ctrl+End", [&] { press(table(), Qt::Key_End, Qt::ControlModifier); }},
        {"resize", [&] { desk.window.resize(1000, 780); }},
        {"pick", [&] { press(table(), Qt::Key_Return, {}); }},
        {"close", [&] { desk.window.close(); }},
    });
    printScene(name, shown, heart);
}

/// Learn: every step of these systems, each of them looked at again, and the comparison of all systems.
void measureLearn(const char *name, const QByteArray &)
{
    Desk desk;
    Heart heart;
    const auto get = [&desk](const char *widget) {
        auto *found = desk.window.findChild<QWidget *>(QString::fromLatin1(widget));
        if (!found)
            qFatal("no widget %s", widget);
        return found;
    };
    const auto press = [&get](const char *button) { qobject_cast<QAbstractButton *>(get(button))->click(); };
    const auto says = [&get](const char *label, const char *beginning) {
        return qobject_cast<QLabel *>(get(label))->text().startsWith(QLatin1String(beginning));
    };
    QElapsedTimer timer;
    qint64 shown = 0;
    std::vector<Step> steps{
        {"open", [&] { actionOf(desk.window, "Ctrl+Shift+L")->trigger(); }},
        {"start",
         [&] {
             timer.start();
             press("learnStart");
         },
         [&] { return get("learnTabs")->isVisible(); }},
        {"begin", [&] { shown = timer.elapsed(); }},
    };
    for (const char *system : {"session", "jwt", "jwt-refresh", "bound-key", "oauth"}) {
        steps.push_back({"all steps",
                         [&, system] {
                             auto *choice = qobject_cast<QComboBox *>(get("learnSystem"));
                             choice->setCurrentIndex(choice->findData(QString::fromLatin1(system)));
                             press("learnAll");
                         },
                         [&] { return says("learnState", "All "); }});
        for (int row = 0; row < 12; ++row)
            steps.push_back({"another step", [&, row] {
                                 qobject_cast<QListWidget *>(get("learnList"))->setCurrentRow(row);
                             }});
    }
    steps.insert(
        steps.end(),
        {{"comparison", [&] { qobject_cast<QTabWidget *>(get("learnTabs"))->setCurrentIndex(1); }},
         {"measure", [&] { press("measureStart"); }, [&] { return says("measureState", "Measured "); }},
         {"resize", [&] { desk.window.resize(1000, 780); }},
         {"close", [&] { desk.window.close(); }}});
    heart.run(steps);
    printScene(name, shown, heart);
}

} // namespace

int main(int argc, char **argv)
{
    bench::warnIfUnoptimized();
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus"); // nobody's keychain is looked into
    if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("WAYLAND_DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false); // each figure closes a window of its own
    ui::Theme::install(application);
    const QByteArray only = argc > 1 ? QByteArray(argv[1]) : QByteArray();
    const auto run = [&](const char *name, const auto &measureIt, const std::function<QByteArray()> &text) {
        if (QByteArrayView(name).contains(only))
            measureIt(name, text());
    };
    run("1 kB", measure, [] { return tokenOf(manyClaims(40, "\"a value of some length\"")); });
    run("1 MB", measure, [] { return tokenOf("{\"a\":\"" + QByteArray(1024 * 1024, 'x') + "\"}"); });
    run("1 MB of words", measure,
        [] { return tokenOf("{\"scope\":\"" + QByteArray("read:all ").repeated(116000) + "\"}"); });
    run("10,000 claims", measure, [] { return tokenOf(manyClaims(10000)); });
    run("1 MB of claims", measure, [] { return tokenOf(manyClaims(20000, "\"a value of some length\"")); });
    run("depth 100,000", measure, [] { return tokenOf(QByteArray(100000, '[') + QByteArray(100000, ']')); });
    run("repeated names", measure,
        [] { return tokenOf("{}", "{\"alg\":\"none\"" + QByteArray(",\"kid\":1").repeated(100000) + "}"); });
    run("a list of 100,000", measure,
        [] { return tokenOf("{\"a\":[" + QByteArray("1,").repeated(100000) + "0],\"exp\":1795298057}"); });
    run("10,000 disclosures", measure, [] { return manyDisclosures(10000); });
    run("64 signatures", measure, [] { return manySignatures(64); });
    run("12 MB", measure, [] { return tokenOf(manyClaims(200000, QByteArray(30, '1'))); });
    run("200 MB of JSON", measureAnswer, [] { return QByteArray(); });
    run("Learn", measureLearn, [] { return QByteArray(); });
    run("100,000 tokens", measureList, [] { return manyTokens(100000); });
    return 0;
}
