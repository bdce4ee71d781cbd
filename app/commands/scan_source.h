#pragma once

#include "base/result.h"

#include <QElapsedTimer>
#include <QString>

#include <csignal>

namespace claimcheck::app {

/// A file or standard input, read as it comes. Errors: FileUnreadable.
class ScanSource final {
public:
    ScanSource() = default;
    ~ScanSource();
    Q_DISABLE_COPY_MOVE(ScanSource)

    /// A folder, a compressed file and an archive are refused with words: nothing could be found in them.
    [[nodiscard]] Result<Done> open(const QString &name);
    /// -1 where it is not known.
    [[nodiscard]] qint64 size() const { return m_size; }
    /// How many bytes came; 0 at the end, or when the person stopped it.
    [[nodiscard]] Result<qsizetype> read(char *at, qsizetype size);
    /// Whether reading on would have to wait for a pipe or a terminal.
    [[nodiscard]] bool isPausing() const;

private:
    [[nodiscard]] Error unreadable(const QString &why) const;
    QString m_name;
    int m_fd = -1;
    qint64 m_size = -1;
    bool m_isStream = false;
    bool m_isBegun = false;
};

/// While it lives, Ctrl+C only sets a mark, so that what was begun can be ended in order.
class StopOnInterrupt final {
public:
    StopOnInterrupt();
    ~StopOnInterrupt();
    Q_DISABLE_COPY_MOVE(StopOnInterrupt)
    [[nodiscard]] static bool wasAsked();

private:
    struct sigaction m_interrupt = {};
    struct sigaction m_terminate = {};
};

/// Bytes and percent on standard error, if that is a terminal, and not more often than one can read.
class ScanProgress final {
public:
    ScanProgress();
    void begin(const QString &name, qint64 size);
    void update(qint64 done);
    /// Takes the line away, for others to write.
    void clear();

private:
    bool m_isShown = false, m_isTerminal = false;
    QString m_name;
    qint64 m_size = -1;
    QElapsedTimer m_since;
};

} // namespace claimcheck::app
