#include "oauth_userinfo.h"

#include "accounts.h"
#include "oauth_access.h"
#include "oauth_endpoints.h"
#include "oauth_parameters.h"
#include "oauth_provider.h"

namespace claimcheck::practice::provider {

Result<Done> addPersonClaims(Provider &provider, const QString &userId, const QByteArray &scope,
                             Members &claims)
{
    const auto account = provider.accounts.find(userId);
    if (!account)
        return account.error();
    if (!*account)
        return Done{};
    const QByteArrayList words = wordsOf(scope);
    if (words.contains("profile")) {
        claims.text("name", (*account)->name);
        claims.text("preferred_username", (*account)->username);
    }
    if (words.contains("email")) {
        claims.text("email", (*account)->username.toUtf8() + "@practice.example");
        claims.boolean("email_verified", true);
    }
    return Done{};
}

QByteArray withBrokenSignature(const QByteArray &token)
{
    QByteArray broken = token;
    char &letter = broken[broken.lastIndexOf('.') + 10];
    letter = letter == 'A' ? 'B' : 'A';
    return broken;
}

Response userInfo(Provider &provider, const Request &request)
{
    const auto access = authorizeAccess(provider, request, "openid");
    if (!access)
        return access.refusal();
    const auto client = provider.clients.find(access->clientId);
    if (!client)
        return failureResponse(client.error());
    Members claims;
    claims.text("sub", access->userId);
    if (auto added = addPersonClaims(provider, access->userId, access->scope, claims); !added)
        return failureResponse(added.error());

    const QByteArray algorithm = *client ? (*client)->userInfoAlgorithm : QByteArray();
    if (algorithm.isEmpty()) {
        provider.faults.spoil(Stage::UserInfo, claims);
        return jsonResponse(200, claims.toJson());
    }
    // Signed: as a JWT that says who it is from and for (section 5.3.2).
    claims.text("iss", provider.settings.issuer);
    claims.text("aud", access->clientId);
    provider.faults.spoil(Stage::UserInfo, claims);
    const auto key = provider.keys.key(algorithm);
    if (!key)
        return failureResponse(key.error());
    Members header;
    header.text("alg", algorithm);
    header.text("kid", key->metadata().kid);
    const auto token = provider.keys.sign(algorithm, header, claims);
    if (!token)
        return failureResponse(token.error());
    return {.status = 200,
            .headers = {{"Content-Type", "application/jwt"}},
            .body = provider.faults.isOn("userinfo-invalid-sig") ? withBrokenSignature(*token) : *token};
}

} // namespace claimcheck::practice::provider
