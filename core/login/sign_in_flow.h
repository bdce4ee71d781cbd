#pragma once

#include "flow.h"

namespace claimcheck::login {

/// A password sign-in. The keychain is proved to be writable before the password goes out; nothing that was
/// received is lost after.
///
///   lock -> keychain writable? -> secret fields -> ask -> who is it? -> the same person? -> store -> done
class SignInFlow final : public Flow {
public:
    SignInFlow(Desk &desk, const QString &id, QString user, Secret password, StoreIn where,
               DeliveryPtr<Result<SessionInfo>> delivery)
        : Flow(desk, id)
        , m_user(std::move(user))
        , m_password(std::move(password))
        , m_where(where)
        , m_delivery(std::move(delivery))
    {
    }
    void start() override;
    /// Nobody waits any more: ends at once, unless the server has answered already.
    void cancel();

private:
    void onLocked();
    void readFields();
    void ask(const SecretFields &fields);
    void onAnswer(const Result<http::Response> &response);
    void onWhoami(const Result<http::Response> &response);
    void onPerson();
    void onStored(Result<Done> written);
    void finish(Result<SessionInfo> result);

    QString m_user;
    Secret m_password;
    StoreIn m_where;
    DeliveryPtr<Result<SessionInfo>> m_delivery;
    Profile m_profile;
    SecretFields m_fields;
    std::optional<Session> m_session; // set once the server has answered
};

} // namespace claimcheck::login
