#include "send_flow.h"

#include "cookie_store_flow.h"
#include "load_flow.h"

namespace claimcheck::login {

namespace {

/// Less than this is refreshed ahead of an ordinary request.
constexpr std::chrono::seconds usualTtl{30};

} // namespace

void ReadyFlow::start()
{
    const auto known = profile();
    if (!known)
        return finish(known.error());
    if (entry().session)
        return onLoaded();
    const auto loaded = [this](const Result<SessionInfo> &info) {
        if (!info)
            return finish(info.error());
        onLoaded();
    };
    m_desk.start<LoadFlow>(m_id, std::make_shared<Delivery<Result<SessionInfo>>>(this, loaded));
}

void ReadyFlow::onLoaded()
{
    const auto own = profile();
    if (!own)
        return finish(own.error());
    if (const auto usable = m_desk.checkUsable(*own, entry()); !usable)
        return finish(usable.error());
    const bool isReady = isEnough(entry().session->expiresAt) &&
                         (m_wanted == For::AccessToken || isEnough(entry().idExpiresAt));
    if (isReady || !m_desk.info(m_id).canRefresh)
        return finish(Ready{});
    m_desk.refresh(m_id, std::make_shared<Delivery<Result<SessionInfo>>>(
                             this, [this](const Result<SessionInfo> &info) { onRefreshed(info); }));
}

// What a person asks for is done; by itself, a token that never lives long is not refreshed at each use.
bool ReadyFlow::isEnough(const std::optional<TimePoint> &end)
{
    if (!end)
        return true;
    const auto life = *end - entry().session->obtainedAt;
    const auto needed = m_minTtl ? *m_minTtl : std::min<std::chrono::milliseconds>(usualTtl, life / 2);
    return *end > m_desk.clock.now() && *end - m_desk.clock.now() >= needed;
}

void ReadyFlow::onRefreshed(const Result<SessionInfo> &refreshed)
{
    if (refreshed)
        return finish(Ready{.refreshed = true});
    // The old token still serves until it expires, unless the sign-in itself is over.
    const auto &session = entry().session;
    const auto own = profile();
    const bool serves = session && session->expiresAt && *session->expiresAt > m_desk.clock.now() && own &&
                        m_desk.checkUsable(*own, entry());
    if (serves)
        return finish(Ready{});
    finish(refreshed.error());
}

void ReadyFlow::finish(Result<Ready> result)
{
    const auto delivery = m_delivery;
    m_desk.retire(*this);
    delivery->deliver(std::move(result));
}

void SendFlow::start()
{
    const auto ready = [this](const Result<ReadyFlow::Ready> &result) {
        if (!result)
            return finish(result.error());
        m_refreshed = result->refreshed;
        sendOnce();
    };
    m_desk.start<ReadyFlow>(m_id, std::nullopt,
                            std::make_shared<Delivery<Result<ReadyFlow::Ready>>>(this, ready));
}

void SendFlow::sendOnce()
{
    const auto own = profile();
    if (!own)
        return finish(own.error());
    withFields(*own, [this, own = *own](Result<SecretFields> fields) {
        if (!fields)
            return finish(fields.error());
        if (const auto usable = m_desk.checkUsable(own, entry()); !usable)
            return finish(usable.error());
        const auto view = m_desk.view(own, *fields);
        if (!view)
            return finish(view.error());
        const WayIn &way = wayInOf(own, *entry().session);
        const std::shared_ptr<http::Client> client = m_desk.client(own);
        Outgoing out = way.outgoing(m_request, *view, client->cookies());
        const std::vector<http::Withheld> keptOut = out.withheld;
        out.credentials.insert(out.credentials.end(), m_extras.credentials.begin(),
                               m_extras.credentials.end());
        send(
            own, std::move(out),
            [this, keptOut, client, changes = client->cookies().changes()](Result<http::Response> response) {
                // Somebody may have signed out while it was under way.
                if (entry().session && !entry().session->cookies.isEmpty() && entry().client == client &&
                    client->cookies().changes() != changes)
                    m_desk.start<CookieStoreFlow>(m_id);
                if (response)
                    response->withheld.insert(response->withheld.end(), keptOut.begin(), keptOut.end());
                onAnswer(std::move(response));
            },
            m_progress);
    });
}

void SendFlow::onAnswer(Result<http::Response> response)
{
    if (!response)
        return finish(response.error());
    m_desk.learn(m_id, *response);
    // The server names the nonce that the proof must hold, and has done nothing else.
    if (entry().prover.second && !m_nonceTried && oauth::DpopProver::wantsNonce(*response)) {
        m_nonceTried = true;
        return sendOnce();
    }
    const bool isRefused = response->status == 401 && response->credentialSent && m_extras.refreshAfter401;
    if (!isRefused || m_again || m_refreshed || !m_desk.info(m_id).canRefresh)
        return finish(Answer{*std::move(response), m_refreshed});
    // The answer stands if the refresh fails: it is what the server said.
    const auto refreshed = [this, answer = *std::move(response)](const Result<SessionInfo> &info) {
        if (!info)
            return finish(Answer{answer, false});
        m_again = m_refreshed = true;
        sendOnce();
    };
    m_desk.refresh(m_id, std::make_shared<Delivery<Result<SessionInfo>>>(this, refreshed));
}

void SendFlow::finish(Result<Answer> result)
{
    const auto delivery = m_delivery;
    m_desk.retire(*this);
    delivery->deliver(std::move(result));
}

} // namespace claimcheck::login
