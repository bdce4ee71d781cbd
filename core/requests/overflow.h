#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <QByteArray>
#include <QTemporaryFile>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace claimcheck::requests {

/// A large answer: in memory up to a bound, beyond it in an unnamed temporary file, encrypted block by block
/// (AES-256-GCM, a key of this object that is never stored) so that nothing readable is left on the disk.
/// Written once from its begin to its end; any part of it can be read at any time, also from another thread
/// while it grows.
class Overflow final {
public:
    static constexpr qint64 blockSize = 256 * 1024;
    static constexpr qint64 defaultInMemory = 8 * 1024 * 1024;

    /// `inMemory` bytes are kept as they are, rounded up to whole blocks.
    explicit Overflow(qint64 inMemory = defaultInMemory);
    ~Overflow();
    Overflow(const Overflow &) = delete;
    Overflow &operator=(const Overflow &) = delete;

    /// Errors: FileUnwritable (the temporary folder is full or cannot be written), RandomUnavailable,
    /// CryptoFailed. After an error nothing more can be appended, and what was is still there.
    [[nodiscard]] Result<Done> append(QByteArrayView bytes);
    [[nodiscard]] qint64 size() const;
    [[nodiscard]] bool isOnDisk() const;

    /// Bytes [offset, offset + length), fewer at the end. Errors: FileUnreadable, CryptoFailed (the file was
    /// changed).
    [[nodiscard]] Result<QByteArray> read(qint64 offset, qint64 length) const;

    /// The first place of `needle` at or after `from`, or nothing. `progress` gets how far the search is and
    /// says whether to go on; a stopped search is Cancelled.
    [[nodiscard]] Result<std::optional<qint64>> find(QByteArrayView needle, qint64 from,
                                                     const std::function<bool(qint64)> &progress = {}) const;
    /// The last place of `needle` that begins before `before`.
    [[nodiscard]] Result<std::optional<qint64>>
    findBackwards(QByteArrayView needle, qint64 before,
                  const std::function<bool(qint64)> &progress = {}) const;

private:
    [[nodiscard]] Result<Done> writeBlock(QByteArrayView block);
    [[nodiscard]] Result<QByteArray> readBlock(qint64 index) const;
    [[nodiscard]] qint64 diskBlocks() const { return m_blocks - m_memoryBlocks; }

    mutable std::mutex m_mutex;
    const qint64 m_maxMemoryBlocks;
    std::vector<QByteArray> m_memory; // the first blocks
    QByteArray m_tail;                // the last, unfinished block
    qint64 m_blocks = 0;              // finished ones, in memory and on disk
    qint64 m_memoryBlocks = 0;
    std::unique_ptr<QTemporaryFile> m_file;
    Secret m_key;
    std::optional<Error> m_failure;
    mutable qint64 m_cachedIndex = -1; // the block that was read last
    mutable QByteArray m_cached;
};

} // namespace claimcheck::requests
