#pragma once

#include "sign_in_flow.h"

#include <functional>
#include <memory>

namespace claimcheck::login {

/// A page with a form, and cookies: the page (or its CSRF cookie) -> the form -> who is it?
///
/// It begins with an empty cookie jar, so that no cookie from before the sign-in becomes part of it.
class FormSignIn final : public SignInFlow {
public:
    using SignInFlow::SignInFlow;

private:
    void begin() override;
    void ask(Outgoing out, std::function<void(const Result<http::Response> &)> next);
    void onPage(const Result<http::Response> &page);
    void onAnswer(const Result<http::Response> &answer);
    void askWho();
    void onWho(const Result<http::Response> &response);
    void complete(Person person);

    /// With a jar of its own: until it is known who signed in, the session that there is keeps its cookies,
    /// and nothing of this goes out in its name.
    std::shared_ptr<http::Client> m_http;
};

} // namespace claimcheck::login
