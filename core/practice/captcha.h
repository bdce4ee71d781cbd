#pragma once

#include "purpose_tokens.h"

namespace claimcheck::practice {

/// A picture of letters, for who has given three wrong passwords. The server keeps nothing: the token is
/// signed with a secret that the letters are part of, so that only who reads them can have it accepted.
///
/// What a stateless captcha cannot do is be used once: for ten minutes the same letters are good again. It is
/// bound to the user name, so that they are good for that name only.
class Captcha final {
public:
    static constexpr std::chrono::minutes lifetime{10};

    explicit Captcha(PurposeTokens &tokens) : m_tokens(tokens) {}

    struct Challenge {
        QByteArray token;
        QByteArray png;
    };
    [[nodiscard]] Result<Challenge> make(const QString &username);
    enum class Answer { Right, Wrong };
    /// Letters in any case.
    [[nodiscard]] Result<Answer> check(const QString &username, const QByteArray &token,
                                       const QString &letters);

private:
    PurposeTokens &m_tokens;
};

/// The letters as a PNG, with lines through them. Drawn with paths and no fonts, so that it needs no display.
[[nodiscard]] QByteArray drawLetters(const QByteArray &letters, const QByteArray &noise);

} // namespace claimcheck::practice
