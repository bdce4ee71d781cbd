#pragma once

#include "base/error_codes.h"
#include "report.h"

#include <QtGlobal>

#include <optional>
#include <string_view>

/// Every rule of the inspector, one row each: adding a finding is adding a row here and a line in a
/// rules_*.cpp. An error is something that a verifier must refuse, a warning weakens the token, a note
/// informs.
namespace claimcheck::inspect {

struct Rule {
    const char *id; // stable
    Severity severity;
    const char *sentence; // `%1` is the subject; nullptr: the sentence of `code`
    const char *reference;
    std::optional<ErrorCode> code = {}; // the parser's problem that it stands for
};

// clang-format off
inline constexpr Rule rules[] = {
    // What the parser notices
    {"base64-padding", Severity::Error, nullptr, "RFC 7515 section 2", ErrorCode::Base64Padding},
    {"base64-alphabet", Severity::Error, nullptr, "RFC 7515 section 2", ErrorCode::Base64Alphabet},
    {"base64-length", Severity::Error, nullptr, "RFC 4648 section 5", ErrorCode::Base64Length},
    {"base64-foreign-character", Severity::Error, nullptr, "RFC 7515 section 3", ErrorCode::Base64ForeignCharacter},
    {"base64-trailing-bits", Severity::Warning, nullptr, "RFC 4648 section 3.5", ErrorCode::Base64TrailingBits},
    {"json-empty", Severity::Error, nullptr, "RFC 7519 section 7.2", ErrorCode::JsonEmpty},
    {"json-syntax", Severity::Error, nullptr, "RFC 7519 section 7.2", ErrorCode::JsonSyntax},
    {"json-not-utf8", Severity::Error, nullptr, "RFC 7519 section 7.2", ErrorCode::JsonNotUtf8},
    {"json-too-deep", Severity::Error, nullptr, "RFC 8259 section 9", ErrorCode::JsonTooDeep},
    {"json-too-large", Severity::Error, nullptr, "RFC 8259 section 9", ErrorCode::JsonTooLarge},
    {"json-trailing-data", Severity::Error, nullptr, "RFC 8259 section 2", ErrorCode::JsonTrailingData},
    {"json-duplicate-name", Severity::Error, nullptr, "RFC 7519 section 4", ErrorCode::JsonDuplicateName},
    {"json-not-object", Severity::Error, nullptr, "RFC 7519 section 7.2", ErrorCode::JsonNotObject},
    {"token-too-large", Severity::Error, nullptr, "", ErrorCode::TokenTooLarge},
    {"part-missing", Severity::Error, nullptr, "RFC 7515 section 7.1", ErrorCode::TokenPartMissing},
    {"part-extra", Severity::Error, nullptr, "RFC 7515 section 7.1", ErrorCode::TokenPartExtra},
    {"signature-empty", Severity::Error, nullptr, "RFC 7515 section 5.2", ErrorCode::SignatureMissing},

    // The header
    {"alg-none", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "The token says alg %1: it is not signed at all, and anybody can have written it."),
     "RFC 8725 section 3.2"},
    {"alg-missing", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "The header does not say with which algorithm (alg) the token is signed."),
     "RFC 7515 section 4.1.1"},
    {"key-carried", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "The header brings its own key along (%1). A key that the token itself carries proves nothing: "
                       "whoever forged the token put it there."),
     "RFC 8725 section 3.10"},
    {"crit-present", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "The header marks %1 as critical: whoever does not understand that must refuse the token."),
     "RFC 7515 section 4.1.11"},
    {"crit-invalid", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "The header's crit is malformed. It must be a list, not empty, of names that are in the header."),
     "RFC 7515 section 4.1.11"},

    // Times
    {"time-expired", Severity::Error, QT_TRANSLATE_NOOP("Inspect", "The token has expired."), "RFC 7519 section 4.1.4"},
    {"time-not-yet-valid", Severity::Error, QT_TRANSLATE_NOOP("Inspect", "The token is not valid yet."), "RFC 7519 section 4.1.5"},
    {"time-no-expiry", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "The token has no exp claim, so it never expires by itself."), "RFC 7519 section 4.1.4"},
    {"time-not-a-number", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "The claim %1 is not a number. A NumericDate is a number of seconds since 1970."), "RFC 7519 section 2"},
    {"time-other-format", Severity::Note,
     QT_TRANSLATE_NOOP("Inspect", "The claim %1 is a time, but not a NumericDate (a number of seconds since 1970)."), "RFC 7519 section 2"},
    {"time-out-of-range", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "The claim %1 is a number that is too large for any time."), "RFC 7519 section 2"},
    {"time-milliseconds", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "The claim %1 looks like milliseconds. A NumericDate counts seconds, so this is read as a time "
                       "thousands of years away."),
     "RFC 7519 section 2"},
    {"time-negative", Severity::Warning, QT_TRANSLATE_NOOP("Inspect", "The claim %1 is negative: a time before 1970."), "RFC 7519 section 2"},
    {"time-fraction", Severity::Note,
     QT_TRANSLATE_NOOP("Inspect", "The claim %1 has a fraction of a second. That is allowed, and some libraries refuse it."), "RFC 7519 section 2"},
    {"time-issued-in-future", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "The token says that it was issued in the future. The clock of the issuer or of this machine may be wrong."),
     "RFC 7519 section 4.1.6"},
    {"time-expires-before-issued", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "The token expires before it was issued."), "RFC 7519 section 4.1.4"},
    {"time-expires-before-start", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "The token expires before it becomes valid, so it never is."), "RFC 7519 section 4.1.5"},

    // What the parser says and no row above names
    {"form", Severity::Error, nullptr, "RFC 7515 section 5.2"},
};
// clang-format on

/// The row of this id; an id that has none does not compile.
[[nodiscard]] consteval const Rule &rule(std::string_view id)
{
    for (const Rule &row : rules) {
        if (id == row.id)
            return row;
    }
    throw "no such rule";
}

} // namespace claimcheck::inspect
