#include "test_certificates.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <QtGlobal>

#include <memory>

namespace claimcheck::test {

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

void must(bool done)
{
    if (!done)
        qFatal("OpenSSL could not make a test certificate");
}

QByteArray contents(const Bio &bio)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, size};
}

Bio reader(const QByteArray &text)
{
    return {BIO_new_mem_buf(text.constData(), int(text.size())), BIO_free};
}

void addExtension(X509 *certificate, X509 *issuer, int nid, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.constData());
    must(extension && X509_add_ext(certificate, extension, -1));
    X509_EXTENSION_free(extension);
}

enum class Kind { Authority, Leaf };

TestCertificate make(const CertificateRequest &request, Kind kind, const TestCertificate *authority)
{
    const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const Certificate certificate(X509_new(), X509_free);
    must(key && certificate);
    X509 *x = certificate.get();
    static long serial = 1;
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), serial++);
    X509_gmtime_adj(X509_getm_notBefore(x), request.notBefore);
    X509_gmtime_adj(X509_getm_notAfter(x), request.notAfter);
    X509_set_pubkey(x, key.get());
    must(X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char *>(request.commonName.constData()),
                                    -1, -1, 0));
    Certificate issuer(nullptr, X509_free);
    Key issuerKey(nullptr, EVP_PKEY_free);
    if (authority) {
        issuer.reset(PEM_read_bio_X509(reader(authority->certificate).get(), nullptr, nullptr, nullptr));
        issuerKey.reset(PEM_read_bio_PrivateKey(reader(authority->key).get(), nullptr, nullptr, nullptr));
        must(issuer && issuerKey);
    }
    X509 *signer = issuer ? issuer.get() : x;
    X509_set_issuer_name(x, X509_get_subject_name(signer));
    if (kind == Kind::Authority) {
        addExtension(x, signer, NID_basic_constraints, "critical,CA:TRUE");
        addExtension(x, signer, NID_key_usage, "critical,keyCertSign,cRLSign");
    } else {
        addExtension(x, signer, NID_basic_constraints, "critical,CA:FALSE");
        if (!request.names.isEmpty())
            addExtension(x, signer, NID_subject_alt_name, request.names.join(','));
    }
    must(X509_sign(x, issuerKey ? issuerKey.get() : key.get(), EVP_sha256()) > 0);

    const Bio certificateOut(BIO_new(BIO_s_mem()), BIO_free);
    const Bio keyOut(BIO_new(BIO_s_mem()), BIO_free);
    must(PEM_write_bio_X509(certificateOut.get(), x));
    must(PEM_write_bio_PrivateKey(keyOut.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr));
    return {contents(certificateOut), contents(keyOut)};
}

} // namespace

TestCertificate makeAuthority(const QByteArray &commonName)
{
    return make({.commonName = commonName, .names = {}}, Kind::Authority, nullptr);
}

TestCertificate makeCertificate(const TestCertificate &authority, const CertificateRequest &request)
{
    return make(request, Kind::Leaf, &authority);
}

TestCertificate makeSelfSigned(const CertificateRequest &request)
{
    return make(request, Kind::Leaf, nullptr);
}

} // namespace claimcheck::test
