#pragma once

#include <chrono>

namespace claimcheck {

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;

/// The time of day, passed in wherever it matters, so that tests choose it.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual TimePoint now() const = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override
    {
        return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
};

/// A clock that stands where it was put.
class FixedClock final : public Clock {
public:
    explicit FixedClock(TimePoint time) : m_time(time) {}
    [[nodiscard]] TimePoint now() const override { return m_time; }
    void set(TimePoint time) { m_time = time; }
    void advance(std::chrono::milliseconds by) { m_time += by; }

private:
    TimePoint m_time;
};

} // namespace claimcheck
