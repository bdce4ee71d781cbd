#pragma once

#include "way_in.h"

namespace claimcheck::login {

/// A password by recipe (password_login.h).
class PasswordWay final : public WayIn {
public:
    bool canRefresh(const Profile &profile, const Session &session) const override;
    Result<Outgoing> refreshRequest(const SessionView &view) const override;
    Result<Session> processRefresh(const SessionView &view, const http::Response &response) const override;
    Outgoing outgoing(http::Request request, const SessionView &view, http::Cookies &cookies) const override;
    Result<http::Credential> exportable(const Profile &profile, const Session &session) const override;
    SignOutPlan signOutPlan(const SessionView &view, http::Cookies &cookies) const override;
};

} // namespace claimcheck::login
