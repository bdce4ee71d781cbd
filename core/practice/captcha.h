#pragma once

#include "purpose_tokens.h"
#include "used_once.h"

namespace claimcheck::practice {

/// A picture of letters, for who has given three wrong passwords. To ask costs the server nothing, however
/// many pictures are asked for and never looked at: the token is signed with a secret that the letters are
/// part of, so that only who reads them can have it accepted. It is bound to the user name, and ends after
/// ten minutes.
///
/// What a signature cannot say is that it was seen before: letters that one person read would be good for a
/// machine's guesses all that time. So the answer alone leaves a row: a token whose letters were right is
/// used up by that, and its id is remembered until it would have expired anyway.
class Captcha final {
public:
    static constexpr std::chrono::minutes lifetime{10};

    Captcha(PurposeTokens &tokens, UsedOnce &used, const Clock &clock)
        : m_tokens(tokens), m_used(used), m_clock(clock)
    {
    }

    struct Challenge {
        QByteArray token;
        QByteArray png;
    };
    [[nodiscard]] Result<Challenge> make(const QString &username);
    enum class Answer { Right, Wrong };
    /// Letters in any case. A token that was right once is wrong from then on.
    [[nodiscard]] Result<Answer> check(const QString &username, const QByteArray &token,
                                       const QString &letters);

private:
    PurposeTokens &m_tokens;
    UsedOnce &m_used;
    const Clock &m_clock;
};

/// The letters as a PNG, with lines through them. Drawn with paths and no fonts, so that it needs no display.
[[nodiscard]] QByteArray drawLetters(const QByteArray &letters, const QByteArray &noise);

} // namespace claimcheck::practice
