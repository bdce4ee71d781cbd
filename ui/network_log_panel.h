#pragma once

#include "base/clock.h"
#include "requests/history.h"
#include "response_table.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTimer;

namespace claimcheck::ui {

class JsonView;
class PlainTable;

/// Every exchange of this run, whoever sent it, redacted and in memory only. Bodies are not kept.
class NetworkWatch final : public QObject {
    Q_OBJECT
public:
    explicit NetworkWatch(const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] const requests::NetworkLog &log() const { return m_log; }
    /// How many there were, those that the log has dropped included.
    [[nodiscard]] qint64 count() const { return m_log.dropped() + qint64(m_log.entries().size()); }
    /// Adds one; `http::watchExchanges` brings them by itself.
    void add(const http::Request &request, const Result<http::Response> &answer);
    void clear();

Q_SIGNALS:
    /// At once, one by one.
    void added();
    /// Soon after an exchange, once for all that come together: a run of requests does not lay out the window
    /// for each.
    void changed();

private:
    const Clock &m_clock;
    requests::NetworkLog m_log;
    QTimer *m_soon;
};

/// One entry of the log or of the history, as text to be read: what was sent, what came back.
[[nodiscard]] QByteArray entryText(const requests::HistoryEntry &entry);
/// "200 OK" or "No answer", and the mark that stands beside it.
[[nodiscard]] QString outcomeText(const requests::HistoryEntry &entry);
/// How long the answer took, and its size: empty where there was none, which nothing was measured of.
[[nodiscard]] QString tookText(const requests::HistoryEntry &entry);
[[nodiscard]] QString sizeText(const requests::HistoryEntry &entry);
/// As of an answer that has just come.
[[nodiscard]] TextRowsModel::Tone toneOf(const requests::HistoryEntry &entry);

/// The network log: the newest first, what each said below.
class NetworkLogPanel final : public QWidget {
    Q_OBJECT
public:
    explicit NetworkLogPanel(NetworkWatch &watch, QWidget *parent = nullptr);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void update_();
    void showEntry(int row);
    void sizeColumns();
    NetworkWatch &m_watch;
    QLabel *m_title;
    QLabel *m_note;
    QPushButton *m_clear;
    TextRowsModel *m_model;
    PlainTable *m_table;
    QLabel *m_none;
    JsonView *m_details;
    std::vector<requests::HistoryEntry> m_shown; // as the table lists them
};

} // namespace claimcheck::ui
