#pragma once

#include "base/result.h"

#include <QNetworkProxyFactory>

namespace claimcheck::http {

/// The proxies of one client. Loopback is never reached through a proxy, whatever the settings say. "" asks
/// the system (the environment's variables, as Qt reads them: `http_proxy` alone also carries https).
class ProxyFactory final : public QNetworkProxyFactory {
public:
    /// `setting` is ConnectionSettings::proxy.
    explicit ProxyFactory(const QString &setting);
    [[nodiscard]] QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override;

private:
    bool m_system = false;
    QNetworkProxy m_proxy;
};

} // namespace claimcheck::http
