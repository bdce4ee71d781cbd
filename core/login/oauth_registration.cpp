#include "oauth_sign_in.h"

#include "recipe.h"

namespace claimcheck::login {

using State = SignInEvent::State;

Result<Done> OAuthSignIn::useProfileClient()
{
    auto client = profileClient(m_profile, m_server, m_fields);
    if (!client)
        return client.error();
    m_oauthClient = *std::move(client);
    return Done{};
}

void OAuthSignIn::readRegistered(std::function<void()> next)
{
    if (!setting(m_profile, QStringLiteral("client_id")).isEmpty())
        return next();
    if (const auto &known = entry().session) {
        takeRegistered(*known);
        return next();
    }
    m_operation =
        m_desk.keychain.read(m_id, this, [this, next = std::move(next)](const Result<Secret> &item) {
            // Without it, or where it cannot be read, the client registers anew.
            if (const auto session = item ? unseal(*item, m_profile.name) : Result<Session>(item.error()))
                takeRegistered(*session);
            next();
        });
}

// Only of the very same profile and server: a client's secret is not carried to another address.
void OAuthSignIn::takeRegistered(const Session &session)
{
    if (!session.oauth || session.oauth->server.issuer != m_server.issuer || !checkLeash(session, m_profile))
        return;
    const OAuthGrant &grant = *session.oauth;
    const auto &expiry = grant.clientSecretExpiresAt;
    if (grant.clientId.isEmpty() || (expiry && *expiry <= m_desk.clock.now()))
        return;
    oauth::Client client{.id = grant.clientId, .secret = grant.clientSecret};
    client.authentication =
        oauth::authenticationOf(grant.clientAuthentication).value_or(oauth::ClientAuthentication::None);
    m_registered = RegisteredClient{std::move(client), grant.registeredRedirect, expiry};
}

void OAuthSignIn::withClient(const oauth::Registration &registration, std::function<void()> next)
{
    if (const auto used = useProfileClient(); !used)
        return finish(used.error());
    if (!m_oauthClient.id.isEmpty())
        return next();
    const QUrl redirect = registration.redirectUris.empty() ? QUrl() : registration.redirectUris.front();
    if (m_registered && m_registered->redirect == redirect) {
        const auto key = m_oauthClient.key; // opens encrypted ID Tokens
        m_oauthClient = m_registered->client;
        m_oauthClient.key = key;
        tell(SignInStep::Register, State::Skipped, m_oauthClient.id);
        return next();
    }
    m_registered.reset();
    if (m_server.registrationEndpoint.isEmpty())
        return finish(Error{ErrorCode::ClientIdMissing});
    tell(SignInStep::Register);
    if (isCancelled())
        return;
    auto out = oauth::registrationRequest(m_server, registration, m_leash);
    if (!out)
        return finish(out.error());
    send(m_profile, *std::move(out),
         [this, redirect, next = std::move(next)](const Result<http::Response> &response) {
             auto registered = response ? oauth::processRegistration(*response, m_desk.clock.now())
                                        : Result<oauth::Registered>(response.error());
             if (!registered)
                 return finish(registered.error());
             const auto key = m_oauthClient.key;
             m_registered = RegisteredClient{registered->client, redirect, registered->secretExpiresAt};
             m_oauthClient = registered->client;
             m_oauthClient.key = key;
             tell(SignInStep::Register, State::Done, m_oauthClient.id);
             next();
         });
}

} // namespace claimcheck::login
