// Shows each line of standard input as a token in the real panel, opens every page of it and paints it. For
// no_side_effects.py, which watches what that asks and writes.

#include "support/patience.h"
#include "base/clock.h"
#include "ui/token_panel.h"

#include <QApplication>
#include <QFile>
#include <QPixmap>
#include <QTabWidget>
#include <QTest>

#include <cstdio>

using namespace claimcheck;

int main(int argc, char *argv[])
{
    const QApplication application(argc, argv);
    const FixedClock clock(TimePoint(std::chrono::seconds(1'800'000'000)));
    ui::TokenPanel panel(clock);
    panel.resize(1200, 800);
    panel.show();
    QFile input;
    if (!QTest::qWaitForWindowExposed(&panel, claimcheck::test::busyMachineMs) ||
        !input.open(stdin, QIODevice::ReadOnly))
        return 1;
    int shown = 0;
    for (const QByteArray &line : input.readAll().split('\n')) {
        if (line.isEmpty())
            continue;
        panel.setToken(line);
        if (!QTest::qWaitFor([&] { return panel.report() && panel.report()->text == line; },
                             claimcheck::test::busyMachineMs))
            return 1;
        for (auto *tabs : panel.findChildren<QTabWidget *>()) {
            for (int page = 0; page < tabs->count(); ++page) {
                tabs->setCurrentIndex(page);
                if (panel.grab().isNull())
                    return 1;
            }
        }
        QApplication::processEvents();
        ++shown;
    }
    std::printf("%d tokens shown\n", shown);
    return 0;
}
