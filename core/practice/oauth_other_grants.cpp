#include "accounts.h"
#include "oauth_authorization.h"
#include "oauth_client_authentication.h"
#include "oauth_provider.h"
#include "oauth_token_endpoint.h"

#include "base/secret.h"

namespace claimcheck::practice::provider {

namespace {

/// The refusal of a scope or a resource, or what was asked for.
struct Target {
    QByteArrayList scope;
    QByteArray audience;
};
Outcome<Target> targetOf(const Provider &provider, const TokenRequest &request)
{
    const auto scope = scopeFor(request.client, request.form);
    if (!scope)
        return refuse(400, "invalid_scope", "This client may not have that scope.");
    const auto audience = audienceFor(provider, request.form);
    if (!audience)
        return refuse(400, "invalid_target", "That resource is not known here.");
    return Target{*scope, *audience};
}

/// Tokens for a person who was not asked in a browser.
TokenOutcome issueFor(Provider &provider, const TokenRequest &request, const Account &account,
                      const Target &target)
{
    const TimePoint now = provider.clock.now();
    return issueForNewGrant(provider, request,
                            {.clientId = request.client.id,
                             .userId = account.id,
                             .scope = grantable(target.scope, account).join(' '),
                             .resource = target.audience,
                             .authenticatedAt = now,
                             .acr = "urn:practice:password",
                             .expiresAt = now + Grants::lifetime});
}

} // namespace

/// RFC 6749 section 4.4: the client for itself, so there is nobody to sign in, and nothing to refresh.
TokenOutcome answerClientCredentials(Provider &provider, const TokenRequest &request)
{
    if (request.client.isPublic())
        return refuse(400, "unauthorized_client", "A public client cannot act for itself.");
    auto target = targetOf(provider, request);
    if (!target)
        return target.refusal();
    for (const char *word : {"openid", "profile", "email", "offline_access"}) {
        if (target->scope.contains(word))
            return refuse(400, "invalid_scope", "That scope is about a person, and there is none.");
    }
    const TimePoint now = provider.clock.now();
    return issueForNewGrant(provider, request,
                            {.clientId = request.client.id,
                             .scope = target->scope.join(' '),
                             .resource = target->audience,
                             .authenticatedAt = now,
                             .expiresAt = now + provider.settings.accessLifetime});
}

/// RFC 6749 section 4.3, which RFC 9700 section 2.4 forbids: the client sees the password. Here for old
/// servers' sake.
TokenOutcome answerPassword(Provider &provider, const TokenRequest &request)
{
    if (request.form.value("username").isEmpty() || request.form.value("password").isEmpty())
        return refuse(400, "invalid_request", "The username or the password is missing.");
    const auto target = targetOf(provider, request);
    if (!target)
        return target.refusal();
    const auto answer =
        provider.accounts.signIn(request.form.text("username"), Secret(request.form.value("password")));
    if (!answer)
        return answer.error();
    if (const auto *locked = std::get_if<TooManyAttempts>(&*answer)) {
        Response refused = refuse(429, "invalid_grant", "Too many wrong passwords in a row.");
        refused.setHeader("Retry-After", QByteArray::number(qint64(locked->retryAfter.count())));
        return refused;
    }
    const auto *account = std::get_if<Account>(&*answer);
    if (!account)
        return refuse(400, "invalid_grant", "The user name or the password is wrong.");
    return issueFor(provider, request, *account, *target);
}

/// RFC 7523 section 2.1: the client signs who it acts for. The seeded machine may act for everybody, which
/// only a practice server would allow.
TokenOutcome answerJwtBearer(Provider &provider, const TokenRequest &request)
{
    const QByteArray assertion = request.form.value("assertion");
    if (assertion.isEmpty())
        return refuse(400, "invalid_request", "The assertion is missing.");
    const auto target = targetOf(provider, request);
    if (!target)
        return target.refusal();
    const auto claims = readAssertion(provider, request.client, assertion);
    if (!claims)
        return claims.refusal();
    if (const auto *problem = std::get_if<QByteArray>(&*claims))
        return refuse(400, "invalid_grant", *problem);
    const QString subject = QString::fromUtf8(std::get<Members>(*claims).value("sub"));
    const auto account = provider.accounts.find(subject);
    if (!account)
        return account.error();
    if (!*account)
        return refuse(400, "invalid_grant", "The assertion is about nobody who is known here.");
    return issueFor(provider, request, **account, *target);
}

} // namespace claimcheck::practice::provider
