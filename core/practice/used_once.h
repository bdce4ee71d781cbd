#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <QString>

namespace claimcheck::practice {

class Storage;

/// What may come once only: ids of links, of proofs, and of captchas that were read. Table `used_once`: an id
/// and its purpose, kept until it would be refused for its age anyway.
class UsedOnce final {
public:
    enum class Answer { First, Again };

    UsedOnce(Storage &storage, const Clock &clock) : m_storage(storage), m_clock(clock) {}

    /// Remembers the id, and says whether it was there before. Both in one statement, so that of two that
    /// come at once only one is the first.
    [[nodiscard]] Result<Answer> use(const QString &purpose, const QString &id, TimePoint expiresAt);
    [[nodiscard]] Result<Done> purge();

private:
    Storage &m_storage;
    const Clock &m_clock;
};

} // namespace claimcheck::practice
