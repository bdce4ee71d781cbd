#include "flow.h"

#include "secret_fields.h"

#include <algorithm>

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
    SecretFields kept;
    if (const auto &own = entry().memoryFields) {
        if (const auto same = checkFieldsLeash(own->first, profile); !same)
            return next(same.error());
        kept = own->second;
    }
    const bool isAll = std::all_of(profile.secretFields.begin(), profile.secretFields.end(),
                                   [&kept](const QString &key) { return kept.contains(key); });
    if (isAll) // a keychain that is not there is not needed
        return next(std::move(kept));
    const auto merge = [kept = std::move(kept)](SecretFields stored) {
        for (const auto &[key, value] : kept)
            stored.insert_or_assign(key, value);
        return stored;
    };
    if (const auto &known = entry().fields; known && known->first == leashOf(profile))
        return next(merge(known->second));
    m_operation = m_desk.keychain.read(
        fieldsItem(m_id), this, [this, profile, merge, next = std::move(next)](const Result<Secret> &item) {
            if (!item)
                return next(item.error());
            auto fields = unsealFields(*item, profile);
            if (!fields)
                return next(fields.error());
            entry().fields = std::pair(leashOf(profile), *fields);
            next(merge(*std::move(fields)));
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
