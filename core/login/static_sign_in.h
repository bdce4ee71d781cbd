#pragma once

#include "sign_in_flow.h"

namespace claimcheck::login {

/// A token, a key, or a user name with a password, that somebody was given and brings along: nothing is asked
/// for it. Where the profile has a whoami.path, the server is asked who it is: a secret that it refuses is
/// not kept.
///
/// Errors: GrantInputMissing, HeaderInvalid (it cannot stand in a header), SignInRefused, PersonNotRead.
class StaticSignIn final : public SignInFlow {
public:
    using SignInFlow::SignInFlow;

private:
    void begin() override;
    void onWhoami(const Result<http::Response> &response);

    std::optional<Session> m_given;
};

} // namespace claimcheck::login
