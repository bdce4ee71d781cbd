#include "oauth_id_token.h"

#include "accounts.h"
#include "oauth_provider.h"
#include "oauth_userinfo.h"

#include "base/base64url.h"
#include "jose/key_export.h"
#include "jose/verification.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

namespace claimcheck::practice::provider {

namespace {

constexpr std::chrono::seconds lifetime{300};

/// at_hash and c_hash: the left half of the hash that the algorithm uses (section 3.1.3.6); Ed25519 uses
/// SHA-512.
QByteArray halfHash(const QByteArray &algorithm, const QByteArray &text)
{
    const auto digest = algorithm == "EdDSA" ? QCryptographicHash::Sha512 : QCryptographicHash::Sha256;
    const QByteArray hash = QCryptographicHash::hash(text, digest);
    return base64url::encode(QByteArrayView(hash).first(hash.size() / 2));
}

/// A compact JWS with another signature than the key would make: for the faults only.
QByteArray withSignature(const Members &header, const Members &claims,
                         const std::function<QByteArray(const QByteArray &)> &sign)
{
    const QByteArray input = base64url::encode(header.toJson()) + '.' + base64url::encode(claims.toJson());
    return input + '.' + base64url::encode(sign(input));
}

/// The key confusion of CVE-2015-9235: whoever takes the algorithm from the header verifies an HMAC with the
/// public key, which everybody has.
Result<QByteArray> signWithPublicKey(Provider &provider, const QByteArray &algorithm, Members header,
                                     const Members &claims)
{
    const auto key = provider.keys.key(algorithm);
    if (!key)
        return key.error();
    const auto pem = jose::publicPem(*key);
    if (!pem)
        return pem.error();
    header.text("alg", QByteArray("HS256"));
    return withSignature(header, claims, [&](const QByteArray &input) {
        return QMessageAuthenticationCode::hash(input, *pem, QCryptographicHash::Sha256);
    });
}

} // namespace

Result<QByteArray> makeIdToken(Provider &provider, const Client &client, const Grant &grant,
                               const IdTokenOccasion &occasion)
{
    const Faults &faults = provider.faults;
    QByteArray algorithm = client.idTokenAlgorithm;
    if (faults.isOn("alg-unexpected"))
        algorithm = algorithm == "EdDSA" ? "ES256" : "EdDSA";
    const auto key = provider.keys.key(algorithm);
    if (!key)
        return key.error();
    Members header;
    header.text("alg", algorithm);
    header.text("kid", key->metadata().kid);
    faults.spoil(Stage::IdTokenHeader, header);

    const auto seconds = [](TimePoint time) {
        return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    };
    const qint64 now = seconds(provider.clock.now());
    Members claims;
    claims.text("iss", provider.settings.issuer);
    claims.text("sub", grant.userId);
    claims.text("aud", client.id);
    claims.text("azp", client.id);
    claims.integer("iat", now);
    claims.integer("exp", now + lifetime.count());
    claims.integer("auth_time", seconds(grant.authenticatedAt));
    claims.text("acr", grant.acr);
    claims.list("amr", {"pwd"});
    if (!grant.sid.isEmpty())
        claims.text("sid", grant.sid);
    if (!grant.nonce.isEmpty() && !occasion.isRefresh)
        claims.text("nonce", grant.nonce);
    claims.text("at_hash", halfHash(algorithm, occasion.accessToken));
    if (!occasion.code.isEmpty())
        claims.text("c_hash", halfHash(algorithm, occasion.code));
    if (auto added = addPersonClaims(provider, grant.userId, grant.scope, claims); !added)
        return added.error();
    faults.spoil(Stage::IdToken, claims);
    if (occasion.isRefresh)
        faults.spoil(Stage::RefreshIdToken, claims);

    if (faults.isOn("alg-none")) {
        header.text("alg", QByteArray("none"));
        return withSignature(header, claims, [](const QByteArray &) { return QByteArray(); });
    }
    if (faults.isOn("alg-hs256-with-public-key"))
        return signWithPublicKey(provider, algorithm, header, claims);
    auto token = provider.keys.sign(algorithm, header, claims);
    if (token && faults.isOn("invalid-sig-es256"))
        return withBrokenSignature(*token);
    return token;
}

std::optional<TokenHint> readHint(Provider &provider, const QByteArray &idToken)
{
    const auto keys = provider.keys.all();
    if (!keys)
        return {};
    jose::Expectations expectations{.at = provider.clock.now(),
                                    .algorithms = {"ES256", "RS256", "EdDSA"},
                                    .issuer = provider.settings.issuer,
                                    .audience = jose::Ignored{}};
    expectations.expiration = jose::Expectations::Expiration::Ignored;
    const auto token = jose::verify(jose::ParsedToken::parse(idToken), *keys, expectations);
    if (!token)
        return {};
    const json::Value claims = token->claims();
    return TokenHint{claims.find("sub").toString(), claims.find("sid").toUtf8(), claims.find("azp").toUtf8()};
}

QString subjectOfHint(Provider &provider, const QByteArray &idToken)
{
    const auto hint = readHint(provider, idToken);
    return hint ? hint->subject : QString();
}

} // namespace claimcheck::practice::provider
