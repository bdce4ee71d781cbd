#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <functional>

namespace claimcheck::app {

class Invocation;

/// The longest line that is read; a longer one is answered with JsonTooLarge, and the next one is read.
inline constexpr qsizetype maxBatchLine = 32 * 1024 * 1024;

/// Answers one line, both without their line ends. Called by several threads at once.
using BatchAnswer = std::function<QByteArray(const QByteArray &line, qint64 number)>;

/// Reads one JSON object a line from a file ("-": standard input) and writes one answer a line to standard
/// output, in order, on all cores. Streaming: what was read is answered and written at once, so that a
/// coprocess that writes one line and waits gets its answer; a bounded number of lines is in flight. Blank
/// lines are skipped, but counted. Errors: FileUnreadable, FileUnwritable.
[[nodiscard]] Result<Done> runBatch(const QString &file, const BatchAnswer &answer);

/// The same as the whole run of a command, for its --batch: ends it with 0 when every line was answered.
void runBatchCommand(Invocation &run, const BatchAnswer &answer);

/// Beside --batch there are only options that name keys, and as many arguments as said: all else is in the
/// lines. UsageInvalid.
[[nodiscard]] Result<Done> checkBatchUsage(const Invocation &run, qsizetype arguments = 0);

/// What a line gets that is not a JSON object: {"id":null,"line":n,"code":…}.
[[nodiscard]] QByteArray unreadableLine(qint64 number, ErrorCode code);

} // namespace claimcheck::app
