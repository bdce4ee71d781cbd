#pragma once

#include "jose/sd_jwt.h"

namespace claimcheck::app {

/// What `verify` found out about one token, in any form.
struct Verification {
    QByteArray token;
    TimePoint at;
    std::chrono::seconds leeway{0};
    bool verified = false;
    jose::SignatureResult signature;               // the one that counts
    std::vector<jose::SignatureResult> signatures; // each of them
    std::vector<jose::Check> checks;
    std::optional<QByteArray> processed = {}; // of an SD-JWT: the Claims Set after disclosures

    [[nodiscard]] static Verification of(QByteArray token, TimePoint at, jose::Validation validation);
    /// The checks of an SD-JWT and those of its key binding are all in one list.
    [[nodiscard]] static Verification of(QByteArray token, TimePoint at, jose::SdJwtValidation validation);
};

/// The document of `verify --json`. Beside the contract's members, "signatures" where there are several, and
/// "processed" for an SD-JWT.
[[nodiscard]] QByteArray verificationJson(const Verification &verification);
/// The same for a person.
[[nodiscard]] QString verificationText(const Verification &verification);

} // namespace claimcheck::app
