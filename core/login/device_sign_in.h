#pragma once

#include "device_wait.h"
#include "oauth_sign_in.h"

namespace claimcheck::login {

/// On another device, with a code (RFC 8628): client -> code told -> asked until the person has answered.
class DeviceSignIn final : public OAuthSignIn {
public:
    using OAuthSignIn::OAuthSignIn;

private:
    void proceed() override;
    void stop() override;
    void onClient();
    void onTokensOrError(Result<oauth::TokenResponse> tokens);

    std::unique_ptr<DeviceWait> m_wait;
};

} // namespace claimcheck::login
