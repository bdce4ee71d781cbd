#include "tls.h"

#include "base/secret.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QSet>
#include <QSslCertificate>
#include <QSslCipher>
#include <QSslKey>
#include <QSslSocket>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace claimcheck::http {

namespace {

constexpr qint64 maxFileSize = 4 * 1024 * 1024; // Debian's whole bundle of authorities is 0.2 MB

struct Tls {
    Q_DECLARE_TR_FUNCTIONS(Tls)
};

/// Names in a certificate are written by whoever made it: no control or formatting characters, and not for
/// ever.
QString cleaned(QString text)
{
    text.removeIf([](QChar c) { return !c.isPrint() || c.category() == QChar::Other_Format; });
    return text.size() > 100 ? text.left(100) + u'…' : text;
}

QString nameOf(const QSslCertificate &certificate,
               QStringList (QSslCertificate::*info)(QSslCertificate::SubjectInfo) const)
{
    for (const auto part : {QSslCertificate::CommonName, QSslCertificate::Organization,
                            QSslCertificate::OrganizationalUnitName}) {
        const QString name = cleaned((certificate.*info)(part).join(u", "));
        if (!name.isEmpty())
            return name;
    }
    return Tls::tr("(no name)");
}

QString subjectOf(const QSslCertificate &certificate)
{
    return nameOf(certificate, &QSslCertificate::subjectInfo);
}

QString issuerOf(const QSslCertificate &certificate)
{
    return nameOf(certificate, &QSslCertificate::issuerInfo);
}

Result<QByteArray> readFile(const QString &path)
{
    const auto unreadable = [&path](const QString &why) {
        return Error{ErrorCode::CertificateUnreadable, path, why};
    };
    const QFileInfo info(path);
    if (!info.exists())
        return unreadable(Tls::tr("there is no such file"));
    if (!info.isFile()) // a pipe would block for ever
        return unreadable(Tls::tr("it is not a regular file"));
    if (info.size() > maxFileSize)
        return unreadable(Tls::tr("it is too large"));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return unreadable(file.errorString());
    return file.read(maxFileSize);
}

Result<QList<QSslCertificate>> readCertificates(const QString &path)
{
    const Result<QByteArray> pem = readFile(path);
    if (!pem)
        return pem.error();
    const QList<QSslCertificate> certificates = QSslCertificate::fromData(*pem, QSsl::Pem);
    if (certificates.isEmpty())
        return Error{ErrorCode::CertificateUnreadable, path, Tls::tr("it holds no PEM certificate")};
    return certificates;
}

Result<QSslKey> readKey(const QString &path)
{
    Result<QByteArray> pem = readFile(path);
    if (!pem)
        return pem.error();
    const Secret kept(*pem);
    wipe(*pem);
    const QByteArray text = QByteArray::fromRawData(kept.reveal().data(), kept.size());
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Ec, QSsl::Rsa}) {
        const QSslKey key(text, algorithm, QSsl::Pem, QSsl::PrivateKey);
        if (!key.isNull())
            return key;
    }
    return Error{ErrorCode::CertificateUnreadable, path,
                 text.contains("ENCRYPTED") ? Tls::tr("the private key is encrypted")
                                            : Tls::tr("it holds no RSA or EC private key in PEM")};
}

/// The PEM blocks of the system's authorities, from the places where Qt looks for them, each once: Debian's
/// folder holds every one twice (alone and in the bundle), and to read one as a certificate takes more than
/// half a millisecond. Empty where there is no such place.
QByteArray systemAuthoritiesText()
{
    QStringList names = {u"/etc/pki/tls/certs/ca-bundle.crt"_s, u"/usr/share/ssl/certs/ca-bundle.crt"_s};
    for (const auto &folder : {u"/etc/ssl/certs"_s, u"/usr/lib/ssl/certs"_s, u"/usr/share/ssl"_s,
                               u"/usr/local/ssl/certs"_s, u"/var/ssl/certs"_s, u"/opt/openssl/certs"_s}) {
        QDirIterator files(folder, {u"*.pem"_s, u"*.crt"_s}, QDir::Files);
        while (files.hasNext())
            names << files.next();
    }
    static const QByteArray begin = "-----BEGIN CERTIFICATE-----", end = "-----END CERTIFICATE-----";
    QSet<QByteArray> blocks;
    for (const QString &name : std::as_const(names)) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly) || file.size() > maxFileSize)
            continue;
        const QByteArray text = file.readAll();
        for (qsizetype from = text.indexOf(begin); from >= 0;) {
            const qsizetype to = text.indexOf(end, from);
            if (to < 0)
                break;
            blocks.insert(text.mid(from, to + end.size() - from));
            from = text.indexOf(begin, to);
        }
    }
    QByteArray all;
    for (const QByteArray &block : std::as_const(blocks))
        all += block + '\n';
    return all;
}

const QList<QSslCertificate> &systemAuthorities()
{
    static const QList<QSslCertificate> authorities = [] {
        const auto read = QSslCertificate::fromData(systemAuthoritiesText(), QSsl::Pem);
        return read.isEmpty() ? QSslConfiguration::systemCaCertificates() : read;
    }();
    return authorities;
}

/// How grave a failed check is: 0 is the gravest, and the one that is reported.
int rank(ErrorCode code)
{
    switch (code) {
    case ErrorCode::TlsCertificateUntrusted:
        return 0;
    case ErrorCode::TlsCertificateExpired:
        return 1;
    case ErrorCode::TlsHostMismatch:
        return 2;
    default:
        return 3;
    }
}

ErrorCode codeOf(QSslError::SslError error)
{
    switch (error) {
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
    case QSslError::CertificateRejected:
    case QSslError::CertificateRevoked:
    case QSslError::CertificateBlacklisted:
    case QSslError::CertificateSignatureFailed:
    case QSslError::UnableToDecryptCertificateSignature:
    case QSslError::UnableToDecodeIssuerPublicKey:
    case QSslError::SubjectIssuerMismatch:
    case QSslError::AuthorityIssuerSerialNumberMismatch:
    case QSslError::InvalidCaCertificate:
    case QSslError::InvalidPurpose:
    case QSslError::PathLengthExceeded:
        return ErrorCode::TlsCertificateUntrusted;
    case QSslError::CertificateExpired:
    case QSslError::CertificateNotYetValid:
    case QSslError::InvalidNotBeforeField:
    case QSslError::InvalidNotAfterField:
        return ErrorCode::TlsCertificateExpired;
    case QSslError::HostNameMismatch:
        return ErrorCode::TlsHostMismatch;
    default:
        return ErrorCode::TlsFailed;
    }
}

QString untrustedDetail(const QSslError &error)
{
    const QSslCertificate certificate = error.certificate();
    const QString subject = subjectOf(certificate);
    switch (error.error()) {
    case QSslError::SelfSignedCertificate:
        return Tls::tr("%1 signed it itself").arg(subject);
    case QSslError::SelfSignedCertificateInChain:
        return Tls::tr("the authority %1 is not known here").arg(subject);
    case QSslError::CertificateRevoked:
        return Tls::tr("%1 was revoked").arg(subject);
    case QSslError::CertificateBlacklisted:
        return Tls::tr("%1 is known to be abused").arg(subject);
    case QSslError::CertificateSignatureFailed:
    case QSslError::UnableToDecryptCertificateSignature:
    case QSslError::UnableToDecodeIssuerPublicKey:
        return Tls::tr("the signature on %1 is wrong (issuer: %2)").arg(subject, issuerOf(certificate));
    case QSslError::InvalidCaCertificate:
    case QSslError::PathLengthExceeded:
        return Tls::tr("%1 may not issue certificates").arg(subject);
    case QSslError::InvalidPurpose:
        return Tls::tr("%1 was not made for a server (issuer: %2)").arg(subject, issuerOf(certificate));
    default:
        return Tls::tr("%1 was issued by %2, which is not known here").arg(subject, issuerOf(certificate));
    }
}

QString expiredDetail(const QSslCertificate &certificate)
{
    const bool early = certificate.effectiveDate() > QDateTime::currentDateTimeUtc();
    const QDateTime when = early ? certificate.effectiveDate() : certificate.expiryDate();
    const QString text = early ? Tls::tr("%1 is valid from %2 on (issuer: %3)")
                               : Tls::tr("%1 was valid until %2 (issuer: %3)");
    return text.arg(subjectOf(certificate), when.toUTC().toString(Qt::ISODate), issuerOf(certificate));
}

QString mismatchDetail(const QSslCertificate &certificate)
{
    QStringList names;
    const auto alternatives = certificate.subjectAlternativeNames();
    for (const QString &name : alternatives)
        names << cleaned(name);
    if (names.isEmpty())
        names << subjectOf(certificate);
    const qsizetype all = names.size();
    if (all > 5)
        names = names.first(5) << u"…"_s;
    return Tls::tr("it is for %1 (issuer: %2)").arg(names.join(u", "), issuerOf(certificate));
}

} // namespace

Result<QSslConfiguration> tlsConfiguration(const ConnectionSettings &settings)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (!settings.caFile.isEmpty()) {
        const auto authorities = readCertificates(settings.caFile);
        if (!authorities)
            return authorities.error();
        // Setting any authority ends Qt's loading of the system's on demand, so they are named here.
        configuration.setCaCertificates(systemAuthorities() + *authorities);
    }
    if (settings.clientCertificate.isEmpty() != settings.clientKey.isEmpty())
        return Error{ErrorCode::CertificateUnreadable,
                     settings.clientKey.isEmpty() ? settings.clientCertificate : settings.clientKey,
                     settings.clientKey.isEmpty()
                         ? Tls::tr("the certificate needs its key (tls.clientKey)")
                         : Tls::tr("the key needs its certificate (tls.clientCertificate)")};
    if (!settings.clientCertificate.isEmpty()) {
        const auto chain = readCertificates(settings.clientCertificate);
        if (!chain)
            return chain.error();
        const Result<QSslKey> key = readKey(settings.clientKey);
        if (!key)
            return key.error();
        configuration.setLocalCertificateChain(*chain);
        configuration.setPrivateKey(*key);
    }
    return configuration;
}

Error tlsError(const QList<QSslError> &errors, const QString &host)
{
    if (errors.isEmpty())
        return {ErrorCode::TlsFailed, host, Tls::tr("the handshake failed")};
    const auto gravest =
        std::min_element(errors.begin(), errors.end(), [](const QSslError &a, const QSslError &b) {
            return rank(codeOf(a.error())) < rank(codeOf(b.error()));
        });
    const ErrorCode code = codeOf(gravest->error());
    switch (code) {
    case ErrorCode::TlsCertificateUntrusted:
        return {code, host, untrustedDetail(*gravest)};
    case ErrorCode::TlsCertificateExpired:
        return {code, host, expiredDetail(gravest->certificate())};
    case ErrorCode::TlsHostMismatch:
        return {code, host, mismatchDetail(gravest->certificate())};
    default:
        return {code, host, cleaned(gravest->errorString())};
    }
}

Error handshakeError(const QString &qtText, const QString &host)
{
    struct Cause {
        QStringView mark;
        const char *detail;
    };
    // OpenSSL's reason strings, which Qt passes on.
    static constexpr Cause causes[] = {
        {u"wrong version number", QT_TRANSLATE_NOOP("Tls", "the server does not speak TLS on this port")},
        {u"certificate required", QT_TRANSLATE_NOOP("Tls", "the server asks for a client certificate")},
        {u"unknown ca", QT_TRANSLATE_NOOP("Tls", "the server does not trust the client certificate")},
        {u"bad certificate", QT_TRANSLATE_NOOP("Tls", "the server refuses the client certificate")},
        {u"certificate expired", QT_TRANSLATE_NOOP("Tls", "the client certificate has expired")},
        {u"certificate unknown", QT_TRANSLATE_NOOP("Tls", "the server refuses the client certificate")},
        {u"protocol version", QT_TRANSLATE_NOOP("Tls", "the server offers no TLS version from 1.2 on")},
        {u"unsupported protocol", QT_TRANSLATE_NOOP("Tls", "the server offers no TLS version from 1.2 on")},
        {u"unrecognized name", QT_TRANSLATE_NOOP("Tls", "the server does not know this name")},
        {u"handshake failure",
         QT_TRANSLATE_NOOP("Tls", "the server refused the handshake (no common cipher, or it "
                                  "asks for a client certificate)")},
        {u"does not certify", QT_TRANSLATE_NOOP("Tls", "the client key does not fit the client certificate")},
        {u"values mismatch", QT_TRANSLATE_NOOP("Tls", "the client key does not fit the client certificate")},
    };
    for (const Cause &cause : causes)
        if (qtText.contains(cause.mark, Qt::CaseInsensitive))
            return {ErrorCode::TlsFailed, host, Tls::tr(cause.detail)};
    return {ErrorCode::TlsFailed, host, Tls::tr("the handshake failed")};
}

TlsFacts tlsFacts(const QSslConfiguration &configuration)
{
    TlsFacts facts;
    const QSsl::SslProtocol protocol = configuration.sessionProtocol();
    facts.protocol = protocol == QSsl::TlsV1_3 ? "TLSv1.3" : protocol == QSsl::TlsV1_2 ? "TLSv1.2" : "";
    facts.cipher = configuration.sessionCipher().name().toLatin1();
    const QList<QSslCertificate> chain = configuration.peerCertificateChain();
    for (const QSslCertificate &certificate : chain)
        facts.chain.push_back(certificate.toDer());
    return facts;
}

} // namespace claimcheck::http
