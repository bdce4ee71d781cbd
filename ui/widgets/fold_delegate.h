#pragma once

#include "elide_delegate.h"

namespace claimcheck::ui {

/// The column of names of a table whose rows open: indented by depth, with a triangle. The model answers
/// `ClaimsModel::DepthRole` and the two after it.
class FoldDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    /// Whether a place in a cell (from its left edge) is on the triangle of that row.
    [[nodiscard]] static bool isOnTriangle(int x, const QModelIndex &index);

protected:
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

} // namespace claimcheck::ui
