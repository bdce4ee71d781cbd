#include "password_sign_in.h"

#include "recipe.h"

namespace claimcheck::login {

void PasswordSignIn::begin()
{
    tell(SignInStep::Ask);
    auto out = signInRequest(m_profile, m_options.user, m_options.password, m_fields);
    if (!out)
        return finish(out.error());
    send(m_profile, *std::move(out), [this](const Result<http::Response> &response) { onAnswer(response); });
}

void PasswordSignIn::onAnswer(const Result<http::Response> &response)
{
    if (!response)
        return finish(response.error());
    auto session = processSignIn(m_profile, *response, m_desk.clock.now(), m_options.password);
    if (!session)
        return finish(session.error());
    session->person.name = m_options.user;
    const bool isUnknown = session->person.subject.isEmpty();
    auto whoami = isUnknown && !setting(m_profile, QStringLiteral("whoami.path")).isEmpty()
                      ? whoamiRequest(m_profile, *session, m_fields)
                      : Result<Outgoing>(Error{ErrorCode::PersonNotRead});
    tell(SignInStep::Ask, SignInEvent::State::Done);
    if (!whoami)
        return received(*std::move(session));
    holdAnswer();
    tell(SignInStep::Person);
    m_answer = *std::move(session);
    send(m_profile, *std::move(whoami), [this](const Result<http::Response> &answer) { onWhoami(answer); });
}

void PasswordSignIn::onWhoami(const Result<http::Response> &response)
{
    auto person = response ? processWhoami(m_profile, *response) : Result<Person>(response.error());
    if (person) {
        m_answer->person.subject = person->subject;
    } else if (m_profile.person) {
        // It may be somebody else: without an answer it is not stored.
        return finish(
            person.error().code == ErrorCode::PersonNotRead
                ? person.error()
                : Error{ErrorCode::PersonNotRead, person.error().subject, describe(person.error()).message});
    }
    tell(SignInStep::Person, person ? SignInEvent::State::Done : SignInEvent::State::Skipped);
    received(*std::move(m_answer));
}

} // namespace claimcheck::login
