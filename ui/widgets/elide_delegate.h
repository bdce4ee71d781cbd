#pragma once

#include <QStyledItemDelegate>

namespace claimcheck::ui {

/// A column whose text is cut in the middle (values, addresses: both ends matter), in a table that cuts at
/// the end.
class MiddleElideDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->textElideMode = Qt::ElideMiddle;
    }
};

} // namespace claimcheck::ui
