#include "oauth_authorization.h"

#include "accounts.h"
#include "oauth_pages.h"
#include "oauth_provider.h"

#include "base/base64url.h"

namespace claimcheck::practice::provider {

namespace {

constexpr qsizetype longestValue = 2048; // of state and nonce

AuthorizationRefusal invalid(const QByteArray &description)
{
    return {"invalid_request", description};
}

/// A SHA-256 as base64url: a code_challenge (RFC 7636 section 4.2) or a thumbprint (RFC 7638).
bool isDigest(const QByteArray &text)
{
    const auto bytes = base64url::decode(text);
    return bytes && bytes->size() == 32;
}

/// PKCE, always, and never "plain" (RFC 9700 section 2.1.1).
std::optional<AuthorizationRefusal> checkPkce(const Parameters &parameters)
{
    if (!isDigest(parameters.value("code_challenge")))
        return invalid("A code_challenge is required: PKCE with S256 (RFC 7636).");
    if (parameters.value("code_challenge_method") != "S256")
        return invalid("The only code_challenge_method is S256.");
    return {};
}

/// What is of no use here, and must not be passed over (OpenID Connect Core 1.0 section 6).
std::optional<AuthorizationRefusal> checkUnsupported(const Parameters &parameters)
{
    if (!parameters.value("request").isEmpty())
        return AuthorizationRefusal{"request_not_supported", "Request objects are not taken here."};
    if (!parameters.value("request_uri").isEmpty())
        return AuthorizationRefusal{"request_uri_not_supported", "Only a pushed request_uri is taken here."};
    if (!parameters.value("registration").isEmpty())
        return AuthorizationRefusal{"registration_not_supported", "Register at the registration endpoint."};
    const QByteArray type = parameters.value("response_type");
    if (type != "code")
        return type.isEmpty() ? invalid("The response_type is missing.")
                              : AuthorizationRefusal{"unsupported_response_type",
                                                     "The only response_type is code (RFC 9700)."};
    const QByteArray mode = parameters.value("response_mode");
    if (!mode.isEmpty() && mode != "query")
        return invalid("The only response_mode is query.");
    return {};
}

std::optional<AuthorizationRefusal> checkPrompt(const QByteArrayList &prompt)
{
    for (const QByteArray &word : prompt) {
        if (word != "none" && word != "login" && word != "consent" && word != "select_account")
            return invalid("The prompt is none of none, login, consent and select_account.");
    }
    if (prompt.contains("none") && prompt.size() > 1)
        return invalid("The prompt none goes with no other.");
    return {};
}

} // namespace

std::variant<AuthorizationRequest, AuthorizationRefusal>
readAuthorizationRequest(const Provider &provider, const Client &client, const Parameters &parameters)
{
    if (const auto name = parameters.repeated())
        return invalid("The parameter " + *name + " is repeated.");
    if (const auto refusal = checkUnsupported(parameters))
        return *refusal;
    if (!client.mayUse("authorization_code"))
        return AuthorizationRefusal{"unauthorized_client", "This client may not use the code flow."};
    if (const auto refusal = checkPkce(parameters))
        return *refusal;
    const QByteArrayList prompt = parameters.words("prompt");
    if (const auto refusal = checkPrompt(prompt))
        return *refusal;

    const auto scope = scopeFor(client, parameters);
    if (!scope)
        return AuthorizationRefusal{"invalid_scope", "This client may not have that scope."};
    const auto audience = audienceFor(provider, parameters);
    if (!audience)
        return AuthorizationRefusal{"invalid_target", "That resource is not known here."};

    AuthorizationRequest request{.client = client,
                                 .redirectUri = parameters.value("redirect_uri"),
                                 .state = parameters.value("state"),
                                 .nonce = parameters.value("nonce"),
                                 .scope = *scope,
                                 .resource = *audience,
                                 .challenge = parameters.value("code_challenge"),
                                 .prompt = prompt,
                                 .loginHint = parameters.value("login_hint"),
                                 .idTokenHint = parameters.value("id_token_hint"),
                                 .dpopThumbprint = parameters.value("dpop_jkt"),
                                 .maxAge = {}};
    if (request.state.size() > longestValue || request.nonce.size() > longestValue)
        return invalid("The state or the nonce is too long.");
    if (!request.dpopThumbprint.isEmpty() && !isDigest(request.dpopThumbprint))
        return invalid("The dpop_jkt is no SHA-256 thumbprint.");
    if (const QByteArray age = parameters.value("max_age"); !age.isEmpty()) {
        bool ok = false;
        const uint seconds = age.toUInt(&ok);
        if (!ok)
            return invalid("The max_age is no number of seconds.");
        request.maxAge = std::chrono::seconds(seconds);
    }
    return request;
}

std::optional<QByteArray> audienceFor(const Provider &provider, const Parameters &parameters)
{
    const QByteArray wanted = parameters.value("resource");
    if (wanted.isEmpty())
        return provider.settings.issuer;
    // One access token is for one resource (section 2.2 leaves it to the server).
    if (parameters.count("resource") > 1 || !isOurAudience(provider, wanted))
        return {};
    return wanted;
}

bool isOurAudience(const Provider &provider, const QByteArray &audience)
{
    return audience == provider.settings.issuer || audience == provider.url("/") ||
           audience == provider.url("/oauth/notes") || audience == provider.url("/oauth/vault");
}

std::optional<QByteArrayList> scopeFor(const Client &client, const Parameters &parameters)
{
    const QByteArrayList wanted = parameters.words("scope");
    for (const QByteArray &word : wanted) {
        if (!client.scope.contains(word))
            return {};
    }
    if (!wanted.isEmpty())
        return wanted;
    // Without a scope the client gets what it may have, but no sign-in that it did not ask for.
    QByteArrayList all = client.scope;
    for (const char *word : {"openid", "profile", "email", "offline_access"})
        all.removeAll(word);
    return all;
}

QByteArrayList grantable(const QByteArrayList &wanted, const Account &account)
{
    const QByteArrayList own = wordsOf(account.scope.toUtf8());
    QByteArrayList scope;
    for (const QByteArray &word : wanted) {
        if (!word.startsWith("notes:") || own.contains(word))
            scope.append(word);
    }
    return scope;
}

Response redirectBack(const Provider &provider, const QByteArray &redirectUri, const QByteArray &state,
                      Members parameters)
{
    if (!state.isEmpty())
        parameters.text("state", state);
    parameters.text("iss", provider.settings.issuer);
    provider.faults.spoil(Stage::Redirect, parameters);
    Parameters query;
    for (const Members::Member &member : parameters.all())
        query.add(member.name, member.value);
    return sendTo(redirectUri + (redirectUri.contains('?') ? '&' : '?') + query.encoded());
}

Response redirectRefusal(const Provider &provider, const QByteArray &redirectUri, const QByteArray &state,
                         const AuthorizationRefusal &refusal)
{
    Members parameters;
    parameters.text("error", refusal.error);
    parameters.text("error_description", refusal.description);
    return redirectBack(provider, redirectUri, state, std::move(parameters));
}

} // namespace claimcheck::practice::provider
