#include "sender.h"

#include "send_job.h"

namespace claimcheck::requests {

Sender::Sender(login::ProfileStore &profiles, login::Sessions &sessions,
               credentials::CredentialStore &keychain, const Clock &clock)
    : d(new Private{
          .profiles = profiles, .sessions = sessions, .kept = KeptSecrets(keychain), .clock = clock})
{
}

Sender::~Sender() = default;

void Sender::setHistory(History *history, std::function<void(const Error &)> historyFailed)
{
    d->history = history;
    d->historyFailed = std::move(historyFailed);
}

SendingPtr Sender::send(Outbound outbound, QObject *context, std::function<void(Sent)> done,
                        SendWatcher watcher)
{
    return startJob(d, std::move(outbound), context, std::move(done), std::move(watcher));
}

} // namespace claimcheck::requests
