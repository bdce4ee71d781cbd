#include "device_wait.h"

namespace claimcheck::login {

DeviceWait::DeviceWait(http::Client &client, const Clock &clock, const oauth::Call &call,
                       std::shared_ptr<oauth::DpopProver> prover,
                       std::optional<std::chrono::milliseconds> pause)
    : m_http(client)
    , m_clock(clock)
    , m_server(call.server)
    , m_client(call.client)
    , m_leash(call.leash)
    , m_prover(std::move(prover))
    , m_pause(pause)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &DeviceWait::poll);
}

void DeviceWait::start(const QString &scope, const QStringList &resources, OnCode onCode, OnEnd onEnd)
{
    m_onCode = std::move(onCode);
    m_onEnd = std::move(onEnd);
    auto out = oauth::deviceAuthorizationRequest(call(), scope, resources);
    if (!out) // later, as all other ends
        return (void)QMetaObject::invokeMethod(
            this, [this, error = out.error()] { finish(error); }, Qt::QueuedConnection);
    m_exchange = m_http.send(std::move(out->request), std::move(out->credentials), this,
                             [this](const Result<http::Response> &response) { onAuthorization(response); });
}

void DeviceWait::onAuthorization(const Result<http::Response> &response)
{
    if (!response)
        return finish(response.error());
    auto authorization = oauth::processDeviceAuthorization(*response, m_clock.now());
    if (!authorization)
        return finish(authorization.error());
    m_authorization = *std::move(authorization);
    m_pacing.emplace(*m_authorization);
    pollLater();
    m_onCode({m_authorization->userCode, m_authorization->verificationUri,
              m_authorization->verificationUriComplete, m_authorization->expiresAt});
}

void DeviceWait::pollLater()
{
    m_timer.start(m_pause.value_or(m_pacing->interval()));
}

void DeviceWait::poll()
{
    auto out = oauth::deviceTokenRequest(call(), m_authorization->deviceCode);
    if (!out)
        return finish(out.error());
    if (m_prover) {
        if (const auto proved = m_prover->addTo(out->request); !proved)
            return finish(proved.error());
    }
    m_sent = http::secretsOf(*out);
    m_exchange = m_http.send(std::move(out->request), std::move(out->credentials), this,
                             [this](const Result<http::Response> &response) { onAnswer(response); });
}

void DeviceWait::onAnswer(const Result<http::Response> &response)
{
    if (response && m_prover) {
        m_prover->noteNonce(*response);
        if (oauth::DpopProver::wantsNonce(*response) && !std::exchange(m_askedForNonce, true))
            return pollLater();
    }
    auto judged = m_pacing->judge(response, m_clock.now(), m_sent);
    if (!judged)
        return finish(judged.error());
    if (!*judged)
        return pollLater();
    finish(**std::move(judged));
}

void DeviceWait::finish(Result<oauth::TokenResponse> result)
{
    m_timer.stop();
    if (const auto onEnd = std::exchange(m_onEnd, nullptr))
        onEnd(std::move(result));
}

} // namespace claimcheck::login
