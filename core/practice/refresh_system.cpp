#include "families.h"
#include "signed_system.h"
#include "storage.h"
#include "systems.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr System::About facts = {
    .id = "jwt-refresh",
    .title = "JWT with a refresh token",
    .transport = "bearer",
    .holds =
        "A signed access token that lives for minutes, and a random refresh token that is good for one use.",
    .stores = "A family for each sign-in, and a hash of each of its refresh tokens, used ones included.",
    .checks = "Verifies the signature and the times. Only a refresh looks something up.",
    .revoking = "The family is deleted: nothing can be refreshed any more. The access token is good until it "
                "expires.",
    .restart = "Nothing, as long as the key and the tables are kept.",
    .second = "The public key for requests; the tables only where tokens are refreshed.",
};

/// A short access token, and a refresh token that is replaced at each use (RFC 9700 section 4.14.2). One that
/// comes a second time was copied by somebody, and ends the sign-in: families.h.
class RefreshSystem final : public SignedSystem {
public:
    explicit RefreshSystem(const Services &services)
        : SignedSystem(facts, services)
        , m_storage(services.storage)
        , m_accounts(services.accounts)
        , m_families(services.families)
    {
    }

    Result<Response> signIn(const SignIn &signIn) override
    {
        return m_storage.atomically([&]() -> Result<Response> {
            const auto grant = m_families.begin(signIn.account.id);
            return grant ? tokens(signIn.account, *grant) : Result<Response>(grant.error());
        });
    }

    Result<Identified> identify(const Request &request) override
    {
        const auto token = verified(request);
        if (!token)
            return token.error();
        if (const auto *refused = std::get_if<Response>(&*token))
            return Identified(*refused);
        return Identified(identityFromClaims(std::get<jose::VerifiedToken>(*token).claims()));
    }

    Result<Response> refresh(const Request &request) override
    {
        const auto fields = bodyFields(request);
        if (const auto *refused = std::get_if<Response>(&fields))
            return *refused;
        const QByteArray token = std::get<Fields>(fields).value("refresh_token");
        return m_storage.atomically([&]() -> Result<Response> {
            const auto grant = m_families.rotate(token);
            if (!grant)
                return grant.error();
            if (!*grant)
                return refuseGrant();
            // Read again, so that what has changed about the user is in the new token.
            const auto account = m_accounts.find((*grant)->userId);
            if (!account)
                return account.error();
            return *account ? tokens(**account, **grant) : Result<Response>(refuseGrant());
        });
    }

    Result<Response> signOut(const Request &, const Identity &identity) override
    {
        if (auto ended = m_families.endByAccessToken(identity.handle); !ended)
            return ended.error();
        return Response{.status = 204};
    }

    Result<Done> inside(const QString &userId, json::Writer &writer) override
    {
        const auto families =
            m_storage.run(u"SELECT id, expires_at FROM family WHERE user_id = ?"_s, {userId});
        if (!families)
            return families.error();
        writer.name("family");
        writer.beginArray();
        for (const QVariantList &row : families->rows) {
            writer.beginObject();
            writer.member("id", row[0].toString());
            writer.member("user_id", userId);
            writeTime(writer, "expires_at", storedTime(row[1]));
            writer.endObject();
        }
        writer.endArray();
        const auto tokens = m_storage.run(
            u"SELECT hash, family_id, rotated FROM refresh_token JOIN family ON family.id = family_id"
            " WHERE user_id = ? ORDER BY refresh_token.rowid"_s,
            {userId});
        if (!tokens)
            return tokens.error();
        writer.name("refresh_token");
        writer.beginArray();
        for (const QVariantList &row : tokens->rows) {
            writer.beginObject();
            writer.member("hash", row[0].toByteArray().toHex());
            writer.member("family_id", row[1].toString());
            writer.name("rotated");
            writer.boolean(row[2].toBool());
            writer.endObject();
        }
        writer.endArray();
        return Done{};
    }

private:
    Result<Response> tokens(const Account &account, const RefreshGrant &grant)
    {
        const auto access = issue(account);
        if (!access)
            return access.error();
        if (auto added = m_families.addAccessToken(grant.family, access->id, access->expiresAt); !added)
            return added.error();
        return tokenResponse(
            {.token = access->token, .lifetime = m_tokens.lifetime(), .refreshToken = grant.refreshToken});
    }
    static Response refuseGrant()
    {
        return errorResponse(400, "invalid_grant",
                             "The refresh token is unknown, expired, revoked or was used before.");
    }

    Storage &m_storage;
    Accounts &m_accounts;
    Families &m_families; // purged by the server: other routes use them too
};

} // namespace

std::unique_ptr<System> makeRefreshSystem(const Services &services)
{
    return std::make_unique<RefreshSystem>(services);
}

} // namespace claimcheck::practice
