#include "bench_clock.h"
#include "heavy_tokens.h"

#include "app/composition.h"
#include "ui/claims_page.h"
#include "ui/main_window.h"
#include "ui/share_dialog.h"
#include "ui/theme.h"
#include "ui/token_panel.h"
#include "ui/widgets/json_view.h"
#include "ui/widgets/plain_table.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QFile>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

/// The longest time for which the window does not answer, while huge tokens are pasted, shown and worked
/// with. A heart beats once in every turn of the event loop; the longest time between two beats is what
/// counts. Aim: shown within a second, no turn over 50 ms. Of each turn the clock's time is given and, in
/// brackets, the processor time of the window's thread, which other programs cannot lengthen.
///
///     bench_heartbeat [PART OF A NAME]
using namespace claimcheck;
using namespace claimcheck::bench;

namespace {

/// Something that a person does; the next thing comes once `isDone`.
struct Step {
    const char *name;
    std::function<void()> work;
    std::function<bool()> isDone = [] { return true; };
};

/// How long one turn took, in milliseconds.
struct Turn {
    const char *step;
    double wall = 0;
    double processor = 0;
};

/// Runs steps, one in each turn, and keeps the longest turn of each.
class Heart final {
public:
    void run(const std::vector<Step> &steps)
    {
        size_t next = 0;
        bool isWaiting = false;
        QElapsedTimer since;
        double processor = 0;
        QTimer beat;
        QEventLoop loop;
        QObject::connect(&beat, &QTimer::timeout, [&] {
            if (since.isValid() && next > 0)
                count({steps[next - 1].name, static_cast<double>(since.nsecsElapsed()) / 1e6,
                       (bench::processorSeconds() - processor) * 1e3});
            since.start();
            processor = bench::processorSeconds();
            if (isWaiting && !steps[next - 1].isDone())
                return;
            isWaiting = false;
            if (m_quietTurns++ < 3) // what was posted by the last step is part of it
                return;
            m_quietTurns = 0;
            if (next == steps.size())
                return loop.quit();
            isWaiting = true;
            steps[next++].work();
        });
        beat.start(0);
        loop.exec();
    }
    void print() const
    {
        auto sorted = m_worst;
        std::sort(sorted.begin(), sorted.end(),
                  [](const Turn &a, const Turn &b) { return a.processor > b.processor; });
        for (size_t i = 0; i < std::min<size_t>(4, sorted.size()); ++i)
            std::printf("%s%s %.1f ms (%.1f)", i == 0 ? "longest turns: " : ", ", sorted[i].step,
                        sorted[i].wall, sorted[i].processor);
        std::printf("%s\n", !sorted.empty() && sorted.front().processor > 50 ? "   <-- over 50 ms" : "");
        std::fflush(stdout);
    }

private:
    void count(const Turn &turn)
    {
        const auto known = std::find_if(m_worst.begin(), m_worst.end(), [&turn](const Turn &one) {
            return qstrcmp(one.step, turn.step) == 0;
        });
        if (known == m_worst.end())
            m_worst.push_back(turn);
        else if (turn.processor > known->processor)
            *known = turn;
    }
    int m_quietTurns = 0;
    std::vector<Turn> m_worst;
};

/// The most memory in MB that the program held since the last call; the kernel's count begins anew.
double peakMegabytes()
{
    double kilobytes = 0;
    QFile status(QStringLiteral("/proc/self/status"));
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : status.readAll().split('\n')) {
            if (line.startsWith("VmHWM:"))
                kilobytes = line.mid(6).trimmed().split(' ').first().toDouble();
        }
    }
    QFile marks(QStringLiteral("/proc/self/clear_refs"));
    if (marks.open(QIODevice::WriteOnly))
        marks.write("5");
    return kilobytes / 1024;
}

void printScene(const char *name, qint64 shown, const Heart &heart)
{
    std::printf("%-18s shown after %4lld ms, at most %3.0f MB; ", name, shown, peakMegabytes());
    heart.print();
}

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
        , window({services.clock, services.profiles, services.sessions, services.keychain, services.sender, services.history(), folder.path(), {}})
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
    run("100,000 tokens", measureList, [] { return manyTokens(100000); });
    return 0;
}
