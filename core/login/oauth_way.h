#pragma once

#include "oauth/token_endpoint.h"
#include "way_in.h"

namespace claimcheck::login {

/// A session of OAuth 2 or OpenID Connect, with the server's metadata as it was at the sign-in.
class OAuthWay final : public WayIn {
public:
    bool canRefresh(const Profile &profile, const Session &session) const override;
    Result<Outgoing> refreshRequest(const SessionView &view) const override;
    Result<Session> processRefresh(const SessionView &view, const http::Response &response) const override;
    Outgoing outgoing(http::Request request, const SessionView &view, http::Cookies &cookies) const override;
    Result<http::Credential> exportable(const Profile &profile, const Session &session) const override;
    SignOutPlan signOutPlan(const SessionView &view, http::Cookies &cookies) const override;
};

/// The client of a session: who it is stands in the session, its secret or key there or in the profile's
/// secret fields. ClientSecretMissing, ClientKeyMissing, Key….
[[nodiscard]] Result<oauth::Client> clientOf(const Session &session, const SecretFields &fields);

/// What a token endpoint gave, as the session that follows `old`: a refresh token that did not come back is
/// kept, and so is the person. A new ID Token is as it came: who stores the session has it checked first
/// (IdTokenRenewal).
[[nodiscard]] Session followingSession(const Session &old, oauth::TokenResponse tokens, TimePoint now);

} // namespace claimcheck::login
