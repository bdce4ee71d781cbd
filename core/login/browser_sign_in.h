#pragma once

#include "device_wait.h"
#include "oauth/loopback_receiver.h"
#include "oauth_sign_in.h"

#include <QTimer>

namespace claimcheck::login {

/// In the person's own browser: authorization code with PKCE (RFC 8252, RFC 7636, OpenID Connect Core).
///
///   port bound -> client -> request pushed (PAR), or not -> link told, and waited for
///     -> the browser returns, or its address is pasted -> code exchanged
///
/// With SignInOptions::Device::Race a code for another device is told beside the link, and whichever ends
/// first wins: the other one is dropped. A person's "no" at either ends the sign-in; anything else that goes
/// wrong with the device leaves the browser.
///
/// A pushed request that expires before the browser came is pushed again, and the new link is told.
class BrowserSignIn final : public OAuthSignIn {
public:
    using OAuthSignIn::OAuthSignIn;
    Result<Done> takeRedirect(const QString &address) override;

private:
    using Verdict = oauth::LoopbackReceiver::Verdict;

    void proceed() override;
    void stop() override;
    void listen();
    void onClient();
    [[nodiscard]] Result<Done> makeRequest();
    void push();
    void onPushed(const Result<http::Response> &response);
    void pushAgain();
    void onPushedAgain(const Result<http::Response> &response);
    [[nodiscard]] Result<QUrl> pushedLink(const Result<http::Response> &response);
    void expireLater(TimePoint end);
    void wait(const QUrl &link);
    void startDevice();
    void onDevice(Result<oauth::TokenResponse> tokens);
    [[nodiscard]] Verdict judge(const QByteArray &query);
    /// Nothing: it was a stranger's.
    [[nodiscard]] std::optional<Error> take(const QByteArray &query);
    void onReturned();
    void stopWaiting();

    std::unique_ptr<oauth::LoopbackReceiver> m_receiver;
    std::unique_ptr<DeviceWait> m_device;
    QTimer m_patience;
    QTimer m_expiry;           // of the pushed request
    bool m_hasExpired = false; // and pushing it again failed
    QUrl m_redirectUri;
    oauth::Pkce m_pkce;
    oauth::AuthorizationRequest m_request;
    /// The answer that was waited for.
    std::optional<Result<oauth::AuthorizationCode>> m_returned;
};

} // namespace claimcheck::login
