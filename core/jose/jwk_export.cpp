#include "key_export.h"

#include "curves.h"
#include "key_factory.h"
#include "okp.h"

#include "base/base64url.h"
#include "base/json_writer.h"

#include <openssl/core_names.h>

namespace claimcheck::jose {

namespace {

/// `value` is base64url or a name of the tables: nothing that JSON would escape.
struct JwkMember {
    const char *name;
    QByteArray value;
};

using Members = std::vector<JwkMember>;

/// Of any number or octets of a key: encoded, and the plain form wiped.
QByteArray encodedOnce(QByteArray bytes)
{
    QByteArray text = base64url::encode(bytes);
    wipe(bytes);
    return text;
}

QByteArray numberText(const Key &key, const char *param, int size = -1)
{
    return encodedOnce(numberBytes(keyNumber(key.handle(), param).get(), size));
}

/// The members that a thumbprint covers, in lexicographic order (RFC 7638 section 3.2, RFC 8037 section 2).
Result<Members> publicMembers(const Key &key)
{
    switch (key.type()) {
    case KeyType::Rsa:
        return Members{{"e", numberText(key, OSSL_PKEY_PARAM_RSA_E)},
                       {"kty", "RSA"},
                       {"n", numberText(key, OSSL_PKEY_PARAM_RSA_N)}};
    case KeyType::Ec: {
        const int size = findCurve(key.curve())->size;
        return Members{{"crv", key.curve()},
                       {"kty", "EC"},
                       {"x", numberText(key, OSSL_PKEY_PARAM_EC_PUB_X, size)},
                       {"y", numberText(key, OSSL_PKEY_PARAM_EC_PUB_Y, size)}};
    }
    case KeyType::Okp: {
        QByteArray point(findOkpCurve(key.curve())->size, '\0');
        size_t size = static_cast<size_t>(point.size());
        if (EVP_PKEY_get_raw_public_key(key.handle(), octets(point), &size) != 1)
            return cryptoError("public key");
        return Members{{"crv", key.curve()}, {"kty", "OKP"}, {"x", base64url::encode(point)}};
    }
    case KeyType::Oct:
        break;
    }
    return Error{ErrorCode::KeyTypeMismatch, QStringLiteral("JWK")};
}

/// RFC 7518 section 6.3.2: all of an RSA key's factors and their numbers, or d alone.
Result<Members> privateMembers(const Key &key)
{
    static constexpr std::pair<const char *, const char *> rsa[] = {
        {"d", OSSL_PKEY_PARAM_RSA_D},          {"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
        {"q", OSSL_PKEY_PARAM_RSA_FACTOR2},    {"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
        {"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2}, {"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1},
    };
    Members members;
    switch (key.type()) {
    case KeyType::Rsa:
        for (const auto &[name, param] : rsa) {
            QByteArray number = numberText(key, param);
            if (!number.isEmpty())
                members.push_back({name, std::move(number)});
        }
        break;
    case KeyType::Ec:
        members.push_back({"d", numberText(key, OSSL_PKEY_PARAM_PRIV_KEY, findCurve(key.curve())->size)});
        break;
    case KeyType::Okp: {
        QByteArray seed(findOkpCurve(key.curve())->size, '\0');
        size_t size = static_cast<size_t>(seed.size());
        if (EVP_PKEY_get_raw_private_key(key.handle(), octets(seed), &size) != 1)
            return cryptoError("private key");
        members.push_back({"d", encodedOnce(std::move(seed))});
        break;
    }
    case KeyType::Oct:
        members.push_back({"k", base64url::encode(key.secret().reveal())});
        members.push_back({"kty", "oct"});
        break;
    }
    return members;
}

/// kid, alg, use and key_ops as members behind others, and the closing brace.
QByteArray metadataMembers(const KeyMetadata &metadata)
{
    json::Writer writer;
    writer.beginObject();
    for (const auto &[name, value] :
         {std::pair{"kid", &metadata.kid}, {"alg", &metadata.alg}, {"use", &metadata.use}}) {
        if (!value->isEmpty())
            writer.member(name, QByteArrayView(*value));
    }
    if (!metadata.keyOps.empty()) {
        writer.name("key_ops");
        writer.beginArray();
        for (const QByteArray &operation : metadata.keyOps)
            writer.string(QByteArrayView(operation));
        writer.endArray();
    }
    writer.endObject();
    QByteArray json = writer.take();
    if (json.size() == 2)
        return "}";
    return json.replace(0, 1, ",");
}

/// `{"a":"…","b":"…"` and `rest`, in one piece: a buffer that grows leaves parts of a key behind.
QByteArray toJson(const Members &first, const Members &second, const QByteArray &rest)
{
    qsizetype size = rest.size();
    for (const Members *members : {&first, &second}) {
        for (const JwkMember &member : *members)
            size += QByteArrayView(member.name).size() + member.value.size() + 6;
    }
    QByteArray json;
    json.reserve(size);
    char separator = '{';
    for (const Members *members : {&first, &second}) {
        for (const JwkMember &member : *members) {
            json += separator;
            json.append('"').append(member.name).append("\":\"").append(member.value).append('"');
            separator = ',';
        }
    }
    return json.append(rest);
}

} // namespace

Result<QByteArray> publicJwk(const Key &key)
{
    const ErrorQueueGuard guard;
    const Result<Members> members = publicMembers(key);
    if (!members)
        return members.error();
    return toJson(*members, {}, metadataMembers(publicMetadata(key)));
}

Result<Secret> privateJwk(const Key &key)
{
    const ErrorQueueGuard guard;
    if (!key.isPrivate())
        return Error{ErrorCode::KeyNotPrivate};
    Result<Members> shown = key.handle() ? publicMembers(key) : Members();
    if (!shown)
        return shown.error();
    Result<Members> hidden = privateMembers(key);
    if (!hidden)
        return hidden.error();
    QByteArray json = toJson(*shown, *hidden, metadataMembers(key.metadata()));
    Secret secret{QByteArrayView(json)};
    wipe(json);
    for (JwkMember &member : *hidden)
        wipe(member.value);
    return secret;
}

Result<QByteArray> thumbprint(const Key &key, const char *digest)
{
    const ErrorQueueGuard guard;
    const EVP_MD *md = fetchDigest(digest);
    if (!md)
        return Error{ErrorCode::AlgorithmUnsupported, QLatin1String(digest)};
    // Section 3.2.1: of a secret, k is what counts.
    Result<Members> members = key.handle() ? publicMembers(key) : privateMembers(key);
    if (!members)
        return members.error();
    QByteArray text = toJson(*members, {}, "}");
    QByteArray hash(EVP_MD_get_size(md), '\0');
    const bool done = EVP_Digest(text.constData(), static_cast<size_t>(text.size()), octets(hash), nullptr,
                                 md, nullptr) == 1;
    if (!key.handle()) {
        wipe(text);
        wipe(members->front().value);
    }
    if (!done)
        return cryptoError("thumbprint");
    return base64url::encode(hash);
}

} // namespace claimcheck::jose
