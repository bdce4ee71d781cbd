#pragma once

#include "base/clock.h"
#include "http/cookies.h"
#include "http/server_words.h"
#include "oauth/dpop_prover.h"
#include "oauth/end_session.h"
#include "password_login.h"
#include "sign_out.h"

#include <functional>
#include <memory>

namespace claimcheck::login {

/// A session with all that using it takes.
struct SessionView {
    const Profile &profile;
    const Session &session;
    const SecretFields &fields;
    const Clock &clock;
    std::shared_ptr<oauth::DpopProver> prover = {}; // of tokens that are bound to a key
};

/// One request of a sign-out, and what its answer settles of the receipt.
struct SignOutCall {
    Outgoing out;
    std::function<std::vector<ReceiptStep>(const Result<http::Response> &)> judge;
    enum class Purpose { End, Prove } purpose = Purpose::End;
};

/// What a server offers for signing out. The calls are sent one after the other.
struct SignOutPlan {
    std::vector<ReceiptStep> settled; // without asking anybody: not offered, or nothing to end
    std::vector<SignOutCall> calls;
    bool endsInBrowser = false; // there is a session at the provider (see oauth::endSession)
};

/// What differs between the ways in once there is a session. Objects without state, one for each kind; all
/// functions are pure but for the nonces of `prover`.
class WayIn {
public:
    virtual ~WayIn() = default;

    [[nodiscard]] virtual bool canRefresh(const Profile &profile, const Session &session) const = 0;
    /// RefreshNotPossible.
    [[nodiscard]] virtual Result<Outgoing> refreshRequest(const SessionView &view) const = 0;
    /// The session that follows; see login::processRefresh.
    [[nodiscard]] virtual Result<Session> processRefresh(const SessionView &view,
                                                         const http::Response &response) const = 0;

    /// An ordinary request with what goes with it: the credential, and what is no credential by itself (a
    /// CSRF token of `cookies`, a key in the query).
    [[nodiscard]] virtual Outgoing outgoing(http::Request request, const SessionView &view,
                                            http::Cookies &cookies) const = 0;
    /// The credential that other programs can use. CredentialNotExportable.
    [[nodiscard]] virtual Result<http::Credential> exportable(const Profile &profile,
                                                              const Session &session) const = 0;
    [[nodiscard]] virtual SignOutPlan signOutPlan(const SessionView &view, http::Cookies &cookies) const = 0;
};

/// The way in that made this session, or that the profile's recipe names where there is none.
[[nodiscard]] const WayIn &wayInOf(const Profile &profile, const Session &session);

/// The outcome of asking a server to end something, in words; `sent` is taken out of the server's.
[[nodiscard]] ReceiptStep revoked(const char *step, const Result<http::Response> &response,
                                  const http::SentSecrets &sent = {});
/// … and of using the access token after that: a refusal is the proof, unless it is for another reason
/// (insufficient_scope, a proof of possession that is wanted again).
[[nodiscard]] ReceiptStep proved(const Result<http::Response> &response, const Session &session);
/// There is nobody to ask for a proof.
[[nodiscard]] ReceiptStep unproved(const Session &session);

} // namespace claimcheck::login
