#pragma once

#include "base/result.h"

#include <QObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>

#include <memory>

namespace claimcheck::ui {

/// Starts the practice server, and ends it with the window.
class PracticeRunner final : public QObject {
    Q_OBJECT
public:
    /// Where the server keeps its users and sign-ins: a file, which is removed in the end, outlives a
    /// restart.
    enum class Keep { InMemory, InFile };

    /// What a second server has in common with the first, besides its name: tokens of either are tokens of
    /// both.
    enum class Share { Nothing, Keys, Database };

    explicit PracticeRunner(QString program, QObject *parent = nullptr, Keep keep = Keep::InMemory);
    ~PracticeRunner() override;

    /// Emits `ready` now if it runs already, later once it listens, or `failed`.
    void start();
    /// Ends it and starts it again, at the same port and with the same file where it has one: `ready` comes
    /// once more.
    void restart();
    /// A second server of the same name, as behind a load balancer, not started yet. This one listens, and
    /// keeps its database in a file, which outlives the other's end.
    [[nodiscard]] PracticeRunner *makeSecond(Share share, QObject *parent) const;
    /// Ends the server without waiting for it, and deletes this then. Nothing is emitted any more.
    void endLater();
    [[nodiscard]] bool isReady() const { return !m_user.isEmpty(); }
    /// 0 while it does not run.
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }

Q_SIGNALS:
    /// With a user that the server knows, and the password, which is no secret.
    void ready(const QUrl &address, const QString &user, const QString &password);
    void failed(const claimcheck::Error &error);
    /// It ended, and nobody had asked it to.
    void stopped();

private:
    void launch();
    void onOutput();
    void onFinished();
    QString m_program;
    QStringList m_arguments; // instead of those of `Keep`
    QProcess m_process;
    QUrl m_address;
    QString m_user;
    QString m_password;
    Keep m_keep;
    std::unique_ptr<QTemporaryDir> m_folder;
    bool m_isRestarting = false;
};

} // namespace claimcheck::ui
