#pragma once

#include "way_in.h"

namespace claimcheck::login {

/// A credential that somebody was given: it stands in a header, in the query or in a cookie (`key.place`),
/// never changes, and only the server can end it.
class StaticWay final : public WayIn {
public:
    bool canRefresh(const Profile &profile, const Session &session) const override;
    Result<Outgoing> refreshRequest(const SessionView &view) const override;
    Result<Session> processRefresh(const SessionView &view, const http::Response &response) const override;
    Outgoing outgoing(http::Request request, const SessionView &view, http::Cookies &cookies) const override;
    Result<http::Credential> exportable(const Profile &profile, const Session &session) const override;
    SignOutPlan signOutPlan(const SessionView &view, http::Cookies &cookies) const override;
};

} // namespace claimcheck::login
