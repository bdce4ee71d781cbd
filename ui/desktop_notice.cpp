#include "desktop_notice.h"

#include "base/visible_text.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

#include <utility>

namespace claimcheck::ui {

namespace {

const QString service = QStringLiteral("org.freedesktop.Notifications");
const QString path = QStringLiteral("/org/freedesktop/Notifications");
constexpr int untilRead = 0;

} // namespace

DesktopNotice::DesktopNotice(QDBusConnection bus, QObject *parent) : QObject(parent), m_bus(std::move(bus)) {}

void DesktopNotice::show(const QString &about, const QString &title, const QString &text)
{
    if (!m_bus.isConnected())
        return;
    if (!std::exchange(m_isListening, true)) {
        m_bus.connect(service, path, service, QStringLiteral("ActionInvoked"), this,
                      SLOT(onAction(uint, QString)));
        m_bus.connect(service, path, service, QStringLiteral("ActivationToken"), this,
                      SLOT(onToken(uint, QString)));
        m_bus.connect(service, path, service, QStringLiteral("NotificationClosed"), this,
                      SLOT(onClosed(uint, uint)));
    }
    QDBusMessage call = QDBusMessage::createMethodCall(service, path, service, QStringLiteral("Notify"));
    // The text may be read as markup, and names come from people and servers.
    call << QStringLiteral("Claimcheck") << m_shown.key(about, 0U) << QStringLiteral("claimcheck")
         << visibleText(title, 200) << visibleText(text, 500).toHtmlEscaped()
         << QStringList{QStringLiteral("default"), tr("Show")}
         << QVariantMap{{QStringLiteral("desktop-entry"), QStringLiteral("claimcheck")}} << untilRead;
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, about, watcher] {
        watcher->deleteLater();
        if (const QDBusPendingReply<uint> reply = *watcher; !reply.isError())
            m_shown.insert(reply.value(), about);
    });
}

void DesktopNotice::onAction(uint id, const QString &)
{
    if (m_shown.contains(id))
        Q_EMIT clicked(m_shown.value(id), m_tokens.take(id));
}

void DesktopNotice::onToken(uint id, const QString &token)
{
    if (m_shown.contains(id))
        m_tokens.insert(id, token.toUtf8());
}

void DesktopNotice::onClosed(uint id, uint)
{
    m_shown.remove(id);
    m_tokens.remove(id);
}

} // namespace claimcheck::ui
