#include "findings_model.h"

#include "column_titles.h"
#include "../icons.h"
#include "../theme.h"
#include "../widgets/visible_text.h"

namespace claimcheck::ui {

namespace {

constexpr qsizetype longestCell = 500;

} // namespace

QString FindingsModel::wordOf(inspect::Severity severity)
{
    switch (severity) {
    case inspect::Severity::Error:
        return tr("Error");
    case inspect::Severity::Warning:
        return tr("Warning");
    case inspect::Severity::Note:
        return tr("Note");
    }
    Q_UNREACHABLE();
}

QIcon FindingsModel::iconOf(inspect::Severity severity)
{
    switch (severity) {
    case inspect::Severity::Error:
        return icon(u"bad");
    case inspect::Severity::Warning:
        return icon(u"warning");
    case inspect::Severity::Note:
        return icon(u"info");
    }
    Q_UNREACHABLE();
}

FindingsModel::FindingsModel(QObject *parent) : QAbstractTableModel(parent) {}

void FindingsModel::setReport(inspect::ReportPtr report)
{
    beginResetModel();
    m_report = std::move(report);
    endResetModel();
}

const inspect::Finding *FindingsModel::finding(int row) const
{
    return row >= 0 && row < rowCount() ? &m_report->findings[static_cast<size_t>(row)] : nullptr;
}

int FindingsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_report ? 0 : static_cast<int>(m_report->findings.size());
}

int FindingsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FindingsModel::data(const QModelIndex &index, int role) const
{
    const inspect::Finding *found = finding(index.row());
    if (!found)
        return {};
    if (role == Qt::DecorationRole && index.column() == Severity)
        return iconOf(found->severity);
    if (role == Qt::ForegroundRole && index.column() == Reference)
        return colours().mutedText;
    if (role == Qt::ToolTipRole && index.column() == Message)
        return plainToolTip(found->message);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Severity:
        return wordOf(found->severity);
    case Message:
        return visibleText(found->message, longestCell);
    case Reference:
        return found->reference;
    default:
        return {};
    }
}

QVariant FindingsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return columnTitle(section, orientation, role, {tr("Severity"), tr("What was noticed"), tr("Standard")});
}

} // namespace claimcheck::ui
