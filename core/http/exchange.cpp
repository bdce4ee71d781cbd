#include "exchange.h"

#include "host_names.h"
#include "lost_headers.h"
#include "redaction.h"
#include "reply_facts.h"
#include "watched.h"

#include <QLoggingCategory>
#include <QNetworkReply>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace claimcheck::http {

namespace {

Q_LOGGING_CATEGORY(log, "claimcheck.http", QtWarningMsg)

/// QTimer counts in an int: a longer time would wrap around to a short or a negative one.
constexpr std::chrono::milliseconds longestTimer{std::numeric_limits<int>::max()};

} // namespace

HttpExchange::HttpExchange(const std::shared_ptr<Transport> &transport, Request request,
                           std::vector<Credential> credentials, QObject *context,
                           std::function<void(Result<Response>)> done, std::function<void(Progress)> progress)
    : m_transport(transport)
    , m_request(std::move(request))
    , m_credentials(std::move(credentials))
    , m_context(context)
    , m_done(std::move(done))
    , m_progress(std::move(progress))
{
    transport->add(this);
    connect(context, &QObject::destroyed, this, &HttpExchange::cancel);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &HttpExchange::onTimeout);
}

HttpExchange::~HttpExchange()
{
    cancel();
    if (const std::shared_ptr<Transport> transport = m_transport.lock())
        transport->remove(this);
}

void HttpExchange::cancel()
{
    if (m_done && m_step)
        tellWatcherLater(m_request, Error{ErrorCode::Cancelled, m_step->origin.hostAndPort()});
    m_timer.stop();
    disposeReply();
    m_done = nullptr;
    m_progress = nullptr;
}

void HttpExchange::start()
{
    m_clock.start();
    const std::shared_ptr<Transport> transport = m_transport.lock();
    Result<Step> step = firstStep(m_request, m_credentials, transport->settings());
    if (!step)
        return finish(step.error());
    if (const Result<Done> ready = transport->ready(); !ready)
        return finish(ready.error());
    if (m_request.timeout.count() > 0)
        m_timer.start(std::min<std::chrono::milliseconds>(m_request.timeout, longestTimer));
    sendStep(*std::move(step));
}

void HttpExchange::sendStep(Step step)
{
    const std::shared_ptr<Transport> transport = m_transport.lock();
    if (!transport)
        return;
    m_step = std::move(step);
    // Outside the origin neither are cookies sent nor kept: the chain there is a stranger's choice.
    const QByteArray cookies =
        m_step->foreign ? QByteArray() : transport->cookies().header(m_step->origin, m_step->url);
    const Dressed dressed = dress(*m_step, m_credentials, cookies, m_response.withheld);
    m_cookiesSent |= dressed.cookiesSent;
    m_response.credentialSent = dressed.credentialSent;
    m_response.body.clear();
    m_tlsErrors.clear();
    m_intake.reset();
    m_hasEnded = false;
    qCDebug(log) << m_step->method << redacted(m_step->url)
                 << (dressed.credentialSent ? "with credential" : "");

    std::unique_ptr<UploadBody> body;
    const bool isPlain = m_step->method == "GET" || m_step->method == "HEAD";
    if (m_step->hasBody() || !isPlain) {
        auto opened = openBody(m_step->body, m_step->source, Transport::repeats(*m_step));
        if (!opened)
            return finish(opened.error());
        body = *std::move(opened);
        m_upload = body.get();
        // The body lives a little longer than this step, and maybe than this exchange.
        body->onFailure([self = QPointer(this), open = body.get()] {
            if (self && self->m_upload == open)
                self->finish(*open->failure());
        });
    }
    const bool identifies = mayOfferCertificate(*m_step, m_credentials, transport->certificateFor());
    if (!identifies && !transport->settings().clientCertificate.isEmpty() &&
        m_step->origin.scheme == u"https")
        noteWithheld(m_response.withheld, {Withheld::What::Certificate, {}, m_step->origin});
    m_reply = transport->start(*m_step, dressed.headers, std::move(body),
                               identifies ? Transport::Identity::Offered : Transport::Identity::Withheld);
    // Errors are only noted. Nothing here ever ignores one, nor answers a server or proxy that asks for a
    // password.
    connect(m_reply, &QNetworkReply::sslErrors, this,
            [this](const QList<QSslError> &errors) { m_tlsErrors = errors; });
    // Nothing of the request has gone out then: Qt waits for this.
    connect(m_reply, &QNetworkReply::encrypted, this, &HttpExchange::onEncrypted);
    m_isNewConnection = m_isNamed = false;
    m_response.timing = {};
    watchForFloods();
    connect(m_reply, &QNetworkReply::socketStartedConnecting, this, [this] {
        m_isNewConnection = true;
        if (m_floods)
            m_floods->connectionMade();
    });
    // Over TLS the request goes out after the handshake, and when the connection was there nobody tells.
    connect(m_reply, &QNetworkReply::requestSent, this, [this] {
        if (m_isNewConnection && m_step->origin.scheme == u"http")
            m_response.timing.connectMs = m_clock.elapsed();
    });
    connect(m_reply, &QNetworkReply::encrypted, this, [this] {
        if (m_isNewConnection)
            m_response.timing.tlsMs = m_clock.elapsed();
    });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &HttpExchange::onHead);
    connect(m_reply, &QNetworkReply::uploadProgress, this, &HttpExchange::onSent);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpExchange::takeBody);
    connect(m_reply, &QNetworkReply::finished, this, &HttpExchange::onFinished);
}

void HttpExchange::watchForFloods()
{
    m_floods.emplace(
        m_step->origin,
        [this] {
            const std::shared_ptr<Transport> transport = m_transport.lock();
            return transport ? transport->peerPort(m_step->url) : -1;
        },
        [this] {
            finish(Error{ErrorCode::ResponseEndless, m_step->origin.hostAndPort()});
        });
}

bool HttpExchange::followsRedirect() const
{
    return m_request.redirects != RedirectPolicy::None && isRedirect(statusOf(*m_reply)) &&
           m_reply->hasRawHeader("Location");
}

void HttpExchange::noteLife()
{
    if (!m_request.onlySilence || m_request.timeout.count() <= 0 || m_result)
        return;
    const auto patience = m_intake ? 4 * m_request.timeout : m_request.timeout;
    m_timer.start(std::min<std::chrono::milliseconds>(patience, longestTimer));
}

void HttpExchange::onTimeout()
{
    // Without headers nothing says where the body ends: what came until the silence is the answer.
    if (m_request.onlySilence && m_intake && m_reply && hasNoHeaders(m_response))
        return succeed();
    finish(Error{ErrorCode::TimedOut, m_step ? m_step->origin.hostAndPort() : QString()});
}

void HttpExchange::onEncrypted()
{
    const auto named = checkHostName(m_reply->sslConfiguration().peerCertificate(), m_step->origin.host);
    m_isNamed = bool(named);
    if (named)
        return;
    endThoseThatWait(named.error());
    finish(named.error());
}

/// With HTTP/2 several requests wait for one handshake, and Qt tells one of them of it. It also forgets the
/// others when that one is given up: they would end by their timeouts.
void HttpExchange::endThoseThatWait(const Error &error)
{
    const std::shared_ptr<Transport> transport = m_transport.lock();
    if (!transport || !transport->settings().http2)
        return;
    for (HttpExchange *other : transport->running()) {
        if (other == this || !other->m_reply || other->m_reply->manager() != m_reply->manager())
            continue;
        const bool waits = !other->m_isNamed && !other->m_intake && !other->m_hasEnded;
        if (waits && other->m_step->origin == m_step->origin)
            other->finish(error);
    }
}

void HttpExchange::judge()
{
    const std::shared_ptr<Transport> transport = m_transport.lock();
    const Ending ending{.error = m_reply->error(),
                        .status = statusOf(*m_reply),
                        .tlsErrors = m_tlsErrors,
                        .qtText = m_reply->errorString(),
                        .proxied = m_reply->error() != QNetworkReply::NoError && transport &&
                                   transport->isProxied(m_step->url),
                        .bodyCut = m_intake && isShort(*m_reply, m_step->method, *m_intake)};
    qCDebug(log) << m_step->method << redacted(m_step->url) << ending.status << ending.error;
    if (!isAnswer(ending))
        return finish(networkError(ending, m_step->origin.hostAndPort()));
    if (followsRedirect())
        return follow();
    succeed();
}

void HttpExchange::follow()
{
    const std::shared_ptr<Transport> transport = m_transport.lock();
    if (!transport)
        return;
    const int status = statusOf(*m_reply);
    const QByteArray location = m_reply->rawHeader("Location");
    if (!m_step->foreign)
        transport->cookies().store(m_reply->rawHeader("Set-Cookie"), m_step->origin, m_step->url);
    disposeReply();
    m_response.redirects.push_back({m_step->url, status, m_response.credentialSent});
    if (m_response.redirects.size() > size_t(std::max(0, m_request.maxRedirects)))
        return finish(Error{ErrorCode::TooManyRedirects, m_step->origin.hostAndPort()});

    const bool wasForeign = m_step->foreign;
    Result<Step> next = nextStep(*m_step, status, location, m_request, m_credentials, m_response.withheld);
    if (!next)
        return finish(next.error());
    if (next->foreign && !wasForeign && m_cookiesSent)
        m_response.withheld.push_back({Withheld::What::Cookies, {}, next->origin});
    sendStep(*std::move(next));
}

void HttpExchange::disposeReply()
{
    if (!m_reply)
        return;
    QNetworkReply *reply = m_reply;
    m_reply = nullptr;
    m_upload = nullptr;
    if (const std::shared_ptr<Transport> transport = m_transport.lock();
        transport && !m_intake && !m_hasEnded)
        transport->setAside();
    disconnect(reply, nullptr, this, nullptr);
    if (m_floods && !m_hasEnded)
        m_floods->giveUp();
    m_floods.reset();
    if (reply->isRunning())
        reply->abort();
    reply->deleteLater(); // it may be emitting
}

void HttpExchange::succeed()
{
    if (const std::shared_ptr<Transport> transport = m_transport.lock(); transport && !m_step->foreign)
        transport->cookies().store(m_reply->rawHeader("Set-Cookie"), m_step->origin, m_step->url);
    m_response.timing.totalMs = m_clock.elapsed();
    m_response.wireSize = m_intake->wireSize();
    finish(std::move(m_response));
}

void HttpExchange::finish(Result<Response> result)
{
    if (m_result)
        return;
    m_result = std::move(result);
    m_timer.stop();
    disposeReply();
    QMetaObject::invokeMethod(this, &HttpExchange::deliver, Qt::QueuedConnection);
}

void HttpExchange::deliver()
{
    if (!m_done || !m_context)
        return;
    const auto done = std::exchange(m_done, nullptr);
    m_progress = nullptr;
    // It may delete this exchange; the answer then is nobody's.
    const QPointer<HttpExchange> self = this;
    tellWatcher(m_request, *m_result);
    if (!self)
        return;
    // Last: the callback may delete this exchange, and everything else.
    done(*std::move(m_result));
}

} // namespace claimcheck::http
