#pragma once

#include <QtGlobal>

#include <ctime>

namespace claimcheck::test {

/// Microseconds of processor time that `work` takes in this process. What else the machine does adds nothing
/// to them, so that a bound for hostile input is no bound for the machine.
template <class Work>
[[nodiscard]] qint64 cpuUs(Work work)
{
    const std::clock_t start = std::clock();
    work();
    return qint64(std::clock() - start) * 1'000'000 / CLOCKS_PER_SEC;
}

/// The same in milliseconds.
template <class Work>
[[nodiscard]] qint64 cpuMs(Work work)
{
    return cpuUs(work) / 1000;
}

} // namespace claimcheck::test
