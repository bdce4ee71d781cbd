#include "aes.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

namespace claimcheck::jose::aes {

namespace {

using CipherContextPtr = std::unique_ptr<EVP_CIPHER_CTX, OpensslDeleter<EVP_CIPHER_CTX_free>>;

enum class Direction { Decrypt = 0, Encrypt = 1 };

/// EVP counts in int: what is longer goes in pieces.
constexpr qsizetype piece = 256 * 1024 * 1024;

Error failed()
{
    return {ErrorCode::DecryptionFailed};
}

CipherContextPtr begin(const EVP_CIPHER *cipher, QByteArrayView key, QByteArrayView iv, Direction direction)
{
    CipherContextPtr context(EVP_CIPHER_CTX_new());
    if (!context || !cipher || key.size() != EVP_CIPHER_get_key_length(cipher))
        return nullptr;
    EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    if (EVP_CipherInit_ex2(context.get(), cipher, octets(key), iv.isEmpty() ? nullptr : octets(iv),
                           static_cast<int>(direction), nullptr) != 1)
        return nullptr;
    return context;
}

enum class Fed { Yes, No };

/// Feeds all of `input`; what comes out is written to `out`, which moves on. nullptr for additional data.
Fed feed(EVP_CIPHER_CTX *context, QByteArrayView input, unsigned char **out)
{
    while (!input.isEmpty()) {
        const qsizetype size = std::min(input.size(), piece);
        int written = 0;
        if (EVP_CipherUpdate(context, out ? *out : nullptr, &written, octets(input),
                             static_cast<int>(size)) != 1)
            return Fed::No;
        if (out)
            *out += written;
        input = input.sliced(size);
    }
    return Fed::Yes;
}

/// One block cipher pass over everything, with room for a block of padding.
Result<QByteArray> runCbc(const char *cipher, QByteArrayView key, QByteArrayView iv, QByteArrayView input,
                          Direction direction)
{
    const CipherContextPtr context = begin(fetchCipher(cipher), key, iv, direction);
    QByteArray output(input.size() + 16, Qt::Uninitialized);
    unsigned char *out = octets(output);
    int last = 0;
    if (!context || feed(context.get(), input, &out) == Fed::No ||
        EVP_CipherFinal_ex(context.get(), out, &last) != 1) {
        wipe(output);
        return direction == Direction::Decrypt ? failed() : cryptoError("AES-CBC");
    }
    out += last;
    output.truncate(reinterpret_cast<char *>(out) - output.constData());
    return output;
}

const char *wrapCipher(QByteArrayView key)
{
    switch (key.size()) {
    case 16:
        return "AES-128-WRAP";
    case 24:
        return "AES-192-WRAP";
    default:
        return "AES-256-WRAP";
    }
}

} // namespace

const EVP_CIPHER *fetchCipher(QByteArrayView name)
{
    struct Row {
        const char *name;
        const EVP_CIPHER *cipher;
    };
    const auto row = [](const char *cipher) {
        return Row{cipher, EVP_CIPHER_fetch(nullptr, cipher, nullptr)};
    };
    // Fetching costs more than encrypting a token; these few live as long as the program.
    static const std::array rows{row("AES-128-CBC"),  row("AES-192-CBC"),  row("AES-256-CBC"),
                                 row("AES-128-GCM"),  row("AES-192-GCM"),  row("AES-256-GCM"),
                                 row("AES-128-WRAP"), row("AES-192-WRAP"), row("AES-256-WRAP")};
    const auto found =
        std::find_if(rows.begin(), rows.end(), [name](const Row &known) { return name == known.name; });
    return found == rows.end() ? nullptr : found->cipher;
}

Result<Sealed> sealGcm(const char *cipher, QByteArrayView key, QByteArrayView iv,
                       QByteArrayView additionalData, QByteArrayView plaintext)
{
    const CipherContextPtr context = begin(fetchCipher(cipher), key, iv, Direction::Encrypt);
    Sealed sealed{QByteArray(plaintext.size(), Qt::Uninitialized), QByteArray(gcmTagSize, '\0')};
    unsigned char *out = octets(sealed.ciphertext);
    unsigned char rest[16];
    int last = 0;
    if (iv.size() != gcmIvSize || !context || feed(context.get(), additionalData, nullptr) == Fed::No ||
        feed(context.get(), plaintext, &out) == Fed::No ||
        EVP_CipherFinal_ex(context.get(), rest, &last) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, int(gcmTagSize), octets(sealed.tag)) != 1)
        return cryptoError("AES-GCM");
    return sealed;
}

Result<QByteArray> openGcm(const char *cipher, QByteArrayView key, QByteArrayView iv,
                           QByteArrayView additionalData, QByteArrayView ciphertext, QByteArrayView tag)
{
    // OpenSSL takes IVs of any length, and compares as few octets of the tag as it is given.
    if (iv.size() != gcmIvSize || tag.size() != gcmTagSize)
        return failed();
    const CipherContextPtr context = begin(fetchCipher(cipher), key, iv, Direction::Decrypt);
    QByteArray expected = tag.toByteArray();
    QByteArray plaintext(ciphertext.size(), Qt::Uninitialized);
    unsigned char *out = octets(plaintext);
    unsigned char rest[16];
    int last = 0;
    if (!context ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, int(gcmTagSize), octets(expected)) != 1 ||
        feed(context.get(), additionalData, nullptr) == Fed::No ||
        feed(context.get(), ciphertext, &out) == Fed::No ||
        EVP_CipherFinal_ex(context.get(), rest, &last) != 1) {
        wipe(plaintext);
        return failed();
    }
    return plaintext;
}

Result<QByteArray> encryptCbc(const char *cipher, QByteArrayView key, QByteArrayView iv,
                              QByteArrayView plaintext)
{
    return runCbc(cipher, key, iv, plaintext, Direction::Encrypt);
}

Result<QByteArray> decryptCbc(const char *cipher, QByteArrayView key, QByteArrayView iv,
                              QByteArrayView ciphertext)
{
    return runCbc(cipher, key, iv, ciphertext, Direction::Decrypt);
}

Result<QByteArray> wrap(QByteArrayView key, QByteArrayView secret)
{
    const CipherContextPtr context = begin(fetchCipher(wrapCipher(key)), key, {}, Direction::Encrypt);
    QByteArray wrapped(secret.size() + wrapOverhead, '\0');
    int size = 0;
    if (!context ||
        EVP_CipherUpdate(context.get(), octets(wrapped), &size, octets(secret),
                         static_cast<int>(secret.size())) != 1 ||
        size != wrapped.size())
        return cryptoError("AES key wrap");
    return wrapped;
}

Result<Secret> unwrap(QByteArrayView key, QByteArrayView wrapped, qsizetype expectedSize)
{
    // Before the call: it writes as much as comes in, and "unwraps" nothing at all with success.
    if (wrapped.size() != expectedSize + wrapOverhead)
        return failed();
    const CipherContextPtr context = begin(fetchCipher(wrapCipher(key)), key, {}, Direction::Decrypt);
    QByteArray buffer(wrapped.size(), '\0');
    int size = 0;
    const bool isGood = context &&
                        EVP_CipherUpdate(context.get(), octets(buffer), &size, octets(wrapped),
                                         static_cast<int>(wrapped.size())) == 1 &&
                        size == expectedSize;
    Secret secret;
    if (isGood)
        secret = Secret(QByteArrayView(buffer).first(expectedSize));
    wipe(buffer);
    if (!isGood)
        return failed();
    return secret;
}

} // namespace claimcheck::jose::aes
