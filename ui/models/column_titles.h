#pragma once

#include <QStringList>
#include <QVariant>

namespace claimcheck::ui {

/// What `headerData` says of a table with these titles, in the order of its columns.
[[nodiscard]] inline QVariant columnTitle(int section, Qt::Orientation orientation, int role,
                                          const QStringList &titles)
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    return role == Qt::DisplayRole && section >= 0 && section < titles.size() ? QVariant(titles[section])
                                                                              : QVariant();
}

} // namespace claimcheck::ui
