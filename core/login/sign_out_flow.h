#pragma once

#include "flow.h"

namespace claimcheck::login {

/// Signing out, step by step, whatever fails on the way: ends the sign-in at the server, proves it, deletes
/// what is stored and proves that, clears the cookies, forgets who it was.
class SignOutFlow final : public Flow {
public:
    SignOutFlow(Desk &desk, const QString &id, DeliveryPtr<Receipt> delivery)
        : Flow(desk, id), m_delivery(std::move(delivery))
    {
    }
    void start() override;

private:
    using Outcome = ReceiptStep::Outcome;
    void onLocked();
    void onRead(const Result<Secret> &item);
    void revoke(const SecretFields &fields);
    void onRevoked(const Result<http::Response> &response);
    void prove();
    void onProved(const Result<http::Response> &response);
    /// Why nothing can be sent to the server; nothing is.
    void skipServer(Outcome outcome, const QString &why);
    void removeStored();
    void onRemoved(const Result<Done> &removed);
    void add(const char *step, Outcome outcome, const QString &detail);
    void finish();

    DeliveryPtr<Receipt> m_delivery;
    Receipt m_receipt;
    Profile m_profile;
    std::optional<Session> m_session;
    SecretFields m_fields;
    bool m_wasInMemory = false;
};

} // namespace claimcheck::login
