#pragma once

#include "base/clock.h"
#include "login/devices.h"

#include <QAbstractTableModel>

#include <vector>

namespace claimcheck::ui {

/// Where a person is signed in, in the server's order.
class DevicesModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Device, LastSeen, Id, ColumnCount };

    explicit DevicesModel(QObject *parent = nullptr);
    void setDevices(std::vector<login::SignedInDevice> devices, TimePoint now);
    /// nullptr for a row that is not there.
    [[nodiscard]] const login::SignedInDevice *device(int row) const;
    /// How many are not the sign-in that asked.
    [[nodiscard]] int others() const;
    /// The server's name for it, or its id; invisible characters as chips.
    [[nodiscard]] static QString nameOf(const login::SignedInDevice &device);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<login::SignedInDevice> m_devices;
    TimePoint m_now;
};

} // namespace claimcheck::ui
