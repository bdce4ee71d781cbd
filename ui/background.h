#pragma once

#include <QCoreApplication>
#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <memory>

namespace claimcheck::ui {

/// The threads for work that would hold up the window. Seen on a busy machine: work that began only about 30
/// s later, which is how long an idle thread of the pool waits by default. The cause is not known; here that
/// time is half a second.
inline QThreadPool &workers()
{
    QThreadPool *const pool = QThreadPool::globalInstance();
    pool->setExpiryTimeout(500);
    return *pool;
}

/// Runs `work` on a thread of the pool and then `done(result)` on the GUI thread, unless `context` has gone.
/// Called on the GUI thread.
template <class Work, class Done>
void inBackground(QObject *context, Work work, Done done)
{
    struct Mailbox : QObject {
        QPointer<QObject> context;
    };
    // It lives on the GUI thread: a worker may post to it at any time, and only there is it seen who is left.
    const std::shared_ptr<Mailbox> mailbox(new Mailbox, [](Mailbox *box) { box->deleteLater(); });
    mailbox->context = context;
    workers().start([mailbox, work = std::move(work), done = std::move(done)] {
        // The event holds no share of the mailbox: events that are left when the program ends are destroyed
        // under Qt's lock, where the last share would post, and hang.
        QMetaObject::invokeMethod(
            mailbox.get(),
            [box = mailbox.get(), result = work(), done] {
                if (box->context)
                    done(result);
            },
            Qt::QueuedConnection);
    });
}

/// The same, and its last share is given up on a thread of the pool: to take a hundred thousand rows apart
/// takes longer than a frame.
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
