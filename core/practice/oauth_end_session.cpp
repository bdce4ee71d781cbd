#include "oauth_endpoints.h"
#include "oauth_id_token.h"
#include "oauth_outcome.h"
#include "oauth_pages.h"
#include "oauth_parameters.h"
#include "oauth_provider.h"

namespace claimcheck::practice::provider {

namespace {

/// Where to go afterwards, if anywhere: only to an address that the client registered for it (OpenID Connect
/// RP-Initiated Logout 1.0 section 3), which must be known by its ID Token or its id.
Outcome<QByteArray> returnAddress(Provider &provider, const Parameters &parameters,
                                  const std::optional<TokenHint> &hint)
{
    const QByteArray wanted = parameters.value("post_logout_redirect_uri");
    if (wanted.isEmpty())
        return QByteArray();
    const QByteArray named = parameters.value("client_id");
    if (hint && !named.isEmpty() && named != hint->clientId)
        return errorPage(400, "The client_id is not the one of the id_token_hint.");
    const auto client = provider.clients.find(hint ? hint->clientId : named);
    if (!client)
        return client.error();
    if (!*client || !(*client)->hasPostLogoutRedirectUri(wanted))
        return errorPage(400, "The post_logout_redirect_uri is not one that the client registered.");
    QByteArray address = wanted;
    if (const QByteArray state = parameters.value("state"); !state.isEmpty())
        address += (address.contains('?') ? "&state=" : "?state=") + state.toPercentEncoding();
    return address;
}

Response signOut(Provider &provider, const BrowserSession &session, const QByteArray &address)
{
    if (auto ended = provider.endSessionOf(session.sid); !ended)
        return failureResponse(ended.error());
    return address.isEmpty() ? page(200, "Signed out", "<p>Nobody is signed in with this browser now.</p>\n")
                             : sendTo(address);
}

} // namespace

Response endSession(Provider &provider, const Request &request)
{
    const Parameters parameters = Parameters::of(request);
    if (parameters.repeated())
        return errorPage(400, "A parameter is repeated.");
    const QByteArray idToken = parameters.value("id_token_hint");
    const auto hint = idToken.isEmpty() ? std::nullopt : readHint(provider, idToken);
    if (!idToken.isEmpty() && !hint)
        return errorPage(400, "The id_token_hint is not one of this provider.");
    const auto address = returnAddress(provider, parameters, hint);
    if (!address)
        return address.refusal();
    const auto session = provider.sessions.of(request);
    if (!session)
        return failureResponse(session.error());
    if (!*session) {
        // Grants of a session that another browser holds: the hint names it, and its client asks for the end.
        if (hint && !hint->sid.isEmpty()) {
            if (auto ended = provider.endSessionOf(hint->sid); !ended)
                return failureResponse(ended.error());
        }
        return address->isEmpty()
                   ? page(200, "Signed out", "<p>Nobody was signed in with this browser.</p>\n")
                   : sendTo(*address);
    }
    // Only who holds an ID Token of this very session ends it without a question: a link on any page could
    // otherwise sign people out.
    if (hint && hint->sid == (*session)->sid)
        return signOut(provider, **session, *address);
    return page(200, "Sign out",
                "<p>Do you want to sign out of this provider?</p>\n"
                "<form method=\"post\" action=\"/oauth/end_session/confirm\">\n" +
                    hiddenField("csrf", (*session)->csrf) + hiddenField("id_token_hint", idToken) +
                    hiddenField("client_id", parameters.value("client_id")) +
                    hiddenField("post_logout_redirect_uri", parameters.value("post_logout_redirect_uri")) +
                    hiddenField("state", parameters.value("state")) +
                    "<p><button type=\"submit\">Sign out</button></p>\n</form>\n",
                *address);
}

Response confirmEndSession(Provider &provider, const Request &request)
{
    const Parameters form = Parameters::of(request);
    const auto session = provider.sessions.of(request);
    if (!session)
        return failureResponse(session.error());
    if (!*session || !sameSecret((*session)->csrf, form.value("csrf")))
        return errorPage(403, "This form was not made for this browser.");
    const QByteArray idToken = form.value("id_token_hint");
    const auto address =
        returnAddress(provider, form, idToken.isEmpty() ? std::nullopt : readHint(provider, idToken));
    return address ? signOut(provider, **session, *address) : address.refusal();
}

} // namespace claimcheck::practice::provider
