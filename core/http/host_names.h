#pragma once

#include "base/result.h"

#include <QSslCertificate>

namespace claimcheck::http {

/// Whether a certificate is for this host, by RFC 9525 (which replaces RFC 6125): the names in its
/// subjectAltName and nothing else. Qt 6.4 also takes the common name, even where the subjectAltName names
/// others. `*` stands for one whole label, the leftmost, and never right above a top-level name; an address
/// is compared with addresses only. TlsHostMismatch (subject: the host; detail: what the certificate is for).
[[nodiscard]] Result<Done> checkHostName(const QSslCertificate &certificate, const QString &host);

/// One dNSName against a host name, both without regard to case; the host may end in a dot.
[[nodiscard]] bool isNamedBy(const QString &dnsName, const QString &host);

} // namespace claimcheck::http
