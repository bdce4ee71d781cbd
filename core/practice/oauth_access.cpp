#include "oauth_access.h"

#include "oauth_authorization.h"
#include "oauth_provider.h"
#include "oauth_tables.h"

#include "base/random.h"
#include "jose/verification.h"

namespace claimcheck::practice::provider {

namespace {

constexpr char algorithm[] = "ES256";
constexpr char type[] = "at+jwt";
// Tells our own tokens from those of the server's other systems, and where they leak (RFC 8959's idea).
constexpr char opaquePrefix[] = "practice-at-";

qint64 seconds(TimePoint time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

/// RFC 9068 section 2.2, and cnf of RFC 9449 section 6.1.
Result<QByteArray> writeJwt(Provider &provider, const AccessToken &token, const QByteArray &acr)
{
    const auto key = provider.keys.key(algorithm);
    if (!key)
        return key.error();
    Members header;
    header.text("alg", QByteArray(algorithm));
    header.text("typ", QByteArray(type));
    header.text("kid", key->metadata().kid);
    Members claims;
    claims.text("iss", provider.settings.issuer);
    // A client that acts for itself is its own subject.
    claims.text("sub", token.userId.isEmpty() ? token.clientId : token.userId.toUtf8());
    claims.text("aud", token.audience);
    claims.text("client_id", token.clientId);
    claims.integer("iat", seconds(token.issuedAt));
    claims.integer("exp", seconds(token.expiresAt));
    claims.text("jti", token.id);
    claims.text("scope", token.scope);
    if (!token.userId.isEmpty()) {
        claims.integer("auth_time", seconds(token.authenticatedAt));
        claims.text("acr", acr);
    }
    Members inner;
    if (!token.jkt.isEmpty()) {
        inner.text("jkt", token.jkt);
        claims.json("cnf", inner.toJson());
    }
    if (!token.actor.isEmpty()) {
        Members actor;
        actor.text("sub", token.actor);
        claims.json("act", actor.toJson());
    }
    return provider.keys.sign(algorithm, header, claims);
}

/// 401 with the challenge of the scheme that was used. `problem` is empty when there was no token at all.
Response challenge(Provider &provider, const QByteArray &scheme, int status, const QByteArray &error,
                   const QByteArray &problem, const QByteArray &more = {})
{
    Response response = refuse(status, error.isEmpty() ? "unauthorized" : error,
                               problem.isEmpty() ? "This needs an access token." : problem);
    QByteArray value = scheme + " realm=\"practice\"";
    if (!error.isEmpty())
        value += ", error=\"" + error + "\", error_description=\"" + problem + '"';
    if (scheme == "DPoP") {
        value += ", algs=\"ES256 RS256 EdDSA\"";
        if (const auto nonce = provider.proofs.nonce())
            response.setHeader("DPoP-Nonce", *nonce);
    }
    response.setHeader("WWW-Authenticate", value + more);
    return response;
}

/// The scheme and the token of an Authorization header.
struct Presented {
    QByteArray scheme; // Bearer or DPoP
    QByteArray text;
};
std::optional<Presented> presented(const QByteArray &header)
{
    const qsizetype space = header.indexOf(' ');
    const QByteArray scheme = header.left(qMax(space, qsizetype(0))).toLower();
    if (scheme != "bearer" && scheme != "dpop")
        return {};
    return Presented{scheme == "dpop" ? "DPoP" : "Bearer", header.mid(space + 1).trimmed()};
}

} // namespace

Result<IssuedAccess> issueAccess(Provider &provider, const Client &client, const Grant &grant,
                                 const QByteArray &scope, const QByteArray &jkt, const QByteArray &actor)
{
    const auto random = randomText(client.accessTokens == Client::AccessTokens::Opaque ? 32 : 16);
    if (!random)
        return random.error();
    const QByteArray opaque = opaquePrefix + *random;
    // Whole seconds, rounded down: a token from the future would be refused by those who check `iat`.
    const auto now = std::chrono::floor<std::chrono::seconds>(provider.clock.now());
    const bool isOpaque = client.accessTokens == Client::AccessTokens::Opaque;
    const AccessToken token{.id = isOpaque ? fingerprint(opaque) : *random,
                            .grantId = grant.id,
                            .clientId = client.id,
                            .userId = grant.userId,
                            .scope = scope,
                            .audience = grant.resource,
                            .jkt = jkt,
                            .actor = actor,
                            .issuedAt = now,
                            .expiresAt =
                                std::min(TimePoint(now + provider.settings.accessLifetime), grant.expiresAt),
                            .authenticatedAt = grant.authenticatedAt};
    if (auto added = provider.grants.addAccessToken(token); !added)
        return added.error();
    const auto text = isOpaque ? Result<QByteArray>(opaque) : writeJwt(provider, token, grant.acr);
    if (!text)
        return text.error();
    return IssuedAccess{*text, token};
}

qint64 secondsLeft(const AccessToken &token)
{
    return std::chrono::floor<std::chrono::seconds>(token.expiresAt - token.issuedAt).count();
}

bool looksLikeAccess(const QByteArray &text)
{
    if (text.startsWith(opaquePrefix))
        return true;
    return jose::ParsedToken::parse(text).header().find("typ").equals(type);
}

Result<std::optional<AccessToken>> readAccess(Provider &provider, const QByteArray &text)
{
    if (text.startsWith(opaquePrefix))
        return provider.grants.findAccessToken(fingerprint(text));
    const auto key = provider.keys.key(algorithm);
    if (!key)
        return key.error();
    jose::KeySet keys;
    keys.keys = {*key};
    const jose::Expectations expectations{.at = provider.clock.now(),
                                          .algorithms = {algorithm},
                                          .issuer = provider.settings.issuer,
                                          .audience = jose::Ignored{}, // the row's counts
                                          .type = QByteArray(type)};
    const auto verified = jose::verify(jose::ParsedToken::parse(text), keys, expectations);
    if (!verified)
        return std::optional<AccessToken>();
    return provider.grants.findAccessToken(verified->claims().find("jti").toUtf8());
}

Outcome<AccessToken> authorizeAccess(Provider &provider, const Request &request, QByteArrayView wanted)
{
    const auto headers = request.values("Authorization");
    if (headers.size() > 1)
        return challenge(provider, "Bearer", 400, "invalid_request",
                         "There is more than one Authorization header");
    const auto token = headers.empty() ? std::nullopt : presented(headers.front());
    if (!token)
        return challenge(provider, "Bearer", 401, {}, {});
    const auto access = readAccess(provider, token->text);
    if (!access)
        return access.error();
    if (!*access || !isOurAudience(provider, (*access)->audience))
        return challenge(provider, token->scheme, 401, "invalid_token",
                         "The access token is unknown, expired or revoked");

    if ((*access)->jkt.isEmpty() != (token->scheme == "Bearer"))
        return challenge(provider, (*access)->jkt.isEmpty() ? "Bearer" : "DPoP", 401, "invalid_token",
                         "The scheme is not the one that the access token was made for");
    if (token->scheme == "DPoP") {
        const auto proof = provider.proofs.check(
            request, provider.settings.issuer + request.path.toUtf8().toPercentEncoding("/"), token->text);
        if (!proof)
            return proof.error();
        if (const auto *refused = std::get_if<DpopProofs::Refused>(&*proof))
            return challenge(provider, "DPoP", 401, refused->error, refused->description);
        if (std::get<DpopProofs::Proven>(*proof).jkt != (*access)->jkt)
            return challenge(provider, "DPoP", 401, "invalid_dpop_proof",
                             "The access token is bound to another key");
    }
    if (!wanted.isEmpty() && !(*access)->allows(wanted))
        return challenge(provider, token->scheme, 403, "insufficient_scope",
                         "The access token lacks the scope " + wanted.toByteArray(),
                         ", scope=\"" + wanted.toByteArray() + '"');
    return **access;
}

} // namespace claimcheck::practice::provider
