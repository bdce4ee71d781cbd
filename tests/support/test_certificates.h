#pragma once

#include <QByteArray>
#include <QList>

/// Certificates made at test time (EC P-256), so that none is committed and none expires.
namespace claimcheck::test {

struct TestCertificate {
    QByteArray certificate; // PEM
    QByteArray key;         // PEM, PKCS#8
};

struct CertificateRequest {
    QByteArray commonName;
    /// "IP:127.0.0.1", "DNS:example.test".
    QList<QByteArray> names = {"IP:127.0.0.1", "DNS:localhost"};
    /// Seconds from now.
    long notBefore = -3600;
    long notAfter = 3600;
};

[[nodiscard]] TestCertificate makeAuthority(const QByteArray &commonName);
[[nodiscard]] TestCertificate makeCertificate(const TestCertificate &authority,
                                              const CertificateRequest &request);
[[nodiscard]] TestCertificate makeSelfSigned(const CertificateRequest &request);

} // namespace claimcheck::test
