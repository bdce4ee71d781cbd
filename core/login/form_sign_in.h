#pragma once

#include "sign_in_flow.h"

namespace claimcheck::login {

/// A page with a form, and cookies: the page (or its CSRF cookie) -> the form -> who is it?
///
/// It begins with an empty cookie jar, so that no cookie from before the sign-in becomes part of it.
class FormSignIn final : public SignInFlow {
public:
    using SignInFlow::SignInFlow;

private:
    void begin() override;
    void onPage(const Result<http::Response> &page);
    void onAnswer(const Result<http::Response> &answer);
    void askWho();
    void onWho(const Result<http::Response> &response);
    void complete(Person person);
};

} // namespace claimcheck::login
