#pragma once

#include "inspect/report.h"

#include <QWidget>

class QLabel;

namespace claimcheck::ui {

class FindingsModel;
class PlainTable;

/// The list of findings; choosing one tells where it is.
class FindingsPanel final : public QWidget {
    Q_OBJECT
public:
    explicit FindingsPanel(QWidget *parent = nullptr);
    void setReport(const inspect::ReportPtr &report);

Q_SIGNALS:
    void chosen(const claimcheck::inspect::Finding &finding);

private:
    void onRow(int row);
    void sizeColumns();
    FindingsModel *m_model;
    PlainTable *m_table;
    QLabel *m_none;
};

} // namespace claimcheck::ui
