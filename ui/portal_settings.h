#pragma once

#include <QDBusAbstractInterface>
#include <QDBusVariant>

namespace claimcheck::ui {

/// org.freedesktop.portal.Settings, as much of it as the theme needs.
class PortalSettings final : public QDBusAbstractInterface {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
public:
    PortalSettings(const QDBusConnection &bus, QObject *parent)
        : QDBusAbstractInterface(QStringLiteral("org.freedesktop.portal.Desktop"),
                                 QStringLiteral("/org/freedesktop/portal/desktop"),
                                 "org.freedesktop.portal.Settings", bus, parent)
    {
    }

Q_SIGNALS:
    void SettingChanged(const QString &group, const QString &key, const QDBusVariant &value);
};

} // namespace claimcheck::ui
