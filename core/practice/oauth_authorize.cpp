#include "oauth_endpoints.h"
#include "oauth_id_token.h"
#include "oauth_interactions.h"
#include "oauth_pages.h"
#include "oauth_provider.h"
#include "oauth_pushed_requests.h"

namespace claimcheck::practice::provider {

namespace {

/// What the client sent, or what it pushed before. Only the client_id of the address counts beside a
/// request_uri (RFC 9126 section 4).
Outcome<Parameters> resolved(Provider &provider, const Parameters &sent)
{
    const QByteArray uri = sent.value("request_uri");
    if (!isPushedUri(uri))
        return sent;
    const auto pushed = takePushedRequest(provider, uri, sent.value("client_id"));
    if (!pushed)
        return pushed.error();
    if (!*pushed)
        return errorPage(400, "The pushed request is unknown, expired or was used before.");
    return **pushed;
}

} // namespace

bool needsLogin(Provider &provider, const AuthorizationRequest &request,
                const std::optional<BrowserSession> &session, const Interaction *interaction)
{
    if (!session)
        return true;
    const bool fresh = interaction && session->authenticatedAt >= interaction->startedAt;
    const bool asked = request.prompt.contains("login") || request.prompt.contains("select_account");
    const bool old = request.maxAge && provider.clock.now() - session->authenticatedAt > *request.maxAge;
    if (!fresh && (asked || old))
        return true;
    return !request.idTokenHint.isEmpty() && subjectOfHint(provider, request.idTokenHint) != session->userId;
}

Response authorize(Provider &provider, const Request &http)
{
    const auto parameters = resolved(provider, Parameters::of(http));
    if (!parameters)
        return parameters.refusal();
    // Until client and redirect URI are known to belong together, nothing is sent anywhere: a redirect to an
    // address that anybody may name is an open redirector (RFC 9700 section 4.11.2).
    if (parameters->count("client_id") != 1 || parameters->count("redirect_uri") != 1)
        return errorPage(400, "The request needs one client_id and one redirect_uri.");
    const auto client = provider.clients.find(parameters->value("client_id"));
    if (!client)
        return failureResponse(client.error());
    if (!*client)
        return errorPage(400, "The client is not known here.");
    const QByteArray redirectUri = parameters->value("redirect_uri");
    if (!(*client)->hasRedirectUri(redirectUri))
        return errorPage(400, "The redirect_uri is not one that this client registered.");

    const auto request = readAuthorizationRequest(provider, **client, *parameters);
    if (const auto *refusal = std::get_if<AuthorizationRefusal>(&request))
        return redirectRefusal(provider, redirectUri, parameters->value("state"), *refusal);
    return proceed(provider, http, std::get<AuthorizationRequest>(request), *parameters, nullptr);
}

Response continueAuthorization(Provider &provider, const Request &http)
{
    const auto interaction = findInteraction(provider, http, Parameters::of(http).value("interaction"));
    if (!interaction)
        return interaction.refusal();
    const auto request = requestOf(provider, *interaction);
    if (!request)
        return request.refusal();
    return proceed(provider, http, *request, interaction->parameters, &*interaction);
}

Response proceed(Provider &provider, const Request &http, const AuthorizationRequest &request,
                 const Parameters &parameters, const Interaction *interaction)
{
    const auto session = provider.sessions.of(http);
    if (!session)
        return failureResponse(session.error());
    const bool login = needsLogin(provider, request, *session, interaction);
    bool ask = login || request.prompt.contains("consent");
    if (!ask) {
        const auto consent = consentTo(provider, request, (*session)->userId);
        if (!consent)
            return failureResponse(consent.error());
        ask = *consent == Consent::Missing;
    }
    if (!ask) {
        if (interaction) {
            if (auto ended = endInteraction(provider, *interaction); !ended)
                return failureResponse(ended.error());
        }
        return giveCode(provider, request, **session);
    }
    if (request.prompt.contains("none")) {
        return redirectRefusal(provider, request.redirectUri, request.state,
                               login ? AuthorizationRefusal{"login_required", "Nobody is signed in."}
                                     : AuthorizationRefusal{"consent_required", "Nobody has consented yet."});
    }

    Response cookies;
    std::optional<Interaction> begun;
    if (!interaction) {
        const auto browser = BrowserSessions::nameBrowser(http, cookies);
        if (!browser)
            return failureResponse(browser.error());
        const auto made = beginInteraction(provider, *browser, parameters);
        if (!made)
            return made.refusal();
        begun = *made;
        interaction = &*begun;
    }
    Response page = login ? loginPage(*interaction, request, request.loginHint, {})
                          : consentPage(provider, *interaction, request, **session);
    page.headers.insert(page.headers.end(), cookies.headers.begin(), cookies.headers.end());
    return page;
}

} // namespace claimcheck::practice::provider
