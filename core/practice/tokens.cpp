#include "tokens.h"

#include "accounts.h"
#include "deny_list.h"
#include "storage.h"

#include "base/base64url.h"
#include "base/json_writer.h"
#include "base/random.h"
#include "jose/key_import.h"
#include "jose/signing.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr char ownAlgorithm[] = "ES256";

QByteArray refusalText(const Error &error)
{
    if (error.code == ErrorCode::TokenExpired)
        return "The access token has expired";
    return "The access token is not valid: " + codeName(error.code);
}

QByteArray headerText(QByteArrayView algorithm, QByteArrayView type, QByteArrayView kid)
{
    json::Writer header;
    header.beginObject();
    header.member("alg", algorithm);
    header.member("typ", type);
    if (!kid.isEmpty())
        header.member("kid", kid);
    header.endObject();
    return header.take();
}

QByteArray quotedText(const QString &text)
{
    return json::quoted(text.toUtf8());
}

} // namespace

bool Access::allows(QByteArrayView wanted) const
{
    return scope.split(' ').contains(wanted);
}

Tokens::Tokens(Storage &storage, DenyList &denyList, const Clock &clock, QByteArray issuer,
               std::chrono::seconds lifetime)
    : m_denyList(denyList)
    , m_clock(clock)
    , m_issuer(std::move(issuer))
    , m_lifetime(lifetime)
    , m_keyring(storage, clock)
{
}

Result<std::unique_ptr<Tokens>> Tokens::open(Storage &storage, DenyList &denyList, const Clock &clock,
                                             const QByteArray &issuer, std::chrono::seconds lifetime)
{
    std::unique_ptr<Tokens> tokens(new Tokens(storage, denyList, clock, issuer, lifetime));
    if (const auto key = tokens->m_keyring.current(ownAlgorithm); !key)
        return key.error();
    if (const auto all = tokens->m_keyring.accepted(); !all) // from now on they are in memory
        return all.error();
    return tokens;
}

bool Tokens::isOn(Fault fault) const
{
    return m_faults && m_faults->isOn(fault);
}

Result<QByteArray> Tokens::publicKeys()
{
    return m_keyring.jwkSet(isOn(Fault::ExpiredKeys) ? Keyring::Marked::Expired : Keyring::Marked::Good);
}

QByteArray Tokens::jwkSet()
{
    const auto keys = publicKeys();
    return keys ? *keys : QByteArray();
}

Result<IssuedToken> Tokens::issue(const Account &account)
{
    return make({.subject = account.id,
                 .audience = m_issuer,
                 .lifetime = m_lifetime,
                 .more = {{"scope", quotedText(account.scope)},
                          {"name", quotedText(account.name)},
                          {"preferred_username", quotedText(account.username)}}});
}

Result<IssuedToken> Tokens::make(const TokenPlan &plan)
{
    const auto id = randomText(16);
    if (!id)
        return id.error();
    // Whole seconds, rounded down: a token from the future would be refused by those who check `iat`.
    const auto issuedAt = std::chrono::floor<std::chrono::seconds>(m_clock.now());
    const auto expiresAt = issuedAt + plan.lifetime;

    json::Writer claims;
    claims.beginObject();
    claims.member("iss", isOn(Fault::WrongIssuer) ? QByteArray("https://issuer.example") : m_issuer);
    claims.member("sub", plan.subject);
    claims.member("aud", isOn(Fault::WrongAudience) ? QByteArray("https://audience.example") : plan.audience);
    claims.name("iat");
    claims.integer(issuedAt.time_since_epoch().count());
    claims.name("nbf");
    claims.integer(issuedAt.time_since_epoch().count());
    claims.name("exp");
    claims.integer(expiresAt.time_since_epoch().count());
    claims.member("jti", *id);
    for (const auto &[name, value] : plan.more) {
        claims.name(name);
        claims.raw(value);
    }
    claims.endObject();

    auto token = sign(plan, claims.take());
    if (!token)
        return token.error();
    return IssuedToken{*std::move(token), QString::fromLatin1(*id), expiresAt};
}

/// With the key of the plan's algorithm, unless something was made to go wrong.
Result<QByteArray> Tokens::sign(const TokenPlan &plan, const QByteArray &claims)
{
    if (isOn(Fault::AlgNone)) {
        return base64url::encode(headerText("none", plan.type, {})) + '.' + base64url::encode(claims) + '.';
    }
    if (isOn(Fault::WeakSecret)) {
        // Long enough for HS256, and the example of jwt.io: in every list of secrets to try.
        const auto weak = jose::importSecret(Secret(QByteArrayView("a-string-secret-at-least-256-bits-long")),
                                             jose::SecretEncoding::Text);
        if (!weak)
            return weak.error();
        return jose::signCompact(headerText("HS256", plan.type, {}), claims, weak->keys.front(),
                                 *jose::findAlgorithm("HS256"));
    }
    if (isOn(Fault::RotatedKeys)) {
        if (auto rotated = m_keyring.rotate(plan.algorithm, std::chrono::seconds(0)); !rotated)
            return rotated.error();
    }
    const auto key = m_keyring.current(plan.algorithm);
    if (!key)
        return key.error();
    const QByteArray kid =
        isOn(Fault::UnknownKid) ? QByteArray("a-key-that-nobody-has") : key->metadata().kid;
    return jose::signCompact(headerText(plan.algorithm, plan.type, kid), claims, *key,
                             *jose::findAlgorithm(plan.algorithm));
}

Result<std::variant<jose::VerifiedToken, Refusal>>
Tokens::check(const QByteArray &token, const QByteArray &audience, const QByteArray &type)
{
    using Answer = std::variant<jose::VerifiedToken, Refusal>;
    if (isOn(Fault::ExpiredKeys))
        return Answer(Refusal{"The key that signed the access token has expired"});
    auto keys = m_keyring.accepted();
    if (!keys)
        return keys.error();
    // A kid that is wrong is not forgiven, as it would be for a key that a person pinned.
    if (keys->keys.size() == 1)
        keys->source = jose::KeySource::Discovered;
    // No list of algorithms: each key says its own, and the header's word counts for nothing.
    const jose::Expectations expectations{
        .at = m_clock.now(), .algorithms = {}, .issuer = m_issuer, .audience = audience, .type = type};
    auto verified = jose::verify(jose::ParsedToken::parse(token), *keys, expectations);
    if (!verified)
        return Answer(Refusal{refusalText(verified.error())});
    return Answer(*std::move(verified));
}

Result<std::variant<Access, Refusal>> Tokens::verify(const QByteArray &token)
{
    using Answer = std::variant<Access, Refusal>;
    const auto checked = check(token, m_issuer);
    if (!checked)
        return checked.error();
    if (const auto *refusal = std::get_if<Refusal>(&*checked))
        return Answer(*refusal);

    const json::Value claims = std::get<jose::VerifiedToken>(*checked).claims();
    const auto expires = claims.find("exp").toInteger();
    const Access access{.subject = claims.find("sub").toString(),
                        .id = claims.find("jti").toString(),
                        .expiresAt = TimePoint(std::chrono::seconds(expires.value_or(0))),
                        .scope = claims.find("scope").toUtf8()};
    const auto denied = m_denyList.look(access.id);
    if (!denied)
        return denied.error();
    if (*denied == DenyList::Answer::Denied)
        return Answer(Refusal{"The access token was revoked"});
    return Answer(access);
}

} // namespace claimcheck::practice
