#include "cookie_store_flow.h"

#include "form_login.h"

namespace claimcheck::login {

void CookieStoreFlow::start()
{
    const auto known = profile();
    if (!known || !entry().session)
        return finish();
    takeLock(lockPatience, [this, own = *known](const Result<Done> &locked) {
        if (!locked || !entry().session)
            return finish();
        onLocked(own);
    });
}

void CookieStoreFlow::onLocked(const Profile &profile)
{
    const http::Cookies &cookies = m_desk.client(profile)->cookies();
    Session session = *entry().session;
    if (!hasSessionCookie(profile, cookies)) {
        m_operation = m_desk.storeOf(entry()).remove(m_id, this, [this, profile](const Result<Done> &) {
            // What could not be removed is found dead again at the next use.
            m_desk.clearSession(m_id, Error{ErrorCode::SessionExpired, profile.name});
            finish();
        });
        return;
    }
    session.cookies = cookies.sealed(session.leash.resources);
    session.expiresAt = sessionCookieEnd(profile, cookies);
    const Secret blob = seal(session);
    m_operation = m_desk.storeOf(entry()).write(
        m_id, blob, this, [this, session = std::move(session)](const Result<Done> &written) mutable {
            m_desk.setSession(m_id, std::move(session), bool(written));
            finish();
        });
}

void CookieStoreFlow::finish()
{
    m_lock.reset();
    m_desk.retire(*this);
}

} // namespace claimcheck::login
