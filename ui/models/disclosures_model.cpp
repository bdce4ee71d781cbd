#include "disclosures_model.h"

#include "column_titles.h"
#include "../icons.h"
#include "../theme.h"
#include "../widgets/visible_text.h"
#include "base/error.h"

namespace claimcheck::ui {

namespace {
constexpr qsizetype longestCell = 500;
}

void DisclosuresModel::setReport(inspect::ReportPtr report)
{
    beginResetModel();
    m_report = std::move(report);
    endResetModel();
}

const inspect::DisclosureRow *DisclosuresModel::disclosure(int row) const
{
    return row >= 0 && row < rowCount() ? &m_report->disclosures[static_cast<size_t>(row)] : nullptr;
}

int DisclosuresModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_report ? 0 : static_cast<int>(m_report->disclosures.size());
}

int DisclosuresModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString DisclosuresModel::text(const inspect::DisclosureRow &row, int column) const
{
    switch (column) {
    case Name:
        return row.name.isEmpty() ? tr("(list element)") : visibleText(row.name, longestCell);
    case Value:
        return visibleText(QString::fromUtf8(row.raw.left(4 * longestCell)), longestCell);
    case Place:
        return row.pointer.isEmpty() ? tr("nowhere") : visibleText(row.pointer, longestCell);
    case State:
        return row.problem ? describe(*row.problem).message : tr("Matches its digest");
    default:
        return {};
    }
}

QVariant DisclosuresModel::data(const QModelIndex &index, int role) const
{
    const inspect::DisclosureRow *row = disclosure(index.row());
    if (!row)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(*row, index.column());
    case Qt::FontRole:
        return index.column() == State ? QVariant() : QVariant(monoFont());
    case Qt::DecorationRole:
        if (index.column() != State)
            return {};
        return icon(row->problem ? u"bad" : u"good");
    case Qt::ToolTipRole:
        if (index.column() == State)
            return plainToolTip(tr("Digest: %1").arg(QString::fromLatin1(row->digest)));
        if (index.column() == Name)
            return plainToolTip(tr("Salt: %1").arg(QString::fromUtf8(row->salt)));
        return {};
    default:
        return {};
    }
}

QVariant DisclosuresModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return columnTitle(section, orientation, role, {tr("Name"), tr("Value"), tr("Place"), tr("State")});
}

} // namespace claimcheck::ui
