#include "oauth_way.h"

#include "oauth/introspection.h"
#include "oauth/token_endpoint.h"
#include "oauth/userinfo.h"
#include "oauth_profile.h"
#include "token_facts.h"

#include <QCoreApplication>

namespace claimcheck::login {

namespace {

using oauth::TokenHint;
using Outcome = ReceiptStep::Outcome;

QString sentence(const char *text)
{
    return QCoreApplication::translate("SignOut", text);
}

http::Credential accessToken(const Session &session)
{
    http::Credential credential{session.accessToken, http::Purpose::Resource, session.leash};
    credential.scheme = session.oauth->tokenType;
    return credential;
}

http::Credential boundAccessToken(const SessionView &view)
{
    http::Credential credential = accessToken(view.session);
    if (view.prover)
        view.prover->bind(credential, view.prover);
    return credential;
}

/// Everything that a request for this session may carry.
std::vector<Secret> secretsOf(const SessionView &view)
{
    const Session &session = view.session;
    std::vector<Secret> secrets = {session.refreshToken, session.accessToken, session.oauth->clientSecret};
    for (const auto &[key, value] : view.fields)
        secrets.push_back(value);
    return secrets;
}

/// The introspection's answer is the proof; a server that does not let this client ask has none.
ReceiptStep introspected(const Result<http::Response> &response, TimePoint now,
                         const std::vector<Secret> &sent)
{
    const auto answer = response ? oauth::processIntrospection(*response, now, sent)
                                 : Result<oauth::Introspection>(response.error());
    if (!answer)
        return {"prove-revoked", Outcome::Failed, describe(answer.error()).message};
    if (!answer->active)
        return {"prove-revoked", Outcome::Done,
                sentence("The server says that the access token is not active any more.")};
    return {"prove-revoked", Outcome::Failed,
            sentence("The server says that the access token is still active.")};
}

} // namespace

Result<oauth::Client> clientOf(const Session &session, const SecretFields &fields)
{
    const OAuthGrant &grant = *session.oauth;
    oauth::Client client;
    client.id = grant.clientId;
    client.authentication =
        oauth::authenticationOf(grant.clientAuthentication).value_or(oauth::ClientAuthentication::None);
    client.secret = grant.clientSecret;
    if (const auto own = fields.find(QStringLiteral("client_secret")); own != fields.end())
        client.secret = own->second;
    auto key = clientKey(fields);
    if (!key)
        return key.error();
    client.key = *std::move(key);
    return client;
}

Session followingSession(const Session &old, oauth::TokenResponse tokens, TimePoint now)
{
    Session session = old;
    session.accessToken = std::move(tokens.accessToken);
    session.obtainedAt = now;
    session.clockAhead = tokens.clockAhead;
    session.refreshInFlight = false;
    // `exp` is in the server's time, and everything here is in this machine's.
    const auto endOf = [ahead = tokens.clockAhead](const Secret &token) {
        auto end = tokenFacts(token, {}).expiresAt;
        if (end)
            *end -= ahead;
        return end;
    };
    if (!tokens.refreshToken.isEmpty()) {
        session.refreshToken = std::move(tokens.refreshToken);
        session.refreshExpiresAt =
            tokens.refreshExpiresAt ? tokens.refreshExpiresAt : endOf(session.refreshToken);
    }
    session.expiresAt = tokens.expiresAt ? tokens.expiresAt : endOf(session.accessToken);
    session.oauth->tokenType = tokens.tokenType;
    if (tokens.scope)
        session.oauth->scope = *tokens.scope;
    if (!tokens.idToken.isEmpty())
        session.idToken = std::move(tokens.idToken);
    return session;
}

bool OAuthWay::canRefresh(const Profile &, const Session &session) const
{
    return session.oauth && (session.oauth->isClientsOwn || (!session.refreshToken.isEmpty() &&
                                                             !session.oauth->server.tokenEndpoint.isEmpty()));
}

Result<Outgoing> OAuthWay::refreshRequest(const SessionView &view) const
{
    if (!canRefresh(view.profile, view.session))
        return Error{ErrorCode::RefreshNotPossible, view.profile.name};
    const auto client = clientOf(view.session, view.fields);
    if (!client)
        return client.error();
    const OAuthGrant &grant = *view.session.oauth;
    const oauth::Call call{grant.server, *client, view.session.leash, view.clock.now()};
    const QStringList resources = grant.resource.isEmpty() ? QStringList() : grant.resource.split(u' ');
    auto out = grant.isClientsOwn
                   ? oauth::clientCredentialsRequest(call, grant.scope, resources, grant.audience)
                   : oauth::refreshRequest(call, view.session.refreshToken, {}, resources);
    if (out && view.prover) {
        if (const auto proved = view.prover->addTo(out->request); !proved)
            return proved.error();
    }
    return out;
}

Result<Session> OAuthWay::processRefresh(const SessionView &view, const http::Response &response) const
{
    const Session &old = view.session;
    auto tokens = oauth::processTokenResponse(response, view.clock.now(), secretsOf(view));
    if (!tokens) {
        const Error &error = tokens.error();
        // RFC 6749 section 5.2: the one code that means "this refresh token, never again".
        if (error.code == ErrorCode::TokenRequestRefused && error.subject == u"invalid_grant")
            return Error{ErrorCode::RefreshRefused, view.profile.name, error.detail};
        return error;
    }
    return followingSession(old, *std::move(tokens), view.clock.now());
}

Outgoing OAuthWay::outgoing(http::Request request, const SessionView &view, http::Cookies &) const
{
    return {.request = std::move(request), .credentials = {boundAccessToken(view)}};
}

Result<http::Credential> OAuthWay::exportable(const Profile &profile, const Session &session) const
{
    // Bound to a key that never leaves: the token alone opens nothing.
    if (!session.oauth->dpopKey.isEmpty())
        return Error{ErrorCode::CredentialNotExportable, profile.name};
    return accessToken(session);
}

SignOutPlan OAuthWay::signOutPlan(const SessionView &view, http::Cookies &) const
{
    SignOutPlan plan;
    const Session &session = view.session;
    const oauth::ServerMetadata &server = session.oauth->server;
    plan.endsInBrowser = !server.endSessionEndpoint.isEmpty() && !session.idToken.isEmpty();
    const auto client = clientOf(session, view.fields);
    if (!client) {
        const QString why = describe(client.error()).message;
        plan.settled = {{"revoke-refresh", Outcome::Failed, why},
                        {"revoke-access", Outcome::Failed, why},
                        {"prove-revoked", Outcome::Failed, why}};
        return plan;
    }
    const oauth::Call call{server, *client, session.leash, view.clock.now()};
    const auto revoke = [&](const char *step, const Secret &token, TokenHint hint) {
        if (token.isEmpty()) {
            plan.settled.push_back({step, Outcome::NotOffered, sentence("There is no refresh token.")});
            return;
        }
        if (server.revocationEndpoint.isEmpty()) {
            plan.settled.push_back(
                {step, Outcome::NotOffered, sentence("This server has no address for revoking tokens.")});
            return;
        }
        auto out = oauth::revocationRequest(call, token, hint);
        if (!out) {
            plan.settled.push_back({step, Outcome::Failed, describe(out.error()).message});
            return;
        }
        const std::vector<Secret> sent = http::secretsOf(*out);
        plan.calls.push_back({*std::move(out), [step, sent](const Result<http::Response> &response) {
                                  return std::vector{revoked(step, response, sent)};
                              }});
    };
    revoke("revoke-refresh", session.refreshToken, TokenHint::RefreshToken);
    revoke("revoke-access", session.accessToken, TokenHint::AccessToken);

    // Asking with the token itself proves more than asking about it, and needs no right of the client's own.
    // But UserInfo refuses a token that was never for it, and that would prove nothing.
    const auto userinfo = oauth::userinfoRequest(server);
    if (userinfo && hasScope(session.oauth->scope, QLatin1StringView("openid"))) {
        plan.calls.push_back({{.request = *userinfo, .credentials = {boundAccessToken(view)}},
                              [session](const Result<http::Response> &response) {
                                  return std::vector{proved(response, session)};
                              },
                              SignOutCall::Purpose::Prove});
    } else if (auto out = oauth::introspectionRequest(call, session.accessToken, TokenHint::AccessToken);
               out) {
        const std::vector<Secret> sent = http::secretsOf(*out);
        plan.calls.push_back({*std::move(out),
                              [now = call.now, sent](const Result<http::Response> &response) {
                                  return std::vector{introspected(response, now, sent)};
                              },
                              SignOutCall::Purpose::Prove});
    } else {
        plan.settled.push_back(unproved(session));
    }
    return plan;
}

} // namespace claimcheck::login
