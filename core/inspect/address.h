#pragma once

#include <QString>
#include <QUrl>

namespace claimcheck::inspect {

/// True for hosts of this machine and of private networks, by name or number (RFC 1918, RFC 6598, RFC 3927,
/// RFC 4193, RFC 6761, and IPv4 written inside IPv6).
[[nodiscard]] bool isPrivateHost(const QString &host);
/// Scheme, host and port are the same (RFC 6454).
[[nodiscard]] bool isSameOrigin(const QUrl &a, const QUrl &b);

} // namespace claimcheck::inspect
