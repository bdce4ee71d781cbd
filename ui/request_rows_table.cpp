#include "request_rows_table.h"

#include "request_address_field.h"
#include "theme.h"
#include "widgets/visible_text.h"

#include <QAbstractItemView>
#include <QClipboard>
#include <QCompleter>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTextLayout>
#include <QToolTip>

namespace claimcheck::ui {

namespace {

constexpr int margin = 6;

class RowsDelegate final : public QStyledItemDelegate {
public:
    explicit RowsDelegate(RequestRowsTable *table) : QStyledItemDelegate(table), m_table(table) {}

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &,
                          const QModelIndex &index) const override
    {
        auto *field = new RequestAddressField(parent);
        field->setFrame(false);
        field->setAutoFillBackground(true);
        field->setScope(m_table->scope());
        field->setObjectName(QStringLiteral("rowField"));
        field->setAccessibleName(
            m_table->model()->headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString());
        if (const QStringList words = m_table->completions(index); !words.isEmpty()) {
            auto *completer = new QCompleter(words, field);
            completer->setCaseSensitivity(Qt::CaseInsensitive);
            completer->setFilterMode(Qt::MatchContains);
            field->setCompleter(completer);
        }
        field->installEventFilter(const_cast<RowsDelegate *>(this));
        return field;
    }

    void setEditorData(QWidget *editor, const QModelIndex &index) const override
    {
        auto *field = static_cast<QLineEdit *>(editor);
        if (field->text() != index.data(Qt::EditRole).toString())
            field->setText(index.data(Qt::EditRole).toString());
    }

    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override
    {
        model->setData(index, static_cast<QLineEdit *>(editor)->text(), Qt::EditRole);
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::KeyPress &&
            static_cast<QKeyEvent *>(event)->matches(QKeySequence::Paste)) {
            const QString text = QGuiApplication::clipboard()->text();
            auto *field = static_cast<QLineEdit *>(watched);
            if (text.trimmed().contains(u'\n') && field->text().isEmpty()) {
                Q_EMIT closeEditor(field, QAbstractItemDelegate::RevertModelCache);
                m_table->pasteLines(text);
                return true;
            }
        }
        return QStyledItemDelegate::eventFilter(watched, event);
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem cell(option);
        initStyleOption(&cell, index);
        const QString text = cell.text;
        if (!text.contains(QLatin1StringView("{{")) || cell.state.testFlag(QStyle::State_Selected))
            return QStyledItemDelegate::paint(painter, option, index);
        cell.text.clear();
        QStyle *style = cell.widget->style();
        style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
        const QRect room = cell.rect.adjusted(margin, 0, -margin, 0);
        const QString shown = cell.fontMetrics.elidedText(text, Qt::ElideMiddle, room.width());
        QList<QTextLayout::FormatRange> formats;
        for (const VariablePlace &place : variablesIn(shown, m_table->scope())) {
            QTextLayout::FormatRange range{place.begin, place.length, {}};
            range.format.setForeground(variableColour(place.origin));
            range.format.setBackground(variableFill(place.origin));
            formats.append(range);
        }
        QTextLayout layout(shown, cell.font);
        layout.setFormats(formats);
        layout.beginLayout();
        layout.createLine();
        layout.endLayout();
        painter->save();
        painter->setClipRect(room);
        painter->setPen(cell.palette.color(QPalette::Text));
        const qreal height = layout.boundingRect().height();
        layout.draw(painter, QPointF(room.left(), room.top() + (room.height() - height) / 2));
        painter->restore();
    }

private:
    RequestRowsTable *m_table;
};

} // namespace

RequestRowsTable::RequestRowsTable(RequestRowsModel *model, const QString &name,
                                   const QString &accessibleName, QWidget *parent)
    : QTableView(parent), m_model(model)
{
    setObjectName(name);
    setAccessibleName(accessibleName);
    setModel(model);
    setItemDelegate(new RowsDelegate(this));
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked |
                    QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setShowGrid(true);
    setFont(monoFont());
    setFrameShape(QFrame::NoFrame);
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(fontMetrics().height() + 4);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 12);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setMinimumSectionSize(48);
    horizontalHeader()->setFont(QGuiApplication::font());
    connect(model, &QAbstractItemModel::modelReset, this, &RequestRowsTable::shareColumns);
}

void RequestRowsTable::setScope(const RequestScope &scope)
{
    m_scope = scope;
    viewport()->update();
}

void RequestRowsTable::setCompletions(int column, Completions completions)
{
    m_completions.insert(column, std::move(completions));
}

QStringList RequestRowsTable::completions(const QModelIndex &index) const
{
    const auto found = m_completions.constFind(index.column());
    return found == m_completions.constEnd() ? QStringList() : (*found)(index);
}

bool RequestRowsTable::pasteLines(const QString &text)
{
    std::vector<QStringList> rows;
    if (!m_reader)
        return false;
    for (QString line : text.split(u'\n')) {
        line.remove(u'\r');
        if (const QStringList row = m_reader(line); !line.trimmed().isEmpty() && !row.isEmpty())
            rows.push_back(row);
    }
    if (rows.empty())
        return false;
    const int at = currentIndex().isValid() ? currentIndex().row() : m_model->rowCount() - 1;
    m_model->insertEdited(at, rows);
    setCurrentIndex(m_model->index(at, 0));
    return true;
}

void RequestRowsTable::setShares(const QList<int> &shares)
{
    m_shares = shares;
    shareColumns();
}

void RequestRowsTable::shareColumns()
{
    for (int i = 0; i < m_shares.size() && i < m_model->columnCount() - 1; ++i)
        setColumnWidth(i, viewport()->width() * m_shares[i] / 100);
}

void RequestRowsTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    shareColumns();
}

void RequestRowsTable::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    if (!currentIndex().isValid())
        setCurrentIndex(m_model->index(m_model->rowCount() - 1, 0));
}

void RequestRowsTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste)) {
        if (!pasteLines(QGuiApplication::clipboard()->text()) && currentIndex().isValid())
            m_model->setData(currentIndex(), QGuiApplication::clipboard()->text().trimmed(), Qt::EditRole);
        return;
    }
    if (event->matches(QKeySequence::Copy) && currentIndex().isValid())
        return QGuiApplication::clipboard()->setText(currentIndex().data(Qt::EditRole).toString());
    if (event->matches(QKeySequence::Undo))
        return undoRemove();
    if (event->key() == Qt::Key_Delete)
        return removeCurrent();
    if (event->key() == Qt::Key_Backspace && currentIndex().isValid()) {
        m_model->setData(currentIndex(), QString(), Qt::EditRole);
        return;
    }
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isReturn && event->modifiers() == Qt::NoModifier && currentIndex().isValid() &&
        state() != QAbstractItemView::EditingState)
        return edit(currentIndex());
    if (event->modifiers() == Qt::AltModifier &&
        (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
        const QModelIndex current = currentIndex();
        const int to = current.row() + (event->key() == Qt::Key_Up ? -1 : 1);
        m_model->moveEdited(current.row(), to);
        return;
    }
    QTableView::keyPressEvent(event);
}

void RequestRowsTable::removeCurrent()
{
    const QModelIndex current = currentIndex();
    if (!current.isValid() || m_model->isEmptyRow(current))
        return;
    m_model->removeEdited(current.row());
    setCurrentIndex(m_model->index(qMin(current.row(), m_model->rowCount() - 1), current.column()));
}

void RequestRowsTable::undoRemove()
{
    if (const int row = m_model->undoRemove(); row >= 0)
        setCurrentIndex(m_model->index(row, 0));
}

void RequestRowsTable::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex at = indexAt(viewport()->mapFrom(this, event->pos()));
    if (!at.isValid())
        return;
    setCurrentIndex(at);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Paste lines"), this, [this] { pasteLines(QGuiApplication::clipboard()->text()); });
    menu->addAction(tr("Move up (Alt+Up)"), this,
                    [this, at] { m_model->moveEdited(at.row(), at.row() - 1); });
    menu->addAction(tr("Move down (Alt+Down)"), this,
                    [this, at] { m_model->moveEdited(at.row(), at.row() + 1); });
    menu->addAction(tr("Remove (Delete)"), this, &RequestRowsTable::removeCurrent)
        ->setEnabled(!m_model->isEmptyRow(at));
    menu->addAction(tr("Bring back what was removed (Ctrl+Z)"), this, &RequestRowsTable::undoRemove)
        ->setEnabled(m_model->canUndoRemove());
    menu->popup(event->globalPos());
}

bool RequestRowsTable::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QModelIndex at = indexAt(help->pos());
        QStringList lines;
        for (const VariablePlace &place : variablesIn(at.data(Qt::EditRole).toString(), m_scope))
            lines << variableText(place, m_scope);
        if (!lines.isEmpty()) {
            QStringList safe;
            for (const QString &line : std::as_const(lines))
                safe << plainToolTip(line);
            QToolTip::showText(help->globalPos(), safe.join(QString()), this);
            return true;
        }
    }
    return QTableView::viewportEvent(event);
}

QStringList pairOfLine(const QString &line, QChar separator)
{
    for (const QChar candidate : {separator, QChar(u'\t')}) {
        const auto at = line.indexOf(candidate);
        if (at > 0)
            return {line.first(at).trimmed(), line.mid(at + 1).trimmed()};
    }
    return {line.trimmed(), QString()};
}

} // namespace claimcheck::ui
