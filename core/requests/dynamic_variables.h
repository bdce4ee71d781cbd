#pragma once

#include "variables.h"

namespace claimcheck::requests {

/// The value of a name that begins with "$" ("$randomInt 1 6"). Errors: VariableUnknown (subject: the name;
/// detail: what is wrong with it), RandomUnavailable.
[[nodiscard]] Result<QByteArray> dynamicValue(const QByteArray &name, TimePoint now,
                                              const RandomSource &random);
/// Whether the name's first word is one of them.
[[nodiscard]] bool isDynamic(QByteArrayView name);

} // namespace claimcheck::requests
