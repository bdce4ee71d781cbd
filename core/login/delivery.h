#pragma once

#include "sessions.h"

#include <QPointer>

#include <utility>

namespace claimcheck::login {

/// One answer that somebody waits for: delivered at most once, and never after the context or the Waiter is
/// gone.
template <class Value>
class Delivery {
public:
    Delivery(QObject *context, std::function<void(Value)> done) : m_context(context), m_done(std::move(done))
    {
    }
    /// Emit last: the callback may destroy whoever calls this.
    void deliver(Value value)
    {
        m_onDrop = nullptr;
        const auto done = std::exchange(m_done, nullptr);
        if (done && m_context)
            done(std::move(value));
    }
    /// Nobody waits any more.
    void drop()
    {
        m_done = nullptr;
        if (const auto onDrop = std::exchange(m_onDrop, nullptr))
            onDrop();
    }
    void onDrop(std::function<void()> action) { m_onDrop = std::move(action); }

private:
    QPointer<QObject> m_context;
    std::function<void(Value)> m_done;
    std::function<void()> m_onDrop;
};
template <class Value>
using DeliveryPtr = std::shared_ptr<Delivery<Value>>;

template <class Value>
class DeliveryWaiter final : public Waiter {
public:
    explicit DeliveryWaiter(DeliveryPtr<Value> delivery) : m_delivery(std::move(delivery)) {}
    ~DeliveryWaiter() override { m_delivery->drop(); }
    Q_DISABLE_COPY_MOVE(DeliveryWaiter)

private:
    DeliveryPtr<Value> m_delivery;
};

} // namespace claimcheck::login
