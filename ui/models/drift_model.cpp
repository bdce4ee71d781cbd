#include "drift_model.h"

#include "column_titles.h"
#include "../icons.h"
#include "../theme.h"
#include "../widgets/visible_text.h"

#include <QFont>

#include <algorithm>

namespace claimcheck::ui {

namespace {

using login::DriftRow;
using Kind = DriftRow::Change;

constexpr qsizetype longestCell = 300;

int weightOf(const DriftRow &row)
{
    return row.matters ? 0 : row.change != Kind::Same ? 1 : 2;
}

QString wordOf(Kind change)
{
    switch (change) {
    case Kind::Same:
        return DriftModel::tr("Same");
    case Kind::Changed:
        return DriftModel::tr("Changed");
    case Kind::Gone:
        return DriftModel::tr("Gone");
    case Kind::New:
        return DriftModel::tr("New");
    }
    Q_UNREACHABLE();
}

QStringView iconOf(const DriftRow &row)
{
    return row.matters ? u"bad" : row.change == Kind::Same ? u"good" : u"info";
}

QString tokenName(const QByteArray &token)
{
    return token == "id-token" ? DriftModel::tr("ID Token") : DriftModel::tr("access token");
}

QString besideName(const QByteArray &beside)
{
    return beside == "introspection" ? DriftModel::tr("introspection") : DriftModel::tr("UserInfo");
}

/// What stands for a claim that one side does not have.
QString absent()
{
    return QStringLiteral("–");
}

} // namespace

DriftModel::DriftModel(QObject *parent) : QAbstractTableModel(parent) {}

void DriftModel::setRows(std::vector<DriftRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    std::stable_sort(m_rows.begin(), m_rows.end(),
                     [](const DriftRow &a, const DriftRow &b) { return weightOf(a) < weightOf(b); });
    endResetModel();
}

const DriftRow *DriftModel::row(int row) const
{
    return row >= 0 && row < rowCount() ? &m_rows[static_cast<size_t>(row)] : nullptr;
}

int DriftModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int DriftModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DriftModel::data(const QModelIndex &index, int role) const
{
    const DriftRow *found = row(index.row());
    if (!found)
        return {};
    const int column = index.column();
    if (role == Qt::DecorationRole && column == Change)
        return icon(iconOf(*found));
    if (role == Qt::ForegroundRole && (column == Compared || found->change == Kind::Same))
        return colours().mutedText;
    if (role == Qt::ToolTipRole && (column == Then || column == Now))
        return plainToolTip(column == Then ? found->then : found->now);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Change:
        return found->matters ? tr("%1, matters").arg(wordOf(found->change)) : wordOf(found->change);
    case Claim:
        return visibleText(found->claim, longestCell);
    case Then:
        return found->change == Kind::New ? absent() : visibleText(found->then, longestCell);
    case Now:
        return found->change == Kind::Gone ? absent() : visibleText(found->now, longestCell);
    case Compared:
        //: %1 "ID Token" or "access token", %2 "UserInfo" or "introspection"
        return tr("%1 · %2").arg(tokenName(found->token), besideName(found->beside));
    default:
        return {};
    }
}

QVariant DriftModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return columnTitle(section, orientation, role,
                       {tr("Change"), tr("Claim"), tr("Token"), tr("Server now"), tr("Compared")});
}

} // namespace claimcheck::ui
