#pragma once

#include "message.h"

namespace claimcheck::practice::provider {

class Provider;

// One function for each endpoint, in the file of its noun; oauth_provider.cpp has the table of their paths.

// oauth_metadata.cpp
[[nodiscard]] Response metadata(Provider &provider, const Request &request);
[[nodiscard]] Response keySet(Provider &provider, const Request &request);
// oauth_authorize.cpp
[[nodiscard]] Response authorize(Provider &provider, const Request &request);
[[nodiscard]] Response continueAuthorization(Provider &provider, const Request &request);
// oauth_interactions.cpp
[[nodiscard]] Response takeLogin(Provider &provider, const Request &request);
[[nodiscard]] Response takeConsent(Provider &provider, const Request &request);
// oauth_pushed_requests.cpp
[[nodiscard]] Response pushRequest(Provider &provider, const Request &request);
// oauth_token_endpoint.cpp
[[nodiscard]] Response token(Provider &provider, const Request &request);
// oauth_userinfo.cpp
[[nodiscard]] Response userInfo(Provider &provider, const Request &request);
// oauth_revocation.cpp
[[nodiscard]] Response revoke(Provider &provider, const Request &request);
// oauth_introspection.cpp
[[nodiscard]] Response introspect(Provider &provider, const Request &request);
// oauth_registration.cpp
[[nodiscard]] Response registerClient(Provider &provider, const Request &request);
// oauth_device.cpp
[[nodiscard]] Response authorizeDevice(Provider &provider, const Request &request);
// oauth_device_page.cpp
[[nodiscard]] Response devicePage(Provider &provider, const Request &request);
[[nodiscard]] Response takeDeviceAnswer(Provider &provider, const Request &request);
// oauth_end_session.cpp
[[nodiscard]] Response endSession(Provider &provider, const Request &request);
[[nodiscard]] Response confirmEndSession(Provider &provider, const Request &request);
// oauth_notes.cpp
[[nodiscard]] Response listSharedNotes(Provider &provider, const Request &request);
[[nodiscard]] Response addSharedNote(Provider &provider, const Request &request);
// oauth_guarded.cpp
[[nodiscard]] Response openFresh(Provider &provider, const Request &request);
[[nodiscard]] Response openVault(Provider &provider, const Request &request);
[[nodiscard]] Response vaultMetadata(Provider &provider, const Request &request);
[[nodiscard]] Response openBound(Provider &provider, const Request &request);

} // namespace claimcheck::practice::provider
