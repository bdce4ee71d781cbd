#pragma once

#include "bench_clock.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

/// A heart that beats once in every turn of the event loop, and what it measures.
namespace claimcheck::bench {

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
inline double peakMegabytes()
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

inline void printScene(const char *name, qint64 shown, const Heart &heart)
{
    std::printf("%-18s shown after %4lld ms, at most %3.0f MB; ", name, shown, peakMegabytes());
    heart.print();
}

} // namespace claimcheck::bench
