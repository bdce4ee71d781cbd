#pragma once

#include "requests/history.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTimer;

namespace claimcheck::login {
class ProfileStore;
}
namespace claimcheck::requests {
class Sender;
}

namespace claimcheck::ui {

class InlineBar;
class JsonView;
class PlainTable;
class TextRowsModel;

/// Every request that was sent, without its secrets: searched, looked at, sent again, removed (with undo),
/// exported. It can be switched off. A damaged file is reported, and where it was kept.
class HistoryPanel final : public QWidget {
    Q_OBJECT
public:
    /// References must outlive it. `history` is null where it is off or cannot be used.
    HistoryPanel(const login::ProfileStore &profiles, requests::Sender &sender, requests::History *history,
                 const Clock &clock, QWidget *parent = nullptr);
    ~HistoryPanel() override;

    /// Something was sent.
    void refresh();
    /// What is wrong with the history: a damaged file that was kept aside, one that cannot be opened or
    /// written. Each with what can be done.
    void setProblem(const Error &error);
    /// Writes what the search found as HAR; without a path, asks for one.
    void exportHar(const QString &path = {});

Q_SIGNALS:
    void resendRequested(const claimcheck::requests::RequestSpec &spec, const QString &profileId);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void build();
    void connectAll();
    void fillProfiles();
    void search();
    void showEntry(int row);
    void sizeColumns();
    void updateButtons();
    void resend();
    void remove();
    void askToClear();
    void setOn(bool on);
    void saveHar(const QString &path);
    void showError(const Error &error);
    /// What the message's action does.
    void offer(const QString &message, const QString &actionText, std::function<void()> action);
    [[nodiscard]] requests::History *history() { return m_own ? &*m_own : m_history; }
    [[nodiscard]] std::optional<requests::HistoryEntry> chosen();

    const login::ProfileStore &m_profiles;
    requests::Sender &m_sender;
    requests::History *m_history;
    std::optional<requests::History> m_own; // opened here, after it was off
    std::optional<Error> m_problem;         // why there is none
    const Clock &m_clock;
    QLabel *m_title;
    QCheckBox *m_on;
    QLineEdit *m_search;
    QComboBox *m_profile;
    QPushButton *m_export;
    QPushButton *m_clear;
    InlineBar *m_bar;
    TextRowsModel *m_model;
    PlainTable *m_table;
    QLabel *m_none;
    JsonView *m_details;
    QPushButton *m_resend;
    QPushButton *m_remove;
    QPushButton *m_more;
    QWidget *m_below;
    QTimer *m_pause;
    std::vector<requests::HistoryEntry> m_entries; // as the table lists them
    std::function<void()> m_offered;
    int m_limit = 0;
    bool m_isStale = true;
};

} // namespace claimcheck::ui
