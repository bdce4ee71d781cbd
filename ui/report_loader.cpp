#include "report_loader.h"

#include "background.h"

#include <QPointer>

namespace claimcheck::ui {

/// Lives on the loader's thread and outlives the loader while a worker still holds it: a worker can post to
/// it at any time, and only there, on the loader's thread, is it seen whether anybody still listens.
struct ReportLoader::Mailbox : QObject {
    explicit Mailbox(ReportLoader *owner) : loader(owner) {}
    QPointer<ReportLoader> loader;
};

ReportLoader::ReportLoader(QObject *parent)
    : QObject(parent), m_mailbox(new Mailbox(this), [](Mailbox *mailbox) { mailbox->deleteLater(); })
{
}

ReportLoader::~ReportLoader()
{
    m_mailbox->loader.clear();
}

void ReportLoader::load(const QByteArray &token, TimePoint at, const inspect::ReportContext &context)
{
    const quint64 number = ++m_number;
    m_loading = true;
    if (token.size() <= largestAtOnce)
        return deliver(number, inspect::makeReport(token, at, context));
    workers().start([mailbox = m_mailbox, number, token, at, context] {
        const inspect::ReportPtr report = endingInBackground(inspect::makeReport(token, at, context));
        // The event holds no share of the mailbox: events that are left when the program ends are destroyed
        // under Qt's lock, where the last share would post, and hang.
        QMetaObject::invokeMethod(
            mailbox.get(),
            [box = mailbox.get(), number, report] {
                if (box->loader)
                    box->loader->deliver(number, report);
            },
            Qt::QueuedConnection);
    });
}

void ReportLoader::cancel()
{
    ++m_number;
    m_loading = false;
}

void ReportLoader::deliver(quint64 number, const inspect::ReportPtr &report)
{
    if (number != m_number)
        return;
    m_loading = false;
    Q_EMIT loaded(report);
}

} // namespace claimcheck::ui
