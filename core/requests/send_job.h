#pragma once

#include "kept_secrets.h"
#include "sender.h"

#include "login/profile_store.h"

namespace claimcheck::requests {

struct Sender::Private {
    login::ProfileStore &profiles;
    login::Sessions &sessions;
    KeptSecrets kept;
    const Clock &clock;
    History *history = nullptr;
    std::function<void(const Error &)> historyFailed = {};
    /// For requests without a profile's session, by their connection settings: connections are kept, and so
    /// are cookies.
    std::vector<std::shared_ptr<http::Client>> clients = {};

    http::Client &client(const http::ConnectionSettings &settings)
    {
        for (const auto &known : clients) {
            if (known->settings() == settings)
                return *known;
        }
        return *clients.emplace_back(std::make_shared<http::Client>(settings));
    }
};

/// Starts one request of a sender, later; see Sender::send.
[[nodiscard]] SendingPtr startJob(const std::shared_ptr<Sender::Private> &sender, Outbound outbound,
                                  QObject *context, std::function<void(Sent)> done, SendWatcher watcher);

} // namespace claimcheck::requests
