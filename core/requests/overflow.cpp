#include "overflow.h"

#include "base/random.h"

#include <openssl/evp.h>

#include <QDir>

#include <algorithm>

namespace claimcheck::requests {

namespace {

constexpr int keySize = 32;
constexpr int ivSize = 12;
constexpr int tagSize = 16;

struct FreeContext {
    void operator()(EVP_CIPHER_CTX *context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

/// The block's number: with a key that serves one file, whose blocks are written once, no pair of key and IV
/// comes twice (NIST SP 800-38D section 8.2.1).
void writeIv(unsigned char (&iv)[ivSize], qint64 index)
{
    std::fill(std::begin(iv), std::end(iv), static_cast<unsigned char>(0));
    for (int i = 0; i < 8; ++i)
        iv[ivSize - 1 - i] = static_cast<unsigned char>(static_cast<quint64>(index) >> (8 * i));
}

const unsigned char *bytesOf(QByteArrayView view)
{
    return reinterpret_cast<const unsigned char *>(view.data());
}

Error cryptoError()
{
    return {ErrorCode::CryptoFailed, QStringLiteral("The temporary file"), QStringLiteral("AES-256-GCM")};
}

/// Ciphertext and tag.
Result<QByteArray> sealed(QByteArrayView plain, const Secret &key, qint64 index)
{
    unsigned char iv[ivSize];
    writeIv(iv, index);
    QByteArray out(plain.size() + tagSize, Qt::Uninitialized);
    auto *to = reinterpret_cast<unsigned char *>(out.data());
    int length = 0, last = 0;
    const Context context(EVP_CIPHER_CTX_new());
    const bool done =
        context &&
        EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytesOf(key.reveal()), iv) == 1 &&
        EVP_EncryptUpdate(context.get(), to, &length, bytesOf(plain), static_cast<int>(plain.size())) == 1 &&
        EVP_EncryptFinal_ex(context.get(), to + length, &last) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tagSize, to + plain.size()) == 1;
    return done ? Result<QByteArray>(out) : Result<QByteArray>(cryptoError());
}

Result<QByteArray> opened(QByteArray sealedBlock, const Secret &key, qint64 index)
{
    unsigned char iv[ivSize];
    writeIv(iv, index);
    const qsizetype size = sealedBlock.size() - tagSize;
    QByteArray out(size, Qt::Uninitialized);
    auto *to = reinterpret_cast<unsigned char *>(out.data());
    int length = 0, last = 0;
    const Context context(EVP_CIPHER_CTX_new());
    const bool done =
        context &&
        EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytesOf(key.reveal()), iv) == 1 &&
        EVP_DecryptUpdate(context.get(), to, &length, bytesOf(sealedBlock), static_cast<int>(size)) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tagSize, sealedBlock.data() + size) == 1 &&
        EVP_DecryptFinal_ex(context.get(), to + length, &last) == 1;
    return done ? Result<QByteArray>(out) : Result<QByteArray>(cryptoError());
}

} // namespace

Overflow::Overflow(qint64 inMemory)
    : m_maxMemoryBlocks((std::max<qint64>(inMemory, 0) + blockSize - 1) / blockSize)
{
}

Overflow::~Overflow() = default;

qint64 Overflow::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_blocks * blockSize + m_tail.size();
}

bool Overflow::isOnDisk() const
{
    const std::lock_guard lock(m_mutex);
    return m_file != nullptr;
}

Result<Done> Overflow::append(QByteArrayView bytes)
{
    const std::lock_guard lock(m_mutex);
    if (m_failure)
        return *m_failure;
    while (!bytes.isEmpty()) {
        const qint64 count = std::min(bytes.size(), blockSize - m_tail.size());
        m_tail += bytes.first(count);
        bytes = bytes.sliced(count);
        if (m_tail.size() < blockSize)
            break;
        if (const auto written = writeBlock(m_tail); !written) {
            m_failure = written.error();
            return *m_failure;
        }
        m_tail.clear();
    }
    return Done{};
}

Result<Done> Overflow::writeBlock(QByteArrayView block)
{
    if (m_blocks < m_maxMemoryBlocks) {
        m_memory.push_back(block.toByteArray());
        m_memoryBlocks = ++m_blocks;
        return Done{};
    }
    const auto unwritable = [this] {
        return Error{ErrorCode::FileUnwritable, QDir::tempPath(), m_file->errorString()};
    };
    if (!m_file) {
        auto key = randomBytes(keySize);
        if (!key)
            return key.error();
        m_key = Secret(*key);
        wipe(*key);
        // fileName() is never asked for: on Linux the file then never gets a name.
        m_file = std::make_unique<QTemporaryFile>();
        if (!m_file->open())
            return unwritable();
    }
    const auto text = sealed(block, m_key, m_blocks);
    if (!text)
        return text.error();
    if (!m_file->seek(diskBlocks() * (blockSize + tagSize)) || m_file->write(*text) != text->size() ||
        !m_file->flush())
        return unwritable();
    ++m_blocks;
    return Done{};
}

Result<QByteArray> Overflow::readBlock(qint64 index) const
{
    constexpr qint64 stride = blockSize + tagSize;
    QByteArray text;
    {
        const std::lock_guard lock(m_mutex);
        if (index == m_blocks)
            return m_tail;
        if (index < m_memoryBlocks)
            return m_memory[static_cast<size_t>(index)];
        if (index == m_cachedIndex)
            return m_cached;
        if (!m_file->seek((index - m_memoryBlocks) * stride))
            return Error{ErrorCode::FileUnreadable, QDir::tempPath(), m_file->errorString()};
        text = m_file->read(stride);
        if (text.size() != stride)
            return Error{ErrorCode::FileUnreadable, QDir::tempPath(), m_file->errorString()};
    }
    // A view must not wait for a worker that deciphers: the key stays as it is once there is a file.
    auto block = opened(text, m_key, index);
    if (!block)
        return block.error();
    const std::lock_guard lock(m_mutex);
    m_cachedIndex = index;
    m_cached = *block;
    return block;
}

Result<QByteArray> Overflow::read(qint64 offset, qint64 length) const
{
    // Block by block, so that others come in between. What is there does not change: a last block that was
    // not full only grows.
    const qint64 size = this->size();
    const qint64 begin = std::clamp<qint64>(offset, 0, size);
    const qint64 end = begin + std::clamp<qint64>(length, 0, size - begin);
    QByteArray out;
    out.reserve(end - begin);
    for (qint64 at = begin; at < end;) {
        const auto block = readBlock(at / blockSize);
        if (!block)
            return block.error();
        const qint64 inBlock = at % blockSize;
        const qint64 count = std::min(end - at, block->size() - inBlock);
        out += QByteArrayView(*block).sliced(inBlock, count);
        at += count;
    }
    return out;
}

Result<std::optional<qint64>> Overflow::find(QByteArrayView needle, qint64 from,
                                             const std::function<bool(qint64)> &progress) const
{
    const qint64 end = size();
    if (needle.isEmpty())
        return std::optional<qint64>();
    // A window reaches over its end by what a needle across two blocks needs.
    for (qint64 at = std::max<qint64>(from, 0); at < end; at += blockSize) {
        if (progress && !progress(at))
            return Error{ErrorCode::Cancelled};
        const auto window = read(at, blockSize + needle.size() - 1);
        if (!window)
            return window.error();
        if (const qsizetype found = QByteArrayView(*window).indexOf(needle); found >= 0)
            return std::optional<qint64>(at + found);
    }
    return std::optional<qint64>();
}

Result<std::optional<qint64>> Overflow::findBackwards(QByteArrayView needle, qint64 before,
                                                      const std::function<bool(qint64)> &progress) const
{
    qint64 end = std::min(before, size());
    if (needle.isEmpty())
        return std::optional<qint64>();
    while (end > 0) {
        if (progress && !progress(end))
            return Error{ErrorCode::Cancelled};
        const qint64 begin = std::max<qint64>(0, end - blockSize);
        const auto window = read(begin, end - begin + needle.size() - 1);
        if (!window)
            return window.error();
        if (const qsizetype found = QByteArrayView(*window).lastIndexOf(needle); found >= 0)
            return std::optional<qint64>(begin + found);
        end = begin;
    }
    return std::optional<qint64>();
}

} // namespace claimcheck::requests
