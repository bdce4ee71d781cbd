#include "sign_in_flow.h"

#include "recipe.h"

namespace claimcheck::login {

void SignInFlow::start()
{
    const auto known = profile();
    if (!known)
        return finish(known.error());
    m_profile = *known;
    takeLock(lockPatience, [this](Result<Done> locked) {
        if (!locked)
            return finish(locked.error());
        onLocked();
    });
}

void SignInFlow::cancel()
{
    if (m_session)
        return;
    m_exchange.reset();
    m_operation.reset();
    m_lockOperation.reset();
    m_desk.retire(*this);
}

void SignInFlow::onLocked()
{
    if (m_where == StoreIn::Memory)
        return readFields();
    m_operation = m_desk.keychain.checkWritable(this, [this](Result<Done> writable) {
        if (!writable)
            return finish(writable.error());
        readFields();
    });
}

void SignInFlow::readFields()
{
    withFields(m_profile, [this](Result<SecretFields> fields) {
        if (!fields)
            return finish(fields.error());
        ask(*fields);
    });
}

void SignInFlow::ask(const SecretFields &fields)
{
    m_fields = fields;
    auto out = signInRequest(m_profile, m_user, m_password, fields);
    if (!out)
        return finish(out.error());
    send(m_profile, *std::move(out), [this](Result<http::Response> response) { onAnswer(response); });
}

void SignInFlow::onAnswer(const Result<http::Response> &response)
{
    if (!response)
        return finish(response.error());
    auto session = processSignIn(m_profile, *response, m_desk.clock.now(), m_password);
    m_password = Secret();
    if (!session)
        return finish(session.error());
    m_session = *std::move(session);
    m_session->person.name = m_user;
    const bool isUnknown = m_session->person.subject.isEmpty();
    auto whoami = isUnknown && !setting(m_profile, QStringLiteral("whoami.path")).isEmpty()
                      ? whoamiRequest(m_profile, *m_session, m_fields)
                      : Result<Outgoing>(Error{ErrorCode::PersonNotRead});
    if (!whoami)
        return onPerson();
    send(m_profile, *std::move(whoami), [this](Result<http::Response> answer) { onWhoami(answer); });
}

void SignInFlow::onWhoami(const Result<http::Response> &response)
{
    auto person = response ? processWhoami(m_profile, *response) : Result<Person>(response.error());
    if (person) {
        m_session->person.subject = person->subject;
    } else if (m_profile.person) {
        // It may be somebody else: without an answer it is not stored.
        return finish(
            person.error().code == ErrorCode::PersonNotRead
                ? person.error()
                : Error{ErrorCode::PersonNotRead, person.error().subject, describe(person.error()).message});
    }
    onPerson();
}

void SignInFlow::onPerson()
{
    if (const auto same = checkPerson(m_profile, m_session->person); !same)
        return finish(same.error());
    Entry &own = entry();
    own.inMemory = m_where == StoreIn::Memory;
    m_operation = m_desk.storeOf(own).write(m_id, seal(*m_session), this,
                                            [this](Result<Done> written) { onStored(std::move(written)); });
}

void SignInFlow::onStored(Result<Done> written)
{
    const Person person = m_session->person;
    m_desk.setSession(m_id, *std::move(m_session), bool(written));
    Entry &own = entry();
    own.failures = 0;
    own.notBefore = {};
    if (!written)
        own.problem = Error{ErrorCode::SessionNotStored, m_profile.name, describe(written.error()).message};
    // Who it is goes into the profile, so that the next sign-in can be compared. Failing that costs the
    // comparison only.
    if (!person.subject.isEmpty() && !m_profile.person) {
        if (const auto remembered = m_desk.profiles.setPerson(m_id, person); !remembered && !own.problem)
            own.problem = remembered.error();
    }
    finish(m_desk.info(m_id));
}

void SignInFlow::finish(Result<SessionInfo> result)
{
    m_lock.reset();
    const auto delivery = m_delivery;
    m_desk.retire(*this);
    delivery->deliver(std::move(result));
}

} // namespace claimcheck::login
