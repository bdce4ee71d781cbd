#include "line_reader.h"

#include <QCoreApplication>
#include <QFile>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace claimcheck::app {

namespace {

constexpr qsizetype blockSize = 256 * 1024;

} // namespace

LineReader::~LineReader()
{
    if (m_fd > STDIN_FILENO)
        ::close(m_fd);
}

Error LineReader::fault(int number) const
{
    return {ErrorCode::FileUnreadable,
            m_name == u"-" ? QCoreApplication::translate("Cli", "standard input") : m_name,
            qt_error_string(number)};
}

Result<Done> LineReader::open()
{
    m_block.resize(blockSize);
    m_fd =
        m_name == u"-" ? STDIN_FILENO : ::open(QFile::encodeName(m_name).constData(), O_RDONLY | O_CLOEXEC);
    if (m_fd < 0)
        return fault(errno);
    return Done{};
}

Result<LineReader::More> LineReader::read(std::vector<BatchInputLine> &lines)
{
    for (;;) {
        const ssize_t count = ::read(m_fd, m_block.data(), static_cast<size_t>(m_block.size()));
        if (count > 0) {
            take(QByteArrayView(m_block).first(count), lines);
            return More::Yes;
        }
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            pollfd waiting = {m_fd, POLLIN, 0};
            ::poll(&waiting, 1, -1);
            continue;
        }
        if (count < 0 && errno == EINTR)
            continue;
        const int number = errno;
        if (!m_begun.isEmpty() || m_tooLong)
            endLine({}, lines);
        if (count < 0)
            return fault(number);
        return More::No;
    }
}

void LineReader::take(QByteArrayView block, std::vector<BatchInputLine> &lines)
{
    while (!block.isEmpty()) {
        const void *const found = std::memchr(block.data(), '\n', static_cast<size_t>(block.size()));
        if (!found) {
            m_tooLong = m_tooLong || m_begun.size() + block.size() > m_maxLine;
            m_tooLong ? m_begun.clear() : void(m_begun.append(block));
            return;
        }
        const qsizetype size = static_cast<const char *>(found) - block.data();
        endLine(block.first(size), lines);
        block = block.sliced(size + 1);
    }
}

void LineReader::endLine(QByteArrayView rest, std::vector<BatchInputLine> &lines)
{
    ++m_number;
    if (m_tooLong || m_begun.size() + rest.size() > m_maxLine) {
        lines.push_back({{}, m_number, true});
    } else {
        QByteArray text = std::exchange(m_begun, {});
        text.append(rest);
        if (!QByteArrayView(text).trimmed().isEmpty())
            lines.push_back({std::move(text), m_number, false});
    }
    m_begun.clear();
    m_tooLong = false;
}

} // namespace claimcheck::app
