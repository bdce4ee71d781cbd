#include "deny_list.h"

#include "storage.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

Result<Done> DenyList::add(const QString &jti, TimePoint expiresAt)
{
    auto added = m_storage.run(u"INSERT OR IGNORE INTO denied (jti, expires_at) VALUES (?, ?)"_s,
                               {jti, stored(expiresAt)});
    if (!added)
        return added.error();
    return Done{};
}

Result<DenyList::Answer> DenyList::look(const QString &jti)
{
    const auto found = m_storage.run(u"SELECT 1 FROM denied WHERE jti = ?"_s, {jti});
    if (!found)
        return found.error();
    return found->rows.empty() ? Answer::NotDenied : Answer::Denied;
}

Result<Done> DenyList::purge()
{
    auto purged = m_storage.run(u"DELETE FROM denied WHERE expires_at <= ?"_s, {stored(m_clock.now())});
    if (!purged)
        return purged.error();
    return Done{};
}

} // namespace claimcheck::practice
