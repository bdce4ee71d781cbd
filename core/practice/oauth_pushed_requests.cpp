#include "oauth_pushed_requests.h"

#include "oauth_authorization.h"
#include "oauth_client_authentication.h"
#include "oauth_endpoints.h"
#include "oauth_provider.h"
#include "oauth_tables.h"
#include "storage.h"

#include "base/random.h"

namespace claimcheck::practice::provider {
using namespace Qt::StringLiterals;

namespace {
constexpr char prefix[] = "urn:ietf:params:oauth:request_uri:";
constexpr std::chrono::seconds lifetime{60};
} // namespace

bool isPushedUri(const QByteArray &uri)
{
    return uri.startsWith(prefix);
}

Result<std::optional<Parameters>> takePushedRequest(Provider &provider, const QByteArray &uri,
                                                    const QByteArray &clientId)
{
    const auto taken = provider.storage.run(
        u"DELETE FROM oauth_pushed WHERE uri = ? AND client_id = ?"
        " AND expires_at > ? RETURNING parameters"_s,
        {textValue(fingerprint(uri)), textValue(clientId), stored(provider.clock.now())});
    if (!taken)
        return taken.error();
    if (taken->rows.empty())
        return std::optional<Parameters>();
    return std::optional(Parameters::parse(taken->rows.front()[0].toByteArray()));
}

Response pushRequest(Provider &provider, const Request &http)
{
    Parameters parameters = Parameters::of(http);
    const auto client = authenticateClient(provider, http, parameters);
    if (!client)
        return client.refusal();
    // A pushed request cannot name another one (RFC 9126 section 2.1).
    if (!parameters.value("request_uri").isEmpty())
        return refuse(400, "invalid_request", "A pushed request has no request_uri.");
    if (parameters.count("redirect_uri") != 1 || !client->hasRedirectUri(parameters.value("redirect_uri")))
        return refuse(400, "invalid_request", "The redirect_uri is not one that this client registered.");
    for (const char *name : {"client_secret", "client_assertion", "client_assertion_type", "client_id"})
        parameters.remove(name);
    parameters.add("client_id", client->id);
    const auto request = readAuthorizationRequest(provider, *client, parameters);
    if (const auto *refusal = std::get_if<AuthorizationRefusal>(&request))
        return refuse(400, refusal->error, refusal->description);

    const auto random = randomText(24);
    if (!random)
        return failureResponse(random.error());
    const QByteArray uri = prefix + *random;
    auto kept = provider.storage.run(
        u"INSERT INTO oauth_pushed (uri, client_id, parameters, expires_at) VALUES (?, ?, ?, ?)"_s,
        {textValue(fingerprint(uri)), textValue(client->id), textValue(parameters.encoded()),
         stored(provider.clock.now() + lifetime)});
    if (!kept)
        return failureResponse(kept.error());
    if (auto newest = provider.storage.keepNewest(u"oauth_pushed"_s, mostWaiting); !newest)
        return failureResponse(newest.error());
    Members answer;
    answer.text("request_uri", uri);
    answer.integer("expires_in", lifetime.count());
    provider.faults.spoil(Stage::PushedAnswer, answer);
    return jsonResponse(201, answer.toJson());
}

} // namespace claimcheck::practice::provider
