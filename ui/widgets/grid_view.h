#pragma once

#include "grid_text.h"

#include <QAbstractScrollArea>
#include <QColor>

class QMenu;

namespace claimcheck::ui {

/// A read-only fixed-pitch view that paints only the rows that can be seen, so that 1 MB costs what a line
/// costs. Foreign letters keep their order and column (nothing is shaped or reordered), and invisible ones
/// are chips. Select with the mouse or Shift and the arrows; places are byte offsets of the source.
class GridView : public QAbstractScrollArea {
    Q_OBJECT
public:
    /// How a run looks. The mark tells runs apart without colour.
    enum class Mark { None, Underline, Dotted, Blob };
    struct Style {
        QColor colour;
        Mark mark = Mark::None;
        bool bold = false;
    };

    explicit GridView(QWidget *parent = nullptr);

    [[nodiscard]] const QByteArray &source() const { return m_text.source(); }
    [[nodiscard]] json::Span selection() const;
    [[nodiscard]] QString selectedText() const { return shownText(selection()); }
    /// All that is shown, as text.
    [[nodiscard]] QString shownText() const { return shownText({0, source().size()}); }
    void select(json::Span span);
    /// Lights bytes up, beside the selection, and brings them into view. An empty span lights nothing.
    void highlight(json::Span span);
    [[nodiscard]] json::Span highlighted() const { return m_highlight; }
    [[nodiscard]] qsizetype cursor() const { return m_cursor; }
    [[nodiscard]] QRect cursorRectangle(qsizetype byte) const;
    [[nodiscard]] qsizetype byteAt(QPoint viewportPoint) const;
    [[nodiscard]] qsizetype rowCount() const { return m_text.rowCount(); }
    /// Rows drawn by the last paint.
    [[nodiscard]] int paintedRows() const { return m_paintedRows; }
    [[nodiscard]] int rowHeight() const;
    void copy();
    void selectAll();
    /// Bytes with a mark behind them, in order: what a search found.
    void setMarks(std::vector<json::Span> marks);
    [[nodiscard]] const std::vector<json::Span> &marks() const { return m_marks; }
    /// Folds or opens the innermost object or list around a byte.
    void fold(qsizetype byte, bool folded);
    /// The same for all inside it, too; they stay as they are when it is opened.
    void foldBelow(qsizetype byte, bool folded);
    [[nodiscard]] bool isHidden(qsizetype byte) const { return m_text.isHidden(byte); }
    /// Pixels left of the text, where folds are opened with a click.
    [[nodiscard]] int gutter() const;

Q_SIGNALS:
    /// The person chose these bytes: a selection, or an empty span where they clicked or moved to.
    void selected(json::Span span);
    void rowCountChanged();

protected:
    void setContent(QByteArray source, std::vector<GridText::Run> runs, std::vector<GridText::Line> lines);
    void setHanging(int columns) { m_hanging = columns; }
    [[nodiscard]] virtual Style style(quint8 run) const = 0;
    [[nodiscard]] virtual QString shownText(json::Span span) const { return m_text.textBetween(span); }
    /// Where a copy goes; the clipboard.
    virtual void copyOut(const QString &text);
    /// More entries for the context menu.
    virtual void extendMenu(QMenu &menu);
    [[nodiscard]] const GridText &text() const { return m_text; }

    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    class Painting;
    friend class Painting;
    void layOut();
    void moveCursor(qsizetype byte, bool keepAnchor);
    [[nodiscard]] qsizetype movedBy(const QKeyEvent &event, bool &handled) const;
    void ensureVisible(qsizetype byte);
    /// The same, opened where it is folded away.
    void reveal(qsizetype byte);
    /// Some of it can be seen.
    [[nodiscard]] bool isInSight(json::Span span) const;
    /// Lays out again after folding; the row on top stays.
    void refold();
    [[nodiscard]] bool foldByKey(const QKeyEvent &event);
    [[nodiscard]] bool foldByClick(QPoint point);
    void announceCursor();
    [[nodiscard]] qreal cellWidth() const;
    GridText m_text;
    json::Span m_highlight;
    std::vector<json::Span> m_marks;
    qsizetype m_anchor = 0;
    qsizetype m_cursor = 0;
    int m_hanging = 0;
    int m_laidOutFor = -1; // columns; -1: not laid out
    int m_paintedRows = 0;
    bool m_dragging = false;
};

} // namespace claimcheck::ui
