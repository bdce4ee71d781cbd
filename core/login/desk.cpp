#include "desk.h"

#include "flow.h"
#include "http/server_words.h"
#include "recipe.h"
#include "refresher.h"
#include "store_flow.h"
#include "token_drop.h"
#include "token_facts.h"

#include <algorithm>

namespace claimcheck::login {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds shortestWait = 5s;
/// A timer stands still while the machine sleeps: it looks at the clock at least this often.
constexpr std::chrono::milliseconds longestWait = 60s;
constexpr std::chrono::milliseconds longestBackoff = 15min;

} // namespace

Desk::Desk(ProfileStore &profileStore, credentials::CredentialStore &keychainStore, const Clock &time,
           QString folder, Listeners listeners)
    : profiles(profileStore)
    , keychain(keychainStore)
    , clock(time)
    , runtimeFolder(std::move(folder))
    , m_listeners(std::move(listeners))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Desk::onTimer);
}

// Flows go first: they point into the rest.
Desk::~Desk()
{
    m_flows.clear();
}

credentials::CredentialStore &Desk::storeOf(const Entry &entry)
{
    return entry.inMemory ? static_cast<credentials::CredentialStore &>(memory) : keychain;
}

std::shared_ptr<http::Client> Desk::client(const Profile &profile)
{
    Entry &own = entry(profile.id);
    const std::vector<http::Origin> origins = leashOf(profile).origins();
    if (!own.client || own.client->settings() != profile.connection ||
        own.client->certificateFor() != origins)
        own.client = std::make_shared<http::Client>(profile.connection, origins);
    return own.client;
}

SessionInfo Desk::info(const QString &id) const
{
    SessionInfo info;
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        return info;
    const Entry &entry = found->second;
    info.problem = entry.problem;
    if (!entry.session) {
        info.state = entry.loaded ? SessionState::SignedOut : SessionState::Unknown;
        return info;
    }
    const Session &session = *entry.session;
    info.stored = entry.stored && !entry.inMemory;
    info.person = session.person;
    info.expiresAt = session.expiresAt;
    info.refreshExpiresAt = session.refreshExpiresAt;
    info.accessIsJwt = entry.accessIsJwt;
    info.refreshIsJwt = entry.refreshIsJwt;
    info.hasAccessToken = !session.accessToken.isEmpty();
    info.hasRefreshToken = !session.refreshToken.isEmpty();
    info.hasIdToken = !session.idToken.isEmpty();
    info.idExpiresAt = entry.idExpiresAt;
    info.isCookies = !session.cookies.isEmpty();
    info.notes = session.notes;
    if (session.oauth) {
        info.tokenType = session.oauth->tokenType;
        info.scope = session.oauth->scope;
    }
    const auto profile = profiles.byId(id);
    const auto leash =
        profile ? checkLeash(session, *profile) : Result<Done>(Error{ErrorCode::ProfileNotFound, id});
    if (!leash) {
        info.state = SessionState::Unknown;
        info.problem = leash.error();
        return info;
    }
    info.skew = entry.skew;
    const TimePoint now = clock.now();
    info.canRefresh = wayInOf(*profile, session).canRefresh(*profile, session) &&
                      !(session.refreshExpiresAt && *session.refreshExpiresAt <= now);
    const bool isLost = entry.problem && entry.problem->code == ErrorCode::RefreshOutcomeUnknown;
    const bool isExpired = session.expiresAt && *session.expiresAt <= now;
    info.state = isLost || (isExpired && !info.canRefresh) ? SessionState::Expired : SessionState::SignedIn;
    return info;
}

Result<SessionView> Desk::view(const Profile &profile, const SecretFields &fields)
{
    Entry &own = entry(profile.id);
    const Session &session = *own.session;
    SessionView view{profile, session, fields, clock};
    if (!session.oauth || session.oauth->dpopKey.isEmpty())
        return view;
    const Secret &key = session.oauth->dpopKey;
    if (!own.prover.second || !own.prover.first.equals(key)) {
        auto prover = oauth::DpopProver::restore(clock, key);
        if (!prover)
            return prover.error();
        own.prover = {key, *std::move(prover)};
    }
    view.prover = own.prover.second;
    return view;
}

void Desk::learn(const QString &id, const http::Response &response)
{
    Entry &own = entry(id);
    if (response.date)
        own.skew = http::clockAhead(response, clock.now());
    if (own.prover.second)
        own.prover.second->noteNonce(response);
}

Result<Done> Desk::checkUsable(const Profile &profile, const Entry &entry) const
{
    if (!entry.session) {
        if (entry.problem)
            return *entry.problem;
        return Error{ErrorCode::NotSignedIn, profile.name};
    }
    const SessionInfo now = info(profile.id);
    if (now.state == SessionState::SignedIn)
        return Done{};
    if (now.problem &&
        (now.state == SessionState::Unknown || now.problem->code == ErrorCode::RefreshOutcomeUnknown))
        return *now.problem;
    return Error{ErrorCode::SessionExpired, profile.name};
}

void Desk::adopt(const QString &id, Session session)
{
    // The mark without a refresh token: the old token was tried after a refresh that was cut off, and was
    // refused.
    const bool isLost = session.refreshInFlight && session.refreshToken.isEmpty() &&
                        !(session.oauth && session.oauth->isClientsOwn);
    // Another process signed in anew: the cookies in use here are those of the session before.
    Entry &own = entry(id);
    if (!session.cookies.isEmpty() && !(own.session && own.session->cookies.equals(session.cookies)))
        own.client.reset();
    setSession(id, std::move(session), true);
    if (isLost)
        entry(id).problem =
            Error{ErrorCode::RefreshOutcomeUnknown, profiles.byId(id).value_or(Profile{}).name};
}

void Desk::setSession(const QString &id, Session session, bool stored)
{
    Entry &own = entry(id);
    const Secret old = own.session ? own.session->accessToken : Secret();
    if (!own.session || !old.equals(session.accessToken))
        own.accessIsJwt = tokenFacts(session.accessToken, {}).isJwt;
    own.refreshIsJwt = !session.refreshToken.isEmpty() && tokenFacts(session.refreshToken, {}).isJwt;
    own.idExpiresAt = tokenFacts(session.idToken, {}).expiresAt;
    if (own.idExpiresAt) // `exp` is in the server's time, and everything here is in this machine's
        *own.idExpiresAt -= session.clockAhead;
    if (!session.oauth || !own.prover.first.equals(session.oauth->dpopKey))
        own.prover = {}; // the key of the sign-in before, and the nonces for it
    own.session = std::move(session);
    own.loaded = true;
    own.stored = stored;
    if (!stored)
        own.notBefore = clock.now() + shortestWait;
    own.problem.reset();
    ++own.generation;
    publish(id);
}

void Desk::clearSession(const QString &id, std::optional<Error> problem)
{
    Entry &own = entry(id);
    own.session.reset();
    own.prover = {};
    own.loaded = true;
    own.stored = own.inMemory = false;
    own.problem = std::move(problem);
    ++own.generation;
    publish(id);
}

void Desk::publish(const QString &id)
{
    QMetaObject::invokeMethod(
        this,
        [this, id] {
            plan();
            m_listeners.changed(id);
        },
        Qt::QueuedConnection);
}

void Desk::begin(std::unique_ptr<Flow> flow)
{
    QMetaObject::invokeMethod(
        flow.get(), [started = flow.get()] { started->start(); }, Qt::QueuedConnection);
    m_flows.push_back(std::move(flow));
}

void Desk::retire(Flow &flow)
{
    const auto found =
        std::find_if(m_flows.begin(), m_flows.end(), [&flow](const auto &f) { return f.get() == &flow; });
    if (found == m_flows.end())
        return;
    // The flow is in the middle of a step: it goes with the next turn, or with this object.
    std::shared_ptr<Flow> last = std::move(*found);
    m_flows.erase(found);
    QMetaObject::invokeMethod(
        this, [last = std::move(last)] {}, Qt::QueuedConnection);
}

void Desk::refresh(const QString &id, DeliveryPtr<Result<SessionInfo>> delivery)
{
    Entry &own = entry(id);
    if (!own.refresher)
        own.refresher = &start<Refresher>(id);
    own.refresher->add(std::move(delivery));
}

void Desk::drop(const Profile &profile, Session session, const SecretFields &fields)
{
    if (kindOf(profile) == Recipe::Kind::Static)
        return; // it is the person's own, and came from no server
    ++entry(profile.id).drops;
    start<TokenDrop>(profile, std::move(session), fields);
}

void Desk::tellDropped(const QString &id, const QString &outcome)
{
    --entry(id).drops;
    m_listeners.dropped(id, outcome);
}

void Desk::keepFresh(bool on)
{
    m_keepFresh = on;
    plan();
}

/// 80 % of the lifetime or a minute before its end, whichever is later.
std::optional<TimePoint> Desk::dueAt(const QString &id, const Entry &entry) const
{
    if (!entry.session || entry.refresher)
        return std::nullopt;
    if (!entry.stored && !entry.inMemory)
        return entry.notBefore;
    const Session &session = *entry.session;
    const SessionInfo now = info(id);
    if (!m_keepFresh || !session.expiresAt || !now.canRefresh || now.state != SessionState::SignedIn)
        return std::nullopt;
    const auto lifetime = *session.expiresAt - session.obtainedAt;
    const TimePoint due = std::max(session.obtainedAt + lifetime * 4 / 5, *session.expiresAt - 60s);
    return std::max({due, session.obtainedAt + shortestWait, entry.notBefore});
}

/// Five minutes before the end of a session that nothing can refresh, or a tenth of its life.
std::optional<TimePoint> Desk::warningAt(const QString &id, const Entry &entry) const
{
    if (!m_keepFresh || !entry.session || !entry.session->expiresAt)
        return std::nullopt;
    const Session &session = *entry.session;
    const SessionInfo now = info(id);
    if (now.canRefresh || now.state != SessionState::SignedIn || entry.warned == session.expiresAt)
        return std::nullopt;
    const auto lifetime = *session.expiresAt - session.obtainedAt;
    return *session.expiresAt - std::min<std::chrono::milliseconds>(5min, lifetime / 10);
}

void Desk::wake()
{
    for (auto &[id, entry] : m_entries) {
        entry.failures = 0;
        entry.notBefore = {};
    }
    plan();
}

void Desk::plan()
{
    std::optional<TimePoint> next;
    for (const auto &[id, entry] : m_entries) {
        for (const auto due : {dueAt(id, entry), warningAt(id, entry)}) {
            if (due && (!next || *due < *next))
                next = due;
        }
    }
    if (!next)
        return m_timer.stop();
    m_timer.start(std::clamp(*next - clock.now(), std::chrono::milliseconds(0), longestWait));
}

void Desk::onTimer()
{
    const TimePoint now = clock.now();
    std::vector<QString> due, ending;
    for (const auto &[id, entry] : m_entries) {
        if (const auto at = dueAt(id, entry); at && *at <= now)
            due.push_back(id);
        if (const auto at = warningAt(id, entry); at && *at <= now)
            ending.push_back(id);
    }
    for (const QString &id : ending) {
        entry(id).warned = entry(id).session->expiresAt;
        m_listeners.endsSoon(id);
    }
    for (const QString &id : due) {
        Entry &own = entry(id);
        // Counted as failed until it succeeds; the next attempt waits longer and longer.
        own.notBefore = now + std::min<std::chrono::milliseconds>(
                                  shortestWait * (1 << std::min(own.failures, 10)), longestBackoff);
        ++own.failures;
        const auto succeeded = [this, id](Result<SessionInfo> result) {
            if (result && !result->problem)
                entry(id).failures = 0;
            plan();
        };
        auto delivery = std::make_shared<Delivery<Result<SessionInfo>>>(this, succeeded);
        if (own.stored || own.inMemory)
            refresh(id, std::move(delivery));
        else
            start<StoreFlow>(id, std::move(delivery));
    }
    plan();
}

} // namespace claimcheck::login
