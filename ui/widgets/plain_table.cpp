#include "plain_table.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QKeyEvent>

namespace claimcheck::ui {

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
    horizontalHeader()->setMinimumSectionSize(48);
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

int PlainTable::neededWidth(int column) const
{
    return qMax(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column)) + 8;
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
