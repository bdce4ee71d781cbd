#pragma once

#include "base/secret.h"
#include "jose/hmac_trial.h"

#include <deque>
#include <optional>
#include <span>
#include <string_view>

namespace claimcheck::inspect {

/// Secrets of examples, tutorials, framework defaults and lists of common passwords.
[[nodiscard]] std::span<const std::string_view> knownSecrets();
[[nodiscard]] bool isKnownSecret(QByteArrayView secret);

/// Looks for the secret of a token that is signed with HMAC: in the known secrets and in lines that are fed
/// to it. Pure and incremental: a thread drives it with `step`, shows `tested`, and stops whenever it wants.
class WeakSecretSearch {
public:
    /// Longer lines are skipped.
    static constexpr qsizetype longestLine = 1024;
    /// Lines that wait at most: `feed` then takes no more until some were tested.
    static constexpr size_t mostWaiting = 100'000;

    /// Begins with the known secrets. Nothing when the token is not signed with HMAC.
    [[nodiscard]] static std::optional<WeakSecretSearch> of(const jose::ParsedToken &token);

    /// Adds the lines of a text (LF or CR LF) and returns how many bytes of it were taken: all, or up to the
    /// start of the first line that has no room, or of an unfinished last line unless `last`.
    enum class Piece { More, Last };
    qsizetype feed(QByteArrayView text, Piece piece);
    /// Tests up to `count` candidates: each as text, and as base64 where it is that. True while there is
    /// something left to test and nothing was found.
    bool step(int count);

    [[nodiscard]] bool hasRoom() const { return m_waiting.size() < mostWaiting; }
    /// The secret that fits, as it was written in the list.
    [[nodiscard]] const std::optional<Secret> &found() const { return m_found; }
    /// How many secrets were tried, both readings of a line counted.
    [[nodiscard]] qint64 tested() const { return m_tested; }

private:
    explicit WeakSecretSearch(jose::HmacTrial trial);
    [[nodiscard]] bool test(QByteArrayView candidate);
    jose::HmacTrial m_trial;
    std::deque<QByteArray> m_waiting;
    size_t m_nextKnown = 0;
    qint64 m_tested = 0;
    std::optional<Secret> m_found;
};

} // namespace claimcheck::inspect
