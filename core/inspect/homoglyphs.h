#pragma once

#include <QString>

namespace claimcheck::inspect {

/// The name in plain Latin letters that this one looks like: compatibility forms folded, look-alikes of other
/// scripts replaced, invisible characters dropped. Only for the letters that registered names are made of.
[[nodiscard]] QString skeleton(const QString &name);

} // namespace claimcheck::inspect
