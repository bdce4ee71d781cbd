#include "refresher.h"

#include <QPointer>

namespace claimcheck::login {

using namespace std::chrono_literals;

void Refresher::start()
{
    const auto known = profile();
    if (!known)
        return finish(known.error());
    m_profile = *known;
    if (entry().session)
        m_before = entry().session->accessToken;
    takeLock(lockPatience, [this](Result<Done> locked) {
        if (!locked)
            return finish(locked.error());
        onLocked();
    });
}

void Refresher::onLocked()
{
    const Entry &own = entry();
    if (own.session && (own.inMemory || !own.stored))
        return decide();
    m_operation = m_desk.keychain.read(m_id, this, [this](Result<Secret> item) { onRead(item); });
}

void Refresher::onRead(const Result<Secret> &item)
{
    if (!item && item.error().code == ErrorCode::KeychainEntryMissing) {
        m_desk.clearSession(m_id, std::nullopt); // signed out elsewhere
        return finish(Error{ErrorCode::NotSignedIn, m_profile.name});
    }
    auto session = item ? unseal(*item, m_profile.name) : Result<Session>(item.error());
    if (!session)
        return finish(session.error());
    const bool isOthers = !m_before.isEmpty() && !m_before.equals(session->accessToken);
    const bool isEnough = isOthers && isFresh(*session);
    m_desk.adopt(m_id, *std::move(session));
    if (isEnough && checkLeash(*entry().session, m_profile))
        return finish(m_desk.info(m_id));
    decide();
}

/// More left than half its lifetime or half a minute.
bool Refresher::isFresh(const Session &session) const
{
    if (!session.expiresAt)
        return true;
    const auto lifetime = *session.expiresAt - session.obtainedAt;
    return *session.expiresAt - m_desk.clock.now() > std::min<std::chrono::milliseconds>(30s, lifetime / 2);
}

void Refresher::decide()
{
    const Session &session = *entry().session;
    if (const auto same = checkLeash(session, m_profile); !same)
        return finish(same.error());
    if (!wayInOf(m_profile, session).canRefresh(m_profile, session)) {
        const auto &problem = entry().problem;
        const bool isLost = problem && problem->code == ErrorCode::RefreshOutcomeUnknown;
        return finish(isLost ? *problem : Error{ErrorCode::RefreshNotPossible, m_profile.name});
    }
    withFields(m_profile, [this](Result<SecretFields> fields) {
        if (!fields)
            return finish(fields.error());
        mark(*fields);
    });
}

void Refresher::mark(const SecretFields &fields)
{
    m_fields = fields;
    Session marked = *entry().session;
    m_wasInFlight = marked.refreshInFlight;
    const auto view = m_desk.view(m_profile, m_fields);
    auto out = view ? wayInOf(m_profile, marked).refreshRequest(*view) : Result<Outgoing>(view.error());
    if (!out)
        return finish(out.error());
    // A client that asks in its own name loses nothing with an answer: it asks again.
    marked.refreshInFlight = !(marked.oauth && marked.oauth->isClientsOwn);
    m_generation = entry().generation;
    m_operation = m_desk.storeOf(entry()).write(
        m_id, seal(marked), this,
        [this, out = *std::move(out)](Result<Done> written) mutable { onMarked(written, std::move(out)); });
}

void Refresher::onMarked(const Result<Done> &written, Outgoing out)
{
    // A keychain that cannot be written now could not take the answer either: the token is not spent.
    if (!written)
        return finish(written.error());
    if (isOvertaken())
        return finishOvertaken();
    Entry &own = entry();
    own.session->refreshInFlight = !(own.session->oauth && own.session->oauth->isClientsOwn);
    own.stored = true;
    if (own.problem && own.problem->code == ErrorCode::SessionNotStored)
        own.problem.reset();
    ask(std::move(out));
}

void Refresher::ask(Outgoing out)
{
    send(m_profile, std::move(out), [this](Result<http::Response> response) { onAnswer(response); });
}

void Refresher::onAnswer(const Result<http::Response> &response)
{
    if (isOvertaken())
        return finishOvertaken();
    if (!response)
        return onFailed(response.error());
    m_desk.learn(m_id, *response);
    const auto view = m_desk.view(m_profile, m_fields);
    if (!view)
        return onFailed(view.error());
    const WayIn &way = wayInOf(m_profile, *entry().session);
    // The server took nothing yet: it only names the nonce that the proof must hold.
    if (view->prover && !m_askedAgain && oauth::DpopProver::wantsNonce(*response)) {
        m_askedAgain = true;
        auto again = way.refreshRequest(*view);
        if (!again)
            return onFailed(again.error());
        return ask(*std::move(again));
    }
    auto session = way.processRefresh(*view, *response);
    if (!session)
        return onFailed(session.error());
    Profile before = m_profile;
    if (!entry().session->person.subject.isEmpty())
        before.person = entry().session->person; // OpenID Connect Core section 12.2
    if (const auto same = checkPerson(before, session->person); !same)
        return finish(same.error());
    const Session &old = *entry().session;
    session->facts = old.facts;
    if (!old.refreshToken.isEmpty())
        session->facts.rotates = !old.refreshToken.equals(session->refreshToken);
    onTokens(*std::move(session));
}

void Refresher::onTokens(Session session)
{
    // Stored before anybody uses it.
    const Secret blob = seal(session);
    m_operation = m_desk.storeOf(entry()).write(
        m_id, blob, this, [this, session = std::move(session)](Result<Done> written) mutable {
            m_desk.setSession(m_id, std::move(session), bool(written));
            if (!written)
                entry().problem =
                    Error{ErrorCode::SessionNotStored, m_profile.name, describe(written.error()).message};
            finish(m_desk.info(m_id));
        });
}

void Refresher::finishOvertaken()
{
    const auto own = profile();
    const auto usable = own ? m_desk.checkUsable(*own, entry()) : Result<Done>(own.error());
    if (!usable)
        return finish(usable.error());
    finish(m_desk.info(m_id));
}

void Refresher::onFailed(const Error &error)
{
    switch (refreshFate(error.code)) {
    case RefreshFate::Refused:
        return giveUp(error);
    case RefreshFate::Unknown:
        return finish(error); // the mark stays: the next refresh knows that an answer may have been lost
    case RefreshFate::NotReached:
        break;
    }
    if (m_wasInFlight)
        return finish(error);
    Session unmarked = *entry().session;
    unmarked.refreshInFlight = false;
    m_operation =
        m_desk.storeOf(entry()).write(m_id, seal(unmarked), this, [this, error](Result<Done> written) {
            if (written)
                entry().session->refreshInFlight = false;
            finish(error);
        });
}

void Refresher::giveUp(const Error &refusal)
{
    if (!m_wasInFlight) {
        m_operation = m_desk.storeOf(entry()).remove(m_id, this, [this, refusal](Result<Done>) {
            // What could not be removed is refused again the next time.
            m_desk.clearSession(m_id, refusal);
            finish(refusal);
        });
        return;
    }
    // Whether the server gave out new tokens that were lost, or ended the sign-in, nobody can tell. The rest
    // is kept, and the mark without a refresh token says so to whoever reads it.
    Session lost = *entry().session;
    lost.refreshToken = Secret();
    lost.refreshExpiresAt.reset();
    const Secret blob = seal(lost);
    m_operation =
        m_desk.storeOf(entry()).write(m_id, blob, this, [this, lost = std::move(lost)](Result<Done>) mutable {
            m_desk.adopt(m_id, std::move(lost));
            finish(*entry().problem);
        });
}

void Refresher::finish(Result<SessionInfo> result)
{
    entry().refresher = nullptr;
    m_lock.reset();
    const auto waiting = std::move(m_waiting);
    const Result<SessionInfo> shared = std::move(result);
    m_desk.publish(m_id);
    m_desk.retire(*this);
    // One of them may end everything; then the others are not told any more.
    const QPointer<Desk> desk(&m_desk);
    for (const auto &delivery : waiting) {
        if (desk)
            delivery->deliver(shared);
    }
}

} // namespace claimcheck::login
