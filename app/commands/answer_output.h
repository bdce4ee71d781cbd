#pragma once

#include "http/message.h"

#include <QElapsedTimer>
#include <QFileDevice>

#include <memory>

namespace claimcheck::app {

class Invocation;

/// Where `request` writes an answer, as it comes: standard output, or the file of --output. As with curl, a
/// file is not touched before an answer comes, and what came of a body that broke off is in it at the end.
/// Until then it has another name, and whoever gives up (Ctrl+C) finds what was there before.
class AnswerOutput final : public http::BodySink {
public:
    explicit AnswerOutput(const Invocation &run);

    /// Before anything is sent: a POST whose answer has nowhere to go would be done all the same. Error:
    /// FileUnwritable.
    [[nodiscard]] Result<Done> check() const;

    [[nodiscard]] bool writesFile() const { return m_toFile; }

    void begin(const http::Response &head) override;
    /// Error: FileUnwritable.
    [[nodiscard]] Result<Done> write(QByteArrayView bytes) override;
    /// The end of the body, whole or not. Error: FileUnwritable.
    [[nodiscard]] Result<Done> end();

    /// Nobody wants it any more: what was begun of a file goes.
    void giveUp();

    /// The file that was begun; empty for standard output.
    [[nodiscard]] QString file() const { return m_hasBegun ? m_name : QString(); }
    /// Shows how far it is, on a terminal that shows nothing else.
    void showProgress(qint64 received, qint64 expected, qint64 sent, qint64 toSend);

private:
    [[nodiscard]] Result<Done> put(QByteArrayView bytes);
    [[nodiscard]] Result<Done> flushHeld();
    [[nodiscard]] Result<Done> failure() const;
    void clearProgress();

    const bool m_toFile;
    const bool m_toTerminal;
    const bool m_withHead;
    const bool m_onlyHead;
    const bool m_showsProgress;
    const QString m_name;
    std::unique_ptr<QFileDevice> m_file; // while it is written
    bool m_hasBegun = false;
    /// The answer may be followed by another (a refresh, a nonce), and what stands on standard output cannot
    /// be taken back: it is held until that is known.
    bool m_isHeld = false;
    QByteArray m_held;
    QByteArray m_rest; // the begin of a character that is not whole yet, for a terminal
    char m_last = '\n';
    std::optional<Error> m_error;
    QElapsedTimer m_clock;
    QElapsedTimer m_sinceShown;
    qsizetype m_shown = 0; // columns
};

} // namespace claimcheck::app
