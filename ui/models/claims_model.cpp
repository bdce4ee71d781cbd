#include "claims_model.h"

#include "../icons.h"
#include "../theme.h"
#include "../widgets/visible_text.h"

#include <QHash>

#include <algorithm>

namespace claimcheck::ui {

ClaimsModel::ClaimsModel(QObject *parent) : QAbstractTableModel(parent) {}

void ClaimsModel::setReport(inspect::ReportPtr report, TimePoint now)
{
    beginResetModel();
    m_report = std::move(report);
    m_now = now;
    m_copy.clear();
    m_copies.clear();
    QHash<QString, int> seen;
    if (m_report)
        for (const inspect::Row &claim : m_report->claims)
            m_copy.push_back(++seen[claim.name]);
    for (size_t i = 0; i < m_copy.size(); ++i)
        m_copies.push_back(seen.value(m_report->claims[i].name));
    endResetModel();
}

void ClaimsModel::tick(TimePoint now)
{
    m_now = now;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Time), index(rowCount() - 1, Time), {Qt::DisplayRole});
}

void ClaimsModel::setZone(ZoneChoice zone)
{
    m_zone = zone;
    tick(m_now);
}

const inspect::Row *ClaimsModel::claim(int row) const
{
    return row >= 0 && row < rowCount() ? &m_report->claims[static_cast<size_t>(row)] : nullptr;
}

int ClaimsModel::rowAt(qsizetype decodedByte) const
{
    if (!m_report)
        return -1;
    const auto &claims = m_report->claims;
    const auto after =
        std::upper_bound(claims.begin(), claims.end(), decodedByte,
                         [](qsizetype byte, const inspect::Row &row) { return byte < row.span.begin; });
    const auto found = static_cast<int>(after - claims.begin()) - 1;
    return found >= 0 && decodedByte < claims[static_cast<size_t>(found)].span.end ? found : -1;
}

bool ClaimsModel::isDuplicate(int row) const
{
    return row >= 0 && row < rowCount() && m_copies[static_cast<size_t>(row)] > 1;
}

QString ClaimsModel::wholeValue(int row) const
{
    const inspect::Row *found = claim(row);
    if (!found)
        return {};
    return found->value.isString() ? found->value.toString() : QString::fromUtf8(found->raw);
}

int ClaimsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_report ? 0 : static_cast<int>(m_report->claims.size());
}

int ClaimsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ClaimsModel::nameText(int row) const
{
    const QString name = visibleText(claim(row)->name, longestCell - 40);
    if (!isDuplicate(row))
        return name;
    //: A claim's name that appears more than once, such as "exp (2 of 2)".
    return tr("%1 (%2 of %3)")
        .arg(name)
        .arg(m_copy[static_cast<size_t>(row)])
        .arg(m_copies[static_cast<size_t>(row)]);
}

QString ClaimsModel::timeCell(const inspect::Row &claim) const
{
    if (claim.time)
        return timeText(*claim.time, m_now, m_zone);
    return claim.isTime ? tr("Not a NumericDate") : QString();
}

QString ClaimsModel::text(int row, int column) const
{
    const inspect::Row &found = *claim(row);
    switch (column) {
    case Name:
        return nameText(row);
    case Value:
        // Cut first: decoding a value of a megabyte for one cell would cost on every repaint.
        if (found.value.isString() && found.raw.size() <= 4 * longestCell)
            return visibleText(found.value.toString(), longestCell);
        return visibleText(QString::fromUtf8(found.raw.left(4 * longestCell)), longestCell);
    case Meaning:
        return found.meaning;
    case Time:
        return timeCell(found);
    default:
        return {};
    }
}

QVariant ClaimsModel::data(const QModelIndex &index, int role) const
{
    if (!claim(index.row()))
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), index.column());
    case Qt::FontRole:
        return index.column() == Name || index.column() == Value ? QVariant(monoFont()) : QVariant();
    case Qt::ForegroundRole:
        return index.column() == Meaning ? QVariant(colours().mutedText) : QVariant();
    case Qt::DecorationRole:
        return index.column() == Name && isDuplicate(index.row()) ? QVariant(icon(u"warning")) : QVariant();
    case Qt::ToolTipRole:
        if (index.column() == Name && isDuplicate(index.row()))
            return plainToolTip(
                tr("This name appears more than once. Readers disagree on which one counts."));
        if (index.column() == Meaning && !claim(index.row())->standard.isEmpty())
            return plainToolTip(tr("%1 (%2)").arg(claim(index.row())->meaning, claim(index.row())->standard));
        return {};
    case Qt::AccessibleTextRole:
        if (index.column() == Name && isDuplicate(index.row()))
            return tr("%1, a repeated name").arg(text(index.row(), Name));
        return text(index.row(), index.column());
    default:
        return {};
    }
}

QVariant ClaimsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case Value:
        return tr("Value");
    case Meaning:
        return tr("Meaning");
    case Time:
        return m_zone == ZoneChoice::Utc ? tr("Time (UTC)") : tr("Time (local)");
    default:
        return {};
    }
}

} // namespace claimcheck::ui
