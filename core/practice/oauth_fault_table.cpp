#include "oauth_faults.h"

#include "html.h"
#include "oauth_outcome.h"

namespace claimcheck::practice::provider {

namespace {

constexpr qint64 day = 24 * 60 * 60;
constexpr char elsewhere[] = "https://elsewhere.example";
constexpr char tokenPath[] = "/oauth/token";
constexpr char userInfoPath[] = "/oauth/userinfo";
constexpr char keysPath[] = "/oauth/jwks";
constexpr char openIdPath[] = "/.well-known/openid-configuration";
constexpr char devicePath[] = "/oauth/device_authorization";
constexpr char refreshGrant[] = "refresh_token";
constexpr char deviceGrant[] = "urn:ietf:params:oauth:grant-type:device_code";

constexpr char otherHash[] = "AAAAAAAAAAAAAAAAAAAAAA"; // of the right length

void fail(Members &redirect, const QByteArray &error)
{
    redirect.remove("code");
    redirect.text("error", error);
    redirect.text("error_description", QByteArray("A fault that was asked for"));
}

void serverError(Response &response)
{
    response = refuse(500, "server_error", "A fault that was asked for.");
}

void html(Response &response)
{
    response = htmlPage(200, QStringLiteral("Sign in"), "<p>This is not JSON.</p>\n");
}

using M = Members &;
using R = Response &;

constexpr Fault faults[] = {
    // Discovery
    {"discovery-issuer-mismatch", "The metadata names another issuer.", Stage::Metadata,
     [](M m) { m.text("issuer", QByteArray(elsewhere)); }},
    {"discovery-issuer-trailing-slash", "The issuer of the metadata ends in a slash.", Stage::Metadata,
     [](M m) { m.text("issuer", m.value("issuer") + '/'); }},
    {"discovery-issuer-missing", "The metadata names no issuer.", Stage::Metadata,
     [](M m) { m.remove("issuer"); }},
    {"discovery-no-authorization-endpoint", "The metadata names no authorization endpoint.", Stage::Metadata,
     [](M m) { m.remove("authorization_endpoint"); }},
    {"discovery-no-token-endpoint", "The metadata names no token endpoint.", Stage::Metadata,
     [](M m) { m.remove("token_endpoint"); }},
    {"discovery-no-jwks-uri", "The metadata names no JWK Set.", Stage::Metadata,
     [](M m) { m.remove("jwks_uri"); }},
    {"discovery-http-endpoint", "The token endpoint is plain http on another machine.", Stage::Metadata,
     [](M m) { m.text("token_endpoint", QByteArray("http://elsewhere.example/token")); }},
    {"discovery-foreign-endpoint", "The token endpoint has another origin.", Stage::Metadata,
     [](M m) { m.text("token_endpoint", elsewhere + QByteArray("/token")); }},
    {"discovery-foreign-authorization-endpoint", "The authorization endpoint has another origin.",
     Stage::Metadata, [](M m) { m.text("authorization_endpoint", elsewhere + QByteArray("/authorize")); }},
    {"discovery-foreign-jwks-uri", "The JWK Set has another origin.", Stage::Metadata,
     [](M m) { m.text("jwks_uri", elsewhere + QByteArray("/jwks")); }},
    {"discovery-endpoint-not-a-string", "The token endpoint is a number.", Stage::Metadata,
     [](M m) { m.integer("token_endpoint", 7); }},
    {"discovery-plain-pkce", "The metadata offers PKCE with plain alone.", Stage::Metadata,
     [](M m) { m.list("code_challenge_methods_supported", {"plain"}); }},
    {"discovery-no-iss-parameter", "The metadata does not promise iss in the redirect (RFC 9207).",
     Stage::Metadata, [](M m) { m.remove("authorization_response_iss_parameter_supported"); }},
    {"discovery-no-par", "The metadata names no endpoint for pushed requests.", Stage::Metadata,
     [](M m) { m.remove("pushed_authorization_request_endpoint"); }},
    {"discovery-no-registration", "The metadata names no registration endpoint.", Stage::Metadata,
     [](M m) { m.remove("registration_endpoint"); }},
    {"discovery-no-revocation", "The metadata names no revocation endpoint.", Stage::Metadata,
     [](M m) { m.remove("revocation_endpoint"); }},
    {"discovery-no-introspection", "The metadata names no introspection endpoint.", Stage::Metadata,
     [](M m) { m.remove("introspection_endpoint"); }},
    {"discovery-no-end-session", "The metadata names no endpoint to end the session.", Stage::Metadata,
     [](M m) { m.remove("end_session_endpoint"); }},
    {"discovery-no-userinfo", "The metadata names no UserInfo endpoint.", Stage::Metadata,
     [](M m) { m.remove("userinfo_endpoint"); }},
    {"discovery-html", "OpenID discovery answers with a page.", Stage::Answer, nullptr, openIdPath, html},
    {"discovery-404", "OpenID discovery is not found; that of RFC 8414 is.", Stage::Answer, nullptr,
     openIdPath, [](R r) { r = refuse(404, "not_found", "A fault that was asked for."); }},
    {"discovery-500", "OpenID discovery answers with 500.", Stage::Answer, nullptr, openIdPath, serverError},

    // Keys
    {"jwks-unreachable", "The JWK Set answers with 503.", Stage::Answer, nullptr, keysPath,
     [](R r) { r = refuse(503, "temporarily_unavailable", "A fault that was asked for."); }},
    {"jwks-empty", "The JWK Set has no keys.", Stage::Answer, nullptr, keysPath,
     [](R r) { r.body = "{\"keys\":[]}"; }},
    {"jwks-html", "The JWK Set is a page.", Stage::Answer, nullptr, keysPath, html},
    {"kid-absent-single-jwks", "The ID Token names no kid, and the JWK Set has the one key that signed it.",
     Stage::IdTokenHeader, [](M m) { m.remove("kid"); }},
    {"kid-absent-multiple-jwks",
     "The ID Token names no kid, and the JWK Set has several keys that would do, the right one among them.",
     Stage::IdTokenHeader, [](M m) { m.remove("kid"); }},
    {"kid-absent-key-unpublished",
     "The ID Token names no kid, and the JWK Set has several keys that would do, but not the right one.",
     Stage::IdTokenHeader, [](M m) { m.remove("kid"); }},
    {"unknown-kid", "The ID Token names a kid that the JWK Set has not.", Stage::IdTokenHeader,
     [](M m) { m.text("kid", QByteArray("nobody-knows-it")); }},
    {"id-token-unknown-crit", "The ID Token has a critical header that nobody knows.", Stage::IdTokenHeader,
     [](M m) {
         m.list("crit", {"practice"});
         m.boolean("practice", true);
     }},
    {"invalid-sig-es256", "The signature of the ID Token is wrong.", Stage::Inside},
    {"alg-none", "The ID Token is unsecured (alg none).", Stage::Inside},
    {"alg-hs256-with-public-key", "The ID Token is signed with HS256, with the public key as its secret.",
     Stage::Inside},
    {"alg-unexpected", "The ID Token is signed with another algorithm than the client registered.",
     Stage::Inside},

    // The redirect
    {"state-changed", "The redirect has another state.", Stage::Redirect,
     [](M m) { m.text("state", m.value("state") + "x"); }},
    {"state-missing", "The redirect has no state.", Stage::Redirect, [](M m) { m.remove("state"); }},
    {"state-repeated", "The redirect has the state twice.", Stage::Redirect, [](M m) { m.repeat("state"); }},
    {"invalid-authorization-response-iss", "The redirect names another issuer.", Stage::Redirect,
     [](M m) { m.text("iss", QByteArray(elsewhere)); }},
    {"remove-authorization-response-iss", "The redirect names no issuer, though the metadata promises it.",
     Stage::Redirect, [](M m) { m.remove("iss"); }},
    {"iss-param-repeated", "The redirect names the issuer twice.", Stage::Redirect,
     [](M m) { m.repeat("iss"); }},
    {"code-missing", "The redirect has no code.", Stage::Redirect, [](M m) { m.remove("code"); }},
    {"code-repeated", "The redirect has the code twice.", Stage::Redirect, [](M m) { m.repeat("code"); }},
    {"code-wrong", "The redirect has a code that the token endpoint does not know.", Stage::Redirect,
     [](M m) { m.text("code", QByteArray("nobody-knows-it")); }},
    {"code-and-error", "The redirect has a code and an error.", Stage::Redirect,
     [](M m) { m.text("error", QByteArray("access_denied")); }},
    {"error-access-denied", "The redirect says access_denied.", Stage::Redirect,
     [](M m) { fail(m, "access_denied"); }},
    {"error-login-required", "The redirect says login_required.", Stage::Redirect,
     [](M m) { fail(m, "login_required"); }},
    {"error-consent-required", "The redirect says consent_required.", Stage::Redirect,
     [](M m) { fail(m, "consent_required"); }},
    {"error-server-error", "The redirect says server_error.", Stage::Redirect,
     [](M m) { fail(m, "server_error"); }},
    {"error-temporarily-unavailable", "The redirect says temporarily_unavailable.", Stage::Redirect,
     [](M m) { fail(m, "temporarily_unavailable"); }},
    {"error-unknown", "The redirect has an error that no standard knows.", Stage::Redirect,
     [](M m) { fail(m, "practice_error"); }},

    // The ID Token (OpenID Connect Core 1.0 section 3.1.3.7)
    {"invalid-iss", "The ID Token is of another issuer.", Stage::IdToken,
     [](M m) { m.text("iss", QByteArray(elsewhere)); }},
    {"invalid-missing-iss", "The ID Token has no iss.", Stage::IdToken, [](M m) { m.remove("iss"); }},
    {"missing-sub", "The ID Token has no sub.", Stage::IdToken, [](M m) { m.remove("sub"); }},
    {"empty-sub", "The sub of the ID Token is empty.", Stage::IdToken,
     [](M m) { m.text("sub", QByteArray()); }},
    {"invalid-aud", "The ID Token is for another client.", Stage::IdToken,
     [](M m) { m.text("aud", QByteArray("another-client")); }},
    {"missing-aud", "The ID Token has no aud.", Stage::IdToken, [](M m) { m.remove("aud"); }},
    {"multiple-aud", "The ID Token is for this client and another, with azp.", Stage::IdToken,
     [](M m) { m.list("aud", {m.value("azp"), "another-client"}); }},
    {"invalid-secondary-aud", "The ID Token is for this client and another, and has no azp.", Stage::IdToken,
     [](M m) {
         m.list("aud", {m.value("azp"), "another-client"});
         m.remove("azp");
     }},
    {"invalid-azp", "The azp of the ID Token is another client.", Stage::IdToken,
     [](M m) { m.text("azp", QByteArray("another-client")); }},
    {"missing-iat", "The ID Token has no iat.", Stage::IdToken, [](M m) { m.remove("iat"); }},
    {"future-iat", "The ID Token is of tomorrow.", Stage::IdToken,
     [](M m) {
         m.integer("iat", m.number("iat") + day);
         m.integer("exp", m.number("exp") + day);
     }},
    {"invalid-missing-exp", "The ID Token has no exp.", Stage::IdToken, [](M m) { m.remove("exp"); }},
    {"exp-string", "The exp of the ID Token is a text.", Stage::IdToken,
     [](M m) { m.text("exp", m.value("exp")); }},
    {"invalid-expired-exp", "The ID Token expired yesterday.", Stage::IdToken,
     [](M m) {
         m.integer("iat", m.number("iat") - day);
         m.integer("exp", m.number("exp") - day);
     }},
    {"invalid-missing-nonce", "The ID Token has no nonce.", Stage::IdToken, [](M m) { m.remove("nonce"); }},
    {"nonce-invalid", "The ID Token has another nonce.", Stage::IdToken,
     [](M m) { m.text("nonce", QByteArray("another-nonce")); }},
    {"invalid-at-hash", "The at_hash of the ID Token is of another access token.", Stage::IdToken,
     [](M m) { m.text("at_hash", QByteArray(otherHash)); }},
    {"missing-at-hash", "The ID Token has no at_hash.", Stage::IdToken, [](M m) { m.remove("at_hash"); }},
    {"invalid-c-hash", "The c_hash of the ID Token is of another code.", Stage::IdToken,
     [](M m) { m.text("c_hash", QByteArray(otherHash)); }},
    {"missing-c-hash", "The ID Token has no c_hash.", Stage::IdToken, [](M m) { m.remove("c_hash"); }},
    {"auth-time-too-old", "The ID Token says that the person signed in ten days ago.", Stage::IdToken,
     [](M m) { m.integer("auth_time", m.number("auth_time") - 10 * day); }},
    {"auth-time-missing", "The ID Token has no auth_time.", Stage::IdToken,
     [](M m) { m.remove("auth_time"); }},
    {"acr-missing", "The ID Token has no acr.", Stage::IdToken, [](M m) { m.remove("acr"); }},
    {"acr-wrong", "The ID Token has another acr.", Stage::IdToken,
     [](M m) { m.text("acr", QByteArray("urn:practice:guess")); }},
    {"repeated-claim", "The ID Token has sub twice.", Stage::IdToken, [](M m) { m.repeat("sub"); }},
    {"other-person", "The ID Token is about somebody else.", Stage::IdToken,
     [](M m) { m.text("sub", QByteArray("u-9999")); }},

    // UserInfo (section 5.3)
    {"userinfo-invalid-sub", "UserInfo is about somebody else.", Stage::UserInfo,
     [](M m) { m.text("sub", QByteArray("u-9999")); }},
    {"userinfo-missing-sub", "UserInfo has no sub.", Stage::UserInfo, [](M m) { m.remove("sub"); }},
    {"userinfo-invalid-aud", "Signed UserInfo is for another client.", Stage::UserInfo,
     [](M m) { m.text("aud", QByteArray("another-client")); }},
    {"userinfo-invalid-iss", "Signed UserInfo is of another issuer.", Stage::UserInfo,
     [](M m) { m.text("iss", QByteArray(elsewhere)); }},
    {"userinfo-invalid-sig", "The signature of signed UserInfo is wrong.", Stage::Inside},
    {"userinfo-401", "UserInfo refuses the access token.", Stage::Answer, nullptr, userInfoPath,
     [](R r) {
         r = refuse(401, "invalid_token", "A fault that was asked for.");
         r.setHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
     }},
    {"userinfo-html", "UserInfo is a page.", Stage::Answer, nullptr, userInfoPath, html},
    {"userinfo-500", "UserInfo answers with 500.", Stage::Answer, nullptr, userInfoPath, serverError},

    // The token endpoint's answer (RFC 6749 section 5.1)
    {"token-type-case-insensitivity", "The token_type is written in mixed case.", Stage::TokenAnswer,
     [](M m) {
         m.text("token_type", QByteArray(m.value("token_type") == "DPoP" ? "dPoP" : "bEaReR"));
     }},
    {"token-type-missing", "The answer has no token_type.", Stage::TokenAnswer,
     [](M m) { m.remove("token_type"); }},
    {"token-type-unknown", "The token_type is mac.", Stage::TokenAnswer,
     [](M m) { m.text("token_type", QByteArray("mac")); }},
    {"token-endpoint-response-without-expires_in", "The answer has no expires_in.", Stage::TokenAnswer,
     [](M m) { m.remove("expires_in"); }},
    {"expires-in-string", "The expires_in is a text.", Stage::TokenAnswer,
     [](M m) { m.text("expires_in", m.value("expires_in")); }},
    {"expires-in-negative", "The expires_in is negative.", Stage::TokenAnswer,
     [](M m) { m.integer("expires_in", -1); }},
    {"no-access-token", "The answer has no access token.", Stage::TokenAnswer,
     [](M m) { m.remove("access_token"); }},
    {"access-token-not-a-string", "The access token is a number.", Stage::TokenAnswer,
     [](M m) { m.integer("access_token", 7); }},
    {"no-refresh-token", "The answer has no refresh token.", Stage::TokenAnswer,
     [](M m) { m.remove("refresh_token"); }},
    {"no-id-token", "The answer has no ID Token.", Stage::TokenAnswer, [](M m) { m.remove("id_token"); }},
    {"id-token-garbage", "The ID Token is no token.", Stage::TokenAnswer,
     [](M m) { m.text("id_token", QByteArray("not.a.token")); }},
    {"scope-narrowed", "The scope of the answer is openid alone.", Stage::TokenAnswer,
     [](M m) { m.text("scope", QByteArray("openid")); }},
    {"scope-missing", "The answer has no scope.", Stage::TokenAnswer, [](M m) { m.remove("scope"); }},
    {"token-html", "The token endpoint answers with a page.", Stage::Answer, nullptr, tokenPath, html},
    {"token-500", "The token endpoint answers with 500.", Stage::Answer, nullptr, tokenPath, serverError},
    {"token-429", "The token endpoint answers with 429 and Retry-After.", Stage::Answer, nullptr, tokenPath,
     [](R r) {
         r = refuse(429, "slow_down", "A fault that was asked for.");
         r.setHeader("Retry-After", "7");
     }},
    {"token-empty", "The token endpoint answers with 200 and nothing.", Stage::Answer, nullptr, tokenPath,
     [](R r) { r.body.clear(); }},
    {"token-redirect", "The token endpoint redirects to another origin.", Stage::Answer, nullptr, tokenPath,
     [](R r) {
         r = {.status = 307, .headers = {{"Location", elsewhere + QByteArray("/token")}}, .body = {}};
     }},
    {"token-invalid-client", "The token endpoint refuses the client.", Stage::Answer, nullptr, tokenPath,
     [](R r) { r = refuse(401, "invalid_client", "A fault that was asked for."); }},
    {"token-invalid-grant", "The token endpoint refuses the grant.", Stage::Answer, nullptr, tokenPath,
     [](R r) { r = refuse(400, "invalid_grant", "A fault that was asked for."); }},
    {"token-error-without-json", "The token endpoint refuses with 400 and plain text.", Stage::Answer,
     nullptr, tokenPath,
     [](R r) {
         r = {.status = 400, .headers = {{"Content-Type", "text/plain"}}, .body = "Bad Request"};
     }},

    // Refreshing
    {"refresh-token-invalid-sub", "The ID Token of a refresh is about somebody else.", Stage::RefreshIdToken,
     [](M m) { m.text("sub", QByteArray("u-9999")); }},
    {"refresh-token-invalid-issuer", "The ID Token of a refresh is of another issuer.", Stage::RefreshIdToken,
     [](M m) { m.text("iss", QByteArray(elsewhere)); }},
    {"refresh-token-invalid-aud", "The ID Token of a refresh is for another client.", Stage::RefreshIdToken,
     [](M m) { m.text("aud", QByteArray("another-client")); }},
    {"refresh-token-invalid-azp", "The azp of the ID Token of a refresh is another client.",
     Stage::RefreshIdToken, [](M m) { m.text("azp", QByteArray("another-client")); }},
    {"refresh-no-azp", "The ID Token of a refresh has no azp, as that of the sign-in had.",
     Stage::RefreshIdToken, [](M m) { m.remove("azp"); }},
    {"refresh-other-nonce", "The ID Token of a refresh has another nonce than that of the sign-in.",
     Stage::RefreshIdToken, [](M m) { m.text("nonce", QByteArray("another-nonce")); }},
    {"refresh-other-auth-time", "The auth_time of the ID Token of a refresh is not that of the sign-in.",
     Stage::RefreshIdToken, [](M m) { m.integer("auth_time", m.number("auth_time") - day); }},
    {"refresh-no-auth-time", "The ID Token of a refresh has no auth_time.", Stage::RefreshIdToken,
     [](M m) { m.remove("auth_time"); }},
    {"refresh-old-iat", "The ID Token of a refresh says that it is of yesterday.", Stage::RefreshIdToken,
     [](M m) { m.integer("iat", m.number("iat") - day); }},
    {"refresh-no-rotation", "A refresh gives no new refresh token, and the old one stays good.",
     Stage::Inside},
    {"refresh-invalid-grant", "A refresh is refused.", Stage::Answer, nullptr, refreshGrant,
     [](R r) { r = refuse(400, "invalid_grant", "A fault that was asked for."); }},
    {"refresh-500", "A refresh answers with 500, before anything was done.", Stage::Inside},
    {"refresh-lost-reply", "A refresh is done, and its answer is lost (502).", Stage::Answer, nullptr,
     refreshGrant,
     [](R r) {
         r = {.status = 502, .headers = {{"Content-Type", "text/plain"}}, .body = "Bad Gateway"};
     }},

    // DPoP (RFC 9449)
    {"dpop-nonce-always", "The token endpoint always wants another nonce.", Stage::Answer, nullptr, tokenPath,
     [](R r) {
         r = refuse(400, "use_dpop_nonce", "A fault that was asked for.");
         r.setHeader("DPoP-Nonce", "another-nonce");
     }},
    {"dpop-nonce-missing", "The token endpoint wants a nonce, and sends none.", Stage::Answer, nullptr,
     tokenPath, [](R r) { r = refuse(400, "use_dpop_nonce", "A fault that was asked for."); }},
    {"dpop-refused", "The token endpoint refuses the proof.", Stage::Answer, nullptr, tokenPath,
     [](R r) { r = refuse(400, "invalid_dpop_proof", "A fault that was asked for."); }},
    {"dpop-downgrade", "The token_type is Bearer though a proof was sent.", Stage::TokenAnswer,
     [](M m) { m.text("token_type", QByteArray("Bearer")); }},

    // Pushed requests, registration, device
    {"par-refused", "The pushed request is refused.", Stage::Answer, nullptr, "/oauth/par",
     [](R r) { r = refuse(400, "invalid_request", "A fault that was asked for."); }},
    {"par-500", "The pushed request answers with 500.", Stage::Answer, nullptr, "/oauth/par", serverError},
    {"par-no-request-uri", "The answer to the pushed request has no request_uri.", Stage::PushedAnswer,
     [](M m) { m.remove("request_uri"); }},
    {"registration-refused", "The registration is refused.", Stage::Answer, nullptr, "/oauth/register",
     [](R r) { r = refuse(400, "invalid_client_metadata", "A fault that was asked for."); }},
    {"registration-403", "The registration wants an initial access token.", Stage::Answer, nullptr,
     "/oauth/register", [](R r) { r = refuse(403, "access_denied", "A fault that was asked for."); }},
    {"registration-no-client-id", "The answer to the registration has no client_id.", Stage::Registration,
     [](M m) { m.remove("client_id"); }},
    {"device-refused", "Device authorization is refused.", Stage::Answer, nullptr, devicePath,
     [](R r) { r = refuse(400, "unauthorized_client", "A fault that was asked for."); }},
    {"device-without-interval", "The answer to a device names no interval.", Stage::DeviceAnswer,
     [](M m) { m.remove("interval"); }},
    {"device-no-verification-uri", "The answer to a device has no verification_uri.", Stage::DeviceAnswer,
     [](M m) { m.remove("verification_uri"); }},
    {"device-no-complete-uri", "The answer to a device has no verification_uri_complete.",
     Stage::DeviceAnswer, [](M m) { m.remove("verification_uri_complete"); }},
    {"device-always-pending", "A device is always told to wait.", Stage::Answer, nullptr, deviceGrant,
     [](R r) { r = refuse(400, "authorization_pending", "A fault that was asked for."); }},
    {"device-slow-down", "A device is always told to slow down.", Stage::Answer, nullptr, deviceGrant,
     [](R r) { r = refuse(400, "slow_down", "A fault that was asked for."); }},
    {"device-denied", "A device is told that its person declined.", Stage::Answer, nullptr, deviceGrant,
     [](R r) { r = refuse(400, "access_denied", "A fault that was asked for."); }},
    {"device-expired", "A device is told that its code has expired.", Stage::Answer, nullptr, deviceGrant,
     [](R r) { r = refuse(400, "expired_token", "A fault that was asked for."); }},

    // The way out
    {"revocation-500", "Revocation answers with 500.", Stage::Answer, nullptr, "/oauth/revoke", serverError},
    {"revocation-unsupported", "Revocation takes no token of this kind.", Stage::Answer, nullptr,
     "/oauth/revoke",
     [](R r) { r = refuse(400, "unsupported_token_type", "A fault that was asked for."); }},
    {"revocation-lies", "Revocation answers with 200 and revokes nothing.", Stage::Inside},
    {"introspection-inactive", "Introspection calls every token inactive.", Stage::Introspection,
     [](M m) {
         m = {};
         m.boolean("active", false);
     }},
    {"introspection-401", "Introspection refuses the client.", Stage::Answer, nullptr, "/oauth/introspect",
     [](R r) { r = refuse(401, "invalid_client", "A fault that was asked for."); }},
    {"introspection-500", "Introspection answers with 500.", Stage::Answer, nullptr, "/oauth/introspect",
     serverError},
    {"end-session-500", "The end of the session answers with 500.", Stage::Answer, nullptr,
     "/oauth/end_session", serverError},
};

} // namespace

std::span<const Fault> allFaults()
{
    return faults;
}

} // namespace claimcheck::practice::provider
