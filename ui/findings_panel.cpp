#include "findings_panel.h"

#include "models/findings_model.h"
#include "widgets/plain_table.h"

#include <QHeaderView>
#include <QLabel>
#include <QVBoxLayout>

namespace claimcheck::ui {

FindingsPanel::FindingsPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new FindingsModel(this))
    , m_table(new PlainTable(this))
    , m_none(new QLabel(this))
{
    m_table->setObjectName(QStringLiteral("findingsTable"));
    m_table->setAccessibleName(tr("Findings"));
    m_table->setRows(m_model);
    connect(m_table, &PlainTable::resized, this, &FindingsPanel::sizeColumns);
    m_table->setWordWrap(true);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_none->setObjectName(QStringLiteral("noFindings"));
    m_none->setTextFormat(Qt::PlainText);
    m_none->setText(tr("Nothing was noticed: the form, the names and the times are in order."));
    m_none->setForegroundRole(QPalette::PlaceholderText);
    m_none->setAlignment(Qt::AlignCenter);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->addWidget(m_table, 1);
    column->addWidget(m_none, 1);
    m_table->hide();
    connect(m_table, &PlainTable::rowChosen, this, &FindingsPanel::onRow);
}

void FindingsPanel::setReport(const inspect::ReportPtr &report)
{
    m_model->setReport(report);
    m_table->setVisible(m_model->rowCount() > 0);
    m_none->setVisible(m_model->rowCount() == 0);
    sizeColumns();
}

void FindingsPanel::onRow(int row)
{
    if (const inspect::Finding *finding = m_model->finding(row))
        Q_EMIT chosen(*finding);
}

void FindingsPanel::sizeColumns()
{
    const int severity = m_table->neededWidth(FindingsModel::Severity);
    const int reference = qMin(m_table->neededWidth(FindingsModel::Reference), 240);
    m_table->setColumnWidth(FindingsModel::Severity, severity);
    m_table->setColumnWidth(FindingsModel::Reference, reference);
    m_table->setColumnWidth(FindingsModel::Message,
                            qMax(160, m_table->viewport()->width() - severity - reference));
}

} // namespace claimcheck::ui
