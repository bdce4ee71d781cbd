#include "store_flow.h"

#include "secret_fields.h"

namespace claimcheck::login {

void StoreFlow::start()
{
    const auto known = profile();
    if (!known)
        return finish(known.error());
    takeLock(lockPatience, [this](const Result<Done> &locked) {
        if (!locked)
            return finish(locked.error());
        onLocked();
    });
}

void StoreFlow::onLocked()
{
    const Entry &own = entry();
    if (!own.session || own.stored || own.inMemory)
        return finish(m_desk.info(m_id));
    m_operation = m_desk.keychain.read(m_id, this, [this](const Result<Secret> &item) { onRead(item); });
}

void StoreFlow::onRead(const Result<Secret> &item)
{
    const auto own = profile();
    if (!own || !entry().session)
        return finish(own ? Error{ErrorCode::NotSignedIn, own->name} : own.error());
    // Another process may have signed in since: the later session counts.
    if (item) {
        auto other = unseal(*item, own->name);
        if (other && other->obtainedAt > entry().session->obtainedAt) {
            m_desk.adopt(m_id, *std::move(other));
            return finish(m_desk.info(m_id));
        }
    } else if (item.error().code != ErrorCode::KeychainEntryMissing) {
        return finish(item.error());
    }
    m_operation =
        m_desk.keychain.write(m_id, seal(*entry().session), this, [this](const Result<Done> &written) {
            if (!written)
                return finish(written.error());
            if (entry().session)
                m_desk.setSession(m_id, Session(*entry().session), true);
            finish(m_desk.info(m_id));
        });
}

void StoreFlow::finish(Result<SessionInfo> result)
{
    m_lock.reset();
    const auto delivery = m_delivery;
    m_desk.retire(*this);
    delivery->deliver(std::move(result));
}

void ForgetFlow::start()
{
    takeLock(lockPatience, [this](const Result<Done> &) {
        m_operation = m_desk.keychain.remove(fieldsItem(m_id), this, [this](const Result<Done> &fields) {
            m_operation = m_desk.keychain.remove(m_id, this, [this, fields](const Result<Done> &session) {
                m_operation = m_desk.memory.remove(m_id, this, [this, fields, session](const Result<Done> &) {
                    finish(session ? fields : session);
                });
            });
        });
    });
}

void ForgetFlow::finish(Result<Done> result)
{
    m_lock.reset();
    m_desk.clearSession(m_id, std::nullopt);
    Entry &own = entry();
    own.fields.reset();
    own.memoryFields.reset();
    if (own.client)
        own.client->clearCookies();
    if (!result) {
        own.loaded = false;
        own.problem = result.error();
    }
    const auto delivery = m_delivery;
    m_desk.retire(*this);
    delivery->deliver(std::move(result));
}

} // namespace claimcheck::login
