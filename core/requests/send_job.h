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
    /// Whether the cookies of one request go along with the next one.
    enum class Jar { Kept, OfOneRequest };
    /// For requests without a profile's session: connections are kept, and where nothing is said against it
    /// so are cookies. One for each profile and its settings, since switching mixes nothing.
    struct KeptClient {
        QString profileId; // empty: no profile's
        Jar jar = Jar::Kept;
        std::shared_ptr<http::Client> client;
    };
    std::vector<KeptClient> clients = {};

    /// With Jar::OfOneRequest: a client that nobody else uses, and whose jar is empty.
    std::shared_ptr<http::Client> client(const QString &profileId, Jar jar,
                                         const http::ConnectionSettings &settings,
                                         const std::optional<std::vector<http::Origin>> &certificateFor)
    {
        for (const KeptClient &known : clients) {
            const bool isFree = jar == Jar::Kept || known.client.use_count() == 1;
            if (known.profileId != profileId || known.jar != jar || !isFree ||
                known.client->settings() != settings || known.client->certificateFor() != certificateFor)
                continue;
            if (jar == Jar::OfOneRequest)
                known.client->clearCookies();
            return known.client;
        }
        return clients
            .emplace_back(
                KeptClient{profileId, jar, std::make_shared<http::Client>(settings, certificateFor)})
            .client;
    }
};

/// Starts one request of a sender, later; see Sender::send.
[[nodiscard]] SendingPtr startJob(const std::shared_ptr<Sender::Private> &sender, Outbound outbound,
                                  QObject *context, std::function<void(Sent)> done, SendWatcher watcher);

} // namespace claimcheck::requests
