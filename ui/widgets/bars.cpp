#include "bars.h"

#include "../theme.h"

#include <QPainter>
#include <QStyle>

#include <cmath>

namespace claimcheck::ui {

namespace {

constexpr int thickness = 6;
constexpr int side = 8;
constexpr int below = 6;
constexpr int shortest = 2; // of a share above zero

} // namespace

QSize BarDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return QStyledItemDelegate::sizeHint(option, index) + QSize(0, thickness + below);
}

void BarDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected)
        painter->fillRect(option.rect, option.palette.brush(QPalette::Active, QPalette::Highlight));
    const QVariant share = index.data(ShareRole);
    QStyleOptionViewItem text = option;
    if (share.isValid())
        text.rect.setBottom(option.rect.bottom() - thickness - below);
    QStyledItemDelegate::paint(painter, text, index);
    if (!share.isValid())
        return;
    const QRect track(option.rect.left() + side, option.rect.bottom() - thickness - below + 1,
                      option.rect.width() - 2 * side, thickness);
    const double part = qBound(0.0, share.toDouble(), 1.0);
    const int length = part > 0 ? qMax(shortest, static_cast<int>(std::lround(part * track.width()))) : 0;
    painter->fillRect(track, selected ? option.palette.color(QPalette::Highlight).lighter(130)
                                      : colours().neutralFill);
    const QRect bar(track.topLeft(), QSize(length, thickness));
    painter->fillRect(QStyle::visualRect(option.direction, track, bar),
                      selected ? option.palette.color(QPalette::HighlightedText) : colours().link);
}

} // namespace claimcheck::ui
