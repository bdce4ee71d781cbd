#include "transport.h"

#include "content_decoder.h"
#include "proxy.h"
#include "tls.h"

#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslCertificate>
#include <QSslKey>

using namespace Qt::StringLiterals;

namespace claimcheck::http {

namespace {

constexpr qint64 readBufferSize = 256 * 1024;

/// RFC 9110 section 9.2.2: only these may be sent again after a broken connection.
bool isIdempotent(const QByteArray &method)
{
    return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "PUT" ||
           method == "DELETE" || method == "TRACE";
}

} // namespace

UploadBody::Repeats Transport::repeats(const Step &step)
{
    return isIdempotent(step.method) ? UploadBody::Repeats::AsOften : UploadBody::Repeats::Once;
}

Result<Done> Transport::ready()
{
    if (const Result<Done> proxy = checkProxy(m_settings.proxy); !proxy)
        return proxy.error();
    // Without a file to read there is nothing that could be wrong.
    const bool readsFiles = !m_settings.caFile.isEmpty() || !m_settings.clientCertificate.isEmpty() ||
                            !m_settings.clientKey.isEmpty();
    if (readsFiles && !tls())
        return tls().error();
    return Done{};
}

const Result<QSslConfiguration> &Transport::tls()
{
    if (!m_tls)
        m_tls = tlsConfiguration(m_settings);
    return *m_tls;
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

void Transport::setAside()
{
    // With the next one: whoever asks may be inside one of its replies. Idle ones go; its requests go on.
    constexpr size_t mostAside = 2;
    std::erase_if(m_aside, [this](const auto &manager) {
        return m_aside.size() > mostAside &&
               manager->template findChildren<QNetworkReply *>(QString(), Qt::FindDirectChildrenOnly)
                   .isEmpty();
    });
    for (auto *keeping : {&m_keeping, &m_anonymous}) {
        if (*keeping)
            m_aside.push_back(std::move(*keeping));
    }
}

bool Transport::isProxied(const QUrl &url) const
{
    const QList<QNetworkProxy> proxies = ProxyFactory(m_settings.proxy).queryProxy(QNetworkProxyQuery(url));
    return !proxies.isEmpty() && proxies.first().type() != QNetworkProxy::NoProxy;
}

int Transport::peerPort(const QUrl &url) const
{
    const QList<QNetworkProxy> proxies = ProxyFactory(m_settings.proxy).queryProxy(QNetworkProxyQuery(url));
    if (!proxies.isEmpty() && proxies.first().type() != QNetworkProxy::NoProxy)
        return proxies.first().port();
    return url.port(url.scheme() == u"https" ? 443 : 80);
}

QNetworkReply *Transport::start(const Step &step, const Headers &headers, std::unique_ptr<UploadBody> body,
                                Identity identity)
{
    const bool isAnonymous = identity == Identity::Withheld && !m_settings.clientCertificate.isEmpty();
    const bool mayRepeat = isIdempotent(step.method);
    QNetworkRequest request(step.url);
    if (step.origin.scheme == u"https") {
        QSslConfiguration configuration = tls().value();
        if (isAnonymous) {
            configuration.setLocalCertificateChain({});
            configuration.setPrivateKey({});
        }
        request.setSslConfiguration(configuration);
    }
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, m_settings.http2);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setRawHeader("User-Agent", "Claimcheck/" CLAIMCHECK_VERSION);
    // Asked for by hand, so that Qt leaves the unpacking to Intake: Qt unpacks all that has come at once.
    request.setRawHeader("Accept-Encoding", acceptedEncodings);
    for (const Header &header : headers)
        request.setRawHeader(header.name, header.value);
    if (!mayRepeat && !m_settings.http2)
        request.setRawHeader("Connection", "close");

    auto &keeping = isAnonymous ? m_anonymous : m_keeping;
    if (mayRepeat && !keeping)
        keeping = makeManager();
    QNetworkAccessManager &network = mayRepeat ? *keeping : freshManager();
    QNetworkReply *reply = nullptr;
    if (step.method == "GET" && !body)
        reply = network.get(request);
    else if (step.method == "HEAD" && !body)
        reply = network.head(request);
    else
        reply = network.sendCustomRequest(request, step.method, body.get());
    if (body)
        body.release()->setParent(reply);
    if (!mayRepeat)
        QObject::connect(reply, &QObject::destroyed, &network, &QObject::deleteLater);
    reply->setReadBufferSize(readBufferSize);
    return reply;
}

} // namespace claimcheck::http
