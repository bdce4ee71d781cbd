#pragma once

#include "base/result.h"
#include "message.h"
#include "origin_policy.h"

#include <QList>
#include <QSslConfiguration>
#include <QSslError>

namespace claimcheck::http {

/// TLS 1.2 or newer, the system's authorities and `caFile`'s beside them, and the client certificate. The
/// peer is always verified. Reads the files. Errors: CertificateUnreadable (subject: the path).
[[nodiscard]] Result<QSslConfiguration> tlsConfiguration(const ConnectionSettings &settings);

/// The gravest of the checks that failed (untrusted, then expired, then another host, then the rest), and
/// whose certificate it is. Errors: TlsCertificateUntrusted, TlsCertificateExpired, TlsHostMismatch,
/// TlsFailed.
[[nodiscard]] Error tlsError(const QList<QSslError> &errors, const QString &host);

/// A handshake that broke before any certificate was judged. `qtText` is what Qt says; it is matched against
/// known causes and never shown. Error: TlsFailed.
[[nodiscard]] Error handshakeError(const QString &qtText, const QString &host);

/// What a connection was secured with.
[[nodiscard]] TlsFacts tlsFacts(const QSslConfiguration &configuration);

} // namespace claimcheck::http
