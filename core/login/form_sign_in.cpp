#include "form_sign_in.h"

#include "form_login.h"
#include "http/server_words.h"
#include "recipe.h"

#include <QCoreApplication>

namespace claimcheck::login {

void FormSignIn::begin()
{
    tell(SignInStep::Form);
    m_http = std::make_shared<http::Client>(m_profile.connection);
    ask({.request = formPageRequest(m_profile)},
        [this](const Result<http::Response> &page) { onPage(page); });
}

void FormSignIn::ask(Outgoing out, std::function<void(const Result<http::Response> &)> next)
{
    m_exchange = m_http->send(std::move(out.request), std::move(out.credentials), this, std::move(next));
}

void FormSignIn::onPage(const Result<http::Response> &page)
{
    if (!page)
        return finish(page.error());
    auto out = formRequest(m_profile, *page, m_http->cookies(), m_options.user, m_options.password);
    if (!out)
        return finish(out.error());
    tell(SignInStep::Form, SignInEvent::State::Done);
    tell(SignInStep::Ask);
    ask(*std::move(out), [this](const Result<http::Response> &answer) { onAnswer(answer); });
}

void FormSignIn::onAnswer(const Result<http::Response> &answer)
{
    if (!answer)
        return finish(answer.error());
    const auto judged =
        judgeFormAnswer(m_profile, *answer, m_http->cookies(), m_desk.clock.now(), m_options.password);
    if (!judged)
        return finish(judged.error());
    tell(SignInStep::Ask, SignInEvent::State::Done);
    if (setting(m_profile, QStringLiteral("whoami.path")).isEmpty())
        return complete({});
    askWho();
}

void FormSignIn::askWho()
{
    holdAnswer();
    tell(SignInStep::Person);
    http::Request request;
    request.url = endpoint(m_profile, setting(m_profile, QStringLiteral("whoami.path")));
    request.headers = {{"Accept", "application/json"}};
    // To a page for people, or to the sign-in again: not signed in.
    request.redirects = http::RedirectPolicy::None;
    request.maxBody = 1024 * 1024;
    ask({.request = std::move(request)}, [this](const Result<http::Response> &response) { onWho(response); });
}

void FormSignIn::onWho(const Result<http::Response> &response)
{
    if (!response)
        return finish(Error{ErrorCode::SignInUnproven, m_profile.name, describe(response.error()).message});
    if (response->status == 401 || response->status == 403 ||
        (response->status >= 300 && response->status < 400))
        return finish(Error{ErrorCode::SignInRefused, response->url.host(), serverWords(*response)});
    if (!isSuccess(*response))
        return finish(Error{ErrorCode::SignInUnproven, m_profile.name, statusWords(*response, {})});
    const auto person = processWhoami(m_profile, *response);
    if (!person && m_profile.person)
        return finish(person.error());
    tell(SignInStep::Person, person ? SignInEvent::State::Done : SignInEvent::State::Skipped);
    complete(person ? *person : Person{});
}

void FormSignIn::complete(Person person)
{
    Session session;
    session.leash = leashOf(m_profile);
    session.endpoints = endpointsOf(m_profile);
    session.cookies = m_http->cookies().sealed(session.leash.resources);
    session.expiresAt = sessionCookieEnd(m_profile, m_http->cookies());
    session.obtainedAt = m_desk.clock.now();
    session.person = std::move(person);
    session.person.name = m_options.user;
    received(std::move(session));
}

} // namespace claimcheck::login
