#pragma once

#include "cookies.h"
#include "message.h"

#include <functional>
#include <memory>

class QObject;

namespace claimcheck::http {

/// A request under way. Destroying it aborts the request; its callback then never comes.
class Exchange {
public:
    virtual ~Exchange() = default;
};
using ExchangePtr = std::unique_ptr<Exchange>;

struct Progress {
    qint64 received = 0;
    qint64 expected = -1; // unknown
    qint64 sent = 0;      // bytes of the request's body
    qint64 toSend = 0;
};

/// One HTTP client per profile: own connections, cookie jar, proxy and TLS settings. It never follows a
/// redirect without judging it, never sends a credential where its leash does not reach, and refuses a
/// credential whose leash was made for other connection settings (ProfileChanged). HTTP status codes are
/// answers, not errors.
///
/// A request that is not idempotent (POST, PATCH, …) reaches the server at most once, on a connection of its
/// own: after ConnectionClosed it may have arrived, and only the caller can know whether it may be sent
/// again.
///
/// Errors: Url…, HeaderInvalid, HostNotFound, Connection…, TimedOut, NetworkFailed, ProxyFailed, Tls…,
/// CertificateUnreadable, ProfileFieldInvalid (proxy), Response…, TooManyRedirects, Redirect…, LeashRefused
/// (subject: the host; detail: the origin), ProfileChanged (subject "connection"; detail: the settings that
/// differ).
class Client final {
public:
    /// The client certificate of the settings is offered to the origins in `certificateFor` and to those that
    /// a credential of the exchange may go to; without a list also to whatever origin an exchange without
    /// credentials begins at. Never after a redirect to another origin, and elsewhere the answer notes it.
    explicit Client(ConnectionSettings settings = {}, std::optional<std::vector<Origin>> certificateFor = {});
    ~Client();
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;

    /// The callback comes exactly once, never before this returns, never after `context` or the Exchange is
    /// gone.
    [[nodiscard]] ExchangePtr send(Request request, std::vector<Credential> credentials, QObject *context,
                                   std::function<void(Result<Response>)> done,
                                   std::function<void(Progress)> progress = {});

    [[nodiscard]] const ConnectionSettings &settings() const;
    [[nodiscard]] const std::optional<std::vector<Origin>> &certificateFor() const;
    /// The client's own jar, for a sign-in that consists of cookies.
    [[nodiscard]] Cookies &cookies();
    void clearCookies();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::http
