#include "system.h"

#include <QDateTime>

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

Result<Response> System::refresh(const Request &)
{
    return notPossible("This system has nothing to refresh: sign in again.");
}

Result<std::optional<std::vector<Device>>> System::devices(const QString &)
{
    return std::optional<std::vector<Device>>();
}

Result<Response> System::endDevice(const Identity &, const QString &)
{
    return notPossible("This system does not know who is signed in where, so it cannot sign one out.");
}

Result<Response> System::endOthers(const Identity &)
{
    return notPossible("This system does not know who is signed in where, so it cannot sign the others out.");
}

Response tokenResponse(const TokenAnswer &answer)
{
    json::Writer writer;
    writer.beginObject();
    writer.member("access_token", answer.token);
    if (!answer.refreshToken.isEmpty())
        writer.member("refresh_token", answer.refreshToken);
    writer.member("token_type", answer.type);
    writer.name("expires_in");
    writer.integer(answer.lifetime.count());
    writer.endObject();
    return jsonResponse(200, writer.take());
}

Response refuse(QByteArrayView scheme, QByteArrayView error, QByteArrayView message)
{
    Response response = errorResponse(401, error, message);
    if (!scheme.isEmpty()) {
        QByteArray challenge = scheme.toByteArray() + " realm=\"practice\"";
        // A request that shows nothing is told no error code (RFC 6750 section 3.1).
        if (error != QByteArrayView("unauthorized"))
            challenge +=
                ", error=\"" + error.toByteArray() + "\", error_description=\"" + message.toByteArray() + '"';
        response.setHeader("WWW-Authenticate", challenge);
    }
    return response;
}

Response notPossible(QByteArrayView why)
{
    return errorResponse(501, "not_possible", why);
}

QByteArray authorizationToken(const Request &request, QByteArrayView scheme)
{
    const auto headers = request.values("Authorization");
    if (headers.size() != 1)
        return {};
    const QByteArray &value = headers.front();
    const qsizetype space = value.indexOf(' ');
    // The scheme may be written in any case (RFC 9110 section 11.1).
    if (space < 0 || value.left(space).compare(scheme, Qt::CaseInsensitive) != 0)
        return {};
    return value.mid(space + 1).trimmed();
}

Identity identityFromClaims(const json::Value &claims)
{
    const auto expires = claims.find("exp").toInteger();
    return {.userId = claims.find("sub").toString(),
            .username = claims.find("preferred_username").toString(),
            .name = claims.find("name").toString(),
            .role = claims.find("role").toString(),
            .scope = claims.find("scope").toUtf8(),
            .handle = claims.find("jti").toString(),
            .expiresAt = TimePoint(std::chrono::seconds(expires.value_or(0)))};
}

std::vector<std::pair<QByteArray, QByteArray>> identityClaims(const Account &account)
{
    const auto text = [](const QString &value) { return json::quoted(value.toUtf8()); };
    return {{"scope", text(account.scope)},
            {"name", text(account.name)},
            {"preferred_username", text(account.username)},
            {"role", text(account.role)}};
}

void writeTime(json::Writer &writer, QByteArrayView name, TimePoint time)
{
    const auto utc = QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC);
    writer.member(name, utc.toString(Qt::ISODate));
}

} // namespace claimcheck::practice
