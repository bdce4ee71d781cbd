#include "interruption.h"

#include <QSocketNotifier>

#include <fcntl.h>
#include <unistd.h>

#include <utility>

namespace claimcheck::app {

namespace {

std::array<int, 2> channel = {-1, -1};

/// Only what a signal handler may call.
void onSignal(int signal)
{
    const auto byte = static_cast<unsigned char>(signal);
    [[maybe_unused]] const auto written = ::write(channel[1], &byte, 1);
}

} // namespace

Interruption::Interruption(std::function<void(int exitCode)> then)
{
    if (::pipe2(channel.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return; // then a signal ends the program as it always did
    m_notifier = new QSocketNotifier(channel[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this, then = std::move(then)] {
        unsigned char signal = 0;
        if (::read(channel[0], &signal, 1) != 1)
            return;
        m_notifier->setEnabled(false);
        then(128 + signal);
    });
    struct sigaction action = {};
    action.sa_handler = onSignal;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    for (size_t i = 0; i < signals.size(); ++i) {
        ::sigaction(signals[i], nullptr, &m_before[i]);
        if (m_before[i].sa_handler != SIG_IGN)
            ::sigaction(signals[i], &action, nullptr);
    }
}

Interruption::~Interruption()
{
    if (!m_notifier)
        return;
    for (size_t i = 0; i < signals.size(); ++i)
        ::sigaction(signals[i], &m_before[i], nullptr);
    delete m_notifier;
    for (int &end : channel)
        ::close(std::exchange(end, -1));
}

} // namespace claimcheck::app
