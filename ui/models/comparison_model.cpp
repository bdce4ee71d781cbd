#include "comparison_model.h"

#include "../theme.h"
#include "../widgets/visible_text.h"
#include "inspect/verdict.h"

#include <cmath>

namespace claimcheck::ui {

namespace {

using inspect::Difference;

constexpr qsizetype longestCell = 500;

QString changeText(inspect::Change change)
{
    switch (change) {
    case inspect::Change::Same:
        return ComparisonModel::tr("same");
    case inspect::Change::Respelled:
        return ComparisonModel::tr("≈ respelled");
    case inspect::Change::Changed:
        return ComparisonModel::tr("~ changed");
    case inspect::Change::Added:
        return ComparisonModel::tr("+ added");
    case inspect::Change::Removed:
        return ComparisonModel::tr("− removed");
    }
    Q_UNREACHABLE();
}

QVariant changeColour(inspect::Change change)
{
    switch (change) {
    case inspect::Change::Same:
        return colours().mutedText;
    case inspect::Change::Added:
        return colours().good;
    case inspect::Change::Removed:
        return colours().bad;
    case inspect::Change::Respelled:
    case inspect::Change::Changed:
        return colours().warning;
    }
    Q_UNREACHABLE();
}

/// Of times how much later, of sets what came and went.
QString deltaText(const Difference &difference)
{
    QStringList parts;
    if (difference.deltaSeconds) {
        const double seconds = *difference.deltaSeconds;
        const QString duration = inspect::durationText(static_cast<qint64>(std::abs(seconds)));
        parts << (seconds < 0 ? ComparisonModel::tr("%1 earlier").arg(duration)
                              : ComparisonModel::tr("%1 later").arg(duration));
    }
    for (const QString &word : difference.added)
        parts << u'+' + word;
    for (const QString &word : difference.removed)
        parts << QStringLiteral("−") + word;
    return parts.join(u' ');
}

QString cellText(const Difference &difference, int column)
{
    switch (column) {
    case ComparisonModel::Where:
        return jose::partName(difference.part) + difference.pointer;
    case ComparisonModel::Change:
        return changeText(difference.change);
    case ComparisonModel::Before:
        return QString::fromUtf8(difference.before.left(2 * longestCell));
    case ComparisonModel::After:
        return QString::fromUtf8(difference.after.left(2 * longestCell));
    case ComparisonModel::Delta:
        return deltaText(difference);
    default:
        return {};
    }
}

} // namespace

ComparisonModel::ComparisonModel(QObject *parent) : QAbstractTableModel(parent) {}

void ComparisonModel::setComparison(std::shared_ptr<const inspect::Comparison> comparison)
{
    beginResetModel();
    m_comparison = std::move(comparison);
    choose();
    endResetModel();
}

void ComparisonModel::setOnlyDifferences(bool on)
{
    beginResetModel();
    m_onlyDifferences = on;
    choose();
    endResetModel();
}

void ComparisonModel::choose()
{
    m_rows.clear();
    if (!m_comparison)
        return;
    for (size_t i = 0; i < m_comparison->differences.size(); ++i) {
        if (!m_onlyDifferences || m_comparison->differences[i].change != inspect::Change::Same)
            m_rows.push_back(i);
    }
}

const Difference *ComparisonModel::difference(int row) const
{
    return row >= 0 && row < rowCount() ? &m_comparison->differences[m_rows[static_cast<size_t>(row)]]
                                        : nullptr;
}

int ComparisonModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ComparisonModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ComparisonModel::data(const QModelIndex &index, int role) const
{
    const Difference *shown = difference(index.row());
    if (!shown)
        return {};
    if (role == Qt::ForegroundRole && index.column() == Change)
        return changeColour(shown->change);
    if (role == Qt::FontRole && (index.column() == Before || index.column() == After))
        return monoFont();
    if (role == Qt::ToolTipRole)
        return plainToolTip(cellText(*shown, index.column()));
    return role == Qt::DisplayRole ? visibleText(cellText(*shown, index.column()), longestCell) : QVariant();
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString titles[] = {tr("Where"), tr("Change"), tr("Before"), tr("After"), tr("Difference")};
    return section >= 0 && section < ColumnCount ? titles[section] : QVariant();
}

} // namespace claimcheck::ui
