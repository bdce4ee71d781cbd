#pragma once

#include "base/result.h"

#include <QObject>
#include <QProcess>
#include <QUrl>

namespace claimcheck::ui {

/// Starts the practice server for "Try the practice server", and ends it with the window.
class PracticeRunner final : public QObject {
    Q_OBJECT
public:
    explicit PracticeRunner(QString program, QObject *parent = nullptr);
    ~PracticeRunner() override;

    /// Emits `ready` now if it runs already, later once it listens, or `failed`.
    void start();

Q_SIGNALS:
    /// With a user that the server knows, and the password, which is no secret.
    void ready(const QUrl &address, const QString &user, const QString &password);
    void failed(const claimcheck::Error &error);

private:
    void onOutput();
    QString m_program;
    QProcess m_process;
    QUrl m_address;
    QString m_user;
    QString m_password;
};

} // namespace claimcheck::ui
