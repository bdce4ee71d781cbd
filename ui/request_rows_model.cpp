#include "request_rows_model.h"

#include "icons.h"
#include "theme.h"
#include "widgets/visible_text.h"

#include <algorithm>

namespace claimcheck::ui {

namespace {

constexpr size_t mostRemoved = 100;

} // namespace

RequestRowsModel::RequestRowsModel(QStringList titles, QString hint, QObject *parent)
    : QAbstractTableModel(parent), m_titles(std::move(titles)), m_hint(std::move(hint))
{
}

void RequestRowsModel::setMarkTitle(const QString &title)
{
    beginResetModel();
    m_markTitle = title;
    endResetModel();
}

void RequestRowsModel::setRows(std::vector<EditedRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    m_marks.clear();
    m_removed.clear();
    endResetModel();
}

void RequestRowsModel::setMarks(std::vector<Mark> marks)
{
    m_marks = std::move(marks);
    const int column = columnCount() - 1;
    Q_EMIT dataChanged(index(0, column), index(rowCount() - 1, column));
}

void RequestRowsModel::insertEdited(int row, const std::vector<QStringList> &rows)
{
    const size_t room = static_cast<size_t>(maxRows) - std::min<size_t>(m_rows.size(), maxRows);
    const size_t count = std::min(rows.size(), room);
    if (count == 0)
        return;
    const size_t at = std::min(static_cast<size_t>(std::max(row, 0)), m_rows.size());
    beginInsertRows({}, static_cast<int>(at), static_cast<int>(at + count) - 1);
    std::vector<EditedRow> added;
    for (size_t i = 0; i < count; ++i) {
        added.push_back({rows[i], -1});
        added.back().cells.resize(m_titles.size());
    }
    m_rows.insert(m_rows.begin() + static_cast<qsizetype>(at), added.begin(), added.end());
    endInsertRows();
    m_marks.clear();
    Q_EMIT changed();
}

void RequestRowsModel::removeEdited(int row)
{
    if (row < 0 || row >= static_cast<int>(m_rows.size()))
        return;
    beginRemoveRows({}, row, row);
    m_removed.emplace_back(row, m_rows[static_cast<size_t>(row)]);
    if (m_removed.size() > mostRemoved)
        m_removed.erase(m_removed.begin());
    m_rows.erase(m_rows.begin() + row);
    if (row < static_cast<int>(m_marks.size()))
        m_marks.erase(m_marks.begin() + row);
    endRemoveRows();
    Q_EMIT changed();
}

int RequestRowsModel::undoRemove()
{
    if (m_removed.empty() || m_rows.size() >= maxRows)
        return -1;
    auto [row, removed] = std::move(m_removed.back());
    m_removed.pop_back();
    row = std::min(row, static_cast<int>(m_rows.size()));
    beginInsertRows({}, row, row);
    m_rows.insert(m_rows.begin() + row, std::move(removed));
    endInsertRows();
    m_marks.clear();
    Q_EMIT changed();
    return row;
}

void RequestRowsModel::moveEdited(int from, int to)
{
    const int count = static_cast<int>(m_rows.size());
    if (from < 0 || to < 0 || from >= count || to >= count || from == to)
        return;
    beginMoveRows({}, from, from, {}, to > from ? to + 1 : to);
    EditedRow row = std::move(m_rows[static_cast<size_t>(from)]);
    m_rows.erase(m_rows.begin() + from);
    m_rows.insert(m_rows.begin() + to, std::move(row));
    m_marks.clear();
    endMoveRows();
    Q_EMIT changed();
}

int RequestRowsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size()) + 1;
}

int RequestRowsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_titles.size()) + (m_markTitle.isNull() ? 0 : 1);
}

QVariant RequestRowsModel::data(const QModelIndex &index, int role) const
{
    const auto row = static_cast<size_t>(index.row());
    if (isMark(index.column())) {
        if (row >= m_marks.size())
            return {};
        const Mark &mark = m_marks[row];
        switch (role) {
        case Qt::DisplayRole:
            return visibleText(mark.text, 300);
        case Qt::DecorationRole:
            return mark.icon.isEmpty() ? QVariant() : QVariant(icon(mark.icon));
        case Qt::ToolTipRole:
            return mark.toolTip.isEmpty() ? QVariant() : QVariant(plainToolTip(mark.toolTip));
        default:
            return {};
        }
    }
    if (isEmptyRow(index)) {
        if (role == Qt::DisplayRole && index.column() == 0)
            return m_hint;
        if (role == Qt::ForegroundRole)
            return colours().mutedText;
        if (role == Qt::ToolTipRole)
            return tr("Type here, or paste lines: each becomes a row.");
        return role == Qt::EditRole ? QVariant(QString()) : QVariant();
    }
    const QString &text = m_rows[row].cells[index.column()];
    switch (role) {
    case Qt::EditRole:
        return text;
    case Qt::DisplayRole:
        return visibleText(text, 500);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1: %2").arg(m_titles[index.column()], visibleText(text, 500));
    default:
        return {};
    }
}

QVariant RequestRowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return isMark(section) ? m_markTitle : m_titles.value(section);
}

Qt::ItemFlags RequestRowsModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    return isMark(index.column()) ? flags : flags | Qt::ItemIsEditable;
}

bool RequestRowsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || isMark(index.column()))
        return false;
    const QString text = value.toString();
    if (isEmptyRow(index)) {
        if (text.isEmpty() || index.row() >= maxRows)
            return false;
        QStringList cells(m_titles.size());
        cells[index.column()] = text;
        // The empty row becomes this one, and the one below it appears: an editor in it moves on by itself.
        beginInsertRows({}, index.row() + 1, index.row() + 1);
        m_rows.push_back({cells, -1});
        endInsertRows();
    } else {
        QString &cell = m_rows[static_cast<size_t>(index.row())].cells[index.column()];
        if (cell == text)
            return true;
        cell = text;
        if (index.row() < static_cast<int>(m_marks.size()))
            m_marks[static_cast<size_t>(index.row())] = {};
    }
    Q_EMIT dataChanged(this->index(index.row(), 0), this->index(index.row(), columnCount() - 1));
    Q_EMIT changed();
    return true;
}

} // namespace claimcheck::ui
