#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace claimcheck::jose {

/// What an X.509 certificate says (RFC 5280), nothing checked.
struct Certificate {
    QByteArray der;
    QString subject; // RFC 2253: "CN=signer,O=Example"
    QString issuer;
    QString serialNumber; // hex, upper case
    TimePoint notBefore, notAfter;
    QByteArray fingerprint; // SHA-256 of `der`
    QByteArray keyType;     // "RSA", "EC", "Ed25519", …; OpenSSL's name
    int keyBits = 0;
    QByteArray signatureAlgorithm; // "ecdsa-with-SHA256"
    std::vector<QString> names;    // DNS and URI subject alternative names, at most 100
    bool isAuthority = false;      // basicConstraints CA
    [[nodiscard]] bool isValidAt(TimePoint at) const { return notBefore <= at && at <= notAfter; }
};

/// Reads one certificate in DER with nothing after it. CertificateUnreadable (detail says why).
[[nodiscard]] Result<Certificate> readCertificate(QByteArrayView der);

/// The certificates of an x5c (RFC 7515 section 4.1.6), the signer's first: a list, not empty, of at most
/// `maxChain` texts in plain base64. JsonTypeMismatch, or CertificateUnreadable with its place in the list as
/// subject.
[[nodiscard]] Result<std::vector<Certificate>> readX5c(const json::Value &value);

/// Certificates longer than this are not read.
inline constexpr qsizetype maxCertificateSize = 64 * 1024;
/// Chains longer than this are not checked.
inline constexpr size_t maxChain = 16;

struct ChainAnswer {
    bool trusted = false;
    QString reason; // why not, in OpenSSL's words
    QString anchor; // the subject of the authority that it leads to
};
/// Whether the chain (the signer's certificate first) leads to an authority of `authorities`, a PEM file such
/// as the system's, at the moment `at`. Nothing is fetched; revocation is not asked. It says that somebody
/// vouches for the certificate, and nothing about what its key may sign. FileUnreadable for the file.
[[nodiscard]] Result<ChainAnswer> checkChain(const std::vector<Certificate> &chain,
                                             const QString &authorities, TimePoint at);
/// The PEM file of the system's authorities; empty where there is none in the usual places.
[[nodiscard]] QString systemAuthorities();

} // namespace claimcheck::jose
