#include "claims_model.h"

#include "../icons.h"
#include "../theme.h"
#include "../widgets/visible_text.h"

#include <QLocale>

/// What the cells of the claims say.
namespace claimcheck::ui {

QString ClaimsModel::nameText(const Entry &entry) const
{
    if (entry.detail)
        return visibleText(entry.detail->label, longestCell);
    const auto claim = static_cast<size_t>(entry.claim);
    const QString name = visibleText((*m_claims)[claim].name, longestCell - 40);
    if (m_copies[claim] < 2)
        return name;
    //: A claim's name that appears more than once, such as "exp (2 of 2)".
    return tr("%1 (%2 of %3)").arg(name).arg(m_copy[claim]).arg(m_copies[claim]);
}

QString ClaimsModel::valueText(const Entry &entry) const
{
    if (entry.detail) {
        if (entry.detail->text.isEmpty() && !entry.detail->children.empty())
            return entry.detail->children.size() == 1 ? tr("1 entry")
                                                      : tr("%1 entries").arg(entry.detail->children.size());
        return visibleText(entry.detail->text, longestCell);
    }
    const inspect::Row &row = (*m_claims)[static_cast<size_t>(entry.claim)];
    // Cut first: decoding a value of a megabyte for one cell would cost on every repaint.
    if (row.value.isString() && row.raw.size() <= 4 * longestCell)
        return visibleText(row.value.toString(), longestCell);
    return visibleText(QString::fromUtf8(row.raw.left(4 * longestCell)), longestCell);
}

QString ClaimsModel::timeCell(const inspect::Row &claim) const
{
    if (claim.time)
        return timeText(*claim.time, m_now, m_zone);
    return claim.isTime ? tr("Not a NumericDate") : QString();
}

QString ClaimsModel::text(int row, int column) const
{
    const Entry &shown = *entry(row);
    const inspect::Row &member = *claim(row);
    switch (column) {
    case Name:
        return nameText(shown);
    case Value:
        return valueText(shown);
    case Meaning:
        return shown.detail ? shown.detail->meaning : member.meaning;
    case Time:
        return shown.detail ? QString() : timeCell(member);
    case Size:
        // With the comma or brace after it.
        return shown.detail ? QString() : QLocale().toString(member.span.size() + 1);
    default:
        return {};
    }
}

QString ClaimsModel::accessibleText(int row, int column) const
{
    const QString plain = text(row, column);
    if (column != Name)
        return plain;
    if (isDuplicate(row))
        return tr("%1, a repeated name").arg(plain);
    if (canOpen(row))
        return isOpen(row) ? tr("%1, open").arg(plain) : tr("%1, closed").arg(plain);
    return plain;
}

QString ClaimsModel::toolTip(int row, int column) const
{
    if (column == Name && isDuplicate(row))
        return plainToolTip(tr("This name appears more than once. Readers disagree on which one counts."));
    if (column != Meaning)
        return {};
    const QString meaning = text(row, Meaning);
    const inspect::Row &member = *claim(row);
    if (meaning.isEmpty() || detail(row) || member.standard.isEmpty())
        return meaning.isEmpty() ? QString() : plainToolTip(meaning);
    return plainToolTip(tr("%1 (%2)").arg(meaning, member.standard));
}

QVariant ClaimsModel::data(const QModelIndex &index, int role) const
{
    const int row = index.row();
    const Entry *shown = entry(row);
    if (!shown)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::FontRole:
        return index.column() == Name || index.column() == Value ? QVariant(monoFont()) : QVariant();
    case Qt::ForegroundRole:
        return index.column() == Meaning ? QVariant(colours().mutedText) : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == Size ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::DecorationRole:
        return index.column() == Name && isDuplicate(row) ? QVariant(icon(u"warning")) : QVariant();
    case Qt::ToolTipRole:
        return toolTip(row, index.column());
    case Qt::AccessibleTextRole:
        return accessibleText(row, index.column());
    case DepthRole:
        return shown->depth;
    case OpenableRole:
        return canOpen(row);
    case OpenRole:
        return shown->open;
    case AnyOpenableRole:
        return m_anyOpenable;
    default:
        return {};
    }
}

QVariant ClaimsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Size)
        return tr("Bytes that the claim takes, decoded; a third more in the token");
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
    case Size:
        return tr("Bytes");
    default:
        return {};
    }
}

} // namespace claimcheck::ui
