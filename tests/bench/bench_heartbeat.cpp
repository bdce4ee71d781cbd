#include "bench_clock.h"

#include "base/base64url.h"
#include "ui/theme.h"
#include "ui/token_panel.h"
#include "ui/widgets/json_view.h"

#include <QApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>
#include <functional>

/// The longest time for which the window does not answer, while huge tokens are shown and worked with. Aim:
/// shown within a second, no stall over 50 ms.
using namespace claimcheck;

namespace {

QByteArray tokenOf(const QByteArray &payload)
{
    return base64url::encode(R"({"alg":"RS256"})") + '.' + base64url::encode(payload) + '.' +
           base64url::encode("not a signature");
}

QByteArray manyClaims()
{
    QByteArray text = "{";
    for (int i = 0; i < 10000; ++i)
        text += "\"claim" + QByteArray::number(i) + "\":" + QByteArray::number(i) + ',';
    return text + "\"exp\":1795298057}";
}

/// Everything is done as one turn of the event loop does it, and the longest turn is kept.
class Heartbeat final {
public:
    void beat(const char *what, const std::function<void()> &work)
    {
        QElapsedTimer timer;
        timer.start();
        work();
        QCoreApplication::processEvents();
        const double spent = static_cast<double>(timer.nsecsElapsed()) / 1e6;
        if (spent > m_worst) {
            m_worst = spent;
            m_where = what;
        }
    }
    [[nodiscard]] double worst() const { return m_worst; }
    [[nodiscard]] const char *where() const { return m_where; }

private:
    double m_worst = 0;
    const char *m_where = "";
};

void measure(const char *name, const QByteArray &token)
{
    const FixedClock clock{TimePoint(std::chrono::seconds(1795294457))};
    Heartbeat heart;
    QElapsedTimer shown;
    {
        ui::TokenPanel panel(clock);
        panel.resize(1200, 800);
        panel.show();
        panel.setToken(tokenOf(R"({"a":1})")); // its pages are made
        QCoreApplication::processEvents();
        shown.start();
        heart.beat("paste", [&] { panel.setToken(token); });
        while (!panel.report() || panel.report()->text != token)
            heart.beat("reading", [] {});
        heart.beat("paint", [&] { panel.repaint(); });
        const qint64 milliseconds = shown.elapsed();
        auto *payload = panel.findChild<ui::JsonView *>(QStringLiteral("payloadView"));
        heart.beat("resize", [&] { panel.resize(1000, 780); });
        heart.beat("select all", [&] { payload->selectAll(); });
        heart.beat("Ctrl+End", [&] {
            payload->select({payload->source().size(), payload->source().size()});
        });
        heart.beat("fold", [&] { payload->foldBelow(0, true); });
        heart.beat("unfold", [&] { payload->foldBelow(0, false); });
        heart.beat("theme", [] { QApplication::setPalette(QPalette(Qt::darkGray)); });
        heart.beat("close", [&] { panel.setToken({}); });
        std::printf("%-16s shown after %4lld ms; longest turn %.1f ms (%s)\n", name, milliseconds,
                    heart.worst(), heart.where());
    }
}

} // namespace

int main(int argc, char **argv)
{
    bench::warnIfUnoptimized();
    if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("WAYLAND_DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    ui::Theme::install(application);
    measure("1 MB", tokenOf("{\"a\":\"" + QByteArray(1024 * 1024, 'x') + "\"}"));
    measure("10,000 claims", tokenOf(manyClaims()));
    measure("depth 100,000", tokenOf(QByteArray(100000, '[') + QByteArray(100000, ']')));
    return 0;
}
