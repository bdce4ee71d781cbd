#include "notes.h"

#include "storage.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

Result<Note> Notes::add(const QString &userId, const QString &text)
{
    const TimePoint now = m_clock.now();
    const auto added = m_storage.run(u"INSERT INTO note (user_id, text, created_at) VALUES (?, ?, ?)"_s,
                                     {userId, text, stored(now)});
    if (!added)
        return added.error();
    return Note{added->lastId, text, now};
}

Result<std::vector<Note>> Notes::list(const QString &userId)
{
    const auto found =
        m_storage.run(u"SELECT id, text, created_at FROM note WHERE user_id = ? ORDER BY id DESC LIMIT ?"_s,
                      {userId, listed});
    if (!found)
        return found.error();
    std::vector<Note> notes;
    for (const QVariantList &row : found->rows)
        notes.push_back({row[0].toLongLong(), row[1].toString(), storedTime(row[2])});
    return notes;
}

} // namespace claimcheck::practice
