#pragma once

#include "id_token_tools.h"

/// What must be refused and what must not: each row differs from a good ID Token in one thing. Those of the
/// OpenID Foundation's conformance suite go by the names of its modules.
namespace id_token_cases {

using namespace id_token_tools;

struct Row {
    const char *name;
    void (*change)(Trial &);
    const char *verdict; // "code check", or "none"
};

[[nodiscard]] const std::vector<Row> &rows();

} // namespace id_token_cases
