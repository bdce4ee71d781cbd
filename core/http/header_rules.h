#pragma once

#include "message.h"

namespace claimcheck::http {

/// A token of RFC 9110 section 5.6.2: what methods, header names and schemes are made of.
[[nodiscard]] bool isToken(QByteArrayView text);
/// A field value of RFC 9110 section 5.5: no control character but the tab, so no line end and no NUL.
[[nodiscard]] bool isFieldValue(QByteArrayView text);

/// The caller's headers as they may be sent: values trimmed, repeated ones joined. What frames the message
/// belongs to the transport: Content-Length, Connection and their like are left out (copied commands bring
/// them), as is a Host that only repeats the origin. Error: HeaderInvalid for a bad name or value, another
/// Host, Transfer-Encoding, Upgrade and other headers that would change what the message is.
[[nodiscard]] Result<Headers> checkedHeaders(const Headers &headers, const Origin &origin);
/// Whether the transport alone decides about this header.
[[nodiscard]] bool isFramingHeader(QByteArrayView name);
/// The few headers that may follow a redirect to another origin.
[[nodiscard]] bool mayCrossOrigins(QByteArrayView name);
/// Headers about the body, which go when the body goes (RFC 9110 section 15.4).
[[nodiscard]] bool describesBody(QByteArrayView name);
void removeHeaders(Headers &headers, bool (*unwanted)(QByteArrayView name));

} // namespace claimcheck::http
