#include "grid_accessible.h"

#include "grid_view.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace claimcheck::ui {

namespace {

/// Characters of the shown text and bytes of the source are the same for tokens; for other texts the offsets
/// are those of the source decoded, which is what is read out.
class GridAccessible final : public QAccessibleWidget, public QAccessibleTextInterface {
public:
    explicit GridAccessible(GridView *view) : QAccessibleWidget(view, QAccessible::EditableText) {}

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

    void selection(int index, int *start, int *end) const override
    {
        *start = *end = 0;
        if (index != 0)
            return;
        *start = characters(view()->selection().begin);
        *end = characters(view()->selection().end);
    }
    int selectionCount() const override { return view()->selection().size() > 0 ? 1 : 0; }
    void addSelection(int start, int end) override { view()->select({bytes(start), bytes(end)}); }
    void removeSelection(int) override { view()->select({view()->cursor(), view()->cursor()}); }
    void setSelection(int, int start, int end) override { addSelection(start, end); }
    int cursorPosition() const override { return characters(view()->cursor()); }
    void setCursorPosition(int position) override { view()->select({bytes(position), bytes(position)}); }
    QString text(int start, int end) const override { return whole().mid(start, end - start); }
    int characterCount() const override { return static_cast<int>(whole().size()); }
    QRect characterRect(int offset) const override
    {
        const QRect local = view()->cursorRectangle(bytes(offset));
        return {view()->viewport()->mapToGlobal(local.topLeft()), local.size()};
    }
    int offsetAtPoint(const QPoint &point) const override
    {
        return characters(view()->byteAt(view()->viewport()->mapFromGlobal(point)));
    }
    void scrollToSubstring(int start, int end) override { view()->highlight({bytes(start), bytes(end)}); }
    QString attributes(int offset, int *start, int *end) const override
    {
        *start = offset;
        *end = characterCount();
        return {};
    }

private:
    GridView *view() const { return static_cast<GridView *>(widget()); }
    QString whole() const { return QString::fromUtf8(view()->source()); }
    int characters(qsizetype byte) const
    {
        return static_cast<int>(QString::fromUtf8(QByteArrayView(view()->source()).first(byte)).size());
    }
    qsizetype bytes(int character) const { return whole().left(character).toUtf8().size(); }
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *view = qobject_cast<GridView *>(object);
    return view ? new GridAccessible(view) : nullptr;
}

} // namespace

void installGridAccessibility()
{
    [[maybe_unused]] static const bool once = (QAccessible::installFactory(makeInterface), true);
}

void announceText(GridView *view)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent event(view, QAccessible::TextUpdated);
    QAccessible::updateAccessibility(&event);
}

void announceCursorMoved(GridView *view)
{
    if (!QAccessible::isActive())
        return;
    const QString before = QString::fromUtf8(QByteArrayView(view->source()).first(view->cursor()));
    QAccessibleTextCursorEvent event(view, static_cast<int>(before.size()));
    QAccessible::updateAccessibility(&event);
}

} // namespace claimcheck::ui
