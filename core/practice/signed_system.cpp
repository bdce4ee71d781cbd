#include "signed_system.h"

namespace claimcheck::practice {

Result<IssuedToken> SignedSystem::issue(const Account &account, const TokenWish &wish)
{
    auto claims = identityClaims(account);
    claims.insert(claims.end(), wish.claims.begin(), wish.claims.end());
    return m_tokens.make({.subject = account.id,
                          .audience = audience(),
                          .lifetime = wish.lifetime.value_or(m_tokens.lifetime()),
                          .more = std::move(claims),
                          .algorithm = wish.algorithm});
}

Result<Response> SignedSystem::grant(const Account &account, const TokenWish &wish)
{
    const auto token = issue(account, wish);
    if (!token)
        return token.error();
    return tokenResponse(
        {.token = token->token, .lifetime = wish.lifetime.value_or(m_tokens.lifetime()), .type = wish.type});
}

Result<SignedSystem::Verified> SignedSystem::verified(const Request &request, QByteArrayView scheme)
{
    const QByteArray token = authorizationToken(request, scheme);
    if (token.isEmpty())
        return Verified(refuse(scheme, "unauthorized", "This needs an access token."));
    auto checked = m_tokens.check(token, audience());
    if (!checked)
        return checked.error();
    if (const auto *refusal = std::get_if<Refusal>(&*checked))
        return Verified(refuse(scheme, "invalid_token", refusal->reason));
    return Verified(std::get<jose::VerifiedToken>(*std::move(checked)));
}

} // namespace claimcheck::practice
