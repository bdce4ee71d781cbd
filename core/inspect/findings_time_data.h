#pragma once

#include "rule.h"

/// Times: exp, nbf, iat and the others.
namespace claimcheck::inspect {

// clang-format off
inline constexpr Rule timeRules[] = {
    {"time-expired", Severity::Error, QT_TRANSLATE_NOOP("Inspect", "The token has expired."), "RFC 7519 section 4.1.4",
     QT_TRANSLATE_NOOP("Inspect", "From exp on it must not be accepted. A leeway of a few seconds for wrong clocks is allowed.")},
    {"time-not-yet-valid", Severity::Error, QT_TRANSLATE_NOOP("Inspect", "The token is not valid yet."), "RFC 7519 section 4.1.5",
     QT_TRANSLATE_NOOP("Inspect", "Before nbf it must not be accepted. If it was just issued, a clock is wrong.")},
    {"time-no-expiry", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "The token has no exp claim, so it never expires by itself."), "RFC 7519 section 4.1.4",
     QT_TRANSLATE_NOOP("Inspect", "Whoever finds it in an old log or backup can still use it. Kinds of tokens that are used at once (proofs, events) are not marked.")},
    {"time-long-lived", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "The token is valid for %1; for its kind, %2 is the most that is usual."), "RFC 6750 section 5.3",
     QT_TRANSLATE_NOOP("Inspect", "A stolen token works until it expires. Usual are at most 24 hours for access tokens, 1 hour for ID Tokens and client assertions, minutes for sign-out tokens.")},
    {"time-not-a-number", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "The claim %1 is not a number. A NumericDate is a number of seconds since 1970."), "RFC 7519 section 2",
     QT_TRANSLATE_NOOP("Inspect", "Strict readers refuse the token; lenient ones may treat it as one that never expires.")},
    {"time-other-format", Severity::Note,
     QT_TRANSLATE_NOOP("Inspect", "The claim %1 is a time, but not a NumericDate (a number of seconds since 1970)."), "RFC 7519 section 2",
     QT_TRANSLATE_NOOP("Inspect", "It decides nothing about the token, and readers may show it wrongly.")},
    {"time-out-of-range", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "The claim %1 is a number that is too large for any time."), "RFC 7519 section 2",
     QT_TRANSLATE_NOOP("Inspect", "Converted carelessly, it becomes a time in the past, in the future, or none.")},
    {"time-milliseconds", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "The claim %1 looks like milliseconds. A NumericDate counts seconds, so this is read as a time "
                       "thousands of years away."), "RFC 7519 section 2",
     QT_TRANSLATE_NOOP("Inspect", "JavaScript counts milliseconds: divide by 1000 when the token is made.")},
    {"time-negative", Severity::Warning, QT_TRANSLATE_NOOP("Inspect", "The claim %1 is negative: a time before 1970."), "RFC 7519 section 2",
     QT_TRANSLATE_NOOP("Inspect", "Readers that use unsigned numbers see a time far in the future.")},
    {"time-fraction", Severity::Note,
     QT_TRANSLATE_NOOP("Inspect", "The claim %1 has a fraction of a second. That is allowed, and some libraries refuse it."), "RFC 7519 section 2",
     QT_TRANSLATE_NOOP("Inspect", "Whole seconds are understood everywhere.")},
    {"time-issued-in-future", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "The token says that it was issued in the future. The clock of the issuer or of this machine may be wrong."), "RFC 7519 section 4.1.6",
     QT_TRANSLATE_NOOP("Inspect", "The standard does not make iat a reason to refuse, but some libraries do.")},
    {"time-expires-before-issued", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "The token expires before it was issued."), "RFC 7519 section 4.1.4",
     QT_TRANSLATE_NOOP("Inspect", "One of the two times is wrong.")},
    {"time-expires-before-start", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "The token expires before it becomes valid, so it never is."), "RFC 7519 section 4.1.5",
     QT_TRANSLATE_NOOP("Inspect", "One of the two times is wrong.")},
};
// clang-format on

} // namespace claimcheck::inspect
