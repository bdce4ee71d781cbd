#pragma once

#include "body_charset.h"

#include <QStringDecoder>

#include <atomic>

namespace claimcheck::ui {

/// Makes UTF-8 of a body that may still grow, piece by piece: a letter that is cut in two waits for its other
/// half. `readOn` is for one thread at a time; the text may be read by any while it grows.
class BodyDecoder final {
public:
    BodyDecoder(std::shared_ptr<const requests::Overflow> body, const Charset &charset);
    Q_DISABLE_COPY_MOVE(BodyDecoder)

    [[nodiscard]] const Charset &charset() const { return m_charset; }
    /// Whether this system can decode it at all.
    [[nodiscard]] bool isKnown() const { return m_decoder.isValid(); }
    /// Without a byte order mark.
    [[nodiscard]] const std::shared_ptr<requests::Overflow> &text() const { return m_text; }

    /// Decodes at most `most` bytes more of what has come. Errors: those of Overflow.
    [[nodiscard]] Result<Done> readOn(qint64 most);
    [[nodiscard]] qint64 readSoFar() const { return m_at; }
    /// Nothing of what has come is left.
    [[nodiscard]] bool isComplete() const { return m_at >= m_body->size(); }
    /// Some of it is not that charset: what cannot be decoded is U+FFFD.
    [[nodiscard]] bool hasError() const { return m_hasError; }
    /// What was read ends in the middle of a letter.
    [[nodiscard]] bool endsInALetter() const;
    /// Once all of it has come and was read: the text, or why it is none.
    [[nodiscard]] Decoded end() const;

private:
    const std::shared_ptr<const requests::Overflow> m_body;
    const std::shared_ptr<requests::Overflow> m_text;
    const Charset m_charset;
    QStringDecoder m_decoder;
    QString m_half;       // of a surrogate pair
    bool m_begun = false; // a letter has come out
    std::atomic<qint64> m_at = 0;
    std::atomic_bool m_hasError = false;
    std::atomic_bool m_hasHalf = false;
};

} // namespace claimcheck::ui
