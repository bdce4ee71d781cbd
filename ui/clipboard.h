#pragma once

#include <QDeadlineTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>

class QMimeData;

namespace claimcheck::ui {

/// Copies to the clipboard. A secret is marked for clipboard managers (x-kde-passwordManagerHint), counted
/// down, and cleared when its time is over or this object goes, if and only if the clipboard still holds what
/// this object put there: what others copied is never read.
class Clipboard final : public QObject {
    Q_OBJECT
public:
    explicit Clipboard(QObject *parent = nullptr);
    ~Clipboard() override;

    void copyText(const QString &text);
    /// `seconds` ≤ 0: never cleared by time (but still when this object goes).
    void copySecret(const QByteArray &secret, int seconds);
    /// Clears our own secret now.
    void clearSecret();

Q_SIGNALS:
    /// Once a second while a secret waits to be cleared; 0 when it is gone.
    void secondsLeft(int seconds);

private:
    void tick();
    [[nodiscard]] bool holdsOurs() const;
    QPointer<const QMimeData> m_ours;
    QDeadlineTimer m_deadline;
    QTimer m_timer;
};

} // namespace claimcheck::ui
