#pragma once

#include "credential_store.h"

#include <QMetaObject>
#include <QObject>
#include <QPointer>

#include <utility>

namespace claimcheck::credentials {

/// The common part of every Operation of this room: keeps the promise that the callback comes once, never
/// before the call returns, and never after the operation or its context is gone. Whatever a flow waits for
/// is connected with the flow itself as the context, so that it ends with it.
template <class T>
class Flow : public QObject, public Operation {
public:
    Flow(QObject *context, Callback<T> done) : m_context(context), m_done(std::move(done))
    {
        Q_ASSERT(context);
    }

    /// Ends the flow from inside an event. The callback may destroy the flow: nothing may follow this call.
    void finish(Result<T> result)
    {
        const Callback<T> done = std::exchange(m_done, nullptr);
        if (done && m_context)
            done(std::move(result));
    }
    /// Ends the flow from the call that makes it: the callback comes with the next turn of the event loop.
    void finishLater(Result<T> result)
    {
        later([this, result = std::move(result)]() mutable { finish(std::move(result)); });
    }
    [[nodiscard]] bool isFinished() const { return !m_done; }

protected:
    template <class Step>
    void later(Step step)
    {
        QMetaObject::invokeMethod(this, std::move(step), Qt::QueuedConnection);
    }

private:
    QPointer<QObject> m_context;
    Callback<T> m_done;
};

} // namespace claimcheck::credentials
