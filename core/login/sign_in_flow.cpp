#include "sign_in_flow.h"

#include "password_sign_in.h"
#include "recipe.h"

#include <QCoreApplication>

namespace claimcheck::login {

QString signInStepText(SignInStep step)
{
    const auto text = [](const char *words) { return QCoreApplication::translate("SignIn", words); };
    switch (step) {
    case SignInStep::Keychain:
        return text("Check that the keychain can be written");
    case SignInStep::Discover:
        return text("Read the server's metadata");
    case SignInStep::Confirm:
        return text("Confirm where secrets may go");
    case SignInStep::Register:
        return text("Register this program with the server");
    case SignInStep::Push:
        return text("Send the request to the server ahead of the browser");
    case SignInStep::Browser:
        return text("Sign in in the browser");
    case SignInStep::Device:
        return text("Enter the code on another device");
    case SignInStep::Form:
        return text("Read the sign-in page");
    case SignInStep::Ask:
        return text("Ask the server for the token");
    case SignInStep::IdToken:
        return text("Check the ID Token");
    case SignInStep::Person:
        return text("Find out who it is");
    case SignInStep::Store:
        return text("Store it in the keychain");
    }
    Q_UNREACHABLE();
}

void SignInFlow::start()
{
    const auto known = profile();
    if (!known)
        return finish(known.error());
    m_profile = *known;
    if (m_options.where == StoreIn::Memory)
        return readFields();
    tell(SignInStep::Keychain);
    m_operation = m_desk.keychain.checkWritable(this, [this](Result<Done> writable) {
        if (!writable)
            return finish(writable.error());
        tell(SignInStep::Keychain, SignInEvent::State::Done);
        readFields();
    });
}

void SignInFlow::cancel()
{
    if (m_answered)
        return;
    stop();
    m_exchange.reset();
    m_operation.reset();
    m_lockOperation.reset();
    m_desk.retire(*this);
}

Result<Done> SignInFlow::takeRedirect(const QString &)
{
    return Error{ErrorCode::RedirectPastedInvalid, m_profile.name,
                 QCoreApplication::translate("SignIn", "this sign-in waits for no browser")};
}

void SignInFlow::readFields()
{
    withFields(m_profile, [this](Result<SecretFields> fields) {
        if (!fields)
            return finish(fields.error());
        m_fields = *std::move(fields);
        begin();
    });
}

void SignInFlow::received(Session session)
{
    m_options.password = Secret();
    m_session = std::move(session);
    m_answered = true;
    tell(SignInStep::Store);
    takeLock(lockPatience, [this](Result<Done> locked) {
        if (!locked)
            return finish(locked.error());
        onLocked();
    });
}

void SignInFlow::onLocked()
{
    if (const auto same = checkPerson(m_profile, m_session->person); !same)
        return finish(same.error());
    Entry &own = entry();
    own.inMemory = m_options.where == StoreIn::Memory;
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
    if (written)
        tell(SignInStep::Store, SignInEvent::State::Done);
    finish(m_desk.info(m_id));
}

void SignInFlow::tell(SignInEvent event)
{
    if (m_watch)
        m_watch(event);
}

void SignInFlow::tell(SignInStep step, SignInEvent::State state, const QString &detail)
{
    tell(SignInEvent{.step = step, .state = state, .detail = detail});
}

void SignInFlow::finish(Result<SessionInfo> result)
{
    m_lock.reset();
    m_watch = nullptr;
    const auto delivery = m_delivery;
    m_desk.retire(*this);
    delivery->deliver(std::move(result));
}

SignInFlow &startSignIn(Desk &desk, const QString &id, SignInOptions options, SignInWatcher watch,
                        DeliveryPtr<Result<SessionInfo>> delivery)
{
    return desk.start<PasswordSignIn>(id, std::move(options), std::move(watch), std::move(delivery));
}

} // namespace claimcheck::login
