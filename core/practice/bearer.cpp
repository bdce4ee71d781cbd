#include "bearer.h"

namespace claimcheck::practice {

namespace {

constexpr char realm[] = "Bearer realm=\"practice\"";

/// `message` is printable ASCII without quotes and backslashes, all that a quoted error_description may hold.
Response challenge(int status, const QByteArray &error, const QByteArray &message,
                   const QByteArray &more = {})
{
    Response response = errorResponse(status, error, message);
    response.setHeader("WWW-Authenticate", realm + QByteArray(", error=\"") + error +
                                               "\", error_description=\"" + message + '"' + more);
    return response;
}

} // namespace

std::variant<Access, Response> authorize(const Request &request, Tokens &tokens, QByteArrayView wanted)
{
    const auto headers = request.values("Authorization");
    if (headers.size() > 1)
        return challenge(400, "invalid_request", "There is more than one Authorization header");
    // The scheme may be written in any case (RFC 9110 section 11.1).
    constexpr QByteArrayView scheme = "Bearer ";
    if (headers.empty() || QByteArrayView(headers.front())
                                   .first(qMin(headers.front().size(), scheme.size()))
                                   .compare(scheme, Qt::CaseInsensitive) != 0) {
        Response response = errorResponse(401, "unauthorized", "This needs an access token.");
        response.setHeader("WWW-Authenticate", realm);
        return response;
    }

    const auto verified = tokens.verify(headers.front().mid(scheme.size()).trimmed());
    if (!verified)
        return failureResponse(verified.error());
    if (const auto *refusal = std::get_if<Refusal>(&*verified))
        return challenge(401, "invalid_token", refusal->reason);
    const auto &access = std::get<Access>(*verified);
    if (!wanted.isEmpty() && !access.allows(wanted)) {
        const QByteArray scope = wanted.toByteArray();
        return challenge(403, "insufficient_scope", "The access token lacks the scope " + scope,
                         ", scope=\"" + scope + '"');
    }
    return access;
}

} // namespace claimcheck::practice
