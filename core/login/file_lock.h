#pragma once

#include "base/result.h"

#include <QString>

namespace claimcheck::login {

/// An exclusive lock on a file of its own (made with mode 0600, never removed), held for the few milliseconds
/// of a change. Waits for whoever holds it; the kernel releases it when a process dies.
class FileLock final {
public:
    /// Errors: FileUnwritable.
    [[nodiscard]] static Result<FileLock> take(const QString &path);
    FileLock(FileLock &&other) noexcept;
    FileLock &operator=(FileLock &&) = delete;
    ~FileLock();

private:
    explicit FileLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor;
};

} // namespace claimcheck::login
