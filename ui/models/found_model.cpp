#include "found_model.h"

#include "column_titles.h"
#include "../theme.h"
#include "../widgets/visible_text.h"

namespace claimcheck::ui {

namespace {

QString kindText(const inspect::Found &found)
{
    using inspect::TokenKind;
    switch (found.kind) {
    case TokenKind::JwsCompact:
        return FoundModel::tr("JWT");
    case TokenKind::JwsJson:
        return FoundModel::tr("JWS in JSON");
    case TokenKind::JweCompact:
        return FoundModel::tr("encrypted (JWE)");
    case TokenKind::JweJson:
        return FoundModel::tr("JWE in JSON");
    case TokenKind::SdJwt:
        return FoundModel::tr("SD-JWT");
    default:
        return found.name.isEmpty() ? FoundModel::tr("opaque") : found.name;
    }
}

} // namespace

FoundModel::FoundModel(QObject *parent) : QAbstractTableModel(parent) {}

void FoundModel::setFound(std::vector<inspect::Found> found, std::vector<inspect::IdentityGroup> groups)
{
    beginResetModel();
    m_found = std::move(found);
    m_groups = std::move(groups);
    m_rows.clear();
    for (size_t group = 0; group < m_groups.size(); ++group) {
        for (const size_t member : m_groups[group].members)
            m_rows.push_back({member, group, member == m_groups[group].members.front()});
    }
    endResetModel();
}

const inspect::Found *FoundModel::found(int row) const
{
    return row >= 0 && row < rowCount() ? &m_found[m_rows[static_cast<size_t>(row)].found] : nullptr;
}

QString FoundModel::identityText(const Row &row) const
{
    const inspect::IdentityGroup &group = m_groups[row.group];
    const QString subject = group.subject.isEmpty() ? tr("(no sub)") : group.subject;
    const QString whole = group.issuer.isEmpty() && group.subject.isEmpty() ? tr("(names nobody)")
                          //: %1 sub, %2 iss
                          : group.issuer.isEmpty() ? subject
                                                   : tr("%1 · %2").arg(subject, group.issuer);
    return row.isFirst ? whole : QStringLiteral("   ″");
}

int FoundModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int FoundModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FoundModel::data(const QModelIndex &index, int role) const
{
    const inspect::Found *shown = found(index.row());
    if (!shown)
        return {};
    const Row &row = m_rows[static_cast<size_t>(index.row())];
    if (role == Qt::ForegroundRole &&
        (index.column() == Start || (index.column() == Identity && !row.isFirst)))
        return colours().mutedText;
    if (role == Qt::ToolTipRole && index.column() == Identity)
        return plainToolTip(identityText({row.found, row.group, true}));
    if (role == Qt::AccessibleTextRole && index.column() == Identity)
        return visibleText(identityText({row.found, row.group, true}), 300);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Identity:
        return visibleText(identityText(row), 300);
    case Kind:
        return kindText(*shown);
    case Label:
        return visibleText(QString::fromUtf8(shown->label), 100);
    case Start:
        return tr("byte %1, %2 long").arg(shown->span.begin).arg(shown->token.size());
    default:
        return {};
    }
}

QVariant FoundModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return columnTitle(section, orientation, role,
                       {tr("Who it speaks of"), tr("Kind"), tr("Called"), tr("Where")});
}

} // namespace claimcheck::ui
