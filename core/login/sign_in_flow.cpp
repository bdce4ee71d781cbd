#include "sign_in_flow.h"

#include "browser_sign_in.h"
#include "device_sign_in.h"
#include "form_sign_in.h"
#include "grant_sign_in.h"
#include "password_sign_in.h"
#include "recipe.h"
#include "static_sign_in.h"

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
    m_operation = m_desk.keychain.checkWritable(this, [this](const Result<Done> &writable) {
        if (!writable)
            return finish(writable.error());
        tell(SignInStep::Keychain, SignInEvent::State::Done);
        readFields();
    });
}

void SignInFlow::cancel()
{
    m_watch = nullptr; // who watched may be gone, also where the answer is still stored
    if (m_answered)
        return;
    m_cancelled = true;
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
    takeLock(lockPatience, [this](const Result<Done> &locked) {
        if (const auto same = checkPerson(m_profile, m_session->person); !same) {
            drop(*std::move(m_session));
            return finish(same.error());
        }
        entry().inMemory = m_options.where == StoreIn::Memory;
        if (!locked) // somebody else's refresh does not finish: what came is not lost for that
            return onStored(locked.error());
        store();
    });
}

void SignInFlow::store()
{
    m_operation = m_desk.storeOf(entry()).write(
        m_id, seal(*m_session), this, [this](Result<Done> written) { onStored(std::move(written)); });
}

void SignInFlow::onStored(Result<Done> written)
{
    const Person person = m_session->person;
    if (!m_session->cookies.isEmpty())
        entry().client.reset(); // its jar is that of the session before
    m_desk.setSession(m_id, *std::move(m_session), bool(written));
    Entry &own = entry();
    own.failures = 0;
    if (written)
        own.notBefore = {};
    else // tried again by itself, but not at once: who dismissed the keychain's prompt has just been asked
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

void SignInFlow::tell(const SignInEvent &event)
{
    if (const auto watch = m_watch) // a copy: the answer may end the sign-in
        watch(event);
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
    const auto start = [&]<class Kind>(std::in_place_type_t<Kind>) -> SignInFlow & {
        return desk.start<Kind>(id, std::move(options), std::move(watch), std::move(delivery));
    };
    const auto known = desk.profiles.byId(id);
    switch (known ? kindOf(*known) : Recipe::Kind::Password) {
    case Recipe::Kind::Browser:
        if (options.device == SignInOptions::Device::Only)
            return start(std::in_place_type<DeviceSignIn>);
        return start(std::in_place_type<BrowserSignIn>);
    case Recipe::Kind::Device:
        return start(std::in_place_type<DeviceSignIn>);
    case Recipe::Kind::ClientCredentials:
    case Recipe::Kind::TokenExchange:
    case Recipe::Kind::JwtBearer:
    case Recipe::Kind::PasswordGrant:
        return start(std::in_place_type<GrantSignIn>);
    case Recipe::Kind::Static:
        return start(std::in_place_type<StaticSignIn>);
    case Recipe::Kind::Form:
        return start(std::in_place_type<FormSignIn>);
    case Recipe::Kind::Password:
        break;
    }
    return start(std::in_place_type<PasswordSignIn>);
}

} // namespace claimcheck::login
