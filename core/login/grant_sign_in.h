#pragma once

#include "oauth_sign_in.h"

namespace claimcheck::login {

/// With what the client or the person has already: client credentials (RFC 6749 section 4.4), a token to
/// exchange (RFC 8693), an assertion (RFC 7523), or, at old servers, a password (RFC 6749 section 4.3). One
/// request; what it needs comes from the secret fields, or from SignInOptions::password.
class GrantSignIn final : public OAuthSignIn {
public:
    using OAuthSignIn::OAuthSignIn;

private:
    void proceed() override;
    [[nodiscard]] Error refused(const Error &error) const override;
    /// The secret field of this key, else what was given at the sign-in.
    [[nodiscard]] Secret input(const char *key) const;
    [[nodiscard]] Result<Outgoing> exchangeRequest() const;
};

} // namespace claimcheck::login
