#pragma once

#include "base/json.h"
#include "body_rows.h"

#include <QAbstractScrollArea>

namespace claimcheck::ui {

/// A body of any size as text or as hex: reads and paints only the rows that can be seen. Where its rows
/// begin is found out by a worker, so that it shows the first at once and never stalls; the body may still
/// grow. Places are byte offsets. Nothing is shaped or reordered, and invisible characters are chips.
class BodyView final : public QAbstractScrollArea {
    Q_OBJECT
public:
    enum class Form { Text, Hex };
    /// More than this is not copied: it is saved to a file instead.
    static constexpr qint64 mostCopied = qint64(16) * 1024 * 1024;

    explicit BodyView(QWidget *parent = nullptr);

    /// Null: nothing. From the top.
    void setBody(std::shared_ptr<const requests::Overflow> body, Form form);
    [[nodiscard]] const std::shared_ptr<const requests::Overflow> &body() const { return m_body; }
    [[nodiscard]] Form form() const { return m_form; }
    /// More of the body has come.
    void bodyGrown();
    /// Stays at the end while the body grows, until the person goes elsewhere.
    void setFollowing(bool on);
    [[nodiscard]] bool isFollowing() const { return m_following; }
    /// Every row's place is known.
    [[nodiscard]] bool isComplete() const;

    [[nodiscard]] json::Span selection() const;
    void select(json::Span span);
    [[nodiscard]] qint64 cursor() const { return m_cursor; }
    /// Lights up what a search found, in order; `current` is brought into view and selected.
    void setMarks(std::vector<json::Span> marks);
    [[nodiscard]] const std::vector<json::Span> &marks() const { return m_marks; }
    void copy();
    [[nodiscard]] qint64 rowCount() const;
    /// The rows that can be seen, as text.
    [[nodiscard]] QString visibleRows() const;
    /// The same as a person reads them, also in hex, with a line end behind each row; and of each character
    /// the byte that it stands for, in order. Behind the last one stands the byte that follows.
    struct Shown {
        QString text = {};
        std::vector<qint64> bytes = {}; // one more than the text has characters
    };
    [[nodiscard]] Shown shownText() const;
    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] qint64 byteAt(QPoint viewportPoint) const;

Q_SIGNALS:
    /// The person chose these bytes.
    void selected(json::Span span);
    /// A part of it cannot be read, or is too much to copy.
    void failed(const claimcheck::Error &error);
    void tooLongToCopy(qint64 bytes);
    /// Every row's place has become known.
    void completed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    class Painting;
    friend class Painting;
    void layOut();
    void readOn();
    void adopt(const std::shared_ptr<BodyRows> &rows);
    void updateRange();
    [[nodiscard]] int columns() const;
    [[nodiscard]] int visible() const;
    [[nodiscard]] qint64 topRow() const;
    void setTopRow(qint64 row);
    [[nodiscard]] qint64 rowOf(qint64 byte) const;
    [[nodiscard]] std::vector<BodyRow> rowsFrom(qint64 first, qint64 count) const;
    [[nodiscard]] qint64 byteIn(const BodyRow &row, int column) const;
    [[nodiscard]] int columnIn(const BodyRow &row, qint64 byte) const;
    [[nodiscard]] qint64 stepped(qint64 byte, int by) const;
    [[nodiscard]] qint64 movedBy(const QKeyEvent &event, bool &handled);
    void moveCursor(qint64 byte, bool keepAnchor);
    void ensureVisible(qint64 byte);
    [[nodiscard]] qreal cellWidth() const;
    [[nodiscard]] int hexBytes() const;
    [[nodiscard]] int hexDigits() const;

    std::shared_ptr<const requests::Overflow> m_body;
    Form m_form = Form::Text;
    std::shared_ptr<BodyRows> m_rows; // shown
    std::shared_ptr<BodyRows> m_next; // for another width, until it is known far enough
    std::vector<json::Span> m_marks;
    qint64 m_anchor = 0;
    qint64 m_cursor = 0;
    qint64 m_rowsPerStep = 1; // of the scroll bar, whose range is an int
    bool m_reading = false;
    bool m_following = false;
    bool m_toEnd = false; // Ctrl+End before the end was known
    qint64 m_wanted = -1; // brought into view once its row is known
    bool m_dragging = false;
};

} // namespace claimcheck::ui
