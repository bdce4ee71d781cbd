#include "body_view_accessible.h"

#include "body_view.h"

#include <QAccessible>
#include <QAccessibleWidget>

#include <algorithm>

namespace claimcheck::ui {

namespace {

/// Offsets are those of `BodyView::shownText`.
class BodyAccessible final : public QAccessibleWidget, public QAccessibleTextInterface {
public:
    explicit BodyAccessible(BodyView *view) : QAccessibleWidget(view, QAccessible::EditableText) {}

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::TextInterface)
            return static_cast<QAccessibleTextInterface *>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QAccessible::State state() const override
    {
        QAccessible::State state = QAccessibleWidget::state();
        state.readOnly = true;
        state.multiLine = true;
        state.selectableText = true;
        return state;
    }
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Value ? shown().text : QAccessibleWidget::text(kind);
    }

    void selection(int index, int *start, int *end) const override
    {
        *start = *end = 0;
        if (index != 0)
            return;
        const BodyView::Shown now = shown();
        *start = offsetOf(now, view()->selection().begin);
        *end = offsetOf(now, view()->selection().end);
    }
    int selectionCount() const override { return view()->selection().size() > 0 ? 1 : 0; }
    void addSelection(int start, int end) override
    {
        const BodyView::Shown now = shown();
        view()->select({byteOf(now, start), byteOf(now, end)});
    }
    void removeSelection(int) override { view()->select({view()->cursor(), view()->cursor()}); }
    void setSelection(int, int start, int end) override { addSelection(start, end); }
    int cursorPosition() const override { return offsetOf(shown(), view()->cursor()); }
    void setCursorPosition(int position) override { addSelection(position, position); }
    QString text(int start, int end) const override { return shown().text.mid(start, end - start); }
    int characterCount() const override { return static_cast<int>(shown().text.size()); }
    QRect characterRect(int offset) const override
    {
        const BodyView::Shown now = shown();
        const int row = static_cast<int>(now.text.left(offset).count(QLatin1Char('\n')));
        const QRect line(0, row * view()->rowHeight(), view()->viewport()->width(), view()->rowHeight());
        return {view()->viewport()->mapToGlobal(line.topLeft()), line.size()};
    }
    int offsetAtPoint(const QPoint &point) const override
    {
        return offsetOf(shown(), view()->byteAt(view()->viewport()->mapFromGlobal(point)));
    }
    void scrollToSubstring(int start, int end) override { addSelection(start, end); }
    QString attributes(int, int *start, int *end) const override
    {
        *start = 0;
        *end = characterCount();
        return {};
    }

private:
    BodyView *view() const { return static_cast<BodyView *>(widget()); }
    BodyView::Shown shown() const { return view()->shownText(); }
    /// The first character of this byte or of one behind it.
    static int offsetOf(const BodyView::Shown &shown, qint64 byte)
    {
        const auto at = std::lower_bound(shown.bytes.begin(), shown.bytes.end(), byte);
        return static_cast<int>(at - shown.bytes.begin());
    }
    static qint64 byteOf(const BodyView::Shown &shown, int offset)
    {
        if (shown.bytes.empty())
            return 0;
        const auto last = static_cast<int>(shown.bytes.size()) - 1;
        return shown.bytes[static_cast<size_t>(std::clamp(offset, 0, last))];
    }
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *view = qobject_cast<BodyView *>(object);
    return view ? new BodyAccessible(view) : nullptr;
}

} // namespace

void installBodyAccessibility()
{
    [[maybe_unused]] static const bool once = (QAccessible::installFactory(makeInterface), true);
}

void announceRows(BodyView *view)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent event(view, QAccessible::TextUpdated);
    QAccessible::updateAccessibility(&event);
}

void announceCursor(BodyView *view)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(view);
    if (!interface || !interface->textInterface())
        return;
    QAccessibleTextCursorEvent event(view, interface->textInterface()->cursorPosition());
    QAccessible::updateAccessibility(&event);
}

} // namespace claimcheck::ui
