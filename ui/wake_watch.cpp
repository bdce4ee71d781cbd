#include "wake_watch.h"

namespace claimcheck::ui {

WakeWatch::WakeWatch(QDBusConnection bus, QObject *parent) : QObject(parent)
{
    bus.connect(QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1"),
                QStringLiteral("org.freedesktop.login1.Manager"), QStringLiteral("PrepareForSleep"), this,
                SLOT(onPrepareForSleep(bool)));
}

// True before the sleep, false after it.
void WakeWatch::onPrepareForSleep(bool isAhead)
{
    if (!isAhead)
        Q_EMIT woke();
}

} // namespace claimcheck::ui
