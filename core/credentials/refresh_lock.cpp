#include "refresh_lock.h"

#include "flow.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTimer>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace claimcheck::credentials {

namespace {

using namespace std::chrono_literals;

/// A descriptor that is locked. flock, not fcntl locks: those are lost when any descriptor of the file is
/// closed, and do not exclude two takers in one process. The file stays: removing it would let two processes
/// lock two files.
class FileLock final : public HeldLock {
public:
    explicit FileLock(int descriptor) : m_descriptor(descriptor) {}
    ~FileLock() override { ::close(m_descriptor); }
    Q_DISABLE_COPY_MOVE(FileLock)

private:
    int m_descriptor;
};

class LockFlow final : public Flow<std::shared_ptr<HeldLock>> {
public:
    LockFlow(QString folder, const QString &id, std::chrono::milliseconds patience, QObject *context,
             Callback<std::shared_ptr<HeldLock>> done)
        : Flow(context, std::move(done)), m_folder(std::move(folder)), m_patience(patience)
    {
        // An id is chosen by this program, but a file name is made of it: it must stay inside the folder.
        m_path = m_folder + u'/' +
                 QString::fromLatin1(
                     id.toUtf8().toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)) +
                 QStringLiteral(".lock");
        m_waited.start();
        m_retry.setSingleShot(true);
        connect(&m_retry, &QTimer::timeout, this, &LockFlow::tryOnce);
        m_retry.start(0);
    }
    ~LockFlow() override
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Q_DISABLE_COPY_MOVE(LockFlow)

private:
    void tryOnce()
    {
        if (m_descriptor < 0 && !open())
            return failed(errno);
        if (::flock(m_descriptor, LOCK_EX | LOCK_NB) == 0)
            return finish(
                std::shared_ptr<HeldLock>(std::make_shared<FileLock>(std::exchange(m_descriptor, -1))));
        if (errno != EWOULDBLOCK && errno != EINTR)
            return failed(errno);
        const auto left = m_patience - std::chrono::milliseconds(m_waited.elapsed());
        if (left <= 0ms)
            return finish(Error{ErrorCode::RefreshLockBusy});
        m_retry.start(std::min(m_pause, left));
        m_pause = std::min(m_pause * 3 / 2, longestPause);
    }

    bool open()
    {
        if (!QDir(m_folder).exists()) {
            // Parents as usual, the folder itself for this user alone.
            const QDir parent = QFileInfo(m_folder).dir();
            if (!parent.exists() && !QDir().mkpath(parent.path()))
                return false;
            if (::mkdir(QFile::encodeName(m_folder).constData(), 0700) != 0 && errno != EEXIST)
                return false;
        }
        m_descriptor =
            ::open(QFile::encodeName(m_path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        return m_descriptor >= 0;
    }

    void failed(int error)
    {
        finish(Error{ErrorCode::RefreshLockFailed, m_path, QString::fromLocal8Bit(std::strerror(error))});
    }

    static constexpr std::chrono::milliseconds longestPause = 200ms;
    QString m_folder;
    QString m_path;
    std::chrono::milliseconds m_patience;
    std::chrono::milliseconds m_pause = 20ms;
    QElapsedTimer m_waited;
    QTimer m_retry;
    int m_descriptor = -1;
};

} // namespace

OperationPtr takeRefreshLock(const QString &folder, const QString &id, std::chrono::milliseconds patience,
                             QObject *context, Callback<std::shared_ptr<HeldLock>> done)
{
    return std::make_unique<LockFlow>(folder, id, patience, context, std::move(done));
}

} // namespace claimcheck::credentials
