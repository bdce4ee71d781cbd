#include "key_import.h"

#include "base/base64url.h"
#include "base/json_writer.h"
#include "curves.h"
#include "key_factory.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>

#include <array>

namespace claimcheck::jose {

namespace {

struct JwkMember {
    const char *name;
    QByteArray value;
};

QByteArray numberText(const Key &key, const char *param, int size = -1)
{
    return base64url::encode(numberBytes(keyNumber(key.handle(), param).get(), size));
}

/// The members that a thumbprint covers, in lexicographic order (RFC 7638 section 3.2, RFC 8037 section 2).
Result<std::vector<JwkMember>> requiredMembers(const Key &key)
{
    switch (key.type()) {
    case KeyType::Rsa:
        return std::vector<JwkMember>{{"e", numberText(key, OSSL_PKEY_PARAM_RSA_E)},
                                      {"kty", "RSA"},
                                      {"n", numberText(key, OSSL_PKEY_PARAM_RSA_N)}};
    case KeyType::Ec: {
        const int size = findCurve(key.curve())->size;
        return std::vector<JwkMember>{{"crv", key.curve()},
                                      {"kty", "EC"},
                                      {"x", numberText(key, OSSL_PKEY_PARAM_EC_PUB_X, size)},
                                      {"y", numberText(key, OSSL_PKEY_PARAM_EC_PUB_Y, size)}};
    }
    case KeyType::Okp: {
        QByteArray point(32, '\0');
        size_t size = 32;
        if (EVP_PKEY_get_raw_public_key(key.handle(), octets(point), &size) != 1)
            return cryptoError("public key");
        return std::vector<JwkMember>{{"crv", key.curve()}, {"kty", "OKP"}, {"x", base64url::encode(point)}};
    }
    case KeyType::Oct:
        break;
    }
    return Error{ErrorCode::KeyTypeMismatch, QStringLiteral("JWK")};
}

} // namespace

Result<Key> generateKey(KeyType type, const QByteArray &curve)
{
    const ErrorQueueGuard guard;
    PkeyPtr handle;
    const Curve *known = findCurve(curve);
    if (type == KeyType::Ec && known)
        handle.reset(EVP_EC_gen(known->group));
    else if (type == KeyType::Okp && curve == "Ed25519")
        handle.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    else
        return Error{ErrorCode::KeyTypeMismatch, QString::fromUtf8(curve)};
    if (!handle)
        return cryptoError("key generation");
    return KeyFactory::asymmetric(std::move(handle), true, {});
}

Result<QByteArray> publicJwk(const Key &key)
{
    const ErrorQueueGuard guard;
    const Result<std::vector<JwkMember>> members = requiredMembers(key);
    if (!members)
        return members.error();
    json::Writer writer;
    writer.beginObject();
    for (const JwkMember &member : *members)
        writer.member(member.name, QByteArrayView(member.value));
    const KeyMetadata &metadata = key.metadata();
    for (const auto &[name, value] :
         {std::pair{"kid", &metadata.kid}, {"alg", &metadata.alg}, {"use", &metadata.use}}) {
        if (!value->isEmpty())
            writer.member(name, QByteArrayView(*value));
    }
    writer.endObject();
    return writer.take();
}

Result<Secret> privatePem(const Key &key)
{
    const ErrorQueueGuard guard;
    if (!key.handle() || !key.isPrivate())
        return Error{ErrorCode::KeyTypeMismatch, QStringLiteral("PEM")};
    // Secure memory: the BIO's own copy is wiped when it goes.
    const BioPtr bio(BIO_new(BIO_s_secmem()));
    if (!bio ||
        PEM_write_bio_PKCS8PrivateKey(bio.get(), key.handle(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return cryptoError("PEM");
    char *text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return Secret(QByteArrayView(text, size));
}

Result<QByteArray> thumbprint(const Key &key)
{
    const ErrorQueueGuard guard;
    const Result<std::vector<JwkMember>> members = requiredMembers(key);
    if (!members)
        return members.error();
    json::Writer writer;
    writer.beginObject();
    for (const JwkMember &member : *members)
        writer.member(member.name, QByteArrayView(member.value));
    writer.endObject();
    const QByteArray text = writer.take();
    QByteArray hash(32, '\0');
    if (EVP_Digest(text.constData(), static_cast<size_t>(text.size()), octets(hash), nullptr,
                   fetchDigest("SHA256"), nullptr) != 1)
        return cryptoError("SHA-256");
    return base64url::encode(hash);
}

} // namespace claimcheck::jose
