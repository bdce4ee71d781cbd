#include "oauth_endpoints.h"
#include "oauth_provider.h"

namespace claimcheck::practice::provider {

/// OpenID Connect Discovery 1.0 section 3, and the same for RFC 8414.
Response metadata(Provider &provider, const Request &)
{
    const QByteArrayList authentications = {"none", "client_secret_basic", "client_secret_post",
                                            "client_secret_jwt", "private_key_jwt"};
    const QByteArrayList assertionAlgorithms = {"HS256", "ES256", "RS256", "PS256", "EdDSA"};
    Members m;
    m.text("issuer", provider.settings.issuer);
    m.text("authorization_endpoint", provider.url("/oauth/authorize"));
    m.text("token_endpoint", provider.url("/oauth/token"));
    m.text("userinfo_endpoint", provider.url("/oauth/userinfo"));
    m.text("jwks_uri", provider.url("/oauth/jwks"));
    m.text("registration_endpoint", provider.url("/oauth/register"));
    m.text("revocation_endpoint", provider.url("/oauth/revoke"));
    m.text("introspection_endpoint", provider.url("/oauth/introspect"));
    m.text("end_session_endpoint", provider.url("/oauth/end_session"));
    m.text("pushed_authorization_request_endpoint", provider.url("/oauth/par"));
    m.text("device_authorization_endpoint", provider.url("/oauth/device_authorization"));
    m.list("scopes_supported", {"openid", "profile", "email", "offline_access", "notes:read", "notes:write"});
    m.list("response_types_supported", {"code"});
    m.list("response_modes_supported", {"query"});
    m.list("grant_types_supported",
           {"authorization_code", "refresh_token", "client_credentials", "password",
            "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange",
            "urn:ietf:params:oauth:grant-type:jwt-bearer"});
    m.list("code_challenge_methods_supported", {"S256"});
    m.list("prompt_values_supported", {"none", "login", "consent", "select_account"});
    m.list("acr_values_supported", {"urn:practice:password"});
    m.list("subject_types_supported", {"public"});
    m.list("claims_supported",
           {"iss", "sub", "aud", "azp", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash",
            "c_hash", "name", "preferred_username", "email", "email_verified"});
    m.list("id_token_signing_alg_values_supported", Keys::algorithms());
    m.list("userinfo_signing_alg_values_supported", Keys::algorithms());
    m.list("token_endpoint_auth_methods_supported", authentications);
    m.list("token_endpoint_auth_signing_alg_values_supported", assertionAlgorithms);
    m.list("revocation_endpoint_auth_methods_supported", authentications);
    m.list("revocation_endpoint_auth_signing_alg_values_supported", assertionAlgorithms);
    m.list("introspection_endpoint_auth_methods_supported", authentications);
    m.list("introspection_endpoint_auth_signing_alg_values_supported", assertionAlgorithms);
    m.list("dpop_signing_alg_values_supported", {"ES256", "ES384", "ES512", "RS256", "PS256", "EdDSA"});
    m.boolean("authorization_response_iss_parameter_supported", true);
    m.boolean("require_pushed_authorization_requests", false);
    m.boolean("claims_parameter_supported", false);
    m.boolean("request_parameter_supported", false);
    m.boolean("request_uri_parameter_supported", false);
    provider.faults.spoil(Stage::Metadata, m);
    return jsonResponse(200, m.toJson());
}

Response keySet(Provider &provider, const Request &)
{
    const auto set = provider.keys.jwkSet(provider.faults);
    return set ? jsonResponse(200, *set) : failureResponse(set.error());
}

} // namespace claimcheck::practice::provider
