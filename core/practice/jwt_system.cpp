#include "systems.h"
#include "tokens.h"

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
class JwtSystem final : public System {
public:
    explicit JwtSystem(const Services &services) : System(facts), m_tokens(services.tokens) {}

    Result<Response> signIn(const SignIn &signIn) override
    {
        const QByteArray algorithm = signIn.fields.find("alg").value_or("ES256");
        const auto token = m_tokens.make({.subject = signIn.account.id,
                                          .audience = audience(),
                                          .lifetime = m_tokens.lifetime(),
                                          .more = identityClaims(signIn.account),
                                          .algorithm = algorithm});
        if (!token && token.error().code == ErrorCode::AlgorithmUnsupported)
            return errorResponse(400, "invalid_request", "The alg must be ES256, RS256, EdDSA or HS256.");
        if (!token)
            return token.error();
        return tokenResponse({.token = token->token, .lifetime = m_tokens.lifetime()});
    }

    Result<Identified> identify(const Request &request) override
    {
        const QByteArray token = authorizationToken(request, "Bearer");
        if (token.isEmpty())
            return Identified(refuse("Bearer", "unauthorized", "This needs an access token."));
        const auto checked = m_tokens.check(token, audience());
        if (!checked)
            return checked.error();
        if (const auto *refusal = std::get_if<Refusal>(&*checked))
            return Identified(refuse("Bearer", "invalid_token", refusal->reason));
        return Identified(identityFromClaims(std::get<jose::VerifiedToken>(*checked).claims()));
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

private:
    /// Each system is an audience of its own, so that a token of one opens nothing in another.
    [[nodiscard]] QByteArray audience() const { return m_tokens.issuer() + prefix().toLatin1(); }

    Tokens &m_tokens;
};

} // namespace

std::unique_ptr<System> makeJwtSystem(const Services &services)
{
    return std::make_unique<JwtSystem>(services);
}

} // namespace claimcheck::practice
