#include "signed_system.h"
#include "systems.h"
#include "used_once.h"

#include "jose/dpop.h"
#include "jose/key_import.h"

#include <QCryptographicHash>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr System::About facts = {
    .id = "bound-key",
    .title = "JWT bound to a key (DPoP)",
    .transport = "dpop",
    .holds = "A private key, and a signed text that names its public half.",
    .stores = "The ids of the proofs of the last minutes, so that none comes twice.",
    .checks = "Verifies the token, the proof that comes with each request, and that both name the same key.",
    .revoking = "Not at all. But a token that is stolen without the key opens nothing.",
    .restart = "Nothing, as long as the key and the ids are kept.",
    .second = "The public key, and the same ids of proofs.",
};

/// Demonstrating Proof of Possession (RFC 9449): the client signs each request with a key of its own.
class DpopSystem final : public SignedSystem {
public:
    static constexpr std::chrono::seconds proofAge{60};

    explicit DpopSystem(const Services &services)
        : SignedSystem(facts, services), m_clock(services.clock), m_used(services.usedOnce)
    {
    }

    Result<Response> signIn(const SignIn &signIn) override
    {
        const auto proof = acceptProof(signIn.request, nullptr);
        if (!proof)
            return proof.error();
        if (const auto *refused = std::get_if<Response>(&*proof))
            return *refused;
        const QByteArray key = "{\"jkt\":" + json::quoted(std::get<QByteArray>(*proof)) + '}';
        return grant(signIn.account, {.claims = {{"cnf", key}}, .type = "DPoP"});
    }

    Result<Identified> identify(const Request &request) override
    {
        const auto token = verified(request, "DPoP"); // as Bearer it is none: that is the point (section 7.1)
        if (!token)
            return token.error();
        if (const auto *refused = std::get_if<Response>(&*token))
            return Identified(*refused);
        const auto &bound = std::get<jose::VerifiedToken>(*token);
        const auto proof = acceptProof(request, &bound);
        if (!proof)
            return proof.error();
        if (const auto *refused = std::get_if<Response>(&*proof))
            return Identified(*refused);
        return Identified(identityFromClaims(bound.claims()));
    }

    Result<Response> signOut(const Request &, const Identity &) override
    {
        return notPossible("The token stays good for its key until it expires.");
    }

    Result<Done> inside(const QString &, json::Writer &) override { return Done{}; }

private:
    /// The thumbprint of the key that signed the proof of this request, or why it is refused. With a token,
    /// the proof must be for it and of its key.
    using Proof = std::variant<QByteArray, Response>;
    Result<Proof> acceptProof(const Request &request, const jose::VerifiedToken *token)
    {
        const auto headers = request.values("DPoP");
        if (headers.size() != 1)
            return Proof(refuse("DPoP", "invalid_dpop_proof", "The request needs one DPoP header"));
        const auto parsed = jose::ParsedToken::parse(headers.front());
        const auto key = jose::importJwk(parsed.header().find("jwk"));
        const auto thumbprint = key ? jose::thumbprint(*key) : Result<QByteArray>(key.error());
        jose::DpopExpectations expected{.request = {.method = request.method, .uri = address(request)},
                                        .at = m_clock.now(),
                                        .maxAge = proofAge};
        if (token)
            expected.accessToken = token;
        else if (thumbprint) // at the sign-in any key will do: it is the one that the token gets
            expected.thumbprint = *thumbprint;
        const jose::Validation validation = jose::inspectDpopProof(parsed, expected);
        if (!validation.accepted())
            return Proof(refuse("DPoP", "invalid_dpop_proof",
                                "The proof is not valid: " + codeName(validation.firstError()->code)));
        // A proof that was seen before was copied from the wire. Its id is the key's own, so both are kept.
        const QByteArray id = *thumbprint + ' ' + parsed.claims().find("jti").toUtf8();
        const QByteArray hash = QCryptographicHash::hash(id, QCryptographicHash::Sha256).toHex();
        const auto use = m_used.use(u"dpop"_s, QString::fromLatin1(hash), m_clock.now() + 2 * proofAge);
        if (!use)
            return use.error();
        if (*use == UsedOnce::Answer::Again)
            return Proof(refuse("DPoP", "invalid_dpop_proof", "The proof was used before"));
        return Proof(*thumbprint);
    }
    /// Where the client thinks that this is: by either of the names of this machine, which the router has
    /// checked.
    static QByteArray address(const Request &request)
    {
        const auto hosts = request.values("Host");
        return "http://" + (hosts.empty() ? QByteArray() : hosts.front()) + request.path.toUtf8();
    }

    const Clock &m_clock;
    UsedOnce &m_used;
};

} // namespace

std::unique_ptr<System> makeDpopSystem(const Services &services)
{
    return std::make_unique<DpopSystem>(services);
}

} // namespace claimcheck::practice
