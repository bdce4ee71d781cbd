#include "oauth_access.h"
#include "oauth_authorization.h"
#include "oauth_provider.h"
#include "oauth_token_endpoint.h"

namespace claimcheck::practice::provider {

namespace {

constexpr char accessTokenType[] = "urn:ietf:params:oauth:token-type:access_token";

/// The audience that is asked for, by its address (`resource`) or its name (`audience`).
std::optional<QByteArray> wantedAudience(const Provider &provider, const TokenRequest &request,
                                         const AccessToken &subject)
{
    const QByteArray name = request.form.value("audience");
    if (!name.isEmpty())
        return isOurAudience(provider, name) ? std::optional(name) : std::nullopt;
    return request.form.value("resource").isEmpty() ? std::optional(subject.audience)
                                                    : audienceFor(provider, request.form);
}

} // namespace

/// RFC 8693 in a simple form: an access token for one of the same person, with less scope, for this client,
/// that says who acts (`act`). It lives no longer than the first, and is not refreshed.
TokenOutcome answerTokenExchange(Provider &provider, const TokenRequest &request)
{
    const QByteArray wantedType = request.form.value("requested_token_type");
    if (request.form.value("subject_token").isEmpty() ||
        request.form.value("subject_token_type") != accessTokenType ||
        (!wantedType.isEmpty() && wantedType != accessTokenType) ||
        !request.form.value("actor_token").isEmpty())
        return refuse(400, "invalid_request", "An access token is exchanged for an access token, no more.");
    const auto subject = readAccess(provider, request.form.value("subject_token"));
    if (!subject)
        return subject.error();
    if (!*subject || (*subject)->userId.isEmpty())
        return refuse(400, "invalid_request", "The subject_token is unknown, expired, or nobody's.");
    // Who stole a bound token must not be able to turn it into another.
    if (!(*subject)->jkt.isEmpty() && (*subject)->jkt != request.jkt)
        return refuse(400, "invalid_dpop_proof", "The subject_token is bound to another key.");
    QByteArrayList scope = request.form.words("scope");
    if (scope.isEmpty())
        scope = wordsOf((*subject)->scope);
    for (const QByteArray &word : scope) {
        if (!(*subject)->allows(word) || !request.client.scope.contains(word))
            return refuse(400, "invalid_scope",
                          "The scope is more than the subject_token or the client has.");
    }
    const auto audience = wantedAudience(provider, request, **subject);
    if (!audience)
        return refuse(400, "invalid_target", "That audience is not known here.");

    const auto grant = provider.grants.begin({.clientId = request.client.id,
                                              .userId = (*subject)->userId,
                                              .scope = scope.join(' '),
                                              .resource = *audience,
                                              .authenticatedAt = (*subject)->authenticatedAt,
                                              .acr = "urn:practice:password",
                                              .expiresAt = (*subject)->expiresAt});
    if (!grant)
        return grant.error();
    const auto access =
        issueAccess(provider, request.client, *grant, grant->scope, request.jkt, request.client.id);
    if (!access)
        return access.error();
    Members answer;
    answer.text("access_token", access->text);
    answer.text("issued_token_type", QByteArray(accessTokenType));
    answer.text("token_type", QByteArray(request.jkt.isEmpty() ? "Bearer" : "DPoP"));
    answer.integer("expires_in", secondsLeft(access->token));
    answer.text("scope", grant->scope);
    return answer;
}

} // namespace claimcheck::practice::provider
