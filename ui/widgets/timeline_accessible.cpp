#include "timeline_accessible.h"

#include "timeline.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace claimcheck::ui {

namespace {

/// A slider whose value counts seconds since 1970, and is read as a sentence.
class TimelineAccessible final : public QAccessibleWidget, public QAccessibleValueInterface {
public:
    explicit TimelineAccessible(Timeline *timeline) : QAccessibleWidget(timeline, QAccessible::Slider) {}

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::ValueInterface)
            return static_cast<QAccessibleValueInterface *>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QString text(QAccessible::Text kind) const override
    {
        // Description too: not every reader asks a slider for words.
        if (kind == QAccessible::Value || kind == QAccessible::Description)
            return timeline()->valueText();
        return QAccessibleWidget::text(kind);
    }

    QVariant currentValue() const override { return seconds(timeline()->moment().judged()); }
    void setCurrentValue(const QVariant &value) override
    {
        timeline()->choose(TimePoint(
            std::chrono::milliseconds(static_cast<qint64>(qBound(-3e11, value.toDouble(), 3e11) * 1000))));
    }
    QVariant minimumValue() const override { return seconds(timeline()->line().left); }
    QVariant maximumValue() const override { return seconds(timeline()->line().right); }
    QVariant minimumStepSize() const override { return double(timeline()->step().count()); }

private:
    Timeline *timeline() const { return static_cast<Timeline *>(widget()); }
    static double seconds(TimePoint time)
    {
        return static_cast<double>(time.time_since_epoch().count()) / 1000;
    }
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *timeline = qobject_cast<Timeline *>(object);
    return timeline ? new TimelineAccessible(timeline) : nullptr;
}

} // namespace

void installTimelineAccessibility()
{
    [[maybe_unused]] static const bool once = (QAccessible::installFactory(makeInterface), true);
}

void announceMoment(Timeline *timeline)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleValueChangeEvent event(timeline, timeline->valueText());
    QAccessible::updateAccessibility(&event);
}

} // namespace claimcheck::ui
