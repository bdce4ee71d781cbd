#include "notes.h"

#include "storage.h"

#include <QDateTime>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

Result<Note> Notes::add(const QString &userId, const QString &text)
{
    const TimePoint now = m_clock.now();
    const auto added = m_storage.run(u"INSERT INTO note (user_id, text, created_at) VALUES (?, ?, ?)"_s,
                                     {userId, text, stored(now)});
    if (!added)
        return added.error();
    if (auto newest = m_storage.keepNewest(u"note"_s, kept); !newest)
        return newest.error();
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

void writeNote(json::Writer &writer, const Note &note)
{
    const auto created = QDateTime::fromMSecsSinceEpoch(note.createdAt.time_since_epoch().count(), Qt::UTC);
    writer.beginObject();
    writer.name("id");
    writer.integer(note.id);
    writer.member("text", note.text);
    writer.member("createdAt", created.toString(Qt::ISODate));
    writer.endObject();
}

} // namespace claimcheck::practice
