#pragma once

#include "learn_run.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QListWidget;
class QPushButton;

namespace claimcheck::ui {

class JsonView;

/// The steps of one system at the left; of the chosen one what the client holds and sends, what the server
/// stores, checks and answers, and what to notice. Begins and restarts belong to the panel around it.
class LearnStepsPage final : public QWidget {
    Q_OBJECT
public:
    explicit LearnStepsPage(LearnRun &run, QWidget *parent = nullptr);

    /// The server is there, and nothing else uses it.
    void setReady(bool ready);
    /// A run has begun: its steps stand in the list, and the words about the system beside them.
    void showBeginning(const LearnSystem &system);

Q_SIGNALS:
    void startOverRequested();
    /// A request that a step sent.
    void requestOpened(const claimcheck::http::Request &request);
    void tokenOpened(const QByteArray &token);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] QWidget *makeDetail();
    [[nodiscard]] QBoxLayout *makeColumn(const QString &title, QWidget *page);
    [[nodiscard]] JsonView *addView(QBoxLayout *column, const QString &title, const char *name,
                                    const QString &accessibleName);
    void onStepDone(int step);
    void runAll();
    void showStep(int step);
    void update_();
    void updateRow(int step);
    LearnRun &m_run;
    LearnSystem m_system = {};
    QPushButton *m_next;
    QPushButton *m_all;
    QPushButton *m_again;
    QLabel *m_state;
    QListWidget *m_list;
    QLabel *m_icon;
    QLabel *m_outcome;
    QLabel *m_notice;
    QLabel *m_checks;
    QBoxLayout *m_sides = nullptr;
    JsonView *m_holds = nullptr;
    JsonView *m_sends = nullptr;
    JsonView *m_stores = nullptr;
    JsonView *m_answers = nullptr;
    QPushButton *m_openRequest;
    QPushButton *m_openToken;
    bool m_isReady = false;
    bool m_isRunningAll = false;
};

/// How the outcome of a step looks.
struct LearnLook {
    QString icon; // see icons.h
    QString text; // "Attack refused · 401 invalid_token"
};
[[nodiscard]] LearnLook lookOf(const LearnStep &step, const LearnResult &result);

} // namespace claimcheck::ui
