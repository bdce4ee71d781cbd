#include "load_flow.h"

namespace claimcheck::login {

void LoadFlow::start()
{
    if (const auto known = profile(); !known)
        return finish(known.error());
    const Entry &own = entry();
    if (own.session && (own.inMemory || !own.stored || own.refresher))
        return finish(m_desk.info(m_id));
    m_generation = own.generation;
    m_operation = m_desk.keychain.read(m_id, this, [this](const Result<Secret> &item) { onRead(item); });
}

void LoadFlow::onRead(const Result<Secret> &item)
{
    const auto own = profile();
    if (!own)
        return finish(own.error());
    Entry &entry = this->entry();
    if (entry.generation != m_generation)
        return finish(m_desk.info(m_id)); // a sign-in or refresh came in between
    if (!item && item.error().code == ErrorCode::KeychainEntryMissing) {
        m_desk.clearSession(m_id, std::nullopt);
        return finish(m_desk.info(m_id));
    }
    auto session = item ? unseal(*item, own->name) : Result<Session>(item.error());
    if (session) {
        m_desk.adopt(m_id, *std::move(session));
    } else {
        // What was read before still holds: a keychain that was locked since is no sign-out.
        entry.problem = session.error();
        m_desk.publish(m_id);
    }
    finish(m_desk.info(m_id));
}

void LoadFlow::finish(Result<SessionInfo> result)
{
    const auto delivery = m_delivery;
    m_desk.retire(*this);
    delivery->deliver(std::move(result));
}

} // namespace claimcheck::login
