#include "oauth_provider.h"
#include "oauth_token_endpoint.h"
#include "storage.h"

#include "base/base64url.h"
#include "base/secret.h"

#include <QCryptographicHash>

namespace claimcheck::practice::provider {

namespace {

Response invalidGrant(const QByteArray &description)
{
    return refuse(400, "invalid_grant", description);
}

/// RFC 7636 section 4.6. The verifier's alphabet and length are those of section 4.1.
bool verifies(const QByteArray &verifier, const QByteArray &challenge)
{
    if (verifier.size() < 43 || verifier.size() > 128)
        return false;
    const QByteArray hash = base64url::encode(QCryptographicHash::hash(verifier, QCryptographicHash::Sha256));
    return Secret(hash).equals(Secret(challenge));
}

/// What the code was bound to must come with it again.
std::optional<Response> checkBinding(const RedeemedCode &code, const TokenRequest &request)
{
    if (request.form.value("redirect_uri") != code.redirectUri)
        return invalidGrant("The redirect_uri is not the one of the authorization request.");
    if (request.form.value("code_verifier").isEmpty())
        return invalidGrant("The code_verifier is missing.");
    if (!verifies(request.form.value("code_verifier"), code.challenge))
        return invalidGrant("The code_verifier does not fit the code_challenge.");
    if (!code.grant.jkt.isEmpty() && code.grant.jkt != request.jkt)
        return refuse(400, "invalid_dpop_proof", "The code is bound to another key (dpop_jkt).");
    return {};
}

/// Runs `work` so that it is done as a whole or, when the server fails, not at all. A refusal is no failure:
/// that a replayed code ended its grant must last.
template <class Work>
TokenOutcome together(Provider &provider, Work work)
{
    TokenOutcome answer = Members();
    const auto outcome = provider.storage.atomically([&]() -> Result<Done> {
        answer = work();
        if (!answer && answer.refusal().status >= 500)
            return Error{ErrorCode::DatabaseFailed};
        return Done{};
    });
    if (answer && !outcome)
        return outcome.error();
    return answer;
}

TokenOutcome redeem(Provider &provider, const TokenRequest &request)
{
    const QByteArray code = request.form.value("code");
    const auto found = provider.grants.findCode(code, request.client.id);
    if (!found)
        return found.error();
    if (const auto *none = std::get_if<NoGrant>(&*found)) {
        return invalidGrant(*none == NoGrant::Reused
                                ? "The code was used before. What it gave has been revoked."
                                : "The code is unknown, expired, or of another client.");
    }
    const auto &redeemed = std::get<RedeemedCode>(*found);
    if (auto refusal = checkBinding(redeemed, request))
        return *refusal;
    if (auto used = provider.grants.useCode(code); !used)
        return used.error();

    const Grant &grant = redeemed.grant;
    Issue issue{.scope = grant.scope, .code = code};
    if (wantsRefreshToken(request.client, grant.scope)) {
        const auto refreshToken = provider.grants.addRefreshToken(grant.id);
        if (!refreshToken)
            return refreshToken.error();
        issue.refreshToken = *refreshToken;
    }
    // A public client's refresh tokens are bound to its key (RFC 9449 section 5).
    if (request.client.isPublic() && !request.jkt.isEmpty()) {
        if (auto bound = provider.grants.bind(grant.id, request.jkt); !bound)
            return bound.error();
    }
    return issueTokens(provider, request, grant, issue);
}

TokenOutcome refresh(Provider &provider, const TokenRequest &request)
{
    const QByteArray token = request.form.value("refresh_token");
    const auto found = provider.grants.findRefreshToken(token, request.client.id);
    if (!found)
        return found.error();
    if (const auto *none = std::get_if<NoGrant>(&*found)) {
        return invalidGrant(*none == NoGrant::Reused
                                ? "The refresh token was used before. All that came from it has been revoked."
                                : "The refresh token is unknown, expired, revoked, or of another client.");
    }
    const auto &grant = std::get<Grant>(*found);
    if (!grant.jkt.isEmpty() && grant.jkt != request.jkt)
        return refuse(400, "invalid_dpop_proof", "The refresh token is bound to another key.");
    // The scope may become less, for this access token only, and never more (RFC 6749 section 6).
    const QByteArrayList all = wordsOf(grant.scope);
    const QByteArrayList wanted = request.form.words("scope");
    for (const QByteArray &word : wanted) {
        if (!all.contains(word))
            return refuse(400, "invalid_scope", "The scope is more than was granted.");
    }
    if (provider.faults.isOn("refresh-500"))
        return refuse(500, "server_error", "A fault that was asked for.");

    Issue issue{.scope = wanted.isEmpty() ? grant.scope : wanted.join(' '), .isRefresh = true};
    if (!provider.faults.isOn("refresh-no-rotation")) {
        if (auto rotated = provider.grants.rotate(token); !rotated)
            return rotated.error();
        const auto next = provider.grants.addRefreshToken(grant.id);
        if (!next)
            return next.error();
        issue.refreshToken = *next;
    }
    return issueTokens(provider, request, grant, issue);
}

} // namespace

TokenOutcome answerCode(Provider &provider, const TokenRequest &request)
{
    if (request.form.value("code").isEmpty())
        return refuse(400, "invalid_request", "The code is missing.");
    return together(provider, [&] { return redeem(provider, request); });
}

TokenOutcome answerRefresh(Provider &provider, const TokenRequest &request)
{
    if (request.form.value("refresh_token").isEmpty())
        return refuse(400, "invalid_request", "The refresh_token is missing.");
    return together(provider, [&] { return refresh(provider, request); });
}

} // namespace claimcheck::practice::provider
