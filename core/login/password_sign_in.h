#pragma once

#include "sign_in_flow.h"

namespace claimcheck::login {

/// A user name and a password, by recipe: ask -> who is it?
class PasswordSignIn final : public SignInFlow {
public:
    using SignInFlow::SignInFlow;

private:
    void begin() override;
    void onAnswer(const Result<http::Response> &response);
    void onWhoami(const Result<http::Response> &response);

    std::optional<Session> m_answer;
};

} // namespace claimcheck::login
