#pragma once

#include "base/error.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QStringList>

#include <functional>

/// The D-Bus messages that SecretService and SecretUnlock send, and how their answers are read.
namespace claimcheck::credentials {

/// A connection of this room's own: QDBusConnection::sessionBus() remembers a failure for ever, and this one
/// is tried again, so that a session whose bus comes up late is not "no bus" until the program ends.
[[nodiscard]] QDBusConnection secretsBus();

/// A call of the bus itself (org.freedesktop.DBus).
[[nodiscard]] QDBusMessage busCall(const QString &method, const QVariantList &arguments);
/// A call of org.freedesktop.Secret.Service at `destination`.
[[nodiscard]] QDBusMessage serviceCall(const QString &destination, const QString &method,
                                       const QVariantList &arguments);
[[nodiscard]] QDBusMessage readProperty(const QString &destination, const QString &path,
                                        const QString &interface, const QString &property);

/// Sends a call over secretsBus(); its reply or error comes to `done` after at most ten seconds, unless
/// `context` is gone by then.
void callSecrets(QObject *context, const QDBusMessage &message,
                 std::function<void(const QDBusMessage &)> done);

/// Whether this is a reply, and of this D-Bus signature.
[[nodiscard]] bool isReply(const QDBusMessage &message, QLatin1StringView signature);
/// What an error reply means, or a reply with another signature than the interface has.
[[nodiscard]] Error errorOf(const QDBusMessage &message);
/// An argument of type ao.
[[nodiscard]] QStringList pathsOf(const QVariant &argument);

} // namespace claimcheck::credentials
