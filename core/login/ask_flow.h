#pragma once

#include "send_flow.h"

namespace claimcheck::login {

/// One question to a profile's server, with its credential, and what the answer means.
template <class Value>
class AskFlow final : public Flow {
public:
    using Make = std::function<Result<http::Request>(const Profile &)>;
    using Judge = std::function<Result<Value>(const Profile &, const http::Response &)>;
    AskFlow(Desk &desk, const QString &id, Make make, Judge judge, DeliveryPtr<Result<Value>> delivery)
        : Flow(desk, id), m_make(std::move(make)), m_judge(std::move(judge)), m_delivery(std::move(delivery))
    {
    }
    void start() override
    {
        const auto known = profile();
        auto request = known ? m_make(*known) : Result<http::Request>(known.error());
        if (!request)
            return finish(request.error());
        const auto answered = [this, own = *known](const Result<Answer> &answer) {
            finish(answer ? m_judge(own, answer->response) : Result<Value>(answer.error()));
        };
        m_desk.start<SendFlow>(m_id, *std::move(request),
                               std::make_shared<Delivery<Result<Answer>>>(this, answered), nullptr);
    }

private:
    void finish(Result<Value> result)
    {
        const auto delivery = m_delivery;
        m_desk.retire(*this);
        delivery->deliver(std::move(result));
    }
    Make m_make;
    Judge m_judge;
    DeliveryPtr<Result<Value>> m_delivery;
};

} // namespace claimcheck::login
