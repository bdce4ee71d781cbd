#pragma once

#include "base/result.h"

#include <QByteArray>

/// "zip":"DEF" (RFC 7516 section 4.1.3): DEFLATE without any wrapping (RFC 1951).
namespace claimcheck::jose {

[[nodiscard]] Result<QByteArray> deflate(QByteArrayView bytes);
/// CompressedTooLarge as soon as more than `maxSize` octets come out; CompressedInvalid for anything that is
/// not one whole stream, with nothing after it.
[[nodiscard]] Result<QByteArray> inflate(QByteArrayView bytes, qsizetype maxSize);

} // namespace claimcheck::jose
