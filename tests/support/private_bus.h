#pragma once

#include <QDBusConnection>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>

namespace claimcheck::testing {

/// A D-Bus session of a test's own, with its own HOME and XDG folders and no display, and the real
/// gnome-keyring-daemon on it if asked for. Everything ends and is removed with the object.
class PrivateBus {
public:
    PrivateBus();
    ~PrivateBus();
    Q_DISABLE_COPY_MOVE(PrivateBus)

    /// Lets the bus start `name` on demand by running `command`. Before start().
    void addService(const QString &name, const QString &command);
    /// The display that programs are told of, the bus and what it starts included. Before start().
    void setDisplay(const QString &display);
    [[nodiscard]] bool start();

    /// gnome-keyring with an unlocked default collection (made if there is none); its password is password().
    [[nodiscard]] bool startUnlockedKeyring();
    /// gnome-keyring as it is: collections of an earlier run are locked, a first run has none.
    [[nodiscard]] bool startKeyring();
    void stopKeyring();
    /// Stops the daemon's process where it stands: it owns its name and answers nothing.
    [[nodiscard]] bool freezeKeyring();
    /// Asks the service to lock the default collection.
    [[nodiscard]] bool lock();
    [[nodiscard]] bool isLocked() const;
    /// How many prompts the service has open, for anybody.
    [[nodiscard]] qsizetype openPrompts() const;
    [[nodiscard]] static QByteArray password() { return QByteArrayLiteral("throwaway"); }

    /// What a child process needs to live in this session.
    [[nodiscard]] QProcessEnvironment environment() const { return m_environment; }
    [[nodiscard]] QDBusConnection connection() const { return QDBusConnection(m_connectionName); }
    [[nodiscard]] QString address() const
    {
        return QStringLiteral("unix:path=") + m_folder.filePath(QStringLiteral("bus"));
    }

private:
    [[nodiscard]] bool runKeyring(const QStringList &arguments, const QByteArray &input);
    [[nodiscard]] QString defaultCollection() const;

    QTemporaryDir m_folder;
    QString m_connectionName;
    QProcessEnvironment m_environment;
    QProcess m_bus;
    QProcess m_keyring;
};

} // namespace claimcheck::testing
