#pragma once

#include "error_codes.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace claimcheck {

/// How a program ends because of an error (exit codes of the command line).
enum class ExitClass { No = 1, Usage = 2, CouldNotDo = 3 };

/// What went wrong. `code` is stable; `subject` names the claim, parameter, host, file or profile it is
/// about; `detail` is extra text (a server's own words, an offset). Neither ever holds a secret or a URL's
/// query.
struct Error {
    ErrorCode code;
    QString subject = {};
    QString detail = {};
    /// Byte offset into what was read, where the error has one (JSON, base64url); else -1.
    qint64 offset = -1;
};

/// The sentence a person reads, and what can be done about it (may be empty). Plain text, never rich text.
struct Description {
    QString message;
    QString hint;
};

[[nodiscard]] Description describe(const Error &error);
/// The stable name, such as "KeychainLocked".
[[nodiscard]] QByteArray codeName(ErrorCode code);
[[nodiscard]] std::optional<ErrorCode> codeFromName(QByteArrayView name);
[[nodiscard]] ExitClass exitClass(ErrorCode code);
/// What the code means in general, without subject: for the man page's table.
[[nodiscard]] QString codeMeaning(ErrorCode code);
/// Every code in the table's order.
[[nodiscard]] const std::vector<ErrorCode> &allErrorCodes();

} // namespace claimcheck
