#include "flow.h"

#include "secret_fields.h"

namespace claimcheck::login {

Result<Profile> Flow::profile() const
{
    auto found = m_desk.profiles.byId(m_id);
    if (!found)
        return Error{ErrorCode::ProfileNotFound, m_id};
    return *std::move(found);
}

void Flow::takeLock(std::chrono::milliseconds patience, std::function<void(Result<Done>)> next)
{
    m_lockOperation = credentials::takeRefreshLock(
        m_desk.runtimeFolder, m_id, patience, this,
        [this, next = std::move(next)](Result<std::shared_ptr<credentials::HeldLock>> lock) {
            if (!lock)
                return next(lock.error());
            m_lock = *std::move(lock);
            next(Done{});
        });
}

void Flow::withFields(const Profile &profile, std::function<void(Result<SecretFields>)> next)
{
    if (profile.secretFields.isEmpty())
        return next(SecretFields{});
    if (const auto &known = entry().fields; known && known->first == leashOf(profile))
        return next(SecretFields(known->second));
    m_operation = m_desk.keychain.read(fieldsItem(m_id), this,
                                       [this, profile, next = std::move(next)](Result<Secret> item) {
                                           if (!item)
                                               return next(item.error());
                                           auto fields = unsealFields(*item, profile);
                                           if (fields)
                                               entry().fields = std::pair(leashOf(profile), *fields);
                                           next(std::move(fields));
                                       });
}

void Flow::send(const Profile &profile, Outgoing out, std::function<void(Result<http::Response>)> next,
                std::function<void(http::Progress)> progress)
{
    m_client = m_desk.client(profile);
    m_exchange = m_client->send(std::move(out.request), std::move(out.credentials), this, std::move(next),
                                std::move(progress));
}

} // namespace claimcheck::login
