#pragma once

#include "base/clock.h"
#include "base/json.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <utility>
#include <variant>
#include <vector>

namespace claimcheck::practice {

using Header = std::pair<QByteArray, QByteArray>;

/// A request as the routes see it, with no trace of the HTTP library.
struct Request {
    QByteArray method; // "GET", "POST", …; empty for one that the library does not know
    QString path;      // decoded, without query
    std::vector<Header> headers = {};
    QByteArray body = {};
    QByteArray query = {}; // as sent, without the question mark
    QString peer = {};     // the other end's address: "127.0.0.1"

    /// The values of all headers of this name (in any case), in order.
    [[nodiscard]] std::vector<QByteArray> values(QByteArrayView name) const;
    /// The media type of the body in lower case, without parameters; empty when there is none or more than
    /// one.
    [[nodiscard]] QByteArray mediaType() const;
    /// The value of the only cookie of this name (RFC 6265 section 4.2); empty when there is none or more
    /// than one.
    [[nodiscard]] QByteArray cookie(QByteArrayView name) const;
    /// Where the client is. Everybody who can reach this server is on this machine, so the last address of
    /// `X-Forwarded-For` is believed, as that of a proxy in front; without one it is the connection's.
    [[nodiscard]] QString address() const;
};

/// How an answer reaches the client: all of it, or less when something was made to go wrong.
enum class Delivery { Whole, Dropped, ResetMidBody };

struct Response {
    int status = 204;
    std::vector<Header> headers = {};
    QByteArray body = {};
    Delivery delivery = Delivery::Whole;
    std::chrono::milliseconds delay{0}; // before the first byte

    void setHeader(const QByteArray &name, const QByteArray &value);
    [[nodiscard]] bool hasHeader(QByteArrayView name) const;
};

/// The same time-independent comparison for everything that an attacker could guess byte by byte.
[[nodiscard]] bool sameSecret(QByteArrayView a, QByteArrayView b);

[[nodiscard]] Response jsonResponse(int status, QByteArray json);
/// `{"error": …, "message": …}`: the one shape of every refusal.
[[nodiscard]] Response errorResponse(int status, QByteArrayView error, QByteArrayView message);
/// 500, and a line in the log that says why.
[[nodiscard]] Response failureResponse(const Error &error);
/// 429 with Retry-After.
[[nodiscard]] Response tooManyAttempts(std::chrono::seconds wait);
/// The body as a JSON object, or the answer that says what is wrong with it: 415 or 400. Nothing but
/// application/json is read, so that no form of a foreign page can be taken for a request.
[[nodiscard]] std::variant<json::Document, Response> readJsonObject(const Request &request);

/// A moment as HTTP writes it (RFC 9110 section 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT".
[[nodiscard]] QByteArray httpDate(TimePoint time);

} // namespace claimcheck::practice
