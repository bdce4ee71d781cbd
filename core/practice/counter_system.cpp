#include "signed_system.h"
#include "storage.h"
#include "systems.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr System::About facts = {
    .id = "five-counter",
    .title = "The last five devices, by a counter",
    .transport = "bearer",
    .holds = "A signed text that says who the user is, and the number of the sign-in that it is from.",
    .stores = "One number for each user: how often they have signed in.",
    .checks = "Verifies the signature, then looks the user's number up: the token's may be up to four less.",
    .revoking = "Five is added to the number, which ends all; the device that asks is given a new token. One "
                "device alone cannot be signed out, and there is no list of them.",
    .restart = "Nothing, as long as the key and the number are kept.",
    .second = "The public key, and the same number, within reach of both.",
};

/// A device limit with one number in the user's row. Each sign-in counts it up and puts it into the token; a
/// token is good while fewer than five sign-ins came after it.
class CounterSystem final : public SignedSystem {
public:
    static constexpr qint64 limit = 5;
    static constexpr std::chrono::hours lifetime{12};

    explicit CounterSystem(const Services &services)
        : SignedSystem(facts, services), m_storage(services.storage), m_accounts(services.accounts)
    {
    }

    Result<Response> signIn(const SignIn &signIn) override { return tokenAfter(signIn.account, 1); }

    Result<Identified> identify(const Request &request) override
    {
        const auto token = verified(request);
        if (!token)
            return token.error();
        if (const auto *refused = std::get_if<Response>(&*token))
            return Identified(*refused);
        const json::Value claims = std::get<jose::VerifiedToken>(*token).claims();
        const auto now = count(claims.find("sub").toString());
        if (!now)
            return now.error();
        if (*now - claims.find("sign_in").toInteger().value_or(-limit) >= limit)
            return Identified(
                refuse("Bearer", "invalid_token", "Five sign-ins came after the one of this access token"));
        return Identified(identityFromClaims(claims));
    }

    Result<Response> signOut(const Request &, const Identity &) override
    {
        return notPossible(
            "One device alone cannot be signed out here: the counter only knows how many there "
            "were. End the others in its place, or wait until the token expires.");
    }

    /// Moves the counter so far that no old token is left, and gives a new one to who asks.
    Result<Response> endOthers(const Identity &identity) override
    {
        const auto account = m_accounts.find(identity.userId);
        if (!account)
            return account.error();
        if (!*account)
            return errorResponse(404, "not_found", "This user does not exist any more.");
        return tokenAfter(**account, limit);
    }

    Result<Done> inside(const QString &userId, json::Writer &writer) override
    {
        const auto now = count(userId);
        if (!now)
            return now.error();
        writer.name("user");
        writer.beginArray();
        writer.beginObject();
        writer.member("id", userId);
        writer.name("sign_ins");
        writer.integer(*now);
        writer.endObject();
        writer.endArray();
        return Done{};
    }

private:
    Result<Response> tokenAfter(const Account &account, qint64 steps)
    {
        const auto number = m_storage.atomically([&]() -> Result<qint64> {
            auto counted =
                m_storage.run(u"UPDATE user SET sign_ins = sign_ins + ? WHERE id = ?"_s, {steps, account.id});
            return counted ? count(account.id) : Result<qint64>(counted.error());
        });
        if (!number)
            return number.error();
        return grant(account, {.claims = {{"sign_in", QByteArray::number(*number)}}, .lifetime = lifetime});
    }

    Result<qint64> count(const QString &userId)
    {
        const auto found = m_storage.run(u"SELECT sign_ins FROM user WHERE id = ?"_s, {userId});
        if (!found)
            return found.error();
        return found->rows.empty() ? 0 : found->rows.front().front().toLongLong();
    }

    Storage &m_storage;
    Accounts &m_accounts;
};

} // namespace

std::unique_ptr<System> makeCounterSystem(const Services &services)
{
    return std::make_unique<CounterSystem>(services);
}

} // namespace claimcheck::practice
