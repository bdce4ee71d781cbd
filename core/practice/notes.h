#pragma once

#include "base/clock.h"
#include "base/json_writer.h"
#include "base/result.h"

#include <QString>

#include <vector>

namespace claimcheck::practice {

class Storage;

struct Note {
    qint64 id;
    QString text;
    TimePoint createdAt;
};

/// Each user's notes: what the tokens protect. Table `note`, which keeps the newest of all users together.
class Notes final {
public:
    /// So many are listed, and a text may be so long (UTF-16 units).
    static constexpr int listed = 100;
    static constexpr qint64 kept = 1000;
    static constexpr qsizetype maxLength = 4096;

    Notes(Storage &storage, const Clock &clock) : m_storage(storage), m_clock(clock) {}

    [[nodiscard]] Result<Note> add(const QString &userId, const QString &text);
    /// The newest first.
    [[nodiscard]] Result<std::vector<Note>> list(const QString &userId);

private:
    Storage &m_storage;
    const Clock &m_clock;
};

/// {"id", "text", "createdAt"}.
void writeNote(json::Writer &writer, const Note &note);

} // namespace claimcheck::practice
