#pragma once

#include "support/cli_process.h"

#include <QFile>
#include <QProcess>
#include <QTest>
#include <QUrl>

#include <cerrno>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace claimcheck::test {

/// A program on a terminal of its own, as somebody has it who came by SSH: its three streams and /dev/tty are
/// that terminal, and there is no display.
class OnTerminal {
public:
    OnTerminal(const QStringList &arguments, const QProcessEnvironment &environment)
        : m_terminal(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK))
    {
        if (m_terminal < 0 || ::grantpt(m_terminal) != 0 || ::unlockpt(m_terminal) != 0)
            qFatal("no terminal");
        const QByteArray other = ::ptsname(m_terminal);
        m_held = ::open(other.constData(), O_RDWR | O_NOCTTY | O_CLOEXEC);
        QProcessEnvironment bare = environment;
        for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"})
            bare.remove(QString::fromLatin1(name));
        m_process.setProcessEnvironment(bare);
        m_process.setChildProcessModifier([other] {
            ::setsid();
            const int fd = ::open(other.constData(), O_RDWR); // becomes the controlling terminal
            for (int stream = 0; stream < 3; ++stream)
                ::dup2(fd, stream);
            if (fd > 2)
                ::close(fd);
        });
        m_process.start(cliProgram(), arguments);
    }
    ~OnTerminal()
    {
        m_process.kill();
        m_process.waitForFinished();
        ::close(m_held);
        ::close(m_terminal);
    }
    Q_DISABLE_COPY_MOVE(OnTerminal)

    /// What stands on the terminal until now, without its carriage returns.
    [[nodiscard]] const QByteArray &shown()
    {
        char buffer[4096];
        for (ssize_t count; (count = ::read(m_terminal, buffer, sizeof buffer)) > 0;)
            m_shown += QByteArray(buffer, count).replace('\r', "");
        return m_shown;
    }
    /// A line as a person types it.
    void type(const QByteArray &line)
    {
        const QByteArray bytes = line + '\n';
        if (::write(m_terminal, bytes.constData(), size_t(bytes.size())) != bytes.size())
            qFatal("the terminal takes no line");
    }
    /// The first address that begins so and stands in a line of its own; invalid while there is none.
    [[nodiscard]] QUrl link(const QByteArray &start)
    {
        const QByteArray text = shown();
        for (const QByteArray &line : text.first(text.lastIndexOf('\n') + 1).split('\n')) {
            if (line.startsWith(start))
                return QUrl::fromEncoded(line, QUrl::StrictMode);
        }
        return {};
    }
    [[nodiscard]] bool hasEnded()
    {
        (void)shown(); // a full terminal would hold it up
        return m_process.state() == QProcess::NotRunning;
    }
    /// -1: it crashed, or was ended.
    [[nodiscard]] int exitCode() const
    {
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }

private:
    int m_terminal;
    int m_held; // what was written can be read only as long as somebody has the other side open
    QProcess m_process;
    QByteArray m_shown;
};

} // namespace claimcheck::test
