#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <QString>

namespace claimcheck::practice {

class Storage;

/// The access tokens that were signed out before they expired: the price of being able to take a JWT back.
/// Table `denied`: a token's `jti`, kept only until the token would have expired anyway.
class DenyList final {
public:
    enum class Answer { NotDenied, Denied };

    DenyList(Storage &storage, const Clock &clock) : m_storage(storage), m_clock(clock) {}

    [[nodiscard]] Result<Done> add(const QString &jti, TimePoint expiresAt);
    [[nodiscard]] Result<Answer> look(const QString &jti);
    /// Removes the rows of tokens that have expired.
    [[nodiscard]] Result<Done> purge();

private:
    Storage &m_storage;
    const Clock &m_clock;
};

} // namespace claimcheck::practice
