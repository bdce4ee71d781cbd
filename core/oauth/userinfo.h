#pragma once

#include "client.h"
#include "jose/verification.h"

namespace claimcheck::oauth {

/// UserInfo (OpenID Connect Core section 5.3): asked with the access token.
[[nodiscard]] Result<http::Request> userinfoRequest(const ServerMetadata &server);
/// The claims as JSON text: of a plain answer, or of one that says application/jwt: signed (section 5.3.2:
/// verified with `keys`, as an ID Token is: never alg none, HS* with nobody's secret; iss and aud, exp and
/// nbf where it has them), encrypted (openIdToken), or both. `sub` must be `subject`
/// (UserInfoSubjectMismatch; ClaimMissing). ResponseNotJson, JsonDuplicateName, Key…, Signature…, and what
/// replyFailure says.
[[nodiscard]] Result<QByteArray> processUserinfo(const http::Response &response, const QString &subject,
                                                 const jose::KeySet &keys, const Call &call);

} // namespace claimcheck::oauth
