#pragma once

#include <QObject>

#include <array>
#include <csignal>
#include <functional>

class QSocketNotifier;

namespace claimcheck::app {

/// Ctrl+C (SIGINT) and SIGTERM as an event, so that a command can leave things in order; a second one ends
/// the program as usual. A signal that is ignored stays so. One at a time.
class Interruption final : public QObject {
public:
    /// `then` is given the exit code that a shell expects: 128 and the signal's number.
    explicit Interruption(std::function<void(int exitCode)> then);
    ~Interruption() override;
    Q_DISABLE_COPY_MOVE(Interruption)

private:
    static constexpr std::array signals = {SIGINT, SIGTERM};
    std::array<struct sigaction, signals.size()> m_before = {};
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace claimcheck::app
