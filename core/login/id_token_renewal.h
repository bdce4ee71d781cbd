#pragma once

#include "oauth/client.h"
#include "oauth/key_discovery.h"
#include "oauth/renewed_id_token.h"
#include "session.h"

#include <functional>

namespace claimcheck::login {

/// What a refresh brought as its ID Token.
struct RenewalQuestion {
    const Session &before;
    const Secret &idToken;     // as it came, perhaps encrypted
    const Secret &accessToken; // that came with it
    oauth::Client client;
    TimePoint at; // by the server's clock: this machine's may have stood still meanwhile
};
struct RenewedIdentity {
    Secret idToken; // opened and verified; empty: its keys could not be had, and it is not to be used
    Person person;  // of the ID Token, to be compared
};

/// The ID Token of a refresh -> keys -> its checks (OpenID Connect Core section 12.2).
///
/// Keys that cannot be fetched just now end no session: the tokens came over TLS from the server that they
/// were asked of (section 3.1.3.7 number 6), and what can be compared without a key is compared. Errors: what
/// openIdToken and validateRenewedIdToken say. Destroying it cancels.
class IdTokenRenewal final : public QObject {
public:
    using Done = std::function<void(Result<RenewedIdentity>)>;
    /// What the question refers to must outlive `start`, not more.
    IdTokenRenewal(http::Client &client, const RenewalQuestion &question);
    /// `done` comes once, perhaps before this returns; it may destroy this.
    void start(Done done);

private:
    void onKeys(const Result<jose::KeySet> &keys);
    void judge(const jose::KeySet &keys);
    void judgeWithoutKeys();
    void finish(Result<RenewedIdentity> result);
    [[nodiscard]] oauth::IdTokenExpectations expectations() const;

    http::Client &m_http;
    const oauth::ServerMetadata m_server;
    const oauth::Client m_client;
    const TimePoint m_at;
    oauth::OriginalIdToken m_original;
    Secret m_idToken, m_accessToken;
    std::unique_ptr<oauth::KeyFetch> m_fetch;
    Done m_done;
};

} // namespace claimcheck::login
