#include "bench_clock.h"

#include "app/composition.h"
#include "base/base64url.h"
#include "ui/main_window.h"
#include "ui/theme.h"
#include "ui/token_panel.h"
#include "ui/widgets/json_view.h"
#include "ui/widgets/plain_table.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

/// The longest time for which the window does not answer, while huge tokens are pasted, shown and worked
/// with. A heart beats once in every turn of the event loop; the longest time between two beats is what
/// counts. Aim: shown within a second, no turn over 50 ms.
///
///     bench_heartbeat [PART OF A NAME]
using namespace claimcheck;

namespace {

QByteArray tokenOf(const QByteArray &payload, const QByteArray &header = R"({"alg":"RS256"})")
{
    return base64url::encode(header) + '.' + base64url::encode(payload) + '.' +
           base64url::encode("not a signature");
}

QByteArray manyClaims(int count, const QByteArray &value = {})
{
    QByteArray text = "{";
    for (int i = 0; i < count; ++i)
        text += "\"claim" + QByteArray::number(i) +
                "\":" + (value.isEmpty() ? QByteArray::number(i) : value) + ',';
    return text + "\"exp\":1795298057}";
}

QByteArray manyTokens(int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i)
        text += "access_token=" + tokenOf("{\"sub\":\"" + QByteArray::number(i) + "\"}") + '\n';
    return text;
}

/// Something that a person does; the next thing comes once `isDone`.
struct Step {
    const char *name;
    std::function<void()> work;
    std::function<bool()> isDone = [] { return true; };
};

/// Runs steps, one in each turn, and keeps the longest turn of each.
class Heart final {
public:
    void run(const std::vector<Step> &steps)
    {
        size_t next = 0;
        bool isWaiting = false;
        QElapsedTimer since;
        QTimer beat;
        QEventLoop loop;
        QObject::connect(&beat, &QTimer::timeout, [&] {
            if (since.isValid() && next > 0)
                count(steps[next - 1].name, static_cast<double>(since.nsecsElapsed()) / 1e6);
            since.start();
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
                  [](const auto &a, const auto &b) { return a.second > b.second; });
        for (size_t i = 0; i < std::min<size_t>(4, sorted.size()); ++i)
            std::printf("%s%s %.1f ms", i == 0 ? "longest turns: " : ", ", sorted[i].first, sorted[i].second);
        std::printf("%s\n", !sorted.empty() && sorted.front().second > 50 ? "   <-- over 50 ms" : "");
        std::fflush(stdout);
    }

private:
    void count(const char *name, double milliseconds)
    {
        for (auto &[known, worst] : m_worst) {
            if (qstrcmp(known, name) == 0) {
                worst = std::max(worst, milliseconds);
                return;
            }
        }
        m_worst.emplace_back(name, milliseconds);
    }
    int m_quietTurns = 0;
    std::vector<std::pair<const char *, double>> m_worst;
};

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
        , window({services.clock, services.profiles, services.sessions, services.keychain, folder.path(), {}})
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
        {"second", [&] { desk.clock.advance(std::chrono::seconds(1)); }},
        {"findings", tab(1)},
        {"verify", tab(2)},
        {"raw", tab(3)},
        {"claims", tab(0)},
        {"dark", [] { QApplication::setPalette(QPalette(Qt::darkGray)); }},
        {"light", [] { QApplication::setPalette(QPalette(Qt::lightGray)); }},
        {"another token", [&] { desk.paste(tokenOf(R"({"a":2})")); },
         [&] { return desk.panel()->report() && desk.panel()->report()->text.size() < 1000; }},
        {"back", [&] { desk.paste(token); },
         [&] { return desk.panel()->report() && desk.panel()->report()->text.size() > 1000; }},
        {"compare", [&] { actionOf(desk.window, "Ctrl+D")->trigger(); }},
        {"inspector", [&] { actionOf(desk.window, "Ctrl+I")->trigger(); }},
        {"close", [&] { desk.window.close(); }},
    });
    std::printf("%-18s shown after %4lld ms; ", name, shown);
    heart.print();
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
    std::printf("%-18s shown after %4lld ms; ", name, shown);
    heart.print();
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
    run("100,000 tokens", measureList, [] { return manyTokens(100000); });
    return 0;
}
