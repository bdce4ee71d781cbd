#pragma once

#include <QByteArray>
#include <QString>

namespace claimcheck::ui {

/// Bytes while somebody edits them in a text editor, which shows some of them in another way (line ends, hard
/// spaces, what is not UTF-8). What was not touched stays byte for byte.
class EditedBytes {
public:
    explicit EditedBytes(QByteArray bytes = {}) : m_bytes(std::move(bytes)) {}
    [[nodiscard]] const QByteArray &bytes() const { return m_bytes; }
    /// As a QPlainTextEdit gives it back.
    [[nodiscard]] QString shown() const;
    /// The editor now shows this: only what differs from `shown()` is replaced. One edit at a time.
    void edit(const QString &now);

private:
    QByteArray m_bytes;
};

} // namespace claimcheck::ui
