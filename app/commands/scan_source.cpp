#include "scan_source.h"

#include "inspect/token_kinds.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QFile>
#include <QLocale>

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace claimcheck::app {

namespace {

volatile std::sig_atomic_t stopAsked = 0;

void onSignal(int)
{
    stopAsked = 1;
}

} // namespace

ScanSource::~ScanSource()
{
    if (m_fd > STDIN_FILENO)
        ::close(m_fd);
}

Error ScanSource::unreadable(const QString &why) const
{
    return {ErrorCode::FileUnreadable, m_name, why};
}

Result<Done> ScanSource::open(const QString &name)
{
    const bool isInput = name == u"-";
    m_name = isInput ? QCoreApplication::translate("Cli", "standard input") : name;
    m_fd =
        isInput ? STDIN_FILENO : ::open(QFile::encodeName(name).constData(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat status = {};
    if (m_fd < 0 || ::fstat(m_fd, &status) != 0)
        return unreadable(qt_error_string(errno));
    if (S_ISDIR(status.st_mode))
        return unreadable(QCoreApplication::translate("Cli", "it is a folder; name the files in it"));
    m_isStream = !S_ISREG(status.st_mode);
    if (!m_isStream) {
        m_size = status.st_size;
        ::posix_fadvise(m_fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
    return Done{};
}

Result<qsizetype> ScanSource::read(char *at, qsizetype size)
{
    for (;;) {
        if (StopOnInterrupt::wasAsked())
            return qsizetype(0);
        const ssize_t count = ::read(m_fd, at, static_cast<size_t>(size));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return unreadable(qt_error_string(errno));
        if (!std::exchange(m_isBegun, true)) {
            if (const QString packed = inspect::packedName({at, count}); !packed.isEmpty())
                return unreadable(packed);
        }
        return static_cast<qsizetype>(count);
    }
}

bool ScanSource::isPausing() const
{
    if (!m_isStream)
        return false;
    pollfd waiting = {m_fd, POLLIN, 0};
    return ::poll(&waiting, 1, 0) == 0;
}

StopOnInterrupt::StopOnInterrupt()
{
    stopAsked = 0;
    struct sigaction action = {};
    action.sa_handler = onSignal; // without SA_RESTART: a read that waits ends
    ::sigaction(SIGINT, &action, &m_interrupt);
    ::sigaction(SIGTERM, &action, &m_terminate);
}

StopOnInterrupt::~StopOnInterrupt()
{
    ::sigaction(SIGINT, &m_interrupt, nullptr);
    ::sigaction(SIGTERM, &m_terminate, nullptr);
}

bool StopOnInterrupt::wasAsked()
{
    return stopAsked != 0;
}

ScanProgress::ScanProgress() : m_isTerminal(::isatty(STDERR_FILENO) == 1) {}

void ScanProgress::begin(const QString &name, qint64 size)
{
    m_name = visible(name);
    m_size = size;
    m_since.start();
}

void ScanProgress::update(qint64 done)
{
    constexpr qint64 interval = 200; // milliseconds
    if (!m_isTerminal || m_since.elapsed() < interval)
        return;
    m_since.start();
    clear();
    const QString bytes = QLocale::c().formattedDataSize(done);
    const QString line =
        m_size > 0 ? QCoreApplication::translate("Cli", "%1: %2, %3 %")
                         .arg(m_name, bytes, QString::number(std::min<qint64>(100, done * 100 / m_size)))
                   : QCoreApplication::translate("Cli", "%1: %2").arg(m_name, bytes);
    std::fputs(line.toUtf8().constData(), stderr);
    m_isShown = true;
}

void ScanProgress::clear()
{
    if (std::exchange(m_isShown, false))
        std::fputs("\r\033[K", stderr);
}

} // namespace claimcheck::app
