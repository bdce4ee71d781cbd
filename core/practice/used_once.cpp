#include "used_once.h"

#include "storage.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

Result<UsedOnce::Answer> UsedOnce::use(const QString &purpose, const QString &id, TimePoint expiresAt)
{
    const auto added =
        m_storage.run(u"INSERT OR IGNORE INTO used_once (purpose, id, expires_at) VALUES (?, ?, ?)"_s,
                      {purpose, id, stored(expiresAt)});
    if (!added)
        return added.error();
    return added->changed == 1 ? Answer::First : Answer::Again;
}

Result<Done> UsedOnce::purge()
{
    return done(m_storage.run(u"DELETE FROM used_once WHERE expires_at <= ?"_s, {stored(m_clock.now())}));
}

} // namespace claimcheck::practice
