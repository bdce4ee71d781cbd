#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

#include <QByteArray>
#include <QString>

namespace claimcheck::app {

class Invocation;

/// The largest text that is read from a file or standard input.
inline constexpr qint64 maxInput = 64 * 1024 * 1024;

/// All of a file, or of standard input for "-". Errors: FileUnreadable, InputTooLarge.
[[nodiscard]] Result<QByteArray> readAll(const QString &file, qint64 limit = maxInput);
/// The first argument: "-" or none at all is standard input, "@FILE" a file, else the text itself.
[[nodiscard]] Result<QByteArray> readTextArgument(const Invocation &invocation);
/// The same for any argument.
[[nodiscard]] Result<QByteArray> readText(const QString &argument, qint64 limit = maxInput);
/// A file's content as a secret, one trailing line end removed.
[[nodiscard]] Result<Secret> readSecretFile(const QString &file);
/// A password from --password-stdin, --password-fd, or a prompt (InputRequired under --no-input).
[[nodiscard]] Result<Secret> readPassword(const Invocation &invocation, const QString &question);
/// RFC 3339 or seconds since 1970. TimeInvalid.
[[nodiscard]] Result<TimePoint> readTime(const QString &text);
/// --at, or now.
[[nodiscard]] Result<TimePoint> momentOf(const Invocation &invocation);

} // namespace claimcheck::app
