#pragma once

#include "flow.h"

namespace claimcheck::login {

/// Reads the keychain item of a profile, unless this process knows better.
class LoadFlow final : public Flow {
public:
    LoadFlow(Desk &desk, const QString &id, DeliveryPtr<Result<SessionInfo>> delivery)
        : Flow(desk, id), m_delivery(std::move(delivery))
    {
    }
    void start() override;

private:
    void onRead(const Result<Secret> &item);
    void finish(Result<SessionInfo> result);

    DeliveryPtr<Result<SessionInfo>> m_delivery;
    int m_generation = 0;
};

} // namespace claimcheck::login
