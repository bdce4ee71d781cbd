#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "jose/key.h"

#include <QByteArray>

#include <map>

namespace claimcheck::practice {

class Storage;

/// The keys that sign tokens, one for each algorithm, made when it is first asked for and kept in the
/// storage, so that tokens outlive a restart.
///
/// Rotation with overlap: the new key signs from now on, and the old one stays published and accepted until
/// the last token that it signed has expired. Setting `signing_key` (ES256), `signing_key.RS256`, …: the key
/// as a private JWK (or, from older versions, PEM); with `.old` the one before it, with `.old-until` its end.
class Keyring final {
public:
    /// "ES256", "RS256", "EdDSA", "HS256".
    [[nodiscard]] static std::vector<QByteArray> algorithms();

    Keyring(Storage &storage, const Clock &clock) : m_storage(storage), m_clock(clock) {}

    /// The key that signs with this algorithm now. AlgorithmUnsupported for others than the four.
    [[nodiscard]] Result<jose::Key> current(const QByteArray &algorithm);
    /// A new key for this algorithm. The old one is accepted for `overlap` longer; 0: not any more.
    [[nodiscard]] Result<Done> rotate(const QByteArray &algorithm, std::chrono::seconds overlap);
    /// Every key that is accepted now, secrets included.
    [[nodiscard]] Result<jose::KeySet> accepted();
    /// The public ones as a JWK Set (RFC 7517 section 5). `expired` marks them as over (`exp`, OpenID
    /// Federation 1.0 section 8.7.2).
    enum class Marked { Good, Expired };
    [[nodiscard]] Result<QByteArray> jwkSet(Marked marked = Marked::Good);
    /// Forgets what it holds in memory, after the storage was emptied.
    void reload() { m_slots.clear(); }
    /// Removes old keys that are over.
    [[nodiscard]] Result<Done> purge();

private:
    struct Slot {
        std::optional<jose::Key> current;
        std::optional<jose::Key> old;
        TimePoint oldUntil{};
    };
    [[nodiscard]] Result<Slot *> slot(const QByteArray &algorithm);
    [[nodiscard]] Result<std::optional<jose::Key>> load(const QString &name, const QByteArray &algorithm);
    [[nodiscard]] Result<jose::Key> make(const QByteArray &algorithm);
    [[nodiscard]] Result<Done> keep(const QString &name, const jose::Key &key);

    Storage &m_storage;
    const Clock &m_clock;
    std::map<QByteArray, Slot> m_slots;
};

} // namespace claimcheck::practice
