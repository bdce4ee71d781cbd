#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace claimcheck::practice {

namespace provider {
class Provider;
}

struct Options {
    /// 0 is any free port. Unset: the port of the last start with this database if it is free (tokens name
    /// the server's address as issuer, and stay valid only there), else any.
    std::optional<quint16> port;
    /// The SQLite file; empty: in memory.
    QString database;
    /// How long access tokens live; at least 1 s.
    std::chrono::seconds accessLifetime{300};
    /// How long a device waits between two questions (RFC 8628 section 3.2).
    std::chrono::seconds deviceInterval{5};
    /// Names of faults that are on from the start.
    std::vector<QByteArray> faults = {};
    /// Empties the database first.
    bool reset = false;
    /// Another server's address, for a second one of the same name, as behind a load balancer: tokens name it
    /// as issuer. Empty: where this server is.
    QByteArray issuer = {};
    /// The database of another server, from which the keys are copied at the start; empty: none.
    QString keysOf = {};
};

/// A clock that is ahead of another, or behind it.
class SkewedClock final : public Clock {
public:
    SkewedClock(const Clock &clock, std::chrono::seconds ahead) : m_clock(clock), m_ahead(ahead) {}
    [[nodiscard]] TimePoint now() const override { return m_clock.now() + m_ahead; }

private:
    const Clock &m_clock;
    std::chrono::seconds m_ahead;
};

/// The practice server: a real sign-in server with known users, on 127.0.0.1 only. It answers in the thread
/// that made it, whose event loop must run.
class Server final {
public:
    /// Opens the database, makes what is missing in it, and listens. `clock` outlives the server.
    /// Errors: FaultUnknown, PortUnavailable, DatabaseFailed, and those of keys.
    [[nodiscard]] static Result<std::unique_ptr<Server>> start(const Options &options, const Clock &clock);
    ~Server();
    Q_DISABLE_COPY_MOVE(Server)

    /// "http://127.0.0.1:PORT": where it is.
    [[nodiscard]] const QByteArray &address() const;
    /// The issuer of its tokens: where it is, unless the options say otherwise.
    [[nodiscard]] const QByteArray &baseUrl() const;
    /// What scripts want to know, as one line of JSON: facts.h.
    [[nodiscard]] QByteArray facts() const;
    /// The OpenID Provider, whose faults tests switch, in the server's thread.
    [[nodiscard]] provider::Provider &provider();

private:
    struct Parts;
    explicit Server(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace claimcheck::practice
