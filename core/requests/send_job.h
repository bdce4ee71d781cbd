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
    /// For requests without a profile's session: connections are kept, and so are cookies. One for each
    /// profile and its settings, since switching mixes nothing.
    struct KeptClient {
        QString profileId; // empty: no profile's
        std::shared_ptr<http::Client> client;
    };
    std::vector<KeptClient> clients = {};

    http::Client &client(const QString &profileId, const http::ConnectionSettings &settings,
                         const std::optional<std::vector<http::Origin>> &certificateFor)
    {
        for (const KeptClient &known : clients) {
            if (known.profileId == profileId && known.client->settings() == settings &&
                known.client->certificateFor() == certificateFor)
                return *known.client;
        }
        const auto made = std::make_shared<http::Client>(settings, certificateFor);
        return *clients.emplace_back(KeptClient{profileId, made}).client;
    }
};

/// Starts one request of a sender, later; see Sender::send.
[[nodiscard]] SendingPtr startJob(const std::shared_ptr<Sender::Private> &sender, Outbound outbound,
                                  QObject *context, std::function<void(Sent)> done, SendWatcher watcher);

} // namespace claimcheck::requests
