#pragma once

#include <QStyledItemDelegate>

namespace claimcheck::ui {

/// A column of numbers as bars: the cell's own text (number and word) with a bar below it, as long as the
/// model's `ShareRole` says: 0 to 1 of the cell. No share, no bar.
class BarDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    static constexpr int ShareRole = Qt::UserRole + 40;

    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace claimcheck::ui
