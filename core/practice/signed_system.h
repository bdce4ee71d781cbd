#pragma once

#include "routes.h"
#include "system.h"
#include "tokens.h"

namespace claimcheck::practice {

/// What an access token of one system has that those of others have not.
struct TokenWish {
    std::vector<std::pair<QByteArray, QByteArray>> claims = {}; // names and JSON values
    std::optional<std::chrono::seconds> lifetime = {};          // otherwise that of the options
    QByteArray algorithm = "ES256";
    QByteArray type = "Bearer"; // how it is to be sent
};

/// What all systems share whose access token is a signed text: how it is made, and what is checked of it
/// before anything of the system's own.
class SignedSystem : public System {
protected:
    SignedSystem(const About &about, const Services &services) : System(about), m_tokens(services.tokens) {}

    /// An access token of this system, with the claims that all of them have, and those of the wish.
    [[nodiscard]] Result<IssuedToken> issue(const Account &account, const TokenWish &wish = {});
    /// The answer that gives such a token.
    [[nodiscard]] Result<Response> grant(const Account &account, const TokenWish &wish = {});
    /// Signature, issuer, times, and that the token is for this system: what stands in it can be believed
    /// then. Otherwise the answer that refuses the request.
    using Verified = std::variant<jose::VerifiedToken, Response>;
    [[nodiscard]] Result<Verified> verified(const Request &request, QByteArrayView scheme = "Bearer");

    Tokens &m_tokens;

private:
    /// Each system is an audience of its own, so that a token of one opens nothing in another.
    [[nodiscard]] QByteArray audience() const { return m_tokens.issuer() + prefix().toLatin1(); }
};

} // namespace claimcheck::practice
