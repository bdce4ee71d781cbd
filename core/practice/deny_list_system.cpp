#include "deny_list.h"
#include "signed_system.h"
#include "storage.h"
#include "systems.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr System::About facts = {
    .id = "jwt-deny",
    .title = "JWT with a deny list",
    .transport = "bearer",
    .holds = "A signed text that says who the user is and until when.",
    .stores = "The ids of tokens that were signed out, each until it would have expired anyway.",
    .checks = "Verifies the signature and the times, then looks for the id on the deny list.",
    .revoking = "The token's id goes on the deny list, and the next request is refused.",
    .restart =
        "Nothing, as long as the key and the list are kept. A list in memory would be lost, and signed-out "
        "tokens would be good again.",
    .second = "The public key, and the same list, within reach of both.",
};

/// A JWT that can be taken back: signing out costs a row, and every request a lookup.
class DenyListSystem final : public SignedSystem {
public:
    explicit DenyListSystem(const Services &services)
        : SignedSystem(facts, services), m_storage(services.storage), m_denyList(services.denyList)
    {
    }

    Result<Response> signIn(const SignIn &signIn) override { return grant(signIn.account); }

    Result<Identified> identify(const Request &request) override
    {
        const auto token = verified(request);
        if (!token)
            return token.error();
        if (const auto *refused = std::get_if<Response>(&*token))
            return Identified(*refused);
        const Identity identity = identityFromClaims(std::get<jose::VerifiedToken>(*token).claims());
        // By the id and not by the token's text: another spelling of the same token has the same id.
        const auto denied = m_denyList.look(identity.handle);
        if (!denied)
            return denied.error();
        if (*denied == DenyList::Answer::Denied)
            return Identified(refuse("Bearer", "invalid_token", "The access token was revoked"));
        return Identified(identity);
    }

    Result<Response> signOut(const Request &, const Identity &identity) override
    {
        if (auto denied = m_denyList.add(identity.handle, *identity.expiresAt); !denied)
            return denied.error();
        return Response{.status = 204};
    }

    /// The list does not know whose the tokens are, so all of it is shown.
    Result<Done> inside(const QString &, json::Writer &writer) override
    {
        const auto found =
            m_storage.run(u"SELECT jti, expires_at FROM denied ORDER BY expires_at LIMIT 100"_s);
        if (!found)
            return found.error();
        writer.name("denied");
        writer.beginArray();
        for (const QVariantList &row : found->rows) {
            writer.beginObject();
            writer.member("jti", row[0].toString());
            writeTime(writer, "expires_at", storedTime(row[1]));
            writer.endObject();
        }
        writer.endArray();
        return Done{};
    }

private:
    Storage &m_storage;
    DenyList &m_denyList; // emptied by the server: other routes use it too
};

} // namespace

std::unique_ptr<System> makeDenyListSystem(const Services &services)
{
    return std::make_unique<DenyListSystem>(services);
}

} // namespace claimcheck::practice
