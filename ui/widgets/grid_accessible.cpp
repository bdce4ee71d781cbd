#include "grid_accessible.h"

#include "grid_view.h"
#include "text_accessible.h"

namespace claimcheck::ui {

namespace {

/// Characters of the shown text and bytes of the source are the same for tokens; for other texts the offsets
/// are those of the source decoded, which is what is read out.
class GridAccessible final : public TextAccessible<GridView> {
public:
    using TextAccessible::TextAccessible;

    void selection(int index, int *start, int *end) const override
    {
        *start = *end = 0;
        if (index != 0)
            return;
        *start = characters(view()->selection().begin);
        *end = characters(view()->selection().end);
    }
    void addSelection(int start, int end) override { view()->select({bytes(start), bytes(end)}); }
    int cursorPosition() const override { return characters(view()->cursor()); }
    void setCursorPosition(int position) override { view()->select({bytes(position), bytes(position)}); }
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
    QString whole() const override { return QString::fromUtf8(view()->source()); }
    int characters(qsizetype byte) const
    {
        return static_cast<int>(QString::fromUtf8(QByteArrayView(view()->source()).first(byte)).size());
    }
    qsizetype bytes(int character) const { return whole().left(character).toUtf8().size(); }
};

} // namespace

void installGridAccessibility()
{
    installAccessibility<GridAccessible, GridView>();
}

void announceText(GridView *view)
{
    announceTextUpdate(view);
}

void announceCursorMoved(GridView *view)
{
    announceTextCursor(view);
}

} // namespace claimcheck::ui
