#include "registration.h"

#include "base/json_writer.h"
#include "endpoint_answer.h"

using namespace Qt::StringLiterals;

namespace claimcheck::oauth {

namespace {

bool needsSecret(ClientAuthentication method)
{
    return method == ClientAuthentication::SecretBasic || method == ClientAuthentication::SecretPost ||
           method == ClientAuthentication::SecretJwt;
}

/// The server's word on how the client authenticates. Where it says nothing it means client_secret_basic
/// (RFC 7591 section 2), which means nothing without a secret.
Result<ClientAuthentication> authenticationIn(const json::Value &value, bool hasSecret)
{
    if (!value.isValid() || value.type() == json::Type::Null)
        return hasSecret ? ClientAuthentication::SecretBasic : ClientAuthentication::None;
    const auto method = authenticationOf(value.toUtf8());
    const bool isPossible =
        method && (needsSecret(*method) ? hasSecret : *method == ClientAuthentication::None);
    if (!isPossible) // a key or a certificate would have had to stand in the request
        return Error{ErrorCode::ClientAuthenticationUnsupported, shownWord(value.toString())};
    return *method;
}

void writeList(json::Writer &writer, QByteArrayView name, const QStringList &words)
{
    writer.name(name);
    writer.beginArray();
    for (const QString &word : words)
        writer.string(QStringView(word));
    writer.endArray();
}

} // namespace

Result<http::Outgoing> registrationRequest(const ServerMetadata &server, const Registration &registration,
                                           const http::Leash &leash)
{
    if (server.registrationEndpoint.isEmpty())
        return Error{ErrorCode::EndpointMissing, u"registration_endpoint"_s};
    QStringList redirectUris;
    for (const QUrl &uri : registration.redirectUris)
        redirectUris += uri.toString(QUrl::FullyEncoded);
    const bool usesCode = registration.grantTypes.contains(u"authorization_code"_s);

    json::Writer body;
    body.beginObject();
    body.member("client_name", "Claimcheck");
    body.member("application_type", "native"); // OpenID Connect Dynamic Client Registration section 2
    writeList(body, "redirect_uris", redirectUris);
    writeList(body, "grant_types", registration.grantTypes);
    writeList(body, "response_types", usesCode ? QStringList(u"code"_s) : QStringList());
    body.member("token_endpoint_auth_method", authenticationName(ClientAuthentication::None));
    if (!registration.scope.isEmpty())
        body.member("scope", QStringView(registration.scope));
    body.endObject();

    http::Outgoing out;
    out.request = {.method = "POST",
                   .url = server.registrationEndpoint,
                   .headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}},
                   .body = body.take(),
                   .redirects = http::RedirectPolicy::None,
                   .timeout = std::chrono::seconds(30),
                   .maxBody = 1024 * 1024};
    if (!registration.initialAccessToken.isEmpty())
        out.credentials.push_back({.secret = registration.initialAccessToken,
                                   .purpose = http::Purpose::AuthorizationServer,
                                   .leash = leash});
    return out;
}

Result<Registered> processRegistration(const http::Response &response, TimePoint now)
{
    const auto answer =
        readAnswer(response, now, ErrorCode::RegistrationRefused,
                   {"client_id", "client_secret", "client_secret_expires_at", "token_endpoint_auth_method"});
    if (!answer)
        return answer.error();
    const json::Value root = answer->root();
    Registered registered;
    registered.client.id = root.find("client_id").toString();
    if (registered.client.id.isEmpty())
        return Error{ErrorCode::TokenNotInResponse, response.url.host(), u"client_id"_s};
    const Secret secret = Secret::fromText(root.find("client_secret").toString());
    const auto method = authenticationIn(root.find("token_endpoint_auth_method"), !secret.isEmpty());
    if (!method)
        return method.error();
    registered.client.authentication = *method;
    if (!needsSecret(*method))
        return registered; // a secret that is for nothing is not kept
    registered.client.secret = secret;
    // Section 3.2.1: seconds since 1970, and 0 for one that does not expire.
    registered.secretExpiresAt = momentAfter(TimePoint{}, root.find("client_secret_expires_at"));
    return registered;
}

} // namespace claimcheck::oauth
