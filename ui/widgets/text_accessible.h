#pragma once

#include <QAccessible>
#include <QAccessibleWidget>

namespace claimcheck::ui {

/// What a view that paints its text says of it to assistive technology: all of it is the value, it has
/// several lines, and it can be selected but not written. `View` has `selection()`, `cursor()` and
/// `select()`, in bytes; what is a character is said by the class for one `View`.
template <class View>
class TextAccessible : public QAccessibleWidget, public QAccessibleTextInterface {
public:
    explicit TextAccessible(View *view) : QAccessibleWidget(view, QAccessible::EditableText) {}

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
        return kind == QAccessible::Value ? whole() : QAccessibleWidget::text(kind);
    }
    QString text(int start, int end) const override { return whole().mid(start, end - start); }
    int characterCount() const override { return static_cast<int>(whole().size()); }
    int selectionCount() const override { return view()->selection().size() > 0 ? 1 : 0; }
    void setSelection(int, int start, int end) override { addSelection(start, end); }
    void removeSelection(int) override { view()->select({view()->cursor(), view()->cursor()}); }

protected:
    [[nodiscard]] virtual QString whole() const = 0;
    [[nodiscard]] View *view() const { return static_cast<View *>(widget()); }
};

/// From now on every `View` has an `Interface`. Once for the program.
template <class Interface, class View>
void installAccessibility()
{
    [[maybe_unused]] static const bool once =
        (QAccessible::installFactory([](const QString &, QObject *object) -> QAccessibleInterface * {
             auto *view = qobject_cast<View *>(object);
             return view ? new Interface(view) : nullptr;
         }),
         true);
}

/// Another text is shown, or the cursor stands elsewhere in it; free when no assistive technology is running.
void announceTextUpdate(QWidget *view);
void announceTextCursor(QWidget *view);

} // namespace claimcheck::ui
