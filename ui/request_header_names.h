#pragma once

#include <QStringList>

namespace claimcheck::ui {

/// Names of request headers that a person may want (RFC 9110, RFC 9111, and a few that everybody uses).
[[nodiscard]] const QStringList &requestHeaderNames();
/// What a header of this name may hold, where there is a list; else nothing.
[[nodiscard]] QStringList headerValues(const QString &name);

} // namespace claimcheck::ui
