#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <QString>

#include <vector>

namespace claimcheck::practice {

class Storage;

struct Mail {
    QString recipient;
    QString subject;
    QString link;
};

/// The mails that this server would have sent; none ever leaves it. Table `mail`: one row each, until its
/// link has expired.
class Outbox final {
public:
    /// Everybody may ask for a mail: the oldest goes first.
    static constexpr qint64 most = 100;

    Outbox(Storage &storage, const Clock &clock) : m_storage(storage), m_clock(clock) {}

    [[nodiscard]] Result<Done> add(const Mail &mail, TimePoint expiresAt);
    /// The newest first.
    [[nodiscard]] Result<std::vector<Mail>> list();
    [[nodiscard]] Result<Done> purge();

private:
    Storage &m_storage;
    const Clock &m_clock;
};

} // namespace claimcheck::practice
