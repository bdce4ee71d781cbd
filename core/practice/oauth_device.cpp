#include "oauth_device.h"

#include "accounts.h"
#include "oauth_authorization.h"
#include "oauth_client_authentication.h"
#include "oauth_endpoints.h"
#include "oauth_provider.h"
#include "oauth_tables.h"
#include "oauth_token_endpoint.h"
#include "storage.h"

#include "base/random.h"

namespace claimcheck::practice::provider {
using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds lifetime{600};
constexpr int slowDown = 5; // s that an impatient device waits longer, for good (section 3.5)
// No vowels, so that no words come out, and nothing that looks like a digit (section 6.1).
constexpr QByteArrayView alphabet = "BCDFGHJKLMNPQRSTVWXZ";
constexpr int codeLength = 8; // 20^8: over 34 bits, and a person may try five

Result<QByteArray> makeUserCode()
{
    QByteArray code;
    while (code.size() < codeLength) {
        const auto random = randomBytes(codeLength);
        if (!random)
            return random;
        for (const char byte : *random) {
            // 240 is the largest multiple of 20: what lies above would make some letters likelier.
            if (const auto value = static_cast<quint8>(byte); value < 240 && code.size() < codeLength)
                code.append(alphabet[value % alphabet.size()]);
        }
    }
    return code;
}

} // namespace

QByteArray shownCode(const QByteArray &userCode)
{
    return userCode.left(4) + '-' + userCode.mid(4);
}

Response authorizeDevice(Provider &provider, const Request &http)
{
    const Parameters form = Parameters::of(http);
    if (const auto name = form.repeated())
        return refuse(400, "invalid_request", "The parameter " + *name + " is repeated.");
    const auto client = authenticateClient(provider, http, form);
    if (!client)
        return client.refusal();
    if (!client->mayUse("urn:ietf:params:oauth:grant-type:device_code"))
        return refuse(400, "unauthorized_client", "This client may not use the device flow.");
    const auto scope = scopeFor(*client, form);
    if (!scope)
        return refuse(400, "invalid_scope", "This client may not have that scope.");
    const auto audience = audienceFor(provider, form);
    if (!audience)
        return refuse(400, "invalid_target", "That resource is not known here.");
    const auto deviceCode = randomText(32);
    const auto userCode = makeUserCode();
    if (!deviceCode || !userCode)
        return failureResponse({ErrorCode::RandomUnavailable});

    const qint64 interval = provider.settings.deviceInterval.count();
    auto added = provider.storage.run(
        u"INSERT INTO oauth_device (id, user_code, client_id, scope, resource, state, sid, authenticated_at,"
        " interval, polled_at, expires_at) VALUES (?, ?, ?, ?, ?, 'pending', '', 0, ?, 0, ?)"_s,
        {textValue(fingerprint(*deviceCode)), textValue(*userCode), textValue(client->id),
         textValue(scope->join(' ')), textValue(*audience), interval,
         stored(provider.clock.now() + lifetime)});
    if (!added)
        return failureResponse(added.error());
    if (auto kept = provider.storage.keepNewest(u"oauth_device"_s, mostWaiting); !kept)
        return failureResponse(kept.error());
    Members answer;
    answer.text("device_code", *deviceCode);
    answer.text("user_code", shownCode(*userCode));
    answer.text("verification_uri", provider.url("/oauth/device"));
    answer.text("verification_uri_complete", provider.url("/oauth/device?user_code=") + shownCode(*userCode));
    answer.integer("expires_in", lifetime.count());
    answer.integer("interval", interval);
    provider.faults.spoil(Stage::DeviceAnswer, answer);
    return jsonResponse(200, answer.toJson());
}

Result<std::optional<WaitingDevice>> findDevice(Provider &provider, const QByteArray &typed)
{
    QByteArray code = typed.toUpper();
    code.replace('-', "").replace(' ', "");
    const auto found = provider.storage.run(u"SELECT user_code, client_id, scope FROM oauth_device"
                                            " WHERE user_code = ? AND state = 'pending' AND expires_at > ?"_s,
                                            {textValue(code), stored(provider.clock.now())});
    if (!found)
        return found.error();
    if (found->rows.empty())
        return std::optional<WaitingDevice>();
    const QVariantList &row = found->rows.front();
    return std::optional(WaitingDevice{row[0].toByteArray(), row[1].toByteArray(), row[2].toByteArray()});
}

Result<Done> decideDevice(Provider &provider, const WaitingDevice &device, const BrowserSession &session,
                          DeviceDecision decision)
{
    auto decided = provider.storage.run(
        u"UPDATE oauth_device SET state = ?, user_id = ?, sid = ?, authenticated_at = ?"
        " WHERE user_code = ? AND state = 'pending'"_s,
        {decision == DeviceDecision::Allow ? u"allowed"_s : u"denied"_s, session.userId,
         textValue(session.sid), stored(session.authenticatedAt), textValue(device.userCode)});
    return decided ? Result<Done>(Done{}) : Result<Done>(decided.error());
}

/// RFC 8628 section 3.4 and 3.5.
TokenOutcome answerDevice(Provider &provider, const TokenRequest &request)
{
    const QVariant id = textValue(fingerprint(request.form.value("device_code")));
    const auto found = provider.storage.run(
        u"SELECT state, user_id, scope, resource, sid, authenticated_at, interval, polled_at, expires_at"
        " FROM oauth_device WHERE id = ? AND client_id = ?"_s,
        {id, textValue(request.client.id)});
    if (!found)
        return found.error();
    if (found->rows.empty())
        return refuse(400, "invalid_grant", "The device_code is unknown, used up, or of another client.");
    const QVariantList &row = found->rows.front();
    const TimePoint now = provider.clock.now();
    if (storedTime(row[8]) <= now)
        return refuse(400, "expired_token", "Nobody entered the code in time.");

    if (row[0].toString() == u"pending"_s) {
        const qint64 interval = row[6].toLongLong();
        const bool early = now < storedTime(row[7]) + std::chrono::seconds(interval);
        auto noted =
            provider.storage.run(u"UPDATE oauth_device SET polled_at = ?, interval = ? WHERE id = ?"_s,
                                 {stored(now), early ? interval + slowDown : interval, id});
        if (!noted)
            return noted.error();
        return early ? refuse(400, "slow_down", "The device asks too often: 5 seconds more between two.")
                     : refuse(400, "authorization_pending", "The person has not answered yet.");
    }
    // Whatever the answer is, it is given once.
    if (auto removed = provider.storage.run(u"DELETE FROM oauth_device WHERE id = ?"_s, {id}); !removed)
        return removed.error();
    if (row[0].toString() != u"allowed"_s)
        return refuse(400, "access_denied", "The person declined.");
    const auto account = provider.accounts.find(row[1].toString());
    if (!account)
        return account.error();
    if (!*account)
        return refuse(400, "invalid_grant", "This user does not exist any more.");
    return issueForNewGrant(provider, request,
                            {.clientId = request.client.id,
                             .userId = row[1].toString(),
                             .sid = row[4].toByteArray(),
                             .scope = grantable(wordsOf(row[2].toByteArray()), **account).join(' '),
                             .resource = row[3].toByteArray(),
                             .authenticatedAt = storedTime(row[5]),
                             .acr = "urn:practice:password",
                             .expiresAt = now + Grants::lifetime});
}

} // namespace claimcheck::practice::provider
