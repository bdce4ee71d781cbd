#pragma once

#include <QtGlobal>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <limits>

/// Timing for the benchmark programs. Each prints one line a figure.
namespace claimcheck::bench {

/// Keeps the compiler from dropping a result that nobody reads.
template <class T>
void keep(const T &value)
{
    asm volatile("" : : "g"(&value) : "memory");
}

/// Of this thread, with the kernel's share: what other programs take from the clock does not count.
inline double processorSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// Processor time for one call of `work`: the best of several rounds, each long enough for the clock.
template <class Work>
double secondsPerCall(Work work, int rounds = 9, double roundSeconds = 0.05)
{
    const auto round = [&work](long calls) {
        const double start = processorSeconds();
        for (long i = 0; i < calls; ++i)
            work();
        return processorSeconds() - start;
    };
    long calls = 1;
    while (round(calls) < roundSeconds)
        calls *= 2;
    double best = std::numeric_limits<double>::max();
    for (int i = 0; i < rounds; ++i)
        best = std::min(best, round(calls));
    return best / static_cast<double>(calls);
}

inline double megabytesPerSecond(qsizetype bytes, double seconds)
{
    return static_cast<double>(bytes) / seconds / 1e6;
}

/// Figures from an unoptimized build say nothing.
inline void warnIfUnoptimized()
{
#ifndef __OPTIMIZE__
    std::puts("WARNING: this build is not optimized; these figures mean nothing. Configure with\n"
              "         cmake --preset release -DCLAIMCHECK_TESTS=ON, then build the target bench.");
#endif
}

} // namespace claimcheck::bench
