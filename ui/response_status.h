#pragma once

#include "requests/sender.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;

namespace claimcheck::ui {

class ElidedLabel;

/// The line above an answer: an icon and the status, then time, sizes and HTTP version; while it is on its
/// way how long that takes and what has come so far.
class ResponseStatus final : public QWidget {
    Q_OBJECT
public:
    explicit ResponseStatus(QWidget *parent = nullptr);

    void begin(const QString &method, const QString &address);
    /// The head is there; the time goes on.
    void setHead(const http::Response &head);
    void setProgress(const http::Progress &progress);
    void setSent(const requests::Sent &sent);
    /// The head that came, and how much of the body.
    void setCancelled(qint64 received);
    [[nodiscard]] bool isBusy() const { return m_elapsed.isValid(); }

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    enum class Tone { Good, Warning, Bad, Neutral };
    void end();
    void show_(Tone tone, const QString &status, const QStringList &facts);
    void updateTint();
    void tick();
    QLabel *m_icon;
    QLabel *m_status;
    ElidedLabel *m_facts;
    QProgressBar *m_bar;
    QTimer m_timer;
    QElapsedTimer m_elapsed;
    http::Progress m_progress;
    QStringList m_head; // facts that stand before the time while it is busy
    QString m_headStatus;
    bool m_hasHead = false; // of the exchange that runs
    Tone m_tone = Tone::Neutral;
};

} // namespace claimcheck::ui
