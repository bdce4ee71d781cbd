#pragma once

#include <QtGlobal>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>

/// Timing for the benchmark programs. Each prints one line a figure.
namespace claimcheck::bench {

/// Keeps the compiler from dropping a result that nobody reads.
template <class T>
void keep(const T &value)
{
    asm volatile("" : : "g"(&value) : "memory");
}

/// Seconds for one call of `work`: the best of several rounds, each long enough for the clock.
template <class Work>
double secondsPerCall(Work work, int rounds = 9, double roundSeconds = 0.05)
{
    using Clock = std::chrono::steady_clock;
    const auto round = [&work](long calls) {
        const auto start = Clock::now();
        for (long i = 0; i < calls; ++i)
            work();
        return std::chrono::duration<double>(Clock::now() - start).count();
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
