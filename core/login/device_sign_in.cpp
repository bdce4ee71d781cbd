#include "device_sign_in.h"

namespace claimcheck::login {

void DeviceSignIn::proceed()
{
    readRegistered([this] {
        withClient({.redirectUris = {},
                    .grantTypes = {QStringLiteral("urn:ietf:params:oauth:grant-type:device_code"),
                                   QStringLiteral("refresh_token")},
                    .scope = m_scope},
                   [this] { onClient(); });
    });
}

void DeviceSignIn::stop()
{
    m_wait.reset();
    OAuthSignIn::stop();
}

void DeviceSignIn::onClient()
{
    m_wait = std::make_unique<DeviceWait>(*m_http, m_desk.clock, call(), m_prover, m_options.devicePause);
    m_wait->start(
        m_scope, m_resources,
        [this](const DeviceCode &code) { tell({.step = SignInStep::Device, .device = code}); },
        [this](Result<oauth::TokenResponse> tokens) { onTokensOrError(std::move(tokens)); });
}

void DeviceSignIn::onTokensOrError(Result<oauth::TokenResponse> tokens)
{
    if (!tokens)
        return finish(tokens.error());
    tell(SignInStep::Device, SignInEvent::State::Done);
    onTokens(*std::move(tokens));
}

} // namespace claimcheck::login
