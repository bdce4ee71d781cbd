#include "body_view_accessible.h"

#include "body_view.h"
#include "widgets/text_accessible.h"

#include <algorithm>

namespace claimcheck::ui {

namespace {

/// Offsets are those of `BodyView::shownText`.
class BodyAccessible final : public TextAccessible<BodyView> {
public:
    using TextAccessible::TextAccessible;

    void selection(int index, int *start, int *end) const override
    {
        *start = *end = 0;
        if (index != 0)
            return;
        const BodyView::Shown now = shown();
        *start = offsetOf(now, view()->selection().begin);
        *end = offsetOf(now, view()->selection().end);
    }
    void addSelection(int start, int end) override
    {
        const BodyView::Shown now = shown();
        view()->select({byteOf(now, start), byteOf(now, end)});
    }
    int cursorPosition() const override { return offsetOf(shown(), view()->cursor()); }
    void setCursorPosition(int position) override { addSelection(position, position); }
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
    QString whole() const override { return shown().text; }
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

} // namespace

void installBodyAccessibility()
{
    installAccessibility<BodyAccessible, BodyView>();
}

void announceRows(BodyView *view)
{
    announceTextUpdate(view);
}

void announceCursor(BodyView *view)
{
    announceTextCursor(view);
}

} // namespace claimcheck::ui
