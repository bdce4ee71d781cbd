#include "signed_system.h"
#include "systems.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr System::About facts = {
    .id = "jwt",
    .title = "Stateless JWT",
    .transport = "bearer",
    .holds = "A signed text that says who the user is and until when. Anybody can read it.",
    .stores = "Nothing about the sign-in: only the key that signs.",
    .checks =
        "Verifies the signature and the times. Nothing is looked up, so what has changed about the user "
        "since is not known.",
    .revoking = "Not at all: the token is good until it expires.",
    .restart = "Nothing, as long as the key is kept.",
    .second = "The public key, and nothing else (with HS256: the secret).",
};

/// Access tokens that carry all there is to know (RFC 7519, RFC 8725). The field `alg` of the sign-in chooses
/// ES256, RS256, EdDSA or HS256.
class JwtSystem final : public SignedSystem {
public:
    explicit JwtSystem(const Services &services) : SignedSystem(facts, services) {}

    Result<Response> signIn(const SignIn &signIn) override
    {
        const QByteArray algorithm = signIn.fields.find("alg").value_or("ES256");
        auto granted = grant(signIn.account, {.algorithm = algorithm});
        if (!granted && granted.error().code == ErrorCode::AlgorithmUnsupported)
            return errorResponse(400, "invalid_request", "The alg must be ES256, RS256, EdDSA or HS256.");
        return granted;
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

    Result<Response> signOut(const Request &, const Identity &) override
    {
        // There is nothing to delete. An answer that sounded like more would be a lie.
        json::Writer writer;
        writer.beginObject();
        writer.name("revoked");
        writer.boolean(false);
        writer.member("message",
                      QByteArrayView("The client may forget the token. It stays good until it expires."));
        writer.endObject();
        return jsonResponse(200, writer.take());
    }

    Result<Done> inside(const QString &, json::Writer &) override { return Done{}; }
};

} // namespace

std::unique_ptr<System> makeJwtSystem(const Services &services)
{
    return std::make_unique<JwtSystem>(services);
}

} // namespace claimcheck::practice
