#include "fold_delegate.h"

#include "../models/claims_model.h"
#include "../theme.h"

#include <QPainter>

namespace claimcheck::ui {

namespace {

constexpr int triangleRoom = 16;
constexpr int indent = 14;
constexpr int mostIndented = 12; // levels; deeper ones stand below each other

int indentOf(const QModelIndex &index)
{
    if (!index.data(ClaimsModel::AnyOpenableRole).toBool())
        return 0;
    const int depth = qMin(index.data(ClaimsModel::DepthRole).toInt(), mostIndented);
    return triangleRoom + depth * indent;
}

} // namespace

bool FoldDelegate::isOnTriangle(int x, const QModelIndex &index)
{
    return index.data(ClaimsModel::OpenableRole).toBool() && x < indentOf(index) + 4;
}

void FoldDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->textElideMode = Qt::ElideMiddle;
}

QSize FoldDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return QStyledItemDelegate::sizeHint(option, index) + QSize(indentOf(index), 0);
}

void FoldDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    // The row's own background reaches to the left edge.
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected)
        painter->fillRect(option.rect, option.palette.brush(QPalette::Active, QPalette::Highlight));
    QStyleOptionViewItem moved = option;
    moved.state.setFlag(QStyle::State_MouseOver, false); // it would end at the indent
    moved.rect.setLeft(option.rect.left() + indentOf(index));
    QStyledItemDelegate::paint(painter, moved, index);
    if (!index.data(ClaimsModel::OpenableRole).toBool())
        return;
    constexpr qreal half = 3.5;
    const QPointF centre(moved.rect.left() - triangleRoom / 2.0 + 4, option.rect.center().y() + 0.5);
    const bool open = index.data(ClaimsModel::OpenRole).toBool();
    const QPolygonF shape =
        open ? QPolygonF({centre + QPointF(-half, -half / 2), centre + QPointF(half, -half / 2),
                          centre + QPointF(0, half / 2 + 1)})
             : QPolygonF({centre + QPointF(-half / 2, -half), centre + QPointF(half / 2 + 1, 0),
                          centre + QPointF(-half / 2, half)});
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(selected ? option.palette.color(QPalette::HighlightedText) : colours().mutedText);
    painter->drawPolygon(shape);
    painter->restore();
}

} // namespace claimcheck::ui
