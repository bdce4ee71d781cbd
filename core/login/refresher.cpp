#include "refresher.h"

#include "oauth_way.h"

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
    takeLock(lockPatience, [this](const Result<Done> &locked) {
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
    m_operation = m_desk.keychain.read(m_id, this, [this](const Result<Secret> &item) { onRead(item); });
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
        m_id, seal(marked), this, [this, out = *std::move(out)](const Result<Done> &written) mutable {
            onMarked(written, std::move(out));
        });
}

void Refresher::onMarked(const Result<Done> &written, Outgoing out)
{
    // A keychain that cannot be written now could not take the answer either: the token is not spent.
    if (!written)
        return finish(written.error());
    if (isOvertaken())
        return finishOvertaken();
    Entry &own = entry();
    m_asked = own.session;
    own.session->refreshInFlight = !(own.session->oauth && own.session->oauth->isClientsOwn);
    own.stored = true;
    if (own.problem && own.problem->code == ErrorCode::SessionNotStored)
        own.problem.reset();
    ask(std::move(out));
}

void Refresher::ask(Outgoing out)
{
    send(m_profile, std::move(out), [this](const Result<http::Response> &response) { onAnswer(response); });
}

void Refresher::onAnswer(const Result<http::Response> &response)
{
    if (isOvertaken()) {
        dropOvertaken(response);
        return finishOvertaken();
    }
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
    const Session &old = *entry().session;
    session->facts = old.facts;
    if (!old.refreshToken.isEmpty())
        session->facts.rotates = !old.refreshToken.equals(session->refreshToken);
    m_came = *std::move(session);
    if (m_came->oauth && !m_came->idToken.equals(old.idToken))
        return checkIdToken();
    onIdentity(RenewedIdentity{m_came->idToken, m_came->person});
}

void Refresher::checkIdToken()
{
    const Session &old = *entry().session;
    auto client = clientOf(old, m_fields);
    if (!client)
        return onFailed(client.error());
    m_renewal = std::make_unique<IdTokenRenewal>(
        *m_client, RenewalQuestion{.before = old,
                                   .idToken = m_came->idToken,
                                   .accessToken = m_came->accessToken,
                                   .client = *std::move(client),
                                   .at = m_desk.clock.now() + entry().skew.value_or(0ms)});
    m_renewal->start([this](const Result<RenewedIdentity> &identity) { onIdentity(identity); });
}

void Refresher::onIdentity(const Result<RenewedIdentity> &identity)
{
    if (isOvertaken()) {
        m_desk.drop(m_profile, *std::move(m_came), m_fields);
        return finishOvertaken();
    }
    if (!identity)
        return onIdTokenRefused(identity.error());
    const Session &old = *entry().session;
    Profile before = m_profile;
    if (!old.person.subject.isEmpty())
        before.person = old.person;
    if (const auto same = checkPerson(before, identity->person); !same) {
        m_desk.drop(m_profile, *std::move(m_came), m_fields);
        return finish(same.error());
    }
    Session session = *std::move(m_came);
    const bool isProven = !identity->idToken.isEmpty();
    session.idToken = isProven ? identity->idToken : old.idToken;
    if (isProven) {
        session.person = identity->person;
        if (session.person.name.isEmpty())
            session.person.name = old.person.name;
    }
    onTokens(std::move(session));
}

// The refresh token that came succeeds the one that was spent (RFC 6749 section 6): without it the session
// would end here. The access token is left to expire: revoking it may end the whole grant (RFC 7009 section
// 2.1), and with it the session that is kept.
void Refresher::onIdTokenRefused(const Error &refusal)
{
    Session kept = *entry().session;
    kept.refreshInFlight = false;
    kept.refreshToken = m_came->refreshToken;
    kept.refreshExpiresAt = m_came->refreshExpiresAt;
    const Secret blob = seal(kept);
    m_operation = m_desk.storeOf(entry()).write(
        m_id, blob, this, [this, refusal, kept = std::move(kept)](const Result<Done> &written) mutable {
            m_desk.setSession(m_id, std::move(kept), bool(written));
            if (!written)
                entry().problem =
                    Error{ErrorCode::SessionNotStored, m_profile.name, describe(written.error()).message};
            finish(refusal);
        });
}

void Refresher::onTokens(Session session)
{
    // Stored before anybody uses it.
    const Secret blob = seal(session);
    m_operation = m_desk.storeOf(entry()).write(
        m_id, blob, this, [this, session = std::move(session)](const Result<Done> &written) mutable {
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

void Refresher::dropOvertaken(const Result<http::Response> &response)
{
    if (!response)
        return;
    const SessionView view{m_profile, *m_asked, m_fields, m_desk.clock};
    if (auto session = wayInOf(m_profile, *m_asked).processRefresh(view, *response))
        m_desk.drop(m_profile, *std::move(session), m_fields);
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
        m_desk.storeOf(entry()).write(m_id, seal(unmarked), this, [this, error](const Result<Done> &written) {
            if (written)
                entry().session->refreshInFlight = false;
            finish(error);
        });
}

void Refresher::giveUp(const Error &refusal)
{
    if (!m_wasInFlight) {
        m_operation = m_desk.storeOf(entry()).remove(m_id, this, [this, refusal](const Result<Done> &) {
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
    m_operation = m_desk.storeOf(entry()).write(m_id, blob, this,
                                                [this, lost = std::move(lost)](const Result<Done> &) mutable {
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
