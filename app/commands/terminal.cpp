#include "terminal.h"

#include "base/visible_text.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace claimcheck::app {

namespace {

/// Brings the echo back when Ctrl+C ends the program at its question, where no destructor runs.
class EchoGuard final {
public:
    EchoGuard(int fd, const termios &saved)
    {
        s_fd = fd;
        s_saved = saved;
        struct sigaction action = {};
        action.sa_handler = restoreAndEnd;
        action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
        for (size_t i = 0; i < signals.size(); ++i) {
            ::sigaction(signals[i], nullptr, &m_before[i]);
            if (m_before[i].sa_handler != SIG_IGN)
                ::sigaction(signals[i], &action, nullptr);
        }
    }
    ~EchoGuard()
    {
        for (size_t i = 0; i < signals.size(); ++i)
            ::sigaction(signals[i], &m_before[i], nullptr);
    }
    Q_DISABLE_COPY_MOVE(EchoGuard)

private:
    /// Only what a signal handler may call.
    static void restoreAndEnd(int signal)
    {
        ::tcsetattr(s_fd, TCSAFLUSH, &s_saved);
        ::raise(signal);
    }
    static constexpr std::array signals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    static inline int s_fd = -1;
    static inline termios s_saved = {};
    std::array<struct sigaction, signals.size()> m_before = {};
};

/// The controlling terminal, with echo off while it is open in that mode.
class Terminal final {
public:
    enum class Echo { On, Off };
    explicit Terminal(Echo echo) : m_fd(::open("/dev/tty", O_RDWR | O_CLOEXEC))
    {
        if (m_fd < 0 || ::tcgetattr(m_fd, &m_saved) != 0 || echo == Echo::On)
            return;
        m_guard.emplace(m_fd, m_saved);
        termios silent = m_saved;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        m_changed = ::tcsetattr(m_fd, TCSAFLUSH, &silent) == 0;
    }
    ~Terminal()
    {
        if (m_changed)
            ::tcsetattr(m_fd, TCSAFLUSH, &m_saved);
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Terminal(const Terminal &) = delete;
    Terminal &operator=(const Terminal &) = delete;

    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }
    void write(const QString &text) const
    {
        const QByteArray bytes = text.toUtf8();
        [[maybe_unused]] const auto written =
            ::write(m_fd, bytes.constData(), static_cast<size_t>(bytes.size()));
    }
    [[nodiscard]] QByteArray readLine() const
    {
        QByteArray line;
        line.reserve(1024); // one buffer, so that it can be wiped
        char c = 0;
        while (line.size() < 1024 && ::read(m_fd, &c, 1) == 1 && c != '\n')
            line.append(c);
        return line;
    }

private:
    int m_fd;
    termios m_saved = {};
    bool m_changed = false;
    std::optional<EchoGuard> m_guard;
};

Error noTerminal(const QString &question)
{
    return {ErrorCode::InputRequired, question};
}

} // namespace

QString visible(const QString &text)
{
    if (std::none_of(text.begin(), text.end(),
                     [](QChar c) { return isInvisible(c.unicode()) || c.isSurrogate(); }))
        return text;
    QString result;
    for (const char32_t c : text.toUcs4()) {
        if (isInvisible(c))
            result += QStringLiteral("<U+%1>").arg(static_cast<uint>(c), 4, 16, QLatin1Char('0')).toUpper();
        else
            result += QString::fromUcs4(&c, 1);
    }
    return result;
}

QByteArray visibleLines(const QByteArray &text)
{
    QStringList lines =
        QString::fromUtf8(text).replace(QStringLiteral("\r\n"), QStringLiteral("\n")).split(u'\n');
    for (QString &line : lines) {
        QStringList cells = line.split(u'\t');
        for (QString &cell : cells)
            cell = visible(cell);
        line = cells.join(u'\t');
    }
    return lines.join(u'\n').toUtf8();
}

QByteArray visibleJson(const QByteArray &json)
{
    QByteArray out;
    out.reserve(json.size());
    const auto isPlain = [](char c) { return c >= 0x20 && c < 0x7F; };
    for (auto at = json.begin(); at != json.end();) {
        const auto plainEnd = std::find_if_not(at, json.end(), isPlain);
        out.append(at, plainEnd - at);
        const auto foreignEnd = std::find_if(plainEnd, json.end(), isPlain);
        const QString foreign = QString::fromUtf8(plainEnd, foreignEnd - plainEnd);
        for (const uint unsignedCode : foreign.toUcs4()) {
            const auto code = static_cast<char32_t>(unsignedCode);
            // Line ends of a document of several lines.
            if (code == U'\n' || !isInvisible(code)) {
                out += QString::fromUcs4(&code, 1).toUtf8();
                continue;
            }
            for (const QChar unit : QChar::fromUcs4(code))
                out += "\\u" + QByteArray::number(unit.unicode(), 16).rightJustified(4, '0');
        }
        at = foreignEnd;
    }
    return out;
}

bool isTerminal()
{
    return ::isatty(STDOUT_FILENO) != 0;
}

int terminalWidth()
{
    struct winsize size = {};
    if (!isTerminal() || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 80;
    return std::min<int>(size.ws_col, 100);
}

bool useColour()
{
    static const bool colour =
        isTerminal() && qEnvironmentVariableIsEmpty("NO_COLOR") && qgetenv("TERM") != "dumb";
    return colour;
}

QString tinted(const QString &text, Tint tint)
{
    static constexpr const char *codes[] = {"", "\x1b[32m", "\x1b[33m", "\x1b[31m", "\x1b[2m"};
    if (!useColour() || tint == Tint::Plain)
        return text;
    return QString::fromLatin1(codes[static_cast<int>(tint)]) + text + QStringLiteral("\x1b[0m");
}

QString table(const std::vector<QStringList> &rows, const QString &indent)
{
    QList<qsizetype> widths;
    for (const QStringList &row : rows) {
        for (qsizetype i = 0; i < row.size(); ++i) {
            if (i == widths.size())
                widths.append(0);
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    QString text;
    for (const QStringList &row : rows) {
        QString line = indent;
        for (qsizetype i = 0; i < row.size(); ++i)
            line += i + 1 < row.size() ? row[i].leftJustified(widths[i] + 2) : row[i];
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    }
    return text;
}

Result<Secret> promptSecret(const QString &question)
{
    const Terminal terminal(Terminal::Echo::Off);
    if (!terminal.isOpen())
        return noTerminal(question);
    terminal.write(question + QStringLiteral(": "));
    QByteArray line = terminal.readLine();
    terminal.write(QStringLiteral("\n"));
    Secret secret{QByteArrayView(line)};
    wipe(line);
    return secret;
}

Result<QString> promptLine(const QString &question)
{
    const Terminal terminal(Terminal::Echo::On);
    if (!terminal.isOpen())
        return noTerminal(question);
    terminal.write(question + QStringLiteral(": "));
    return QString::fromUtf8(terminal.readLine());
}

} // namespace claimcheck::app
