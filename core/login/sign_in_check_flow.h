#pragma once

#include "flow.h"
#include "oauth/authorization.h"
#include "oauth/loopback_receiver.h"
#include "sign_in_check.h"

#include <QTimer>

namespace claimcheck::login {

/// loaded -> (refresh -> revocation -> a second authorization -> its code without a verifier) -> card
class SignInCheckFlow final : public Flow {
public:
    SignInCheckFlow(Desk &desk, const QString &id, CheckOptions options,
                    DeliveryPtr<Result<SignInCard>> delivery)
        : Flow(desk, id), m_options(std::move(options)), m_delivery(std::move(delivery))
    {
    }
    void start() override;

private:
    void onLoaded();
    void probeRefresh();
    void probeRevocation();
    void probePkce();
    [[nodiscard]] Result<Done> makeRequest();
    void push();
    void open(const Result<QUrl> &link);
    [[nodiscard]] oauth::LoopbackReceiver::Verdict judge(const QByteArray &query);
    void onCode(const oauth::AuthorizationCode &code);
    void onTokens(const Result<http::Response> &response);
    /// Tokens that nobody was to get are ended, one after the other.
    void revokeNext();
    void skip(const Error &why);
    [[nodiscard]] oauth::Call call() const;
    void done();
    void finish(Result<SignInCard> result);

    CheckOptions m_options;
    DeliveryPtr<Result<SignInCard>> m_delivery;
    Profile m_profile;
    std::optional<Session> m_session;
    oauth::Client m_oauthClient;
    ProbeFacts m_facts;
    std::unique_ptr<oauth::LoopbackReceiver> m_receiver;
    oauth::AuthorizationRequest m_request;
    std::optional<Result<oauth::AuthorizationCode>> m_returned;
    std::vector<Secret> m_sent, m_unwanted;
    QTimer m_patience;
};

} // namespace claimcheck::login
