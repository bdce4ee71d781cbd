#pragma once

#include "base/clock.h"
#include "jose/verification.h"

#include <utility>
#include <variant>
#include <vector>

namespace claimcheck::practice {

class Storage;

/// Tokens that are good for one thing only: a link in a mail, a download, a captcha. They are signed with
/// HS256 and a secret of this server alone, since nobody else ever checks one, and each kind has its own
/// `typ`, so that none is taken for another (RFC 8725 section 3.11).
class PurposeTokens final {
public:
    PurposeTokens(Storage &storage, const Clock &clock) : m_storage(storage), m_clock(clock) {}

    using Claims = std::vector<std::pair<QByteArray, QString>>;
    /// A token of this type with these claims, a jti and an exp. `answer` becomes part of the secret: who
    /// does not know it cannot have the token accepted, and it stands nowhere in the token.
    [[nodiscard]] Result<QByteArray> make(const QByteArray &type, const Claims &claims,
                                          std::chrono::seconds lifetime, const QByteArray &answer = {});
    enum class Refused { Expired, Invalid };
    [[nodiscard]] Result<std::variant<jose::VerifiedToken, Refused>>
    check(const QByteArray &type, const QByteArray &token, const QByteArray &answer = {});
    /// Forgets the secret that it holds in memory, after the storage was emptied.
    void reload() { m_secret = {}; }

private:
    [[nodiscard]] Result<jose::KeySet> keys(const QByteArray &answer);

    Storage &m_storage;
    const Clock &m_clock;
    Secret m_secret;
};

} // namespace claimcheck::practice
