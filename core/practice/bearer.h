#pragma once

#include "message.h"
#include "tokens.h"

namespace claimcheck::practice {

/// Reads `Authorization: Bearer …` (RFC 6750 section 2.1) and verifies the token: what it grants, or the
/// answer that refuses it, with the challenge that section 3 asks for: no token: 401, and no error code, as
/// the standard says; a token that grants nothing: 401 `invalid_token`; one without the scope that is
/// `wanted`: 403 `insufficient_scope`; two Authorization headers: 400 `invalid_request`.
[[nodiscard]] std::variant<Access, Response> authorize(const Request &request, Tokens &tokens,
                                                       QByteArrayView wanted = {});

} // namespace claimcheck::practice
