#pragma once

#include <QDBusConnection>
#include <QHash>
#include <QObject>

namespace claimcheck::ui {

/// A notice of the desktop (org.freedesktop.Notifications). It may be seen by anybody near the screen and is
/// kept by the desktop: no secret goes into one. Where there is no such service nothing happens: what it says
/// stands in the window too.
class DesktopNotice final : public QObject {
    Q_OBJECT
public:
    explicit DesktopNotice(QDBusConnection bus, QObject *parent = nullptr);

    /// `about` comes back when a person clicks it; a later notice about the same replaces this one.
    void show(const QString &about, const QString &title, const QString &text);

Q_SIGNALS:
    /// The token is what a Wayland compositor asks for when a window comes to the front (may be empty).
    void clicked(const QString &about, const QByteArray &activationToken);

private Q_SLOTS:
    void onAction(uint id, const QString &action);
    void onToken(uint id, const QString &token);
    void onClosed(uint id, uint reason);

private:
    QDBusConnection m_bus;
    QHash<uint, QString> m_shown;
    QHash<uint, QByteArray> m_tokens;
    bool m_isListening = false;
};

} // namespace claimcheck::ui
