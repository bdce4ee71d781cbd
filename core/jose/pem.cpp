#include "pem.h"

#include "key_factory.h"

#include <openssl/decoder.h>
#include <openssl/x509.h>

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::jose {

namespace {

/// A 16,384-bit private key takes under 10 kB, and no certificate of use is larger than this.
constexpr qsizetype maxDerSize = 64 * 1024;

constexpr QByteArrayView beginMark = "-----BEGIN ";
constexpr QByteArrayView endMark = "-----END ";
constexpr QByteArrayView dashes = "-----";

using X509Ptr = std::unique_ptr<X509, OpensslDeleter<X509_free>>;
using Pkcs8Ptr = std::unique_ptr<PKCS8_PRIV_KEY_INFO, OpensslDeleter<PKCS8_PRIV_KEY_INFO_free>>;
using DecoderPtr = std::unique_ptr<OSSL_DECODER_CTX, OpensslDeleter<OSSL_DECODER_CTX_free>>;

/// Line ends that were written out, as in JSON strings and environment variables.
QByteArray unescaped(QByteArrayView text)
{
    QByteArray plain = text.toByteArray();
    if (plain.contains('\\'))
        plain.replace("\\r", "").replace("\\n", "\n");
    return plain;
}

QByteArray withoutWhiteSpace(QByteArrayView text)
{
    QByteArray out;
    out.reserve(text.size());
    for (const char c : text) {
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != '\f' && c != '\v')
            out += c;
    }
    return out;
}

/// The old header lines end with an empty line (RFC 1421 section 4.4).
QByteArrayView withoutHeaders(QByteArrayView body)
{
    if (!body.contains(':'))
        return body;
    qsizetype lineBegin = 0;
    while (lineBegin < body.size()) {
        const qsizetype lineEnd = body.indexOf('\n', lineBegin);
        const QByteArrayView line = body.sliced(lineBegin, (lineEnd < 0 ? body.size() : lineEnd) - lineBegin);
        if (lineBegin > 0 && line.trimmed().isEmpty())
            return body.sliced(lineBegin);
        if (lineEnd < 0)
            break;
        lineBegin = lineEnd + 1;
    }
    return {};
}

/// `d2i` must read the bytes to their end.
template <class T, class D2i>
T *decodeWhole(D2i d2i, QByteArrayView der)
{
    const unsigned char *at = octets(der);
    T *object = d2i(nullptr, &at, static_cast<long>(der.size()));
    if (object && at != octets(der) + der.size()) {
        if constexpr (std::is_same_v<T, EVP_PKEY>)
            EVP_PKEY_free(object);
        else if constexpr (std::is_same_v<T, X509>)
            X509_free(object);
        else
            PKCS8_PRIV_KEY_INFO_free(object);
        return nullptr;
    }
    return object;
}

/// One key of one type and structure; the decoder must use up all bytes.
PkeyPtr decode(QByteArrayView der, const char *structure, const char *type, int selection)
{
    EVP_PKEY *handle = nullptr;
    const DecoderPtr decoder(
        OSSL_DECODER_CTX_new_for_pkey(&handle, "DER", structure, type, selection, nullptr, nullptr));
    const unsigned char *at = octets(der);
    size_t left = static_cast<size_t>(der.size());
    const bool done = decoder && OSSL_DECODER_from_data(decoder.get(), &at, &left) == 1 && left == 0;
    PkeyPtr key(handle);
    return done ? std::move(key) : nullptr;
}

PkeyPtr certificateKey(QByteArrayView der)
{
    const X509Ptr certificate(decodeWhole<X509>(d2i_X509, der));
    return PkeyPtr(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
}

PkeyPtr pkcs8Key(QByteArrayView der)
{
    const Pkcs8Ptr info(decodeWhole<PKCS8_PRIV_KEY_INFO>(d2i_PKCS8_PRIV_KEY_INFO, der));
    return PkeyPtr(info ? EVP_PKCS82PKEY(info.get()) : nullptr);
}

struct BlockKind {
    const char *label;
    bool isPrivate;
    PkeyPtr (*read)(QByteArrayView der);
};

const BlockKind kinds[] = {
    {"PUBLIC KEY", false, [](QByteArrayView der) { return PkeyPtr(decodeWhole<EVP_PKEY>(d2i_PUBKEY, der)); }},
    {"RSA PUBLIC KEY", false,
     [](QByteArrayView der) { return decode(der, "type-specific", "RSA", EVP_PKEY_PUBLIC_KEY); }},
    {"PRIVATE KEY", true, pkcs8Key},
    {"RSA PRIVATE KEY", true,
     [](QByteArrayView der) { return decode(der, "type-specific", "RSA", EVP_PKEY_KEYPAIR); }},
    {"EC PRIVATE KEY", true,
     [](QByteArrayView der) { return decode(der, "type-specific", "EC", EVP_PKEY_KEYPAIR); }},
    {"CERTIFICATE", false, certificateKey},
    {"X509 CERTIFICATE", false, certificateKey},
};

Result<Key> importBlock(const PemBlock &block, const BlockKind &kind)
{
    const ErrorQueueGuard guard;
    if (block.encrypted)
        return Error{ErrorCode::KeyEncrypted};
    if (block.der.size() > maxDerSize)
        return Error{ErrorCode::KeyTooLarge};
    if (block.der.isEmpty())
        return keyInvalid(QCoreApplication::translate("Key", "its PEM block is not base64"));
    PkeyPtr handle = kind.read(block.der);
    if (!handle)
        return keyInvalid(
            QCoreApplication::translate("Key", "its PEM block does not hold what its first line says"));
    return KeyFactory::asymmetric(std::move(handle), kind.isPrivate, {});
}

} // namespace

bool looksLikePem(QByteArrayView text)
{
    return text.contains(beginMark);
}

std::vector<PemBlock> readPem(QByteArrayView source)
{
    QByteArray text = unescaped(source);
    std::vector<PemBlock> blocks;
    qsizetype at = 0;
    while ((at = text.indexOf(beginMark, at)) >= 0) {
        const qsizetype labelBegin = at + beginMark.size();
        const qsizetype labelEnd = text.indexOf(dashes, labelBegin);
        if (labelEnd < 0)
            break;
        const qsizetype bodyBegin = labelEnd + dashes.size();
        const qsizetype bodyEnd = text.indexOf(endMark, bodyBegin);
        if (bodyEnd < 0)
            break;
        PemBlock block;
        block.label = text.mid(labelBegin, labelEnd - labelBegin).simplified();
        const QByteArrayView body = QByteArrayView(text).sliced(bodyBegin, bodyEnd - bodyBegin);
        block.encrypted = body.contains("ENCRYPTED") || block.label == "ENCRYPTED PRIVATE KEY";
        QByteArray base64 = withoutWhiteSpace(withoutHeaders(body));
        if (const auto decoded =
                QByteArray::fromBase64Encoding(base64, QByteArray::AbortOnBase64DecodingErrors))
            block.der = *decoded;
        wipe(base64);
        blocks.push_back(std::move(block));
        at = bodyEnd + endMark.size();
    }
    wipe(text);
    return blocks;
}

Result<KeySet> importPem(QByteArrayView text, const QString &subject, const Secret *password)
{
    Q_UNUSED(password)
    KeySet set;
    bool hasCertificate = false;
    std::vector<PemBlock> blocks = readPem(text);
    for (const PemBlock &block : blocks) {
        if (block.label == "ENCRYPTED PRIVATE KEY") {
            set.rejected.push_back({ErrorCode::KeyEncrypted, subject});
            continue;
        }
        const auto kind = std::find_if(std::begin(kinds), std::end(kinds),
                                       [&block](const BlockKind &row) { return block.label == row.label; });
        if (kind == std::end(kinds))
            continue;
        if (kind->read == certificateKey && std::exchange(hasCertificate, true))
            continue;
        Result<Key> key = importBlock(block, *kind);
        if (key) {
            set.keys.push_back(std::move(key).value());
        } else {
            Error error = key.error();
            error.subject = subject;
            set.rejected.push_back(std::move(error));
        }
    }
    for (PemBlock &block : blocks)
        wipe(block.der);
    if (!set.keys.empty())
        return set;
    return set.rejected.empty() ? Error{ErrorCode::KeyFormatUnknown, subject} : set.rejected.front();
}

bool isPublicDer(QByteArrayView der)
{
    const ErrorQueueGuard guard;
    if (der.size() < 32 || der.size() > maxDerSize || der[0] != '\x30')
        return false;
    return std::any_of(std::begin(kinds), std::end(kinds),
                       [der](const BlockKind &kind) { return !kind.isPrivate && kind.read(der) != nullptr; });
}

} // namespace claimcheck::jose
