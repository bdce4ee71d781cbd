#pragma once

#include "batch_line.h"
#include "jose/dpop.h"
#include "jose/sd_jwt.h"

namespace claimcheck::app {

/// A line of `verify --batch`: its members are known, there once, and of their kinds; no more than one of
/// "dpop" and "sdJwt". Errors: BatchFieldInvalid, JsonDuplicateName.
[[nodiscard]] Result<Done> checkVerifyLine(const json::Value &line);

/// What the line wants of the token. Errors: BatchFieldInvalid.
[[nodiscard]] Result<jose::Expectations> readExpectations(const json::Value &line);
/// Of "sdJwt", which may be absent.
[[nodiscard]] jose::KeyBindingExpectations readKeyBinding(const json::Value &line);
/// Of "dpop", with what the line itself says of the proof (algorithms, at, maxAge, nonce). BatchFieldInvalid.
[[nodiscard]] Result<jose::DpopExpectations> readDpop(const json::Value &line,
                                                      const jose::Expectations &expectations);

} // namespace claimcheck::app
