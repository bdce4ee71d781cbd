#pragma once

#include "base/error_codes.h"
#include "report.h"

#include <QtGlobal>

#include <optional>

namespace claimcheck::inspect {

/// One rule of the inspector. An error is something that a verifier must refuse, a warning weakens the token,
/// a note informs.
struct Rule {
    const char *id; // stable
    Severity severity;
    const char *sentence; // `%1` is the subject, `%2` what the rule adds; nullptr: the sentence of `code`
    const char *reference;
    const char *help;                   // one to three sentences: why it matters and what can be done
    std::optional<ErrorCode> code = {}; // the parser's problem that it stands for
};

} // namespace claimcheck::inspect
