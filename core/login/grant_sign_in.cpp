#include "grant_sign_in.h"

#include "recipe.h"

namespace claimcheck::login {

void GrantSignIn::proceed()
{
    if (const auto used = useProfileClient(); !used)
        return finish(used.error());
    switch (kindOf(m_profile)) {
    case Recipe::Kind::ClientCredentials:
        if (m_oauthClient.id.isEmpty())
            return finish(Error{ErrorCode::ClientIdMissing});
        m_isClientsOwn = true;
        m_audience = setting(m_profile, QStringLiteral("audience"));
        return ask(
            [this] { return oauth::clientCredentialsRequest(call(), m_scope, m_resources, m_audience); });
    case Recipe::Kind::TokenExchange:
        return ask([this] { return exchangeRequest(); });
    case Recipe::Kind::JwtBearer:
        return ask([this] { return oauth::jwtBearerRequest(call(), input("assertion"), m_scope); });
    case Recipe::Kind::PasswordGrant:
        return ask(
            [this] { return oauth::passwordRequest(call(), m_options.user, m_options.password, m_scope); });
    default: // the profile changed its recipe just now
        finish(Error{ErrorCode::RecipeUnknown, m_profile.recipe});
    }
}

Secret GrantSignIn::input(const char *key) const
{
    const auto stored = m_fields.find(QString::fromLatin1(key));
    return stored != m_fields.end() && m_options.password.isEmpty() ? stored->second : m_options.password;
}

Result<Outgoing> GrantSignIn::exchangeRequest() const
{
    const auto own = [this](const char *key) { return setting(m_profile, QString::fromLatin1(key)); };
    oauth::TokenExchange exchange{.subjectToken = input("subject_token"),
                                  .subjectTokenType = own("subject_token_type")};
    if (const auto actor = m_fields.find(QStringLiteral("actor_token")); actor != m_fields.end()) {
        exchange.actorToken = actor->second;
        exchange.actorTokenType = own("actor_token_type");
    }
    exchange.requestedTokenType = own("requested_token_type");
    exchange.audience = own("audience");
    exchange.resources = m_resources;
    exchange.scope = m_scope;
    return oauth::tokenExchangeRequest(call(), exchange);
}

// A wrong password is a wrong password, whichever way it goes.
Error GrantSignIn::refused(const Error &error) const
{
    const bool isRefused = error.code == ErrorCode::TokenRequestRefused && error.subject == u"invalid_grant";
    if (isRefused && kindOf(m_profile) == Recipe::Kind::PasswordGrant)
        return {ErrorCode::SignInRefused, m_server.tokenEndpoint.host(), error.detail};
    return error;
}

} // namespace claimcheck::login
