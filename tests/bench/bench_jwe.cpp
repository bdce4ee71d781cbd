#include "base/random.h"
#include "bench_clock.h"
#include "jose/content_encryption.h"
#include "jose/decryption.h"
#include "jose/encryption.h"
#include "jose/key_export.h"

#include <openssl/evp.h>

#include <memory>

/// A JWE with 100 MB of A256GCM: the content stage and the whole token against what `openssl speed -evp
/// aes-256-gcm` does, the same buffer of 16 KiB over and over, in this process and right before and after.
namespace {

using namespace claimcheck;
using namespace claimcheck::jose;

constexpr qsizetype megabytes100 = 100'000'000;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

/// Bytes a second of raw EVP: pieces of `pieceSize` from `in` to `out`, of `size` in all.
double rawSpeed(int direction, qsizetype size, int pieceSize, const QByteArray &in, QByteArray &out)
{
    static const unsigned char key[32] = {1};
    static const unsigned char iv[12] = {2};
    const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    const double seconds = bench::secondsPerCall([&] {
        EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key, iv, direction);
        const bool inPlace = in.size() == pieceSize;
        for (qsizetype at = 0; at < size; at += pieceSize) {
            int written = 0;
            const qsizetype from = inPlace ? 0 : at;
            EVP_CipherUpdate(context.get(), reinterpret_cast<unsigned char *>(out.data()) + from, &written,
                             reinterpret_cast<const unsigned char *>(in.constData()) + from, pieceSize);
        }
        bench::keep(out);
    });
    return static_cast<double>(size) / seconds;
}

template <class Work>
double secondsOf(Work work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void report(const char *what, double seconds, double raw)
{
    const double speed = static_cast<double>(megabytes100) / seconds;
    std::printf("%-34s %7.1f ms, %7.1f MB/s, %5.1f %% of openssl speed\n", what, seconds * 1e3, speed / 1e6,
                100 * speed / raw);
}

} // namespace

int main()
{
    bench::warnIfUnoptimized();
    const ContentEncryption &encryption = *findContentEncryption("A256GCM");
    const KeyManagementAlgorithm &direct = *findKeyManagement("dir");
    const Key key = *generateKey(KeyType::Oct, {}, 256);
    const QByteArray plaintext = *randomBytes(megabytes100);
    const QByteArray iv = *randomBytes(encryption.ivSize);

    QByteArray small(16 * 1024, '\0');
    QByteArray smallOut = small;
    const double rawSeal = rawSpeed(1, megabytes100, int(small.size()), small, smallOut);
    const double rawOpen = rawSpeed(0, megabytes100, int(small.size()), small, smallOut);
    std::printf("openssl speed, 16 KiB: encrypt %.1f MB/s, decrypt %.1f MB/s\n", rawSeal / 1e6,
                rawOpen / 1e6);
    QByteArray large(megabytes100, '\0');
    std::printf("raw EVP over 100 MB:   encrypt %.1f MB/s, decrypt %.1f MB/s\n",
                rawSpeed(1, megabytes100, megabytes100, plaintext, large) / 1e6,
                rawSpeed(0, megabytes100, megabytes100, plaintext, large) / 1e6);
    large = {};

    // The content stage works in place: what it takes is made ready before the clock starts.
    double seal = std::numeric_limits<double>::max();
    double open = seal;
    for (int round = 0; round < 9; ++round) {
        QByteArray text(plaintext.constData(), plaintext.size());
        Result<aes::Sealed> sealed = Error{ErrorCode::CryptoFailed};
        seal = std::min(seal, secondsOf([&] {
                            sealed = sealContent(encryption, key.secret(), iv, "header", std::move(text));
                        }));
        if (!sealed)
            return 1;
        Result<QByteArray> opened = Error{ErrorCode::CryptoFailed};
        open = std::min(open, secondsOf([&] {
                            opened = openContent(encryption, key.secret(), iv, "header",
                                                 std::move(sealed->ciphertext), sealed->tag);
                        }));
        if (!opened || *opened != plaintext)
            return 1;
    }
    report("content stage, encrypt", seal, rawSeal);
    report("content stage, decrypt", open, rawOpen);

    const KeySet set{{key}, KeySource::Pinned, {}};
    const auto token = encryptCompact({}, plaintext, {key, &direct, {}}, encryption);
    if (!token || !decrypt(ParsedEncryption::parse(*token), set))
        return 1;
    report("whole token, encrypt", bench::secondsPerCall([&] {
               bench::keep(encryptCompact({}, plaintext, {key, &direct, {}}, encryption));
           }),
           rawSeal);
    report("whole token, parse", bench::secondsPerCall([&] { bench::keep(ParsedEncryption::parse(*token)); }),
           rawOpen);
    report("whole token, parse and decrypt",
           bench::secondsPerCall([&] { bench::keep(decrypt(ParsedEncryption::parse(*token), set)); }),
           rawOpen);
    return 0;
}
