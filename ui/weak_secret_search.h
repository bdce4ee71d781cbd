#pragma once

#include "inspect/report.h"

#include <QElapsedTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace claimcheck::ui {

class SecretField;

/// For tokens that are signed with a secret: looks for it among known ones and in a word list of the person's
/// own, on a click, off the GUI thread, and says how fast it goes. Hidden for other tokens.
class WeakSecretSearchBar final : public QWidget {
    Q_OBJECT
public:
    explicit WeakSecretSearchBar(QWidget *parent = nullptr);
    ~WeakSecretSearchBar() override;

    /// Ends a search that runs.
    void setReport(const inspect::ReportPtr &report);

Q_SIGNALS:
    void found(const claimcheck::inspect::Finding &finding);

private:
    struct Work;
    struct Progress;
    void start(const QString &wordList);
    void chooseList();
    void stop();
    void onProgress(quint64 number, const Progress &progress);
    [[nodiscard]] QString speedText(qint64 tested) const;
    inspect::ReportPtr m_report;
    std::shared_ptr<Work> m_work; // of the search that runs
    quint64 m_number = 0;
    QElapsedTimer m_time;
    QLabel *m_text;
    SecretField *m_secret;
    QProgressBar *m_bar;
    QPushButton *m_search;
    QPushButton *m_list;
    QPushButton *m_cancel;
};

} // namespace claimcheck::ui
