#include "row_folder.h"

#include "../models/claims_model.h"
#include "fold_delegate.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QTableView>

namespace claimcheck::ui {

RowFolder::RowFolder(QTableView *table, ClaimsModel *model) : QObject(table), m_table(table), m_model(model)
{
    table->setItemDelegateForColumn(ClaimsModel::Name, new FoldDelegate(table));
    table->installEventFilter(this);
    table->viewport()->installEventFilter(this);
}

bool RowFolder::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        return key->modifiers() == Qt::NoModifier && onKey(key->key());
    }
    if (watched == m_table->viewport() && event->type() == QEvent::MouseButtonPress) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        return mouse->button() == Qt::LeftButton && onPress(mouse->position().toPoint());
    }
    if (watched == m_table->viewport() && event->type() == QEvent::MouseButtonDblClick) {
        const int row = m_table->rowAt(static_cast<QMouseEvent *>(event)->position().toPoint().y());
        m_model->setOpen(row, !m_model->isOpen(row));
    }
    return false;
}

bool RowFolder::onKey(int key)
{
    const int row = m_table->currentIndex().row();
    switch (key) {
    case Qt::Key_Right:
        m_model->setOpen(row, true);
        return true;
    case Qt::Key_Left:
        if (m_model->isOpen(row))
            m_model->setOpen(row, false);
        else if (const int above = m_model->parentRow(row); above >= 0)
            m_table->selectRow(above);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_model->setOpen(row, !m_model->isOpen(row));
        return true;
    default:
        return false;
    }
}

bool RowFolder::onPress(const QPoint &at)
{
    const QModelIndex index = m_table->indexAt(at);
    if (!index.isValid() || index.column() != ClaimsModel::Name ||
        !FoldDelegate::isOnTriangle(at.x() - m_table->visualRect(index).left(), index))
        return false;
    m_model->setOpen(index.row(), !m_model->isOpen(index.row()));
    return true;
}

} // namespace claimcheck::ui
