#pragma once

#include "parsed_token.h"

#include <memory>
#include <optional>

namespace claimcheck::jose {

/// Tries many secrets against one token that is signed with HMAC: for lists of secrets that everybody knows.
/// It answers only whether a secret fits, and makes no key of it.
class HmacTrial {
public:
    /// Nothing when the token's (first) alg is no HMAC, its signature has another length, or there is nothing
    /// to check it with.
    [[nodiscard]] static std::optional<HmacTrial> of(const ParsedToken &token);
    HmacTrial(HmacTrial &&other) noexcept;
    HmacTrial &operator=(HmacTrial &&other) noexcept;
    ~HmacTrial();

    /// False also for an empty secret, and where the library fails.
    [[nodiscard]] bool fits(QByteArrayView secret);

private:
    struct State;
    explicit HmacTrial(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace claimcheck::jose
