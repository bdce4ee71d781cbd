#include "style.h"

#include "theme.h"

#include <QPainter>
#include <QStyleOption>

namespace claimcheck::ui {

Style::Style() : QProxyStyle(QStringLiteral("Fusion")) {}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_FocusFrameHMargin: // beside the text of a cell
        return 6;
    case PM_HeaderMargin:
        return 6;
    case PM_SplitterWidth:
        return 8;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                     QStyleHintReturn *returned) const
{
    // Fusion's own pictures on "Close" and "Cancel" are of another hand than the window's icons.
    if (hint == SH_DialogButtonBox_ButtonsHaveIcons)
        return 0;
    return QProxyStyle::styleHint(hint, option, widget, returned);
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                              const QWidget *widget) const
{
    const QSize needed = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_ItemViewItem)
        return needed + QSize(0, 8);
    return type == CT_PushButton ? needed + QSize(16, 0) : needed;
}

void Style::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                        const QWidget *widget) const
{
    const auto *button =
        element == CE_PushButtonLabel ? qstyleoption_cast<const QStyleOptionButton *>(option) : nullptr;
    const bool isMirrored = button && button->direction == Qt::RightToLeft && !button->icon.isNull() &&
                            !button->text.isEmpty() &&
                            !button->features.testFlag(QStyleOptionButton::HasMenu);
    if (!isMirrored)
        return QProxyStyle::drawControl(element, option, painter, widget);
    // Qt 6.4 mirrors the text's alignment twice: the word would stand at the edge, away from its icon.
    constexpr int gap = 4;
    const bool isEnabled = button->state.testFlag(State_Enabled);
    const bool showsKey = proxy()->styleHint(SH_UnderlineShortcut, button, widget) != 0;
    const int flags =
        Qt::AlignCenter | Qt::TextSingleLine | (showsKey ? Qt::TextShowMnemonic : Qt::TextHideMnemonic);
    const int wordWidth =
        button->fontMetrics.size(Qt::TextSingleLine | Qt::TextShowMnemonic, button->text).width();
    const int width = qMin(button->rect.width(), button->iconSize.width() + gap + wordWidth);
    const QRect all =
        alignedRect(Qt::LeftToRight, Qt::AlignCenter, {width, button->rect.height()}, button->rect);
    const QRect place = all.adjusted(all.width() - button->iconSize.width(), 0, 0, 0);
    button->icon.paint(painter, place, Qt::AlignCenter, isEnabled ? QIcon::Normal : QIcon::Disabled);
    proxy()->drawItemText(painter, all.adjusted(0, 0, -button->iconSize.width() - gap, 0), flags,
                          button->palette, isEnabled, button->text, QPalette::ButtonText);
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                          const QWidget *widget) const
{
    // Fusion's outline of a box to tick is darker than the window: on a dark one it is not there.
    const bool isBox = element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck;
    if (isBox || (element != PE_FrameLineEdit && element != PE_Frame))
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    if (!isBox && element != PE_FrameLineEdit && element != PE_Frame)
        return;
    const bool focused = option->state.testFlag(State_HasFocus) && option->state.testFlag(State_Enabled);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(focused ? option->palette.color(QPalette::Highlight) : colours().border, 1));
    const qreal radius = element == PE_FrameLineEdit ? 3 : isBox ? 2 : 0;
    painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    painter->restore();
}

} // namespace claimcheck::ui
