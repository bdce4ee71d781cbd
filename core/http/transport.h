#pragma once

#include "base/result.h"
#include "cookies.h"
#include "step.h"
#include "upload_body.h"

#include <QNetworkAccessManager>
#include <QSslConfiguration>

#include <memory>
#include <optional>
#include <vector>

class QNetworkReply;

namespace claimcheck::http {

class HttpExchange;

/// What the exchanges of one client share: connections, cookies, and TLS settings that are read once.
class Transport final {
public:
    Transport(ConnectionSettings settings, std::optional<std::vector<Origin>> certificateFor)
        : m_settings(std::move(settings)), m_certificateFor(std::move(certificateFor))
    {
    }

    [[nodiscard]] const ConnectionSettings &settings() const { return m_settings; }
    [[nodiscard]] const std::optional<std::vector<Origin>> &certificateFor() const
    {
        return m_certificateFor;
    }
    [[nodiscard]] Cookies &cookies() { return m_cookies; }
    /// Whether the connection settings can be used at all. Errors: ProfileFieldInvalid (proxy),
    /// CertificateUnreadable.
    [[nodiscard]] Result<Done> ready();
    /// Whether the server learns of the client certificate, where there is one.
    enum class Identity { Offered, Withheld };
    /// Puts the request on the wire; `ready()` was asked before. The reply belongs to this transport, and the
    /// body (none: without one) to the reply.
    [[nodiscard]] QNetworkReply *start(const Step &step, const Headers &headers,
                                       std::unique_ptr<UploadBody> body, Identity identity);

    /// An exchange was given up before its head: its connection may never come to an end, since Qt reads a
    /// head without a bound, in a thread that it shares with all of a manager's requests. Those that follow
    /// get another.
    void setAside();

    /// Whether the body of this step may go out again by itself after a broken connection.
    [[nodiscard]] static UploadBody::Repeats repeats(const Step &step);

    /// Whether requests to this URL go through a proxy.
    [[nodiscard]] bool isProxied(const QUrl &url) const;
    /// The port that requests to this URL connect to: the server's, or its proxy's.
    [[nodiscard]] int peerPort(const QUrl &url) const;

    void add(HttpExchange *exchange) { m_running.push_back(exchange); }
    void remove(HttpExchange *exchange) { std::erase(m_running, exchange); }
    [[nodiscard]] const std::vector<HttpExchange *> &running() const { return m_running; }

private:
    /// Made with the first request that needs it: Qt's TLS takes longer to load than all the rest of a short
    /// command's start.
    [[nodiscard]] const Result<QSslConfiguration> &tls();
    [[nodiscard]] std::unique_ptr<QNetworkAccessManager> makeManager() const;
    /// For one request that must not be repeated; goes with its reply.
    [[nodiscard]] QNetworkAccessManager &freshManager();

    ConnectionSettings m_settings;
    Cookies m_cookies;
    const std::optional<std::vector<Origin>> m_certificateFor;
    std::optional<Result<QSslConfiguration>> m_tls;
    std::unique_ptr<QNetworkAccessManager> m_keeping;
    /// For requests without the client certificate: Qt would send them on a connection that was made with it.
    std::unique_ptr<QNetworkAccessManager> m_anonymous;
    std::vector<std::unique_ptr<QNetworkAccessManager>> m_aside;
    QObject m_fresh; // the parent of the others
    std::vector<HttpExchange *> m_running;
};

} // namespace claimcheck::http
