#pragma once

#include <QObject>

#include <memory>

class QLocalServer;

namespace claimcheck::ui {

/// One window for each configuration folder and person. The socket lives in $XDG_RUNTIME_DIR (mode 0700),
/// never in the shared temporary folder; without one there is no single instance, which is harmless.
class SingleInstance final : public QObject {
    Q_OBJECT
public:
    enum class Role { First, Second };

    explicit SingleInstance(const QString &configFolder, QObject *parent = nullptr);
    ~SingleInstance() override;

    /// Second: another window runs already, and was asked to come to the front.
    [[nodiscard]] Role start();

Q_SIGNALS:
    /// Somebody started the program again; the token lets a Wayland compositor raise the window (may be
    /// empty).
    void activated(const QByteArray &activationToken);

private:
    void onConnection();
    QString m_socket;
    std::unique_ptr<QLocalServer> m_server;
};

} // namespace claimcheck::ui
