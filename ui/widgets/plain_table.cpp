#include "plain_table.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QKeyEvent>

#include <utility>

namespace claimcheck::ui {

namespace {
constexpr int narrowest = 48;
constexpr int widest = 4000;
constexpr int mostMeasured = 60; // rows
} // namespace

PlainTable::PlainTable(QWidget *parent) : QTableView(parent)
{
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setShowGrid(false);
    setWordWrap(false);
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(fontMetrics().height() + 4);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setMinimumSectionSize(narrowest);
    // Beyond the rows in sight Qt would measure a thousand.
    horizontalHeader()->setResizeContentsPrecision(mostMeasured);
    horizontalHeader()->viewport()->installEventFilter(this);
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (m_dragging && width > 0)
            m_chosen.insert(column, width);
    });
    connect(horizontalHeader(), &QHeaderView::sectionHandleDoubleClicked, this, [this](int column) {
        m_chosen.remove(column);
        Q_EMIT resized();
        Q_EMIT widthsChosen();
    });
}

void PlainTable::setRows(QAbstractItemModel *model)
{
    setModel(model);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (current.isValid())
                    Q_EMIT rowChosen(current.row());
            });
    connect(this, &QTableView::clicked, this,
            [this](const QModelIndex &index) { Q_EMIT rowChosen(index.row()); });
}

int PlainTable::neededWidth(int column, int most) const
{
    if (const auto chosen = m_chosen.constFind(column); chosen != m_chosen.constEnd())
        return *chosen;
    return qMin(most, qMax(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column)) + 8);
}

void PlainTable::fitColumn(int column, int width)
{
    setColumnWidth(column, m_chosen.value(column, width));
}

QByteArray PlainTable::chosenWidths() const
{
    QByteArrayList parts;
    for (auto chosen = m_chosen.begin(); chosen != m_chosen.end(); ++chosen)
        parts << QByteArray::number(chosen.key()) + '=' + QByteArray::number(chosen.value());
    return parts.join(' ');
}

void PlainTable::setChosenWidths(const QByteArray &widths)
{
    m_chosen.clear();
    for (const QByteArray &part : widths.split(' ')) {
        const QByteArrayList pair = part.split('=');
        bool isColumn = false, isWidth = false;
        const int column = pair.value(0).toInt(&isColumn);
        const int width = pair.value(1).toInt(&isWidth);
        if (pair.size() == 2 && isColumn && isWidth && column >= 0 && column < model()->columnCount())
            m_chosen.insert(column, qBound(narrowest, width, widest));
    }
    Q_EMIT resized();
}

bool PlainTable::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == horizontalHeader()->viewport() && event->type() == QEvent::MouseButtonPress)
        m_dragging = true;
    if (watched == horizontalHeader()->viewport() && event->type() == QEvent::MouseButtonRelease &&
        std::exchange(m_dragging, false) && !m_chosen.isEmpty()) {
        Q_EMIT resized(); // the others share what is left
        Q_EMIT widthsChosen();
    }
    return QTableView::eventFilter(watched, event);
}

void PlainTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    Q_EMIT resized();
}

void PlainTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyRequested();
        return event->accept();
    }
    QTableView::keyPressEvent(event);
}

} // namespace claimcheck::ui
