#include "certificate_facts.h"

#include "evp.h"

#include <QCoreApplication>
#include <QFile>

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <ctime>

namespace claimcheck::jose {

namespace {

using X509Ptr = std::unique_ptr<X509, OpensslDeleter<X509_free>>;
using StorePtr = std::unique_ptr<X509_STORE, OpensslDeleter<X509_STORE_free>>;
using StoreContextPtr = std::unique_ptr<X509_STORE_CTX, OpensslDeleter<X509_STORE_CTX_free>>;
using GeneralNamesPtr = std::unique_ptr<GENERAL_NAMES, OpensslDeleter<GENERAL_NAMES_free>>;

struct FreeStack {
    void operator()(STACK_OF(X509) * stack) const { sk_X509_pop_free(stack, X509_free); }
};
using StackPtr = std::unique_ptr<STACK_OF(X509), FreeStack>;

constexpr int mostNames = 100;

X509Ptr decoded(QByteArrayView der)
{
    const unsigned char *at = octets(der);
    X509Ptr certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    return at == octets(der) + der.size() ? std::move(certificate) : nullptr;
}

QString nameText(const X509_NAME *name)
{
    const BioPtr out(BIO_new(BIO_s_mem()));
    // UTF-8 stays readable; control characters and the separators of RFC 2253 are escaped.
    constexpr unsigned long flags = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    if (!out || X509_NAME_print_ex(out.get(), name, 0, flags) < 0)
        return {};
    char *text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return QString::fromUtf8(text, size);
}

std::optional<TimePoint> timeOf(const ASN1_TIME *time)
{
    std::tm civil{};
    if (!time || ASN1_TIME_to_tm(time, &civil) != 1)
        return std::nullopt;
    using namespace std::chrono;
    const year_month_day date{year(civil.tm_year + 1900), month(static_cast<unsigned>(civil.tm_mon + 1)),
                              day(static_cast<unsigned>(civil.tm_mday))};
    return TimePoint(sys_days(date) + hours(civil.tm_hour) + minutes(civil.tm_min) + seconds(civil.tm_sec));
}

QString serialOf(const X509 *certificate)
{
    const BigNumberPtr number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
    return number ? QString::fromLatin1(numberBytes(number.get()).toHex().toUpper()) : QString();
}

std::vector<QString> alternativeNames(const X509 *certificate)
{
    std::vector<QString> list;
    const GeneralNamesPtr names(
        static_cast<GENERAL_NAMES *>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    const int count = names ? std::min(sk_GENERAL_NAME_num(names.get()), mostNames) : 0;
    for (int i = 0; i < count; ++i) {
        int type = 0;
        const void *value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type);
        if (type != GEN_DNS && type != GEN_URI)
            continue;
        const auto *text = static_cast<const ASN1_IA5STRING *>(value);
        list.push_back(QString::fromLatin1(reinterpret_cast<const char *>(ASN1_STRING_get0_data(text)),
                                           ASN1_STRING_length(text)));
    }
    return list;
}

QByteArray fingerprintOf(QByteArrayView der)
{
    QByteArray digest(32, '\0');
    unsigned int size = 0;
    if (EVP_Digest(der.data(), static_cast<size_t>(der.size()), octets(digest), &size, fetchDigest("SHA256"),
                   nullptr) != 1)
        return {};
    return digest;
}

Error unreadable(const char *detail)
{
    return {ErrorCode::CertificateUnreadable, {}, QCoreApplication::translate("Key", detail)};
}

} // namespace

Result<Certificate> readCertificate(QByteArrayView der)
{
    const ErrorQueueGuard guard;
    if (der.size() > maxCertificateSize)
        return unreadable(QT_TRANSLATE_NOOP("Key", "it is larger than is allowed"));
    const X509Ptr x509 = decoded(der);
    if (!x509)
        return unreadable(QT_TRANSLATE_NOOP("Key", "it is not a certificate in DER form"));
    const auto notBefore = timeOf(X509_get0_notBefore(x509.get()));
    const auto notAfter = timeOf(X509_get0_notAfter(x509.get()));
    if (!notBefore || !notAfter)
        return unreadable(QT_TRANSLATE_NOOP("Key", "its times cannot be read"));
    Certificate certificate;
    certificate.der = der.toByteArray();
    certificate.subject = nameText(X509_get_subject_name(x509.get()));
    certificate.issuer = nameText(X509_get_issuer_name(x509.get()));
    certificate.serialNumber = serialOf(x509.get());
    certificate.notBefore = *notBefore;
    certificate.notAfter = *notAfter;
    certificate.fingerprint = fingerprintOf(der);
    if (const EVP_PKEY *key = X509_get0_pubkey(x509.get())) {
        const char *type = EVP_PKEY_get0_type_name(key);
        certificate.keyType = type ? type : "";
        certificate.keyBits = EVP_PKEY_get_bits(key);
    }
    certificate.signatureAlgorithm = OBJ_nid2ln(X509_get_signature_nid(x509.get()));
    certificate.names = alternativeNames(x509.get());
    certificate.isAuthority = X509_check_ca(x509.get()) > 0;
    return certificate;
}

Result<std::vector<Certificate>> readX5c(const json::Value &value)
{
    const QString name = QStringLiteral("x5c");
    if (!value.isArray() || value.size() == 0)
        return Error{ErrorCode::JsonTypeMismatch, name};
    if (value.size() > static_cast<qsizetype>(maxChain))
        return unreadable(QT_TRANSLATE_NOOP("Key", "the chain is empty or longer than is allowed"));
    std::vector<Certificate> chain;
    for (const json::Value &element : value.elements()) {
        if (!element.isString())
            return Error{ErrorCode::JsonTypeMismatch, name};
        QByteArray text;
        if (element.raw().size() <= maxCertificateSize / 3 * 4)
            text = element.toUtf8();
        const auto der = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
        Result<Certificate> certificate = der && !text.isEmpty()
                                              ? readCertificate(*der)
                                              : unreadable(QT_TRANSLATE_NOOP("Key", "it is not base64"));
        if (!certificate) {
            Error error = certificate.error();
            error.subject = QStringLiteral("%1[%2]").arg(name).arg(chain.size());
            return error;
        }
        chain.push_back(std::move(certificate).value());
    }
    return chain;
}

Result<ChainAnswer> checkChain(const std::vector<Certificate> &chain, const QString &authorities,
                               TimePoint at)
{
    const ErrorQueueGuard guard;
    if (chain.empty() || chain.size() > maxChain)
        return Error{ErrorCode::CertificateUnreadable,
                     {},
                     QCoreApplication::translate("Key", "the chain is empty or longer than is allowed")};
    const StorePtr store(X509_STORE_new());
    if (!store || X509_STORE_load_file(store.get(), QFile::encodeName(authorities).constData()) != 1)
        return Error{ErrorCode::FileUnreadable, authorities,
                     QCoreApplication::translate("Key", "it holds no authorities")};
    const StackPtr others(sk_X509_new_null());
    for (size_t i = 1; others && i < chain.size(); ++i) {
        X509Ptr one = decoded(chain[i].der);
        if (one && sk_X509_push(others.get(), one.get()) > 0)
            static_cast<void>(one.release());
    }
    const X509Ptr signer = decoded(chain.front().der);
    const StoreContextPtr context(X509_STORE_CTX_new());
    if (!others || !signer || !context ||
        X509_STORE_CTX_init(context.get(), store.get(), signer.get(), others.get()) != 1)
        return cryptoError("certificate chain");
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
    X509_STORE_CTX_set_time(context.get(), 0, static_cast<std::time_t>(seconds));
    ChainAnswer answer;
    answer.trusted = X509_verify_cert(context.get()) == 1;
    if (!answer.trusted) {
        answer.reason =
            QString::fromLatin1(X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())));
    } else if (const STACK_OF(X509) *path = X509_STORE_CTX_get0_chain(context.get())) {
        answer.anchor = nameText(X509_get_subject_name(sk_X509_value(path, sk_X509_num(path) - 1)));
    }
    return answer;
}

QString systemAuthorities()
{
    for (const char *place : {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                              "/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem"}) {
        const QString path = QString::fromLatin1(place);
        if (QFile::exists(path))
            return path;
    }
    return {};
}

} // namespace claimcheck::jose
