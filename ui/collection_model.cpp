#include "collection_model.h"

#include "icons.h"
#include "widgets/visible_text.h"

#include <algorithm>

namespace claimcheck::ui {

CollectionModel::CollectionModel(CollectionBook &book, QObject *parent)
    : QAbstractItemModel(parent), m_book(book)
{
    connect(&book, &CollectionBook::listChanged, this, &CollectionModel::reload);
    reload();
}

void CollectionModel::reload()
{
    beginResetModel();
    m_files.clear();
    for (const requests::CollectionFile *file : m_book.files()) {
        File shown{file->path, file->name, file->problem ? describe(*file->problem).message : QString(), {}};
        for (const requests::HttpEntry &entry : file->file.entries())
            shown.rows.push_back({entry.spec.method, requestTitle(entry.spec), !entry.problems.empty()});
        m_files.push_back(std::move(shown));
    }
    endResetModel();
}

RequestPlace CollectionModel::placeAt(const QModelIndex &index)
{
    if (!index.isValid())
        return {};
    return {index.data(PathRole).toString(), index.data(PlaceIndexRole).toInt()};
}

QModelIndex CollectionModel::indexOf(const RequestPlace &place) const
{
    const auto file = std::find_if(m_files.begin(), m_files.end(),
                                   [&place](const File &one) { return one.path == place.path; });
    if (file == m_files.end())
        return {};
    const QModelIndex parent = index(static_cast<int>(file - m_files.begin()), 0);
    return place.index < 0 ? parent : index(place.index, 0, parent);
}

// The internal id of a file is 0, that of a request its file's row and one.
QModelIndex CollectionModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column != 0 || row >= rowCount(parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : 0);
}

QModelIndex CollectionModel::parent(const QModelIndex &child) const
{
    return child.internalId() == 0 ? QModelIndex()
                                   : createIndex(static_cast<int>(child.internalId()) - 1, 0, quintptr(0));
}

int CollectionModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_files.size());
    return parent.internalId() == 0 ? static_cast<int>(m_files[static_cast<size_t>(parent.row())].rows.size())
                                    : 0;
}

int CollectionModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant CollectionModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const bool isFile = index.internalId() == 0;
    const File &file = m_files[isFile ? static_cast<size_t>(index.row()) : index.internalId() - 1];
    if (role == PathRole)
        return file.path;
    if (isFile) {
        switch (role) {
        case Qt::DisplayRole:
            return visibleText(file.name, 300);
        case Qt::DecorationRole:
            return icon(file.problem.isEmpty() ? u"file" : u"warning");
        case Qt::ToolTipRole:
            return plainToolTip(file.problem.isEmpty() ? file.path : file.problem);
        case Qt::AccessibleTextRole:
            return file.problem.isEmpty() ? tr("File %1").arg(visibleText(file.name, 300))
                                          : tr("File %1: %2").arg(visibleText(file.name, 300), file.problem);
        case PlaceIndexRole:
            return -1;
        case ProblemRole:
            return file.problem;
        default:
            return {};
        }
    }
    const Row &row = file.rows[static_cast<size_t>(index.row())];
    const QString method = visibleText(QString::fromUtf8(row.method), 20);
    switch (role) {
    case Qt::DisplayRole:
        return visibleText(row.title, 300);
    case Qt::EditRole:
        return row.title;
    case Qt::ToolTipRole:
        return plainToolTip(
            row.hasProblems
                ? tr("%1 %2\nSome lines of it mean nothing here; they are kept.").arg(method, row.title)
                : tr("%1 %2").arg(method, row.title));
    case Qt::AccessibleTextRole:
        return tr("%1 %2").arg(method, visibleText(row.title, 300));
    case MethodRole:
        return method;
    case PlaceIndexRole:
        return index.row();
    default:
        return {};
    }
}

Qt::ItemFlags CollectionModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    return index.isValid() && index.internalId() != 0 ? flags | Qt::ItemIsEditable : flags;
}

bool CollectionModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString title = value.toString().simplified();
    if (role != Qt::EditRole || title.isEmpty() || title == index.data(Qt::EditRole).toString())
        return false;
    if (const auto renamed = m_book.rename(placeAt(index), title); !renamed) {
        Q_EMIT failed(renamed.error());
        return false;
    }
    return true;
}

} // namespace claimcheck::ui
