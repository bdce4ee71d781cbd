#include "dpop_prover.h"

#include "base/json.h"
#include "base/random.h"
#include "http/challenge.h"
#include "jose/dpop.h"
#include "jose/key_export.h"
#include "jose/key_import.h"
#include "jose/signature.h"

#include <algorithm>

namespace claimcheck::oauth {

namespace {

/// RFC 9449 section 8: a nonce is visible ASCII; more than this is no nonce that anybody needs.
constexpr qsizetype longestNonce = 512;
/// Origins that one sign-in speaks to; the oldest knowledge is no loss, since a server names its nonce again.
constexpr size_t mostOrigins = 64;

bool isNonce(const QByteArray &text)
{
    return !text.isEmpty() && text.size() <= longestNonce &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '"'; });
}

/// The algorithms that a key is made for, in the order of preference, each with its kind of key.
struct Kind {
    const char *algorithm;
    jose::KeyType type;
    const char *curve;
};
constexpr Kind kinds[] = {
    {"ES256", jose::KeyType::Ec, "P-256"},      {"EdDSA", jose::KeyType::Okp, "Ed25519"},
    {"Ed25519", jose::KeyType::Okp, "Ed25519"}, {"ES384", jose::KeyType::Ec, "P-384"},
    {"ES512", jose::KeyType::Ec, "P-521"},      {"PS256", jose::KeyType::Rsa, ""},
    {"RS256", jose::KeyType::Rsa, ""},
};

} // namespace

Result<std::shared_ptr<DpopProver>> DpopProver::make(const Clock &clock, const QStringList &algorithms)
{
    const auto kind = std::find_if(std::begin(kinds), std::end(kinds), [&algorithms](const Kind &k) {
        return algorithms.isEmpty() || algorithms.contains(QLatin1StringView(k.algorithm));
    });
    if (kind == std::end(kinds))
        return Error{ErrorCode::AlgorithmUnsupported, algorithms.join(QStringLiteral(", "))};
    auto key = jose::generateKey(kind->type, kind->curve);
    if (!key)
        return key.error();
    jose::KeyMetadata metadata = key->metadata();
    metadata.alg = kind->algorithm;
    return std::shared_ptr<DpopProver>(new DpopProver(clock, key->withMetadata(std::move(metadata))));
}

Result<std::shared_ptr<DpopProver>> DpopProver::restore(const Clock &clock, const Secret &jwk)
{
    const Error damaged{ErrorCode::KeychainEntryDamaged};
    const auto keys = jose::importKeys(jwk.reveal().toByteArray(), QStringLiteral("dpopKey"));
    if (!keys || keys->keys.size() != 1)
        return damaged;
    const jose::Key &key = keys->keys.front();
    const jose::Algorithm *algorithm = jose::findAlgorithm(key.metadata().alg);
    if (!key.isPrivate() || !algorithm || jose::keyMisfit(*algorithm, key) ||
        algorithm->family == jose::Family::Hmac)
        return damaged;
    return std::shared_ptr<DpopProver>(new DpopProver(clock, key));
}

Result<Secret> DpopProver::seal() const
{
    return jose::privateJwk(m_key);
}

QByteArray DpopProver::thumbprint() const
{
    const auto print = jose::thumbprint(m_key);
    return print ? *print : QByteArray();
}

Result<QByteArray> DpopProver::proof(const QByteArray &method, const QUrl &url,
                                     const Secret &accessToken) const
{
    jose::DpopRequest request{.method = method, .uri = url.toEncoded()};
    if (!accessToken.isEmpty())
        request.accessToken = accessToken.reveal().toByteArray();
    if (const auto origin = http::Origin::of(url)) {
        if (const auto nonce = m_nonces.find(origin->toString()); nonce != m_nonces.end())
            request.nonce = nonce->second;
    }
    const auto id = randomText(16);
    if (!id)
        return id.error();
    return jose::makeDpopProof(m_key, *jose::findAlgorithm(m_key.metadata().alg), request, *id,
                               m_clock.now());
}

Result<Done> DpopProver::addTo(http::Request &request) const
{
    auto made = proof(request.method, request.url);
    if (!made)
        return made.error();
    request.headers.push_back({"DPoP", *std::move(made)});
    return Done{};
}

void DpopProver::bind(http::Credential &credential, std::shared_ptr<const DpopProver> self) const
{
    credential.scheme = "DPoP";
    credential.proof = [self = std::move(self), token = credential.secret](const QByteArray &method,
                                                                           const QUrl &url) {
        // Without a proof the server refuses, which is an answer; there is no other way to fail here.
        const auto made = self->proof(method, url, token);
        return made ? *made : QByteArray();
    };
}

void DpopProver::noteNonce(const http::Response &response)
{
    const auto nonce = http::headerValue(response.headers, "DPoP-Nonce");
    const auto origin = http::Origin::of(response.url);
    if (!nonce || !origin || !isNonce(*nonce))
        return;
    if (m_nonces.size() >= mostOrigins && !m_nonces.contains(origin->toString()))
        m_nonces.clear();
    m_nonces[origin->toString()] = *nonce;
}

bool DpopProver::wantsNonce(const http::Response &response)
{
    if (!isNonce(http::headerValue(response.headers, "DPoP-Nonce").value_or(QByteArray())))
        return false;
    if (response.status == 400) {
        const auto document = json::Document::parse(response.body, {.depth = 16});
        return document && document->root().find("error").equals("use_dpop_nonce");
    }
    if (response.status != 401)
        return false;
    const QByteArray header = http::headerValue(response.headers, "WWW-Authenticate").value_or(QByteArray());
    const auto challenges = http::readChallenges(header);
    return std::any_of(challenges.begin(), challenges.end(), [](const http::Challenge &challenge) {
        return challenge.is("DPoP") && challenge.parameter("error") == "use_dpop_nonce";
    });
}

} // namespace claimcheck::oauth
