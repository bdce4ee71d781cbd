#pragma once

#include <QCoreApplication>
#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <memory>

namespace claimcheck::ui {

/// The threads for work that would hold up the window.
inline QThreadPool &workers()
{
    return *QThreadPool::globalInstance();
}

/// Where workers send what they found: made on the GUI thread, used on any.
class Mailbox final {
public:
    explicit Mailbox(QObject *context) : m_application(QCoreApplication::instance()), m_context(context) {}

    /// Runs `deliver` on the GUI thread, unless the context has gone by then. It is the application that is
    /// posted to: it outlives the pool's work, and nothing takes its events away before they are delivered.
    template <class Deliver>
    void post(Deliver deliver) const
    {
        QMetaObject::invokeMethod(
            m_application,
            [context = m_context, deliver = std::move(deliver)] {
                if (context)
                    deliver();
            },
            Qt::QueuedConnection);
    }

private:
    QCoreApplication *m_application;
    QPointer<QObject> m_context; // looked at on the GUI thread alone
};

/// Runs `work` on a thread of the pool and then `done(result)` on the GUI thread, unless `context` has gone.
/// Called on the GUI thread.
template <class Work, class Done>
void inBackground(QObject *context, Work work, Done done)
{
    workers().start([mailbox = Mailbox(context), work = std::move(work), done = std::move(done)] {
        mailbox.post([result = work(), done] { done(result); });
    });
}

/// The same whole, whose last share is given up on a thread of the pool: to take a hundred thousand rows
/// apart takes longer than a frame.
template <class T>
std::shared_ptr<T> endingInBackground(std::shared_ptr<T> whole)
{
    T *const address = whole.get();
    return std::shared_ptr<T>(address, [whole = std::move(whole)](T *) mutable {
        if (QCoreApplication::instance()) // else the program ends, and the pool has gone
            workers().start([last = std::move(whole)] {});
    });
}

} // namespace claimcheck::ui
