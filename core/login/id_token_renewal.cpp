#include "id_token_renewal.h"

#include "token_facts.h"

#include <utility>

namespace claimcheck::login {

IdTokenRenewal::IdTokenRenewal(http::Client &client, const RenewalQuestion &question)
    : m_http(client)
    , m_server(question.before.oauth->server)
    , m_client(question.client)
    , m_at(question.at)
    , m_idToken(question.idToken)
    , m_accessToken(question.accessToken)
{
    if (const auto &original = question.before.oauth->originalIdToken)
        m_original = *original;
    else if (!question.before.idToken.isEmpty())
        m_original = oauth::originalIdToken(question.before.idToken);
}

void IdTokenRenewal::start(Done done)
{
    m_done = std::move(done);
    auto opened = oauth::openIdToken(m_idToken, m_client);
    if (!opened)
        return finish(opened.error());
    m_idToken = *std::move(opened);
    const auto parsed = jose::ParsedToken::parse(m_idToken.reveal().toByteArray());
    const bool isBySecret = parsed.algorithm().startsWith("HS") && !m_client.secret.isEmpty();
    if (isBySecret) // validateIdToken has it from the expectations (section 10.1)
        return judge({});
    if (m_server.jwksUri.isEmpty())
        return judgeWithoutKeys();
    m_fetch = std::make_unique<oauth::KeyFetch>(m_http);
    m_fetch->fetch(m_server.jwksUri, [this](const Result<jose::KeySet> &keys) { onKeys(keys); });
}

oauth::IdTokenExpectations IdTokenRenewal::expectations() const
{
    return {.issuer = m_server.issuer,
            .clientId = m_client.id,
            .accessToken = &m_accessToken,
            .algorithms = m_server.idTokenAlgorithms,
            .clientSecret = m_client.secret.isEmpty() ? nullptr : &m_client.secret,
            .at = m_at};
}

void IdTokenRenewal::onKeys(const Result<jose::KeySet> &keys)
{
    keys ? judge(*keys) : judgeWithoutKeys();
}

void IdTokenRenewal::judge(const jose::KeySet &keys)
{
    const auto token = oauth::validateRenewedIdToken(m_idToken, keys, expectations(), m_original);
    if (!token)
        return finish(token.error());
    finish(RenewedIdentity{m_idToken, {m_server.issuer, token->subject, token->name}});
}

void IdTokenRenewal::judgeWithoutKeys()
{
    if (const auto checked = oauth::checkRenewedClaims(m_idToken, expectations(), m_original); !checked)
        return finish(checked.error());
    const TokenFacts facts = tokenFacts(m_idToken, QStringLiteral("sub"));
    finish(RenewedIdentity{{}, {facts.issuer, facts.subject, {}}});
}

void IdTokenRenewal::finish(Result<RenewedIdentity> result)
{
    const auto done = std::exchange(m_done, nullptr);
    done(std::move(result));
}

} // namespace claimcheck::login
