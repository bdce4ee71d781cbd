#pragma once

#include "inspect/report.h"

#include <QWidget>

class QLabel;
class QSplitter;

namespace claimcheck::ui {

class FindingsModel;
class PlainTable;
class WeakSecretSearchBar;

/// The list of findings; choosing one tells where it is, and explains it below.
class FindingsPanel final : public QWidget {
    Q_OBJECT
public:
    explicit FindingsPanel(QWidget *parent = nullptr);
    void setReport(const inspect::ReportPtr &report);

Q_SIGNALS:
    void chosen(const claimcheck::inspect::Finding &finding);
    /// The search found the secret that signs the token.
    void secretFound(const claimcheck::inspect::Finding &finding);

protected:
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] QWidget *makeExplanation();
    void onRow(int row);
    void explain(const inspect::Finding *finding);
    void sizeColumns();
    FindingsModel *m_model;
    QSplitter *m_splitter;
    PlainTable *m_table;
    QWidget *m_explanation = nullptr;
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_message;
    QLabel *m_help;
    QLabel *m_facts;
    QLabel *m_none;
    WeakSecretSearchBar *m_search;
    inspect::Severity m_severity = inspect::Severity::Note;
};

} // namespace claimcheck::ui
