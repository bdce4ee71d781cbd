#pragma once

#include <QByteArray>
#include <QObject>
#include <QUrl>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace claimcheck::test {

/// What a client really sent, as it came over the wire.
struct SeenRequest {
    QByteArray method;
    QByteArray target; // path and query
    QByteArray version;
    std::vector<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    QByteArray raw;               // all of it
    QByteArray clientCertificate; // the common name in it, over TLS
    int connection = 0;           // counts from 1

    [[nodiscard]] bool has(QByteArrayView name) const;
    /// The first of this name (case-insensitive); empty when there is none.
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
    /// The target without its query.
    [[nodiscard]] QByteArray path() const;
};

/// What the server does with a request.
struct Answer {
    enum class Form {
        Plain,      // Content-Length
        Chunked,    // Transfer-Encoding: chunked
        UntilClose, // neither: the end of the connection ends the body
        Raw,        // `body` is written as it is, then the connection is closed
    };
    enum class Fault {
        None,
        Silent,  // never answers, and keeps the connection open
        Close,   // closes without a byte
        Reset,   // resets the connection (RST)
        CutBody, // announces the whole body, sends half of it, closes
        Endless, // the head, or a raw body, then filler until the client has gone
    };
    int status = 200;
    std::vector<std::pair<QByteArray, QByteArray>> headers = {};
    QByteArray body = {};
    Form form = Form::Plain;
    Fault fault = Fault::None;
    std::chrono::milliseconds delay{0}; // before the first byte
    QByteArray filler = {};             // of an endless one; without it a letter
    bool isHeld = false;                // until the test lets it go (`TestServer::release`)

    [[nodiscard]] static Answer json(QByteArray body, int status = 200);
    [[nodiscard]] static Answer text(QByteArray body, int status = 200);
    [[nodiscard]] static Answer redirect(int status, const QByteArray &location);
    [[nodiscard]] static Answer raw(QByteArray bytes);
    [[nodiscard]] static Answer failing(Fault fault);
};

/// PEM texts; `clientCa` makes the server ask for a client certificate from that authority and, unless it is
/// told otherwise, insist on it.
struct ServerTls {
    QByteArray certificate;
    QByteArray key;
    QByteArray clientCa = {};
    std::chrono::milliseconds delay{0}; // before its part of the handshake
    bool insists = true;
};

/// A raw HTTP/1.1 server on 127.0.0.1 and a port of its own, in the test's thread. It records every request
/// and answers as told: by path (`when`), else by the handler (`answerWith`), else 404.
class TestServer final : public QObject {
public:
    TestServer();
    explicit TestServer(const ServerTls &tls);
    ~TestServer() override;

    void when(const QByteArray &path, Answer answer);
    void answerWith(std::function<Answer(const SeenRequest &)> handler);

    [[nodiscard]] int port() const;
    /// "http://127.0.0.1:PORT" or https, and `target` ("/…") after it.
    [[nodiscard]] QUrl url(const QByteArray &target = "/") const;
    [[nodiscard]] QByteArray origin() const;

    [[nodiscard]] const std::vector<SeenRequest> &requests() const { return m_requests; }
    [[nodiscard]] int connections() const { return m_connections; }
    /// Connections that are open now.
    [[nodiscard]] int openConnections() const { return m_open; }
    /// Everything that any client sent, for "is it nowhere in there".
    [[nodiscard]] QByteArray everythingSeen() const;
    void forget() { m_requests.clear(); }
    /// Lets the answers go that are held. What must come after something else is held, not late: a late one
    /// comes too early where the machine is busy.
    void release();
    /// Stops listening; the port stays known, and nobody answers there.
    void close();

private:
    class Listener;
    class Connection;
    [[nodiscard]] Answer answerFor(const SeenRequest &request) const;

    std::unique_ptr<Listener> m_listener;
    std::map<QByteArray, Answer> m_answers;
    std::function<Answer(const SeenRequest &)> m_handler;
    std::vector<SeenRequest> m_requests;
    std::vector<std::function<void()>> m_held;
    int m_connections = 0;
    int m_open = 0;
    int m_port = 0;
    int m_place = -1; // the port once it is closed, so that no other program gets it
    bool m_tls = false;
};

} // namespace claimcheck::test
