#pragma once

#include "request_spec.h"
#include "variables.h"

namespace claimcheck::requests {

/// The request with its variables filled in once and its paths made absolute: it says the same tomorrow, in
/// another folder and without its environment. Secrets stay references. Errors: as Expander::expand.
[[nodiscard]] Result<RequestSpec> filledIn(RequestSpec spec, const Expander &expander, const QString &folder);

} // namespace claimcheck::requests
