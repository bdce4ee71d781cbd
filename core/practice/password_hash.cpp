#include "password_hash.h"

#include "base/random.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype saltSize = 16;
constexpr qsizetype hashSize = 32;
constexpr uint64_t memoryLimit = 64ull << 20; // OpenSSL refuses what would need more

Result<QByteArray> derive(const Secret &password, const PasswordHash &parameters)
{
    QByteArray out(hashSize, '\0');
    const QByteArrayView bytes = password.reveal();
    // A null pointer means "only check the parameters" to OpenSSL, so that an empty password needs a real
    // one.
    const char *text = bytes.isEmpty() ? "" : bytes.data();
    const int done = EVP_PBE_scrypt(
        text, static_cast<size_t>(bytes.size()),
        reinterpret_cast<const unsigned char *>(parameters.salt.constData()),
        static_cast<size_t>(parameters.salt.size()), static_cast<uint64_t>(parameters.cost),
        static_cast<uint64_t>(parameters.blockSize), static_cast<uint64_t>(parameters.parallelism),
        memoryLimit, reinterpret_cast<unsigned char *>(out.data()), static_cast<size_t>(out.size()));
    if (done != 1)
        return Error{ErrorCode::CryptoFailed, u"scrypt"_s, u"scrypt"_s};
    return out;
}

} // namespace

Result<PasswordHash> hashPassword(const Secret &password)
{
    auto salt = randomBytes(saltSize);
    if (!salt)
        return salt.error();
    PasswordHash result;
    result.salt = *std::move(salt);
    auto hash = derive(password, result);
    if (!hash)
        return hash.error();
    result.hash = *std::move(hash);
    return result;
}

Result<PasswordMatch> matchPassword(const Secret &password, const PasswordHash &stored)
{
    const auto hash = derive(password, stored);
    if (!hash)
        return hash.error();
    const bool same =
        hash->size() == stored.hash.size() &&
        CRYPTO_memcmp(hash->constData(), stored.hash.constData(), static_cast<size_t>(hash->size())) == 0;
    return same ? PasswordMatch::Match : PasswordMatch::Mismatch;
}

} // namespace claimcheck::practice
