#include "base/random.h"
#include "bench_clock.h"
#include "jose/content_encryption.h"
#include "jose/decryption.h"
#include "jose/encryption.h"
#include "jose/key_export.h"

#include <openssl/evp.h>

#include <memory>

/// A JWE with 100 MB of A256GCM: the content stage and the whole token against what `openssl speed -evp
/// aes-256-gcm` does (a buffer of 16 KiB over and over), all in turns, and of each the best round.
namespace {

using namespace claimcheck;
using namespace claimcheck::jose;

constexpr qsizetype size = 100'000'000;
constexpr int rounds = 15;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

/// The best time of a stage so far.
struct Best {
    const char *name;
    double seconds = std::numeric_limits<double>::max();

    template <class Work>
    void time(Work work)
    {
        const double start = bench::processorSeconds();
        work();
        seconds = std::min(seconds, bench::processorSeconds() - start);
    }

    void print(const Best &raw) const
    {
        std::printf("%-24s %7.1f ms, %7.1f MB/s, %5.1f %% of %s\n", name, seconds * 1e3,
                    bench::megabytesPerSecond(size, seconds), 100 * raw.seconds / seconds, raw.name);
    }
};

enum class Direction { Decrypt = 0, Encrypt = 1 };

/// What `openssl speed` does, for as many octets as the token has.
void runRaw(Direction direction, QByteArray &buffer)
{
    static const unsigned char key[32] = {1};
    static const unsigned char iv[12] = {2};
    const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key, iv, static_cast<int>(direction));
    auto *const at = reinterpret_cast<unsigned char *>(buffer.data());
    for (qsizetype done = 0; done < size; done += buffer.size()) {
        int written = 0;
        EVP_CipherUpdate(context.get(), at, &written, at, static_cast<int>(buffer.size()));
    }
    bench::keep(buffer);
}

} // namespace

int main()
{
    bench::warnIfUnoptimized();
    const ContentEncryption &encryption = *findContentEncryption("A256GCM");
    const KeyManagementAlgorithm &direct = *findKeyManagement("dir");
    const Key key = *generateKey(KeyType::Oct, {}, 256);
    const KeySet set{{key}, KeySource::Pinned, {}};
    const QByteArray plaintext = *randomBytes(size);
    const QByteArray iv = *randomBytes(encryption.ivSize);
    const auto token = encryptCompact({}, plaintext, {key, &direct, {}}, encryption);
    if (!token)
        return 1;

    Best rawSeal{"openssl speed, encrypt"}, rawOpen{"openssl speed, decrypt"};
    Best seal{"content stage, encrypt"}, open{"content stage, decrypt"};
    Best encrypting{"whole token, encrypt"}, parsing{"whole token, parse"},
        decrypting{"whole token, decrypt"};
    QByteArray small(16 * 1024, '\0');
    for (int round = 0; round < rounds; ++round) {
        rawSeal.time([&] { runRaw(Direction::Encrypt, small); });
        rawOpen.time([&] { runRaw(Direction::Decrypt, small); });
        // The content stage works in place: what it takes is made ready before the clock starts.
        QByteArray text(plaintext.constData(), plaintext.size());
        Result<aes::Sealed> sealed = Error{ErrorCode::CryptoFailed};
        seal.time([&] { sealed = sealContent(encryption, key.secret(), iv, "header", std::move(text)); });
        if (!sealed)
            return 1;
        Result<QByteArray> opened = Error{ErrorCode::CryptoFailed};
        open.time([&] {
            opened = openContent(encryption, key.secret(), iv, "header", std::move(sealed->ciphertext),
                                 sealed->tag);
        });
        if (!opened || *opened != plaintext)
            return 1;
        encrypting.time([&] { bench::keep(encryptCompact({}, plaintext, {key, &direct, {}}, encryption)); });
        parsing.time([&] { bench::keep(ParsedEncryption::parse(*token)); });
        decrypting.time([&] { bench::keep(decrypt(ParsedEncryption::parse(*token), set)); });
    }
    std::printf("A256GCM, 100 MB\n");
    for (const Best *best : {&rawSeal, &seal, &encrypting})
        best->print(rawSeal);
    for (const Best *best : {&rawOpen, &open, &parsing, &decrypting})
        best->print(rawOpen);
    return 0;
}
