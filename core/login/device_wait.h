#pragma once

#include "oauth/device_authorization.h"
#include "oauth/dpop_prover.h"
#include "http/client.h"
#include "sign_in.h"

#include <QTimer>

namespace claimcheck::login {

/// A person signs in on another device (RFC 8628): asks for a code, then for the tokens again and again until
/// the person has answered or the code has expired. Destroying it cancels.
class DeviceWait final : public QObject {
public:
    using OnCode = std::function<void(const DeviceCode &)>;
    using OnEnd = std::function<void(Result<oauth::TokenResponse>)>;
    /// Everything that is referred to must outlive this.
    DeviceWait(http::Client &client, const Clock &clock, const oauth::Call &call,
               std::shared_ptr<oauth::DpopProver> prover,
               std::optional<std::chrono::milliseconds> pause = {});
    /// `onEnd` comes once and may destroy this. Errors: EndpointMissing, DeviceCodeExpired,
    /// AuthorizationDenied, and what the two endpoints say.
    void start(const QString &scope, const QStringList &resources, OnCode onCode, OnEnd onEnd);

private:
    void onAuthorization(const Result<http::Response> &response);
    void poll();
    void onAnswer(const Result<http::Response> &response);
    void pollLater();
    void finish(Result<oauth::TokenResponse> result);
    [[nodiscard]] oauth::Call call() const { return {m_server, m_client, m_leash, m_clock.now()}; }

    http::Client &m_http;
    const Clock &m_clock;
    const oauth::ServerMetadata &m_server;
    const oauth::Client &m_client;
    const http::Leash &m_leash;
    std::shared_ptr<oauth::DpopProver> m_prover;
    const std::optional<std::chrono::milliseconds> m_pause; // in place of the server's interval
    OnCode m_onCode;
    OnEnd m_onEnd;
    std::optional<oauth::DeviceAuthorization> m_authorization;
    std::optional<oauth::DevicePacing> m_pacing;
    QTimer m_timer;
    http::ExchangePtr m_exchange;
    std::vector<Secret> m_sent; // with the last question for tokens
    bool m_askedForNonce = false;
};

} // namespace claimcheck::login
