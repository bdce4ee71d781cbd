#include "aes.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <climits>
#include <optional>

namespace claimcheck::jose::aes {

namespace {

using CipherContextPtr = std::unique_ptr<EVP_CIPHER_CTX, OpensslDeleter<EVP_CIPHER_CTX_free>>;

enum class Direction { Decrypt = 0, Encrypt = 1 };

/// EVP counts in int, and works in place only from call to call: what does not fit into one is refused. A
/// token's text has less than this.
constexpr qsizetype mostAtOnce = INT_MAX - 16;

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

/// All of `data` at once, in place; nothing on failure, else how many octets stand there now.
std::optional<int> update(EVP_CIPHER_CTX *context, QByteArray &data, qsizetype size)
{
    unsigned char *const at = octets(data);
    int written = 0;
    if (size > mostAtOnce || EVP_CipherUpdate(context, at, &written, at, static_cast<int>(size)) != 1)
        return std::nullopt;
    return written;
}

enum class Authenticated { Yes, No };

Authenticated authenticate(EVP_CIPHER_CTX *context, QByteArrayView additionalData)
{
    int written = 0;
    const bool isGood =
        additionalData.isEmpty() || (additionalData.size() <= mostAtOnce &&
                                     EVP_CipherUpdate(context, nullptr, &written, octets(additionalData),
                                                      static_cast<int>(additionalData.size())) == 1);
    return isGood ? Authenticated::Yes : Authenticated::No;
}

Result<QByteArray> runCbc(const char *cipher, QByteArrayView key, QByteArrayView iv, QByteArray data,
                          Direction direction)
{
    const CipherContextPtr context = begin(fetchCipher(cipher), key, iv, direction);
    const qsizetype size = data.size();
    if (direction == Direction::Encrypt)
        data.resize(size + 16); // a block of padding
    int last = 0;
    const std::optional<int> written = context ? update(context.get(), data, size) : std::nullopt;
    if (!written || EVP_CipherFinal_ex(context.get(), octets(data) + *written, &last) != 1) {
        data.detach();
        wipe(data);
        return direction == Direction::Decrypt ? failed() : cryptoError("AES-CBC");
    }
    data.truncate(*written + last);
    return data;
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
                       QByteArrayView additionalData, QByteArray plaintext)
{
    const CipherContextPtr context = begin(fetchCipher(cipher), key, iv, Direction::Encrypt);
    Sealed sealed{std::move(plaintext), QByteArray(gcmTagSize, '\0')};
    unsigned char rest[16];
    int last = 0;
    if (iv.size() != gcmIvSize || !context ||
        authenticate(context.get(), additionalData) == Authenticated::No ||
        !update(context.get(), sealed.ciphertext, sealed.ciphertext.size()) ||
        EVP_CipherFinal_ex(context.get(), rest, &last) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, int(gcmTagSize), octets(sealed.tag)) != 1)
        return cryptoError("AES-GCM");
    return sealed;
}

Result<QByteArray> openGcm(const char *cipher, QByteArrayView key, QByteArrayView iv,
                           QByteArrayView additionalData, QByteArray ciphertext, QByteArrayView tag)
{
    // OpenSSL takes IVs of any length, and compares as few octets of the tag as it is given.
    if (iv.size() != gcmIvSize || tag.size() != gcmTagSize)
        return failed();
    const CipherContextPtr context = begin(fetchCipher(cipher), key, iv, Direction::Decrypt);
    QByteArray expected = tag.toByteArray();
    QByteArray data = std::move(ciphertext);
    unsigned char rest[16];
    int last = 0;
    if (!context ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, int(gcmTagSize), octets(expected)) != 1 ||
        authenticate(context.get(), additionalData) == Authenticated::No ||
        !update(context.get(), data, data.size()) || EVP_CipherFinal_ex(context.get(), rest, &last) != 1) {
        data.detach();
        wipe(data);
        return failed();
    }
    return data;
}

Result<QByteArray> encryptCbc(const char *cipher, QByteArrayView key, QByteArrayView iv, QByteArray plaintext)
{
    return runCbc(cipher, key, iv, std::move(plaintext), Direction::Encrypt);
}

Result<QByteArray> decryptCbc(const char *cipher, QByteArrayView key, QByteArrayView iv,
                              QByteArray ciphertext)
{
    return runCbc(cipher, key, iv, std::move(ciphertext), Direction::Decrypt);
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
