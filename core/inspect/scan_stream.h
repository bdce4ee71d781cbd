#pragma once

#include "finder.h"
#include "report.h"

#include <functional>

namespace claimcheck::inspect {

/// A token found in a stream. `found.span` is in bytes of the stream.
struct ScanItem {
    Found found;
    bool isCut = false; // longer than `scanCap`: where it begins is told, and `found.token` is empty
};

/// A token that is longer is not held in memory.
inline constexpr qsizetype scanCap = 1024 * 1024;

/// The finder over a stream of any size in constant memory (less than 4 * `scanCap`, whatever is fed): fill
/// `space()`, say `filled`, and at the end `finish`. What the finder finds in a whole text is found here too,
/// however it was cut into pieces; a text that is one broken or opaque word is not.
class ScanStream {
public:
    using Sink = std::function<void(ScanItem)>;

    explicit ScanStream(Sink sink);
    ~ScanStream();
    Q_DISABLE_COPY_MOVE(ScanStream)

    /// Where the next bytes go: never empty.
    [[nodiscard]] std::pair<char *, qsizetype> space();
    /// So many bytes were written there. Looks at them when they are enough to be worth it.
    void filled(qsizetype count);
    /// Looks at all that was filled in. For a stream that pauses; what its end could still change is kept.
    void look();
    void finish();
    /// The same as copying to `space()` and `filled`, as often as it takes.
    void feed(QByteArrayView bytes);

    [[nodiscard]] qint64 bytesRead() const { return m_offset + m_size; }
    /// How much memory the buffer takes.
    [[nodiscard]] qsizetype bytesHeld() const { return m_buffer.capacity(); }
    /// How many bytes were looked at: those at the borders of pieces more than once.
    [[nodiscard]] qint64 bytesLookedAt() const { return m_lookedAt; }

private:
    void walkWindow(bool isLast);
    void skipCutToken();
    void dropSettled();

    Sink m_sink;
    QByteArray m_buffer;
    qint64 m_offset = 0;     // of the buffer's first byte
    qsizetype m_size = 0;    // bytes in the buffer
    qsizetype m_settled = 0; // what begins before was told
    qsizetype m_walkedSize = 0;
    bool m_isSkipping = false; // inside a token that was cut
    qint64 m_lookedAt = 0;
};

/// What a token says about itself, as far as a list needs it. Of what is known by name only, all is empty.
struct TokenFacts {
    QByteArray algorithm;  // alg as sent; the first one's, where there are several
    QByteArray encryption; // enc
    QString issuer;        // iss; empty where absent or encrypted
    std::optional<TimePoint> expiresAt;
    std::optional<TimeState> state; // nothing where there are no claims to read
};
/// The times are judged as `makeReport` does, at a fraction of its cost.
[[nodiscard]] TokenFacts factsOf(const Found &found, TimePoint at);

/// The first 16 hexadecimal digits of the SHA-256 of the token: tells copies of one token, and nothing else.
[[nodiscard]] QByteArray fingerprintOf(const QByteArray &token);

} // namespace claimcheck::inspect
