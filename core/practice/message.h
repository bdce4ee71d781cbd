#pragma once

#include "base/clock.h"
#include "base/json.h"

#include <QByteArray>
#include <QString>

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

    /// The values of all headers of this name (in any case), in order.
    [[nodiscard]] std::vector<QByteArray> values(QByteArrayView name) const;
    /// The media type of the body in lower case, without parameters; empty when there is none or more than
    /// one.
    [[nodiscard]] QByteArray mediaType() const;
};

struct Response {
    int status = 204;
    std::vector<Header> headers = {};
    QByteArray body = {};

    void setHeader(const QByteArray &name, const QByteArray &value);
    [[nodiscard]] bool hasHeader(QByteArrayView name) const;
};

[[nodiscard]] Response jsonResponse(int status, QByteArray json);
/// `{"error": …, "message": …}`: the one shape of every refusal.
[[nodiscard]] Response errorResponse(int status, QByteArrayView error, QByteArrayView message);
/// 500, and a line in the log that says why.
[[nodiscard]] Response failureResponse(const Error &error);
/// The body as a JSON object, or the answer that says what is wrong with it: 415 or 400. Nothing but
/// application/json is read, so that no form of a foreign page can be taken for a request.
[[nodiscard]] std::variant<json::Document, Response> readJsonObject(const Request &request);

/// A moment as HTTP writes it (RFC 9110 section 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT".
[[nodiscard]] QByteArray httpDate(TimePoint time);

} // namespace claimcheck::practice
