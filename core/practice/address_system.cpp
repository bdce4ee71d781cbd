#include "signed_system.h"
#include "systems.h"

#include <QHostAddress>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr System::About facts = {
    .id = "bound-address",
    .title = "JWT bound to an address",
    .transport = "bearer",
    .holds = "A signed text that also says from where it may be used.",
    .stores = "Nothing about the sign-in: only the key that signs.",
    .checks = "Verifies the signature, and that the client's address is in the network that the token names.",
    .revoking = "Not at all. But a token that is stolen opens nothing from elsewhere.",
    .restart = "Nothing, as long as the key is kept.",
    .second = "The public key, and a true view of the client's address behind its proxies.",
};

/// A token for one address (`bind`: "address", as it is without a word) or for its neighbourhood
/// ("network": IPv4 /24, IPv6 /64). Telephones that change networks are why few do this.
class AddressSystem final : public SignedSystem {
public:
    explicit AddressSystem(const Services &services) : SignedSystem(facts, services) {}

    Result<Response> signIn(const SignIn &signIn) override
    {
        const QByteArray bind = signIn.fields.find("bind").value_or("address");
        if (bind != "address" && bind != "network")
            return errorResponse(400, "invalid_request", "The field bind must be address or network.");
        const QByteArray net = json::quoted(network(signIn.address, bind == "network").toUtf8());
        return grant(signIn.account, {.claims = {{"net", net}}});
    }

    Result<Identified> identify(const Request &request) override
    {
        const auto token = verified(request);
        if (!token)
            return token.error();
        if (const auto *refused = std::get_if<Response>(&*token))
            return Identified(*refused);
        const json::Value claims = std::get<jose::VerifiedToken>(*token).claims();
        const auto allowed = QHostAddress::parseSubnet(claims.find("net").toString());
        if (!QHostAddress(request.address()).isInSubnet(allowed))
            return Identified(
                refuse("Bearer", "invalid_token", "The access token is bound to another address"));
        return Identified(identityFromClaims(claims));
    }

    Result<Response> signOut(const Request &, const Identity &) override
    {
        return notPossible("The token stays good at its address until it expires.");
    }

    Result<Done> inside(const QString &, json::Writer &) override { return Done{}; }

private:
    static QString network(const QString &text, bool wide)
    {
        const QHostAddress address(text);
        const bool old = address.protocol() == QAbstractSocket::IPv4Protocol;
        return u"%1/%2"_s.arg(address.toString()).arg(old ? (wide ? 24 : 32) : (wide ? 64 : 128));
    }
};

} // namespace

std::unique_ptr<System> makeAddressSystem(const Services &services)
{
    return std::make_unique<AddressSystem>(services);
}

} // namespace claimcheck::practice
