#pragma once

#include "jose_tools.h"
#include "oauth/client.h"

/// One server, one client and the answers between them, for the tests of what endpoints say.
namespace oauth_answers {

using namespace claimcheck;

struct Scene {
    oauth::ServerMetadata server = {.issuer = QStringLiteral("https://op.example")};
    oauth::Client client = {.id = QStringLiteral("client")};
    http::Leash leash = {
        .authorizationServer = {*http::Origin::fromString(QStringLiteral("https://op.example"))}};

    [[nodiscard]] oauth::Call call() const { return {server, client, leash, jose_tools::seconds(1000)}; }
};

inline http::Response answer(int status, const QByteArray &body, const QByteArray &type = "application/json",
                             http::Headers more = {})
{
    http::Response response;
    response.status = status;
    response.body = body;
    response.headers = std::move(more);
    if (!type.isEmpty())
        response.headers.push_back({"Content-Type", type});
    response.url = QUrl(QStringLiteral("https://op.example/endpoint"));
    return response;
}

/// A secret of these bytes.
inline Secret secret(const char *text)
{
    return Secret(QByteArrayView(text));
}

inline QByteArray codeOf(const Error &error)
{
    return codeName(error.code);
}

} // namespace oauth_answers
