#include "accounts.h"
#include "oauth_access.h"
#include "oauth_client_authentication.h"
#include "oauth_endpoints.h"
#include "oauth_provider.h"

namespace claimcheck::practice::provider {

namespace {

qint64 seconds(TimePoint time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

Members inactive()
{
    Members answer;
    answer.boolean("active", false);
    return answer;
}

Result<Members> describePerson(Provider &provider, const QString &userId, Members answer)
{
    if (userId.isEmpty())
        return answer;
    const auto account = provider.accounts.find(userId);
    if (!account)
        return account.error();
    if (!*account)
        return inactive();
    answer.text("sub", userId);
    answer.text("username", (*account)->username);
    return answer;
}

Result<Members> describeAccess(Provider &provider, const AccessToken &token)
{
    Members answer;
    answer.boolean("active", true);
    answer.text("scope", token.scope);
    answer.text("client_id", token.clientId);
    answer.text("token_type", QByteArray(token.jkt.isEmpty() ? "Bearer" : "DPoP"));
    answer.text("iss", provider.settings.issuer);
    answer.text("sub", token.clientId); // of a client that acts for itself; a person's below
    answer.text("aud", token.audience);
    answer.integer("iat", seconds(token.issuedAt));
    answer.integer("exp", seconds(token.expiresAt));
    answer.text("jti", token.id);
    Members inner;
    if (!token.jkt.isEmpty()) {
        inner.text("jkt", token.jkt);
        answer.json("cnf", inner.toJson());
    }
    if (!token.actor.isEmpty()) {
        Members actor;
        actor.text("sub", token.actor);
        answer.json("act", actor.toJson());
    }
    return describePerson(provider, token.userId, std::move(answer));
}

/// A client that can keep no secret may ask only about its own tokens, and refresh tokens are only their own
/// client's affair: whoever finds one learns nothing.
Result<Members> describe(Provider &provider, const Client &client, const QByteArray &token)
{
    const auto owner = provider.grants.ownerOf(token);
    if (!owner)
        return owner.error();
    if (*owner) {
        if ((*owner)->clientId != client.id)
            return inactive();
        Members answer;
        answer.boolean("active", true);
        answer.text("scope", (*owner)->scope);
        answer.text("client_id", (*owner)->clientId);
        answer.text("iss", provider.settings.issuer);
        answer.integer("exp", seconds((*owner)->expiresAt));
        return describePerson(provider, (*owner)->userId, std::move(answer));
    }
    const auto access = readAccess(provider, token);
    if (!access)
        return access.error();
    if (!*access || (client.isPublic() && (*access)->clientId != client.id))
        return inactive();
    return describeAccess(provider, **access);
}

} // namespace

/// RFC 7662. A client with a secret counts as a resource server, which may ask about every access token.
Response introspect(Provider &provider, const Request &request)
{
    const Parameters form = Parameters::of(request);
    if (form.count("token") != 1 || form.repeated())
        return refuse(400, "invalid_request", "The request needs one token.");
    const auto client = authenticateClient(provider, request, form);
    if (!client)
        return client.refusal();
    auto answer = describe(provider, *client, form.value("token"));
    if (!answer)
        return failureResponse(answer.error());
    provider.faults.spoil(Stage::Introspection, *answer);
    return jsonResponse(200, answer->toJson());
}

} // namespace claimcheck::practice::provider
