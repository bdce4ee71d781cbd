#pragma once

#include "client.h"
#include "jose/verification.h"

namespace claimcheck::oauth {

/// UserInfo (OpenID Connect Core section 5.3): asked with the access token.
[[nodiscard]] Result<http::Request> userinfoRequest(const ServerMetadata &server);
/// The claims as JSON text, from a plain or from a signed (section 5.3.2: verified with `keys`, iss and aud)
/// or encrypted answer. `sub` must be `subject` (UserInfoSubjectMismatch; ClaimMissing). ResponseNotJson,
/// Key…, Signature…, and what replyFailure says.
[[nodiscard]] Result<QByteArray> processUserinfo(const http::Response &response, const QString &subject,
                                                 const jose::KeySet &keys, const Call &call);

} // namespace claimcheck::oauth
