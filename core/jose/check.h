#pragma once

#include "verification.h"

/// Makers of checks, for those that judge: claims, DPoP proofs, key bindings. The sentences are in the
/// context "Check" (QT_TRANSLATE_NOOP).
namespace claimcheck::jose {

inline constexpr const char *saidToIgnore = QT_TRANSLATE_NOOP("Check", "It was said to ignore this.");
inline constexpr const char *nothingExpected = QT_TRANSLATE_NOOP("Check", "Nothing was expected of this.");
inline constexpr const char *notThere = QT_TRANSLATE_NOOP("Check", "The token does not say it.");
inline constexpr const char *claimsUnreadable = QT_TRANSLATE_NOOP("Check", "The claims cannot be read.");
inline constexpr const char *asExpected = QT_TRANSLATE_NOOP("Check", "It is the expected one.");

[[nodiscard]] Check passedCheck(const char *name, const char *standard, const char *sentence);
/// The sentence is the error's own.
[[nodiscard]] Check failedCheck(const char *name, const char *standard, Error error);
[[nodiscard]] Check openCheck(const char *name, const char *standard, const char *sentence);
/// Not checked because of an error, whose sentence it gets.
[[nodiscard]] Check openCheck(const char *name, const char *standard, Error reason);

/// No check failed, of any number but none.
[[nodiscard]] bool nothingFailed(const std::vector<Check> &checks);

} // namespace claimcheck::jose
