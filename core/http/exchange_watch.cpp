#include "exchange_watch.h"

#include "watched.h"

#include <QPointer>

namespace claimcheck::http {

namespace {

struct Watcher {
    QPointer<QObject> context;
    std::function<void(const Request &, const Result<Response> &)> call;
};

Watcher &watcher()
{
    static Watcher only;
    return only;
}

bool isWatched()
{
    return watcher().context && watcher().call;
}

} // namespace

void watchExchanges(QObject *context,
                    std::function<void(const Request &request, const Result<Response> &answer)> call)
{
    watcher() = {context, std::move(call)};
}

void tellWatcher(const Request &request, const Result<Response> &answer)
{
    if (!isWatched())
        return;
    const auto call = watcher().call; // it may set another
    call(request, answer);
}

void tellWatcherLater(const Request &request, const Error &error)
{
    if (!isWatched())
        return;
    QMetaObject::invokeMethod(
        watcher().context, [request, error] { tellWatcher(request, error); }, Qt::QueuedConnection);
}

} // namespace claimcheck::http
