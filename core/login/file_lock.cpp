#include "file_lock.h"

#include <QDeadlineTimer>
#include <QFile>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace claimcheck::login {

Result<FileLock> FileLock::take(const QString &path)
{
    const auto failed = [&path] {
        return Error{ErrorCode::FileUnwritable, path, QString::fromLocal8Bit(std::strerror(errno))};
    };
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return failed();
    FileLock lock(descriptor);
    // flock, not fcntl locks: those are lost when any descriptor of the file is closed. Whoever has it needs
    // it for a few milliseconds; one that keeps it must not keep everybody else.
    const QDeadlineTimer patience(std::chrono::seconds(2));
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if ((errno != EINTR && errno != EWOULDBLOCK) || patience.hasExpired())
            return failed();
        ::usleep(1000);
    }
    return lock;
}

FileLock::FileLock(FileLock &&other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

FileLock::~FileLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace claimcheck::login
