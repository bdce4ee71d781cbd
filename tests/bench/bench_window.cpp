#include "bench_clock.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>

/// Time to the first paint of the window against a bare QMainWindow, each in a fresh process.
using namespace claimcheck;

namespace {

constexpr int rounds = 15;

double milliseconds(const char *program, const QStringList &arguments)
{
    QElapsedTimer timer;
    timer.start();
    const int code = QProcess::execute(QString::fromLocal8Bit(program), arguments);
    const double spent = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    if (code != 0) {
        std::fprintf(stderr, "%s ended with %d\n", program, code);
        std::exit(1);
    }
    return spent;
}

} // namespace

int main()
{
    bench::warnIfUnoptimized();
    if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("WAYLAND_DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir folder;
    double bare = 1e9;
    double text = 1e9;
    double real = 1e9;
    for (int i = 0; i < rounds; ++i) { // in turns, so that a busy machine disturbs both
        bare = std::min(bare, milliseconds(CLAIMCHECK_BARE_PROGRAM, {}));
        text = std::min(text, milliseconds(CLAIMCHECK_BARE_PROGRAM, {QStringLiteral("text")}));
        real = std::min(real, milliseconds(CLAIMCHECK_REAL_PROGRAM, {folder.path()}));
    }
    std::printf(
        "first paint: bare QMainWindow %.1f ms, claimcheck-desktop %.1f ms: %.2f times (aim: under 1.5)\n",
        bare, real, real / bare);
    std::printf("             with a menu and a word, which load a font, %.1f ms: %.2f times\n", text,
                real / text);
    return 0;
}
