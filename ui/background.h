#pragma once

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <memory>

namespace claimcheck::ui {

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
    QThreadPool::globalInstance()->start([mailbox, work = std::move(work), done = std::move(done)] {
        QMetaObject::invokeMethod(
            mailbox.get(),
            [mailbox, result = work(), done] {
                if (mailbox->context)
                    done(result);
            },
            Qt::QueuedConnection);
    });
}

} // namespace claimcheck::ui
