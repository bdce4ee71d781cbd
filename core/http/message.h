#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "origin_policy.h"

#include <QByteArray>
#include <QIODevice>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace claimcheck::http {

struct Header {
    QByteArray name = {};
    QByteArray value = {};
    friend bool operator==(const Header &, const Header &) = default;
};
using Headers = std::vector<Header>;

/// The first header of this name (case-insensitive), or nothing.
[[nodiscard]] std::optional<QByteArray> headerValue(const Headers &headers, QByteArrayView name);

/// Which redirects the client follows (always by hand, one hop at a time, each judged again).
enum class RedirectPolicy {
    Follow,  // 301/302/303 anywhere (across origins without credential, cookies and body); 307/308 within the
             // origin
    NotHome, // as Follow, but never from a server elsewhere to this machine: RedirectLeavesOrigin
    SameOrigin, // within the origin only: RedirectLeavesOrigin otherwise
    None,       // the 3xx answer is the answer
};

struct Response;

/// Takes the decoded body of an answer as it comes, in place of Response::body. Called from the event loop.
class BodySink {
public:
    virtual ~BodySink() = default;
    /// The head of the answer whose body follows. Once for each answer: again after a refresh, never for a
    /// redirect that is followed.
    virtual void begin(const Response &head) = 0;
    /// An error ends the exchange with it. May not delete the exchange.
    [[nodiscard]] virtual Result<Done> write(QByteArrayView bytes) = 0;
};

/// A body that is read while it is sent, so that it need not fit into memory.
class BodySource {
public:
    virtual ~BodySource() = default;
    [[nodiscard]] virtual qint64 size() const = 0;
    /// A device at its begin, open for reading; a new one for each time that the body goes out (after a
    /// refresh, a 307). Errors: FileUnreadable.
    [[nodiscard]] virtual Result<std::unique_ptr<QIODevice>> open() const = 0;
};

struct Request {
    QByteArray method = "GET";
    QUrl url = {};
    Headers headers = {};
    QByteArray body = {};
    /// In place of `body`.
    std::shared_ptr<const BodySource> source = {};
    /// Where the answer's body goes; none: into Response::body.
    std::shared_ptr<BodySink> sink = {};
    RedirectPolicy redirects = RedirectPolicy::Follow;
    /// For the whole exchange, redirects included. Zero or less: no limit.
    std::chrono::milliseconds timeout = std::chrono::seconds(30);
    /// `timeout` then ends only silence: it begins anew with every byte of the body that goes out or comes
    /// in, and lasts four times as long once the head is there. For bodies of any size, and for streams.
    bool onlySilence = false;
    /// Bytes of the decoded body; more is ResponseTooLarge.
    qint64 maxBody = 16 * 1024 * 1024;
    int maxRedirects = 10;
};

/// A secret with what it is for and where it may go. The transport judges it, not the caller.
struct Credential {
    enum class Placement {
        Header,    // the client adds the header where the leash allows it, and leaves it out and says so
                   // elsewhere
        InRequest, // the request's body, URL or headers hold the secret already: refused whole (LeashRefused)
                   // elsewhere
    };
    Secret secret = {};
    Purpose purpose = Purpose::Resource;
    Leash leash = {};
    Placement placement = Placement::Header;
    QByteArray headerName = "Authorization";
    QByteArray scheme = "Bearer"; // empty: the bare secret
    /// Of a token that is bound to a key (DPoP, RFC 9449): makes the value of the `DPoP` header for one
    /// request on the wire, anew at each hop. Empty: the token is not bound. Asked only where the secret is
    /// sent too.
    std::function<QByteArray(const QByteArray &method, const QUrl &url)> proof = {};
};

/// Something that was held back, and from where.
struct Withheld {
    enum class What { Credential, Cookies, Body, Header, Certificate };
    What what;
    QString subject; // the header's name, or empty
    Origin origin;   // where it was not sent
    friend bool operator==(const Withheld &, const Withheld &) = default;
};

/// A request with the secrets that it carries; the transport judges where they may go.
struct Outgoing {
    Request request;
    std::vector<Credential> credentials = {};
    /// What whoever made it kept out of it, and why: added to the answer's.
    std::vector<Withheld> withheld = {};
};

/// One request on the wire that was answered with a redirect.
struct Hop {
    QUrl url;
    int status = 0;
    bool credentialSent = false;
};

/// When each phase of the last hop ended, in milliseconds since the exchange began; nothing where Qt cannot
/// tell. dnsMs is always empty; connectMs is told of a new connection without TLS, tlsMs of a new one with.
/// `firstByteMs` is the complete head.
struct Timing {
    std::optional<qint64> dnsMs = {};
    std::optional<qint64> connectMs = {};
    std::optional<qint64> tlsMs = {};
    std::optional<qint64> firstByteMs = {};
    qint64 totalMs = 0;
};

/// What the connection of an https answer was secured with.
struct TlsFacts {
    QByteArray protocol = {};           // "TLSv1.3"
    QByteArray cipher = {};             // "TLS_AES_256_GCM_SHA384"
    std::vector<QByteArray> chain = {}; // DER, the server's own first
};

/// A complete answer, whatever its status.
struct Response {
    int status = 0;
    QByteArray httpVersion; // "HTTP/1.1", "HTTP/2"
    Headers headers;        // as Qt reports them (repeated ones joined)
    QByteArray body;
    QUrl url; // the last hop's
    bool credentialSent = false;
    std::vector<Hop> redirects;
    std::vector<Withheld> withheld;
    Timing timing;
    std::optional<TlsFacts> tls = {}; // of the last hop
    /// Bytes of the body on the wire, where they can be told: a packed body without a length leaves nothing.
    std::optional<qint64> wireSize = {};
    /// The server's `Date`, where it sent one that can be read.
    std::optional<TimePoint> date;
};

} // namespace claimcheck::http
