#pragma once

#include "body_charset.h"
#include "requests/overflow.h"

#include <QStringDecoder>

#include <atomic>
#include <memory>
#include <optional>

namespace claimcheck::ui {

struct Decoded {
    std::shared_ptr<const requests::Overflow> text = {}; // null: it cannot be decoded
    QString problem = {};                                // then the sentence that says why
};

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

    /// Decodes at most `most` bytes more of what has come. Errors: those of Overflow; after one nothing more
    /// is decoded.
    [[nodiscard]] Result<Done> readOn(qint64 most);
    /// The error that ended it: the text lacks the rest.
    [[nodiscard]] std::optional<Error> failure() const;
    [[nodiscard]] qint64 readSoFar() const { return m_at; }
    /// Nothing of what has come is left.
    [[nodiscard]] bool isComplete() const { return m_at >= m_body->size(); }
    /// Some of it is not that charset: what cannot be decoded is U+FFFD.
    [[nodiscard]] bool hasError() const { return m_hasError; }
    /// What was read ends in the middle of a letter.
    [[nodiscard]] bool endsInALetter() const;
    /// Once all of it has come and was read, or reading failed: the text, or why it is none.
    [[nodiscard]] Decoded end() const;

private:
    [[nodiscard]] Result<Done> readPiece(qint64 end);

    const std::shared_ptr<const requests::Overflow> m_body;
    const std::shared_ptr<requests::Overflow> m_text;
    const Charset m_charset;
    QStringDecoder m_decoder;
    QString m_half;       // of a surrogate pair
    bool m_begun = false; // a letter has come out
    std::atomic<qint64> m_at = 0;
    std::atomic_bool m_hasError = false;
    std::atomic_bool m_hasHalf = false;
    std::optional<Error> m_failure; // written once, before m_hasFailed
    std::atomic_bool m_hasFailed = false;
};

} // namespace claimcheck::ui
