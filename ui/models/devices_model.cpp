#include "devices_model.h"

#include "column_titles.h"
#include "../icons.h"
#include "../theme.h"
#include "../widgets/visible_text.h"
#include "inspect/verdict.h"

#include <algorithm>

namespace claimcheck::ui {

namespace {
constexpr qsizetype longestCell = 200;
}

DevicesModel::DevicesModel(QObject *parent) : QAbstractTableModel(parent) {}

void DevicesModel::setDevices(std::vector<login::SignedInDevice> devices, TimePoint now)
{
    beginResetModel();
    m_devices = std::move(devices);
    m_now = now;
    endResetModel();
}

const login::SignedInDevice *DevicesModel::device(int row) const
{
    return row >= 0 && row < rowCount() ? &m_devices[static_cast<size_t>(row)] : nullptr;
}

int DevicesModel::others() const
{
    return static_cast<int>(
        std::count_if(m_devices.begin(), m_devices.end(),
                      [](const login::SignedInDevice &device) { return !device.isThis; }));
}

QString DevicesModel::nameOf(const login::SignedInDevice &device)
{
    return visibleText(device.name.trimmed().isEmpty() ? device.id : device.name, longestCell);
}

int DevicesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_devices.size());
}

int DevicesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DevicesModel::data(const QModelIndex &index, int role) const
{
    const login::SignedInDevice *found = device(index.row());
    if (!found)
        return {};
    if (role == Qt::DecorationRole && index.column() == Device)
        return icon(found->isThis ? u"state-on" : u"state-off");
    if (role == Qt::ForegroundRole && index.column() == Id)
        return colours().mutedText;
    if (role == Qt::ToolTipRole && index.column() == Device)
        return plainToolTip(nameOf(*found));
    if (role == Qt::ToolTipRole && index.column() == Id)
        return plainToolTip(found->id);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Device:
        return found->isThis ? tr("%1 · this sign-in").arg(nameOf(*found)) : nameOf(*found);
    case LastSeen:
        if (!found->lastSeen)
            return QStringLiteral("–");
        return m_now - *found->lastSeen < std::chrono::seconds(2)
                   ? tr("Just now")
                   : inspect::relativeText(*found->lastSeen, m_now);
    case Id:
        return visibleText(found->id, longestCell);
    default:
        return {};
    }
}

QVariant DevicesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return columnTitle(section, orientation, role, {tr("Where"), tr("Last seen"), tr("ID")});
}

} // namespace claimcheck::ui
