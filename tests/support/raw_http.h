#pragma once

#include <QByteArray>
#include <QJsonObject>

#include <utility>
#include <vector>

namespace claimcheck::test {

using RawHeaders = std::vector<std::pair<QByteArray, QByteArray>>;

inline const RawHeaders asJson = {{"Content-Type", "application/json"}};
[[nodiscard]] inline RawHeaders bearer(const QByteArray &token)
{
    return {{"Authorization", "Bearer " + token}};
}

/// What a server answered, byte for byte, with nothing followed, joined or hidden.
struct RawAnswer {
    int status = 0; // 0: no answer
    RawHeaders headers;
    QByteArray body;
    bool closed = false; // the server closed the connection after it

    /// The only header of this name (in any case); "<none>" or "<several>" otherwise.
    [[nodiscard]] QByteArray header(const QByteArray &name) const;
    [[nodiscard]] QJsonObject json() const;
    /// The string of this name in the JSON body.
    [[nodiscard]] QByteArray text(const char *name) const;
};

/// One request over a connection of its own to 127.0.0.1. Host, Content-Length (for a body) and `Connection:
/// close` are added unless they are given.
[[nodiscard]] RawAnswer rawRequest(quint16 port, const QByteArray &method, const QByteArray &target,
                                   RawHeaders headers = {}, const QByteArray &body = {});
/// The same with exactly these bytes. Reads until the server closes, so that nothing it sends goes unseen: a
/// request should ask it to.
[[nodiscard]] RawAnswer rawExchange(quint16 port, const QByteArray &bytes);

} // namespace claimcheck::test
