#pragma once

#include "base/clock.h"
#include "http/message.h"
#include "profile.h"

/// Where else a person is signed in, by a recipe's `devices.…` keys, as pure functions. `devices.path` gives
/// JSON; `devices.list` points at its array (empty: the whole answer), and `devices.id`, `.name`, `.lastSeen`
/// and `.current` point into an element of it.
namespace claimcheck::login {

struct SignedInDevice {
    QString id;   // as the server names it; no credential
    QString name; // the server's word for it; may be empty
    std::optional<TimePoint> lastSeen = {};
    bool isThis = false; // the sign-in that asks
};

/// EndpointMissing (devices.path).
[[nodiscard]] Result<http::Request> devicesRequest(const Profile &profile);
/// In the server's order, 1,000 at most. EndpointMissing (404, 405, 501: the server has no such list),
/// ResponseNotJson, JsonTypeMismatch, ClaimMissing (an element without an id), and what replyFailure says.
[[nodiscard]] Result<std::vector<SignedInDevice>>
processDevices(const Profile &profile, const http::Response &response, TimePoint now);

/// Ends one: `{id}` in `devices.endPath` is filled in, percent-encoded; with `devices.endField` it stands in
/// the body. EndpointMissing (devices.endPath).
[[nodiscard]] Result<http::Request> endDeviceRequest(const Profile &profile, const QString &deviceId);
/// Ends all but the one that asks. EndpointMissing (devices.endOthersPath).
[[nodiscard]] Result<http::Request> endOthersRequest(const Profile &profile);
/// Done with any 2xx. EndpointMissing (405, 501), and what replyFailure says (404: there is no such device).
[[nodiscard]] Result<Done> processDeviceEnd(const http::Response &response, TimePoint now);

} // namespace claimcheck::login
