#pragma once

#include "drift.h"
#include "oauth/key_discovery.h"
#include "send_flow.h"

namespace claimcheck::login {

/// ready -> UserInfo, or the recipe's whoami -> keys, where that is signed -> introspection -> compared.
///
/// What a server does not offer or refuses is a note; only a sign-in that cannot be used is an error.
class DriftFlow final : public Flow {
public:
    DriftFlow(Desk &desk, const QString &id, DeliveryPtr<Result<Drift>> delivery)
        : Flow(desk, id), m_delivery(std::move(delivery))
    {
    }
    void start() override;

private:
    void onReady();
    void askUserinfo();
    [[nodiscard]] Result<http::Request> userinfoRequest() const;
    void onUserinfo(const Result<Answer> &answer);
    void judgeUserinfo(const http::Response &response, const jose::KeySet &keys);
    void introspect();
    void onIntrospected(const Result<http::Response> &response, const std::vector<Secret> &sent);
    void compareWith(const QByteArray &beside, const QByteArray &claims);
    void note(const char *sentence, const Error &error);
    void finish(Result<Drift> result);

    DeliveryPtr<Result<Drift>> m_delivery;
    Profile m_profile;
    std::optional<Session> m_session; // whose tokens are compared
    /// Of a session of OAuth; the error where it cannot be made.
    Result<oauth::Client> m_oauthClient = Error{ErrorCode::ClientIdMissing};
    std::unique_ptr<oauth::KeyFetch> m_keys;
    Drift m_drift;
};

} // namespace claimcheck::login
