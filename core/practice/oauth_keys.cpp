#include "oauth_keys.h"

#include "storage.h"

#include "base/json_writer.h"
#include "jose/key_import.h"
#include "jose/signing.h"

namespace claimcheck::practice::provider {
using namespace Qt::StringLiterals;

namespace {

struct KeyKind {
    const char *algorithm;
    jose::KeyType type;
    const char *curve;
    int bits;
};
constexpr KeyKind kinds[] = {
    {"ES256", jose::KeyType::Ec, "P-256", 0},
    {"RS256", jose::KeyType::Rsa, "", 2048},
    {"EdDSA", jose::KeyType::Okp, "Ed25519", 0},
};

/// The key as it was stored at an earlier start, or a new one.
Result<jose::Key> loadKey(Storage &storage, const KeyKind &kind)
{
    const QString name = u"oauth_key_"_s + QString::fromLatin1(kind.algorithm);
    const auto kept = storage.setting(name);
    if (!kept)
        return kept.error();
    if (*kept) {
        auto keys = jose::importKeys(**kept, name);
        if (!keys)
            return keys.error();
        if (keys->keys.size() != 1)
            return Error{ErrorCode::KeyFormatUnknown, name};
        return keys->keys.front();
    }
    auto key = jose::generateKey(kind.type, kind.curve, kind.bits);
    if (!key)
        return key.error();
    const auto pem = jose::privatePem(*key);
    if (!pem)
        return pem.error();
    if (auto set = storage.setSetting(name, pem->reveal().toByteArray()); !set)
        return set.error();
    return *std::move(key);
}

Result<QByteArray> writeSet(const std::vector<jose::Key> &keys)
{
    json::Writer writer;
    writer.beginObject();
    writer.name("keys");
    writer.beginArray();
    for (const jose::Key &key : keys) {
        const auto jwk = jose::publicJwk(key);
        if (!jwk)
            return jwk.error();
        writer.raw(*jwk);
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

} // namespace

const QByteArrayList &Keys::algorithms()
{
    static const QByteArrayList names = {"ES256", "RS256", "EdDSA"};
    return names;
}

Result<jose::Key> Keys::key(const QByteArray &algorithm)
{
    for (const auto &[name, key] : m_keys) {
        if (name == algorithm)
            return key;
    }
    for (const KeyKind &kind : kinds) {
        if (algorithm != kind.algorithm)
            continue;
        const auto key = loadKey(m_storage, kind);
        if (!key)
            return key.error();
        const auto kid = jose::thumbprint(*key);
        if (!kid)
            return kid.error();
        m_keys.emplace_back(algorithm,
                            key->withMetadata({.kid = *kid, .alg = algorithm, .use = "sig", .keyOps = {}}));
        return m_keys.back().second;
    }
    return Error{ErrorCode::AlgorithmUnsupported, QString::fromLatin1(algorithm)};
}

Result<jose::KeySet> Keys::all()
{
    jose::KeySet set;
    for (const QByteArray &algorithm : algorithms()) {
        auto one = key(algorithm);
        if (!one)
            return one.error();
        set.keys.push_back(*std::move(one));
    }
    return set;
}

Result<QByteArray> Keys::jwkSet(const Faults &faults)
{
    if (faults.isOn("kid-absent-single-jwks")) {
        const auto one = key(algorithms().front());
        return one ? writeSet({*one}) : Result<QByteArray>(one.error());
    }
    auto set = all();
    if (!set)
        return set.error();
    const bool unpublished = faults.isOn("kid-absent-key-unpublished");
    if (unpublished || faults.isOn("kid-absent-multiple-jwks")) {
        std::vector<jose::Key> decoys;
        for (const char *kid : {"decoy-1", "decoy-2"}) {
            const auto decoy = jose::generateKey(jose::KeyType::Ec, "P-256");
            if (!decoy)
                return decoy.error();
            decoys.push_back(decoy->withMetadata({.kid = kid, .alg = "ES256", .use = "sig", .keyOps = {}}));
        }
        if (!unpublished)
            decoys.insert(decoys.end(), set->keys.begin(), set->keys.end());
        set->keys = std::move(decoys);
    }
    return writeSet(set->keys);
}

Result<QByteArray> Keys::sign(const QByteArray &algorithm, const Members &header, const Members &claims)
{
    const auto signer = key(algorithm);
    if (!signer)
        return signer.error();
    return jose::signCompact(header.toJson(), claims.toJson(), *signer, *jose::findAlgorithm(algorithm));
}

} // namespace claimcheck::practice::provider
