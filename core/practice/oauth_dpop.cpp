#include "oauth_dpop.h"

#include "oauth_tables.h"
#include "storage.h"

#include "base/random.h"
#include "jose/dpop.h"
#include "jose/key_import.h"

namespace claimcheck::practice::provider {
using namespace Qt::StringLiterals;

namespace {

/// The thumbprint of the key that the proof carries; empty when it carries none that can be used, which the
/// check of the proof then says.
QByteArray carriedThumbprint(const jose::ParsedToken &proof)
{
    const json::Value jwk = proof.header().find("jwk");
    if (!jwk.isObject())
        return {};
    const auto key = jose::importJwk(jwk);
    if (!key || key->type() == jose::KeyType::Oct)
        return {};
    const auto thumbprint = jose::thumbprint(*key);
    return thumbprint ? *thumbprint : QByteArray();
}

} // namespace

Result<Seen> remember(Storage &storage, const QByteArray &id, TimePoint until)
{
    const auto added =
        storage.run(u"INSERT INTO oauth_seen (id, expires_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING"_s,
                    {textValue(fingerprint(id)), stored(until)});
    if (!added)
        return added.error();
    return added->changed == 0 ? Seen::Before : Seen::Now;
}

Result<QByteArray> DpopProofs::nonce()
{
    const TimePoint now = m_clock.now();
    if (!m_nonce.isEmpty() && now < m_nonceMade + nonceLifetime)
        return m_nonce;
    const auto fresh = randomText(16);
    if (!fresh)
        return fresh;
    m_lastNonce = now < m_nonceMade + 2 * nonceLifetime ? m_nonce : QByteArray();
    m_nonce = *fresh;
    m_nonceMade = now;
    return m_nonce;
}

Result<std::variant<DpopProofs::Proven, DpopProofs::Refused>>
DpopProofs::check(const Request &request, const QByteArray &uri, const std::optional<QByteArray> &accessToken)
{
    using Answer = std::variant<Proven, Refused>;
    const auto proofs = request.values("DPoP");
    if (proofs.empty())
        return Answer(Proven{});
    if (proofs.size() > 1)
        return Answer(Refused{"invalid_dpop_proof", "There is more than one DPoP header"});
    return judge(proofs.front(), request, uri, accessToken);
}

Result<std::variant<DpopProofs::Proven, DpopProofs::Refused>>
DpopProofs::judge(const QByteArray &text, const Request &request, const QByteArray &uri,
                  const std::optional<QByteArray> &accessToken)
{
    using Answer = std::variant<Proven, Refused>;
    const auto current = nonce();
    if (!current)
        return current.error();
    const jose::ParsedToken proof = jose::ParsedToken::parse(text);
    const QByteArray used = proof.claims().find("nonce").toUtf8();
    const bool last = !used.isEmpty() && used == m_lastNonce;
    const QByteArray thumbprint = carriedThumbprint(proof);

    const jose::DpopExpectations expectations{.request = {.method = request.method,
                                                          .uri = uri,
                                                          .accessToken = accessToken,
                                                          .nonce = last ? m_lastNonce : *current},
                                              .at = m_clock.now(),
                                              .maxAge = maxAge,
                                              .thumbprint = thumbprint};
    if (const auto problem = jose::inspectDpopProof(proof, expectations).firstError()) {
        const bool isWithoutNonce =
            problem->code == ErrorCode::ClaimMissing && problem->subject == u"nonce"_s;
        if (problem->code == ErrorCode::NonceMismatch || isWithoutNonce)
            return Answer(Refused{"use_dpop_nonce", "The proof needs the nonce of the header DPoP-Nonce"});
        return Answer(Refused{"invalid_dpop_proof", "The proof is not valid: " + codeName(problem->code)});
    }
    const auto seen = remember(m_storage, "dpop " + thumbprint + ' ' + proof.claims().find("jti").toUtf8(),
                               m_clock.now() + 2 * maxAge);
    if (!seen)
        return seen.error();
    if (*seen == Seen::Before)
        return Answer(Refused{"invalid_dpop_proof", "The proof was used before"});
    return Answer(Proven{thumbprint});
}

} // namespace claimcheck::practice::provider
