#pragma once

#include "login/sign_in.h"

#include <QObject>

class QSocketNotifier;

namespace claimcheck::app {

class Invocation;

/// A sign-in as a conversation on the terminal: says each step on stderr, opens the browser or prints its
/// link, shows a device's code with a QR code, asks whether new origins may get secrets, and takes an address
/// that is pasted while it waits.
class SignInDialogue final : public QObject {
public:
    enum class Browser { Open, PrintLink };
    SignInDialogue(Invocation &run, Browser browser);
    ~SignInDialogue() override;

    /// The sign-in, once it runs.
    void follow(login::SignIn &signIn) { m_signIn = &signIn; }
    void on(const login::SignInEvent &event);
    /// No more events.
    void end();

private:
    void onLink(const login::SignInEvent &event);
    void onDevice(const login::DeviceCode &code);
    void onOrigins(const login::SignInEvent &event);
    void onRenewed(const QUrl &link);
    void listenForPaste();
    void onTyped();

    Invocation &m_run;
    Browser m_browser;
    login::SignIn *m_signIn = nullptr;
    bool m_isOpened = false; // the link, in a browser
    std::unique_ptr<QSocketNotifier> m_typed;
    QByteArray m_line;
};

} // namespace claimcheck::app
