#include "tokens.h"

#include "accounts.h"
#include "deny_list.h"
#include "storage.h"

#include "base/json_writer.h"
#include "base/random.h"
#include "jose/key_import.h"
#include "jose/signing.h"
#include "jose/verification.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr char algorithmName[] = "ES256";
// The type keeps other tokens that this key may one day sign from being taken for access tokens (RFC 8725
// section 3.11).
constexpr char tokenType[] = "JWT";

/// The server's key: as it was stored at an earlier start, or a new one.
Result<jose::Key> loadKey(Storage &storage)
{
    const QString name = u"signing_key"_s;
    const auto kept = storage.setting(name);
    if (!kept)
        return kept.error();
    if (*kept) {
        auto keys = jose::importKeys(**kept, u"signing_key"_s);
        if (!keys)
            return keys.error();
        if (keys->keys.size() != 1)
            return Error{ErrorCode::KeyFormatUnknown, u"signing_key"_s};
        return keys->keys.front();
    }
    auto key = jose::generateKey(jose::KeyType::Ec, "P-256");
    if (!key)
        return key.error();
    const auto pem = jose::privatePem(*key);
    if (!pem)
        return pem.error();
    if (auto set = storage.setSetting(name, pem->reveal().toByteArray()); !set)
        return set.error();
    return *std::move(key);
}

QByteArray refusalText(const Error &error)
{
    if (error.code == ErrorCode::TokenExpired)
        return "The access token has expired";
    return "The access token is not valid: " + codeName(error.code);
}

} // namespace

bool Access::allows(QByteArrayView wanted) const
{
    return scope.split(' ').contains(wanted);
}

Tokens::Tokens(DenyList &denyList, const Clock &clock, QByteArray issuer, std::chrono::seconds lifetime)
    : m_denyList(denyList), m_clock(clock), m_issuer(std::move(issuer)), m_lifetime(lifetime)
{
}

Result<std::unique_ptr<Tokens>> Tokens::open(Storage &storage, DenyList &denyList, const Clock &clock,
                                             const QByteArray &issuer, std::chrono::seconds lifetime)
{
    std::unique_ptr<Tokens> tokens(new Tokens(denyList, clock, issuer, lifetime));
    const auto key = loadKey(storage);
    if (!key)
        return key.error();
    if (auto used = tokens->useKey(*key); !used)
        return used.error();
    return tokens;
}

Result<Done> Tokens::useKey(const jose::Key &key)
{
    const auto kid = jose::thumbprint(key);
    if (!kid)
        return kid.error();
    const jose::Key named = key.withMetadata({.kid = *kid, .alg = algorithmName, .use = "sig", .keyOps = {}});
    const auto jwk = jose::publicJwk(named);
    if (!jwk)
        return jwk.error();
    json::Writer writer;
    writer.beginObject();
    writer.name("keys");
    writer.beginArray();
    writer.raw(*jwk);
    writer.endArray();
    writer.endObject();
    m_jwkSet = writer.take();
    m_keys = {.keys = {named}, .source = jose::KeySource::Pinned, .rejected = {}};
    return Done{};
}

Result<IssuedToken> Tokens::issue(const Account &account) const
{
    const auto id = randomText(16);
    if (!id)
        return id.error();
    // Whole seconds, rounded down: a token from the future would be refused by those who check `iat`.
    const auto issuedAt = std::chrono::floor<std::chrono::seconds>(m_clock.now());
    const auto expiresAt = issuedAt + m_lifetime;
    const jose::Key &key = m_keys.keys.front();

    json::Writer header;
    header.beginObject();
    header.member("alg", QByteArrayView(algorithmName));
    header.member("typ", QByteArrayView(tokenType));
    header.member("kid", key.metadata().kid);
    header.endObject();

    json::Writer claims;
    claims.beginObject();
    claims.member("iss", m_issuer);
    claims.member("sub", account.id);
    claims.member("aud", m_issuer);
    claims.name("iat");
    claims.integer(issuedAt.time_since_epoch().count());
    claims.name("nbf");
    claims.integer(issuedAt.time_since_epoch().count());
    claims.name("exp");
    claims.integer(expiresAt.time_since_epoch().count());
    claims.member("jti", *id);
    claims.member("scope", account.scope);
    claims.member("name", account.name);
    claims.member("preferred_username", account.username);
    claims.endObject();

    auto token = jose::signCompact(header.take(), claims.take(), key, *jose::findAlgorithm(algorithmName));
    if (!token)
        return token.error();
    return IssuedToken{*std::move(token), QString::fromLatin1(*id), expiresAt};
}

Result<std::variant<Access, Refusal>> Tokens::verify(const QByteArray &token) const
{
    using Answer = std::variant<Access, Refusal>;
    const jose::Expectations expectations{.at = m_clock.now(),
                                          .algorithms = {algorithmName},
                                          .issuer = m_issuer,
                                          .audience = m_issuer,
                                          .type = QByteArray(tokenType)};
    const auto verified = jose::verify(jose::ParsedToken::parse(token), m_keys, expectations);
    if (!verified)
        return Answer(Refusal{refusalText(verified.error())});

    const json::Value claims = verified->claims();
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
