#include "suite_model.h"

#include "ui/icons.h"
#include "ui/theme.h"
#include "ui/widgets/visible_text.h"

#include <algorithm>

namespace claimcheck::ui {

using requests::SuiteItem;

namespace {

QString wordOf(SuiteItem::Outcome outcome)
{
    switch (outcome) {
    case SuiteItem::Outcome::Passed:
        return SuiteModel::tr("Passed");
    case SuiteItem::Outcome::Failed:
        return SuiteModel::tr("Failed");
    case SuiteItem::Outcome::CouldNotDo:
        return SuiteModel::tr("Not done");
    }
    Q_UNREACHABLE();
}

QString iconOf(SuiteItem::Outcome outcome)
{
    switch (outcome) {
    case SuiteItem::Outcome::Passed:
        return QStringLiteral("good");
    case SuiteItem::Outcome::Failed:
        return QStringLiteral("bad");
    case SuiteItem::Outcome::CouldNotDo:
        return QStringLiteral("warning");
    }
    Q_UNREACHABLE();
}

} // namespace

void SuiteModel::clear()
{
    beginResetModel();
    m_items.clear();
    endResetModel();
}

void SuiteModel::add(const SuiteItem &item)
{
    const int row = static_cast<int>(m_items.size());
    beginInsertRows({}, row, row);
    m_items.push_back(item);
    endInsertRows();
}

const SuiteItem *SuiteModel::item(int row) const
{
    return row < 0 || row >= rowCount() ? nullptr : &m_items[static_cast<size_t>(row)];
}

int SuiteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

int SuiteModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SuiteModel::data(const QModelIndex &index, int role) const
{
    const SuiteItem *item = this->item(index.row());
    if (!item)
        return {};
    if (role == Qt::DecorationRole && index.column() == Outcome)
        return icon(iconOf(item->outcome));
    if (role == Qt::TextAlignmentRole && (index.column() == Status || index.column() == Time))
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Outcome:
        return wordOf(item->outcome);
    case Name:
        return tr("%1 · %2").arg(visibleText(QString::fromUtf8(item->method), 20),
                                 visibleText(QString::fromUtf8(item->name), 300));
    case Status:
        return item->status == 0 ? tr("none") : QString::number(item->status);
    case Time:
        return item->status == 0 ? QString() : tr("%1 ms").arg(item->milliseconds);
    case Assertions: {
        const auto passed = std::count_if(item->assertions.begin(), item->assertions.end(),
                                          [](const requests::AssertionResult &one) { return one.passed; });
        if (item->error)
            return describe(*item->error).message;
        return item->assertions.empty() ? tr("The status is below 400")
                                        : tr("%1 of %2").arg(passed).arg(item->assertions.size());
    }
    default:
        return {};
    }
}

QVariant SuiteModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Status || section == Time ? Qt::AlignRight : Qt::AlignLeft) |
                        Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return QStringList{tr("Outcome"), tr("Request"), tr("Status"), tr("Time"), tr("Assertions")}.value(
        section);
}

} // namespace claimcheck::ui
