#pragma once

#include "base/clock.h"
#include "faults.h"

namespace claimcheck::practice {

/// The server's own time: that of another clock, moved on by hand, and ten minutes ahead when that fault is
/// on.
class PracticeClock final : public Clock {
public:
    PracticeClock(const Clock &clock, const Faults &faults) : m_clock(clock), m_faults(faults) {}
    [[nodiscard]] TimePoint now() const override { return m_clock.now() + ahead(); }
    void advance(std::chrono::seconds by) { m_advanced += by; }
    void reset() { m_advanced = std::chrono::seconds(0); }
    [[nodiscard]] std::chrono::seconds ahead() const
    {
        return m_advanced + (m_faults.isOn(Fault::ClockSkew) ? Faults::skew : std::chrono::seconds(0));
    }

private:
    const Clock &m_clock;
    const Faults &m_faults;
    std::chrono::seconds m_advanced{0};
};

} // namespace claimcheck::practice
