#include "accounts.h"
#include "bearer.h"
#include "deny_list.h"
#include "families.h"
#include "router.h"
#include "routes.h"
#include "storage.h"
#include "tokens.h"

#include "base/json_writer.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

/// An answer in the shape of RFC 6749 section 5.1.
Response tokenResponse(const IssuedToken &access, const RefreshGrant &grant, const Tokens &tokens)
{
    json::Writer writer;
    writer.beginObject();
    writer.member("access_token", access.token);
    writer.member("refresh_token", grant.refreshToken);
    writer.member("token_type", QByteArrayView("Bearer"));
    writer.name("expires_in");
    writer.integer(tokens.lifetime().count());
    writer.endObject();
    return jsonResponse(200, writer.take());
}

/// An access token for a family that was just begun or continued.
Result<Response> grantTokens(const Services &services, const Account &account, const RefreshGrant &grant)
{
    const auto access = services.tokens.issue(account);
    if (!access)
        return access.error();
    if (auto added = services.families.addAccessToken(grant.family, access->id, access->expiresAt); !added)
        return added.error();
    return tokenResponse(*access, grant, services.tokens);
}

Response refuseGrant()
{
    return errorResponse(400, "invalid_grant",
                         "The refresh token is unknown, expired, revoked or was used before.");
}

Response logIn(const Services &services, const Request &request)
{
    const auto body = readJsonObject(request);
    if (const auto *refused = std::get_if<Response>(&body))
        return *refused;
    const json::Value fields = std::get<json::Document>(body).root();
    const json::Value username = fields.find("username");
    const json::Value password = fields.find("password");
    if (!username.isString() || !password.isString())
        return errorResponse(400, "invalid_request", "The body needs the strings username and password.");

    const auto answer =
        services.accounts.signIn(username.toString(), Secret(QByteArrayView(password.toUtf8())));
    if (!answer)
        return failureResponse(answer.error());
    if (const auto *locked = std::get_if<TooManyAttempts>(&*answer))
        return tooManyAttempts(locked->retryAfter);
    if (std::holds_alternative<WrongPassword>(*answer))
        return errorResponse(401, "invalid_credentials", "The user name or the password is wrong.");

    const auto &account = std::get<Account>(*answer);
    const auto granted = services.storage.atomically([&]() -> Result<Response> {
        const auto grant = services.families.begin(account.id);
        return grant ? grantTokens(services, account, *grant) : Result<Response>(grant.error());
    });
    return granted ? *granted : failureResponse(granted.error());
}

Response refresh(const Services &services, const Request &request)
{
    const auto body = readJsonObject(request);
    if (const auto *refused = std::get_if<Response>(&body))
        return *refused;
    const json::Value token = std::get<json::Document>(body).root().find("refresh_token");
    if (!token.isString())
        return errorResponse(400, "invalid_request", "The body needs the string refresh_token.");

    const auto granted = services.storage.atomically([&]() -> Result<Response> {
        const auto grant = services.families.rotate(token.toUtf8());
        if (!grant)
            return grant.error();
        if (!*grant)
            return refuseGrant();
        // Read again, so that what has changed about the user is in the new token.
        const auto account = services.accounts.find((*grant)->userId);
        if (!account)
            return account.error();
        return *account ? grantTokens(services, **account, **grant) : Result<Response>(refuseGrant());
    });
    return granted ? *granted : failureResponse(granted.error());
}

/// Ends a sign-in by its access token, its refresh token, or both. A refresh token that is not known any more
/// is as good as ended (RFC 7009 section 2.2); an access token that grants nothing ends nothing, and is told
/// so.
Response logOut(const Services &services, const Request &request)
{
    QByteArray refreshToken;
    if (!request.body.isEmpty()) {
        const auto body = readJsonObject(request);
        if (const auto *refused = std::get_if<Response>(&body))
            return *refused;
        const json::Value field = std::get<json::Document>(body).root().find("refresh_token");
        if (field.isValid() && !field.isString())
            return errorResponse(400, "invalid_request", "The refresh_token must be a string.");
        refreshToken = field.toUtf8();
    }
    const auto authorized = authorize(request, services.tokens);
    const auto *access = std::get_if<Access>(&authorized);
    if (!access && refreshToken.isEmpty())
        return std::get<Response>(authorized);

    const auto ended = services.storage.atomically([&]() -> Result<Done> {
        if (access) {
            if (auto denied = services.denyList.add(access->id, access->expiresAt); !denied)
                return denied.error();
            if (auto end = services.families.endByAccessToken(access->id); !end)
                return end.error();
        }
        return services.families.endByRefreshToken(refreshToken);
    });
    return ended ? Response{.status = 204} : failureResponse(ended.error());
}

} // namespace

void addSignInRoutes(Router &router, const Services &services)
{
    router.add("POST", u"/login"_s, [services](const Request &request) { return logIn(services, request); });
    router.add("POST", u"/refresh"_s,
               [services](const Request &request) { return refresh(services, request); });
    router.add("POST", u"/logout"_s,
               [services](const Request &request) { return logOut(services, request); });
}

} // namespace claimcheck::practice
