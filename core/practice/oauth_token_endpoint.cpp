#include "oauth_token_endpoint.h"

#include "oauth_access.h"
#include "oauth_client_authentication.h"
#include "oauth_endpoints.h"
#include "oauth_id_token.h"
#include "oauth_provider.h"
#include "storage.h"

namespace claimcheck::practice::provider {

namespace {

constexpr GrantType grantTypes[] = {
    {"authorization_code", answerCode},
    {"refresh_token", answerRefresh},
    {"client_credentials", answerClientCredentials},
    {"password", answerPassword},
    {"urn:ietf:params:oauth:grant-type:device_code", answerDevice},
    {"urn:ietf:params:oauth:grant-type:token-exchange", answerTokenExchange},
    {"urn:ietf:params:oauth:grant-type:jwt-bearer", answerJwtBearer},
};

/// The proven key of the request, if any (RFC 9449 section 5).
Outcome<QByteArray> provenKey(Provider &provider, const Request &request, const Client &client)
{
    const auto proof = provider.proofs.check(request, provider.url("/oauth/token"));
    if (!proof)
        return proof.error();
    if (const auto *refused = std::get_if<DpopProofs::Refused>(&*proof))
        return refuse(400, refused->error, refused->description);
    const QByteArray jkt = std::get<DpopProofs::Proven>(*proof).jkt;
    if (jkt.isEmpty() && client.mustProvePossession)
        return refuse(400, "invalid_dpop_proof", "This client must send a DPoP proof.");
    return jkt;
}

Response answer(Provider &provider, const Request &request, const GrantType &grantType,
                const Parameters &form)
{
    const auto client = authenticateClient(provider, request, form);
    if (!client)
        return client.refusal();
    if (!client->mayUse(grantType.name))
        return refuse(400, "unauthorized_client", "This client may not use this grant.");
    const auto jkt = provenKey(provider, request, *client);
    if (!jkt)
        return jkt.refusal();

    auto answer = grantType.answer(provider, {*client, form, *jkt});
    if (!answer)
        return answer.refusal();
    provider.faults.spoil(Stage::TokenAnswer, *answer);
    Response response = jsonResponse(200, answer->toJson());
    response.setHeader("Pragma", "no-cache"); // RFC 6749 section 5.1 asks for it, though nobody needs it
    return response;
}

} // namespace

Response token(Provider &provider, const Request &request)
{
    if (request.mediaType() != "application/x-www-form-urlencoded")
        return refuse(400, "invalid_request", "The body must be application/x-www-form-urlencoded.");
    const Parameters form = Parameters::of(request);
    if (const auto name = form.repeated())
        return refuse(400, "invalid_request", "The parameter " + *name + " is repeated.");
    const QByteArray wanted = form.value("grant_type");
    if (wanted.isEmpty())
        return refuse(400, "invalid_request", "The grant_type is missing.");
    for (const GrantType &grantType : grantTypes) {
        if (wanted != grantType.name)
            continue;
        Response response = answer(provider, request, grantType, form);
        provider.faults.spoil(wanted, response);
        // Who speaks DPoP learns the next nonce with every answer (RFC 9449 section 8.2).
        if (!request.values("DPoP").empty()) {
            if (const auto nonce = provider.proofs.nonce())
                response.setHeader("DPoP-Nonce", *nonce);
        }
        return response;
    }
    return refuse(400, "unsupported_grant_type", "This grant_type is not offered.");
}

bool wantsRefreshToken(const Client &client, const QByteArray &scope)
{
    return client.mayUse("refresh_token") && wordsOf(scope).contains("offline_access");
}

TokenOutcome issueForNewGrant(Provider &provider, const TokenRequest &request, Grant grant)
{
    // A public client's refresh tokens are bound to its key (RFC 9449 section 5).
    grant.jkt = request.client.isPublic() ? request.jkt : QByteArray();
    const auto begun = provider.grants.begin(std::move(grant));
    if (!begun)
        return begun.error();
    Issue issue{.scope = begun->scope};
    if (wantsRefreshToken(request.client, begun->scope)) {
        const auto refreshToken = provider.grants.addRefreshToken(begun->id);
        if (!refreshToken)
            return refreshToken.error();
        issue.refreshToken = *refreshToken;
    }
    return issueTokens(provider, request, *begun, issue);
}

TokenOutcome issueTokens(Provider &provider, const TokenRequest &request, const Grant &grant,
                         const Issue &issue)
{
    const auto access = issueAccess(provider, request.client, grant, issue.scope, request.jkt);
    if (!access)
        return access.error();
    Members answer;
    answer.text("access_token", access->text);
    answer.text("token_type", QByteArray(request.jkt.isEmpty() ? "Bearer" : "DPoP"));
    answer.integer("expires_in", secondsLeft(access->token));
    answer.text("scope", issue.scope);
    if (!issue.refreshToken.isEmpty())
        answer.text("refresh_token", issue.refreshToken);
    if (!grant.userId.isEmpty() && wordsOf(issue.scope).contains("openid")) {
        const auto idToken =
            makeIdToken(provider, request.client, grant, {access->text, issue.code, issue.isRefresh});
        if (!idToken)
            return idToken.error();
        answer.text("id_token", *idToken);
    }
    return answer;
}

} // namespace claimcheck::practice::provider
