#include "proxy.h"

#include "origin_policy.h"

#include <QCoreApplication>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace claimcheck::http {

namespace {

Result<QNetworkProxy> proxyFrom(const QString &setting)
{
    const auto invalid = [](const char *why) {
        return Error{ErrorCode::ProfileFieldInvalid, u"proxy"_s, QCoreApplication::translate("Proxy", why)};
    };
    const QUrl url(setting, QUrl::StrictMode);
    if (url.authority().contains(u'@'))
        return invalid(QT_TRANSLATE_NOOP("Proxy", "it holds a user name or password"));
    const QString scheme = url.scheme().toLower();
    const bool bare = (url.path().isEmpty() || url.path() == u"/") && !url.hasQuery() && !url.hasFragment();
    if (!url.isValid() || !bare || url.host().isEmpty() || url.port() < 1 ||
        (scheme != u"http" && scheme != u"socks5"))
        return invalid(QT_TRANSLATE_NOOP("Proxy", "it must be none, http://host:port or socks5://host:port"));
    return QNetworkProxy(scheme == u"http" ? QNetworkProxy::HttpProxy : QNetworkProxy::Socks5Proxy,
                         url.host(QUrl::FullyEncoded), quint16(url.port()));
}

} // namespace

Result<Done> checkProxy(const QString &setting)
{
    if (setting.isEmpty() || setting == u"none")
        return Done{};
    const Result<QNetworkProxy> proxy = proxyFrom(setting);
    if (!proxy)
        return proxy.error();
    return Done{};
}

ProxyFactory::ProxyFactory(const QString &setting)
    : m_system(setting.isEmpty()), m_proxy(QNetworkProxy::NoProxy)
{
    if (m_system || setting == u"none")
        return;
    if (const Result<QNetworkProxy> proxy = proxyFrom(setting))
        m_proxy = *proxy;
}

QList<QNetworkProxy> ProxyFactory::queryProxy(const QNetworkProxyQuery &query)
{
    if (isLoopbackHost(query.peerHostName()))
        return {QNetworkProxy::NoProxy};
    return m_system ? QNetworkProxyFactory::systemProxyForQuery(query) : QList<QNetworkProxy>{m_proxy};
}

} // namespace claimcheck::http
