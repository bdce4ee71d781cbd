#include "transport.h"

#include "proxy.h"
#include "tls.h"

#include <QIODevice>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace claimcheck::http {

namespace {

constexpr qint64 readBufferSize = 256 * 1024;

/// A body that can be read once. When a connection breaks before the answer, Qt sends the request again by
/// itself, and a refresh token that arrives twice signs the person out. Qt gives up where the body cannot be
/// rewound. Not a QBuffer: for that class Qt reads the bytes behind it and never asks.
class OneShotBody final : public QIODevice {
public:
    explicit OneShotBody(QByteArray bytes) : m_bytes(std::move(bytes)) {}
    [[nodiscard]] qint64 size() const override { return m_bytes.size(); }
    [[nodiscard]] bool reset() override { return false; }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        const qint64 count = std::min(maxSize, m_bytes.size() - pos());
        std::copy_n(m_bytes.constData() + pos(), count, data);
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
};

/// RFC 9110 section 9.2.2: only these may be sent again after a broken connection.
bool isIdempotent(const QByteArray &method)
{
    return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "PUT" ||
           method == "DELETE" || method == "TRACE";
}

} // namespace

Result<Done> Transport::ready()
{
    if (const Result<Done> proxy = checkProxy(m_settings.proxy); !proxy)
        return proxy.error();
    if (!m_tls)
        m_tls = tlsConfiguration(m_settings);
    if (!*m_tls)
        return m_tls->error();
    return Done{};
}

std::unique_ptr<QNetworkAccessManager> Transport::makeManager() const
{
    auto manager = std::make_unique<QNetworkAccessManager>();
    manager->setProxyFactory(new ProxyFactory(m_settings.proxy));
    manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    manager->setAutoDeleteReplies(false);
    return manager;
}

// A kept connection can be closed by the server in the very moment of the next request, and Qt sends a
// request even on a connection of the same manager that it is about to close itself. What must not be
// repeated therefore has a manager of its own.
QNetworkAccessManager &Transport::freshManager()
{
    QNetworkAccessManager *manager = makeManager().release();
    manager->setParent(&m_fresh);
    return *manager;
}

bool Transport::isProxied(const QUrl &url) const
{
    const QList<QNetworkProxy> proxies = ProxyFactory(m_settings.proxy).queryProxy(QNetworkProxyQuery(url));
    return !proxies.isEmpty() && proxies.first().type() != QNetworkProxy::NoProxy;
}

QNetworkReply *Transport::start(const Step &step, const Headers &headers)
{
    const bool mayRepeat = isIdempotent(step.method);
    QNetworkRequest request(step.url);
    request.setSslConfiguration(m_tls->value());
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, m_settings.http2);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    // The exchange counts decoded bytes itself and stops at maxBody; Qt's own guess at a bomb would refuse
    // good answers.
    request.setDecompressedSafetyCheckThreshold(-1);
    request.setRawHeader("User-Agent", "Claimcheck/" CLAIMCHECK_VERSION);
    for (const Header &header : headers)
        request.setRawHeader(header.name, header.value);
    if (!mayRepeat && !m_settings.http2)
        request.setRawHeader("Connection", "close");

    if (mayRepeat && !m_keeping)
        m_keeping = makeManager();
    QNetworkAccessManager &network = mayRepeat ? *m_keeping : freshManager();
    QNetworkReply *reply = nullptr;
    if (step.method == "GET" && step.body.isEmpty()) {
        reply = network.get(request);
    } else if (step.method == "HEAD" && step.body.isEmpty()) {
        reply = network.head(request);
    } else if (mayRepeat) {
        reply = network.sendCustomRequest(request, step.method, step.body);
    } else {
        auto *body = new OneShotBody(step.body);
        body->open(QIODevice::ReadOnly);
        reply = network.sendCustomRequest(request, step.method, body);
        body->setParent(reply);
        QObject::connect(reply, &QObject::destroyed, &network, &QObject::deleteLater);
    }
    reply->setReadBufferSize(readBufferSize);
    return reply;
}

} // namespace claimcheck::http
