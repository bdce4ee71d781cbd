#pragma once

#include "flow.h"

namespace claimcheck::login {

/// Stores a session that was received and could not be stored then.
class StoreFlow final : public Flow {
public:
    StoreFlow(Desk &desk, const QString &id, DeliveryPtr<Result<SessionInfo>> delivery)
        : Flow(desk, id), m_delivery(std::move(delivery))
    {
    }
    void start() override;

private:
    void onLocked();
    void onRead(const Result<Secret> &item);
    void finish(Result<SessionInfo> result);

    DeliveryPtr<Result<SessionInfo>> m_delivery;
};

/// Forgets a profile's session and secret fields, here and in the keychain; sends nothing.
class ForgetFlow final : public Flow {
public:
    ForgetFlow(Desk &desk, const QString &id, DeliveryPtr<Result<Done>> delivery)
        : Flow(desk, id), m_delivery(std::move(delivery))
    {
    }
    void start() override;

private:
    void finish(Result<Done> result);

    DeliveryPtr<Result<Done>> m_delivery;
};

} // namespace claimcheck::login
