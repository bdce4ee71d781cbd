#pragma once

#include <QDBusConnection>
#include <QObject>

namespace claimcheck::ui {

/// Says when the machine has woken from sleep (org.freedesktop.login1, on the system bus). Without that
/// service it stays silent.
class WakeWatch final : public QObject {
    Q_OBJECT
public:
    explicit WakeWatch(QDBusConnection bus, QObject *parent = nullptr);

Q_SIGNALS:
    void woke();

private Q_SLOTS:
    void onPrepareForSleep(bool isAhead);
};

} // namespace claimcheck::ui
