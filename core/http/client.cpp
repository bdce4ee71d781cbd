#include "client.h"

#include "exchange.h"
#include "transport.h"

namespace claimcheck::http {

struct Client::Private {
    std::shared_ptr<Transport> transport;
};

Client::Client(ConnectionSettings settings, std::optional<std::vector<Origin>> certificateFor)
    : d(std::make_unique<Private>(
          Private{std::make_shared<Transport>(std::move(settings), std::move(certificateFor))}))
{
}

Client::~Client()
{
    const std::vector<HttpExchange *> running = d->transport->running();
    for (HttpExchange *exchange : running)
        exchange->cancel();
}

ExchangePtr Client::send(Request request, std::vector<Credential> credentials, QObject *context,
                         std::function<void(Result<Response>)> done, std::function<void(Progress)> progress)
{
    auto exchange = std::make_unique<HttpExchange>(d->transport, std::move(request), std::move(credentials),
                                                   context, std::move(done), std::move(progress));
    exchange->start();
    return exchange;
}

const ConnectionSettings &Client::settings() const
{
    return d->transport->settings();
}

const std::optional<std::vector<Origin>> &Client::certificateFor() const
{
    return d->transport->certificateFor();
}

Cookies &Client::cookies()
{
    return d->transport->cookies();
}

void Client::clearCookies()
{
    d->transport->cookies().clear();
}

} // namespace claimcheck::http
