#include "der.h"

#include <openssl/decoder.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::jose {

namespace {

using X509Ptr = std::unique_ptr<X509, OpensslDeleter<X509_free>>;
using Pkcs8Ptr = std::unique_ptr<PKCS8_PRIV_KEY_INFO, OpensslDeleter<PKCS8_PRIV_KEY_INFO_free>>;
using DecoderPtr = std::unique_ptr<OSSL_DECODER_CTX, OpensslDeleter<OSSL_DECODER_CTX_free>>;

/// One key of one type and structure; the decoder must use up all octets.
PkeyPtr decode(QByteArrayView der, const char *type, int selection)
{
    EVP_PKEY *handle = nullptr;
    const DecoderPtr decoder(
        OSSL_DECODER_CTX_new_for_pkey(&handle, "DER", "type-specific", type, selection, nullptr, nullptr));
    const unsigned char *at = octets(der);
    size_t left = static_cast<size_t>(der.size());
    const bool done = decoder && OSSL_DECODER_from_data(decoder.get(), &at, &left) == 1 && left == 0;
    PkeyPtr key(handle);
    return done ? std::move(key) : nullptr;
}

PkeyPtr certificateKey(QByteArrayView der)
{
    const auto certificate = decodeWhole<X509Ptr>(d2i_X509, der);
    return PkeyPtr(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
}

PkeyPtr pkcs8Key(QByteArrayView der)
{
    const auto info = decodeWhole<Pkcs8Ptr>(d2i_PKCS8_PRIV_KEY_INFO, der);
    return PkeyPtr(info ? EVP_PKCS82PKEY(info.get()) : nullptr);
}

using Holds = DerKind::Holds;

const DerKind kinds[] = {
    {"PUBLIC KEY", "SPKI", Holds::PublicKey,
     [](QByteArrayView der) { return decodeWhole<PkeyPtr>(d2i_PUBKEY, der); }},
    {"RSA PUBLIC KEY", "PKCS#1", Holds::PublicKey,
     [](QByteArrayView der) { return decode(der, "RSA", EVP_PKEY_PUBLIC_KEY); }},
    {"PRIVATE KEY", "PKCS#8", Holds::PrivateKey, pkcs8Key},
    {"RSA PRIVATE KEY", "PKCS#1", Holds::PrivateKey,
     [](QByteArrayView der) { return decode(der, "RSA", EVP_PKEY_KEYPAIR); }},
    {"EC PRIVATE KEY", "SEC1", Holds::PrivateKey,
     [](QByteArrayView der) { return decode(der, "EC", EVP_PKEY_KEYPAIR); }},
    {"CERTIFICATE", "X.509", Holds::Certificate, certificateKey},
    {"X509 CERTIFICATE", "X.509", Holds::Certificate, certificateKey},
};

template <class T, auto d2i, auto release>
bool isWhole(QByteArrayView der)
{
    return decodeWhole<std::unique_ptr<T, OpensslDeleter<release>>>(d2i, der) != nullptr;
}

struct OtherKind {
    const char *name;
    bool (*fits)(QByteArrayView der);
};

constexpr OtherKind others[] = {
    {QT_TRANSLATE_NOOP("Key", "an encrypted private key (PKCS#8)"),
     isWhole<X509_SIG, d2i_X509_SIG, X509_SIG_free>},
    {QT_TRANSLATE_NOOP("Key", "a certificate request (CSR)"), isWhole<X509_REQ, d2i_X509_REQ, X509_REQ_free>},
    {QT_TRANSLATE_NOOP("Key", "a certificate revocation list (CRL)"),
     isWhole<X509_CRL, d2i_X509_CRL, X509_CRL_free>},
    {QT_TRANSLATE_NOOP("Key", "a PKCS#12 file (.p12 or .pfx)"), isWhole<PKCS12, d2i_PKCS12, PKCS12_free>},
    {QT_TRANSLATE_NOOP("Key", "a PKCS#7 file (.p7b)"), isWhole<PKCS7, d2i_PKCS7, PKCS7_free>},
};

} // namespace

const DerKind *findDerKind(QByteArrayView label)
{
    const auto *const found = std::find_if(std::begin(kinds), std::end(kinds),
                                           [label](const DerKind &kind) { return label == kind.label; });
    return found == std::end(kinds) ? nullptr : found;
}

bool isDerSequence(QByteArrayView bytes)
{
    if (bytes.size() < 8 || bytes[0] != '\x30')
        return false;
    const auto first = static_cast<unsigned char>(bytes[1]);
    if (first < 0x80)
        return bytes.size() == 2 + first;
    const int count = first & 0x7f;
    if (count < 1 || count > 4)
        return false;
    qsizetype length = 0;
    for (int i = 0; i < count; ++i)
        length = length * 256 + static_cast<unsigned char>(bytes[2 + i]);
    return bytes.size() == 2 + count + length;
}

const DerKind *recogniseDer(QByteArrayView der)
{
    const ErrorQueueGuard guard;
    if (!isDerSequence(der) || der.size() > maxDerSize)
        return nullptr;
    const auto *const found = std::find_if(std::begin(kinds), std::end(kinds),
                                           [der](const DerKind &kind) { return kind.read(der) != nullptr; });
    return found == std::end(kinds) ? nullptr : found;
}

bool isPublicDer(QByteArrayView der)
{
    const DerKind *kind = recogniseDer(der);
    return kind && !kind->isPrivate();
}

std::optional<QString> recogniseOtherDer(QByteArrayView der)
{
    const ErrorQueueGuard guard;
    if (!isDerSequence(der))
        return std::nullopt;
    const auto *const found = std::find_if(std::begin(others), std::end(others),
                                           [der](const OtherKind &kind) { return kind.fits(der); });
    if (found == std::end(others))
        return std::nullopt;
    return QCoreApplication::translate("Key", found->name);
}

} // namespace claimcheck::jose
