#pragma once

#include "base/result.h"

#include <QByteArray>

namespace claimcheck::app {

class Invocation;

/// What is done about a text with more than one token: the first is taken and the others are noted on stderr,
/// or it is refused (UsageInvalid), where a "yes" to one of them would be taken for all.
enum class Several { Noted, Refused };
/// The token that a command's first argument, file or standard input holds. A text of one word that holds no
/// token is given back as it is (an opaque token). NoTokenFound otherwise.
[[nodiscard]] Result<QByteArray> readToken(const Invocation &run, Several several);
/// The same for any argument: a text, "-" or "@FILE".
[[nodiscard]] Result<QByteArray> readToken(const Invocation &run, const QString &argument, Several several);
/// A token, and what the text calls it ("access_token", "Authorization"; may be empty).
struct LabelledToken {
    QByteArray token;
    QByteArray label;
};
/// The same with its label, for the first argument.
[[nodiscard]] Result<LabelledToken> readLabelledToken(const Invocation &run, Several several);
/// The JWE that the first argument holds, which may be larger than other tokens: alone, or as the only one in
/// a text. UsageInvalid for more than one, NoTokenFound.
[[nodiscard]] Result<QByteArray> readEncryptedToken(const Invocation &run);

} // namespace claimcheck::app
